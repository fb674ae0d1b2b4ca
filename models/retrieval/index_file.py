"""A member index on disk: one `.npz` of plain arrays, from which the flat FAISS indexes are filled again.

A flat index is nothing but its vectors, so a FAISS file beside the arrays would say the same twice and could
disagree with them; one file is also replaced in one step.
"""

import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import UnfitFileError
from models.domain.members import Kind
from models.text.language import Language

FORMAT = 2

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    RuntimeError,
    zipfile.BadZipFile,
)
"""What NumPy and zipfile raise on files that are missing, cut short, altered or something else."""


@dataclass(frozen=True, slots=True, eq=False)
class IndexContent:
    """All that has to be kept of an index; vectors are (n, dimensions), what else is counted is (n,)."""

    dimensions: int
    fingerprint: str
    sequence: int
    statement_ids: NDArray[np.int64]
    member_ids: NDArray[np.int64]
    kinds: NDArray[np.str_]
    languages: NDArray[np.str_]
    vectors: NDArray[np.float32]


def write_index(path: Path, content: IndexContent) -> None:
    """Write the file beside its place, see it to the disk and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez(
                file,
                format=FORMAT,
                dimensions=content.dimensions,
                fingerprint=content.fingerprint,
                sequence=content.sequence,
                statement_ids=content.statement_ids,
                member_ids=content.member_ids,
                kinds=content.kinds,
                languages=content.languages,
                vectors=content.vectors,
            )
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_index(path: Path) -> IndexContent:
    """Read the file and check that its parts fit together; raise `UnfitFileError` when they do not."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _checked(dict(arrays))
    except UNREADABLE as error:
        raise UnfitFileError(
            f"{path} is no whole member index ({error}); remove it, it is built again from the database."
        ) from error


def _checked(arrays: dict[str, NDArray[Any]]) -> IndexContent:
    if arrays.pop("format").item() != FORMAT:
        raise ValueError("it has another format")
    content = IndexContent(
        dimensions=int(arrays["dimensions"]),
        fingerprint=str(arrays["fingerprint"]),
        sequence=int(arrays["sequence"]),
        statement_ids=arrays["statement_ids"],
        member_ids=arrays["member_ids"],
        kinds=arrays["kinds"],
        languages=arrays["languages"],
        vectors=arrays["vectors"],
    )
    count = len(content.statement_ids)
    if content.vectors.shape != (count, content.dimensions) or content.vectors.dtype != np.float32:
        raise ValueError(f"{count} statements of {content.dimensions} dimensions do not fit its vectors")
    counts = {len(content.member_ids), len(content.kinds), len(content.languages)}
    if counts != {count} or len(set(content.statement_ids.tolist())) != count:
        raise ValueError("its statements, members, kinds and languages do not belong together")
    if not (set(content.kinds.tolist()) <= set(Kind) and set(content.languages.tolist()) <= set(Language)):
        raise ValueError("it holds statements of an unknown kind or language")
    return content
