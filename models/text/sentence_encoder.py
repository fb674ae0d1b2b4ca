"""Any sentence-transformers encoder behind the house's own interface."""

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from safetensors import SafetensorError

from models.domain.errors import NotFoundError, UnfitFileError
from models.domain.members import Kind
from models.progress import Progress
from models.text.encoder import Vectors
from models.text.folder import checksums, declared_dimensions, fingerprint_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

VERSION = "1"
"""To be raised when the same weights would be used in another way, so that old vectors are left behind."""

BATCH = 32
PROMPT_NAMES = {Kind.CHALLENGE: ("query",), Kind.EXPERTISE: ("passage", "document", "corpus")}


class SentenceEncoder:
    """A sentence-transformers encoder on the processor; its weights are read when they are first needed."""

    def __init__(self, name: str, folder: Path | None) -> None:
        self._name = name
        self._folder = folder
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        # A tokenizer remembers padding between calls, so two threads must not use it at once.
        self._encoding = threading.Lock()

    @classmethod
    def open(cls, name_or_path: str | Path) -> Self:
        """Name an encoder by its folder, read offline, or by its public name; nothing is loaded yet."""
        folder = Path(name_or_path)
        if folder.is_dir():
            return cls(str(folder), folder)
        if isinstance(name_or_path, Path) or folder.is_absolute():
            raise NotFoundError("encoder folder", str(folder))
        return cls(name_or_path, None)

    @cached_property
    def fingerprint(self) -> str:
        """Stands for every file of the folder or, for a public name, for weights and prompts as loaded."""
        parts = checksums(self._folder) if self._folder is not None else _contents(self.transformer)
        return fingerprint_of({**parts, "version": VERSION}, name="sentence")

    @cached_property
    def dimensions(self) -> int:
        """Length of every vector."""
        declared = declared_dimensions(self._folder) if self._folder is not None else None
        return declared or int(self.transformer.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read, its prompt and the two marks around it included."""
        transformer = self.transformer
        return int(transformer.max_seq_length or transformer.tokenizer.model_max_length)

    @property
    def prompts(self) -> dict[str, str]:
        """What stands before a text of each kind when it is read."""
        return {kind.value: _prompt(self.transformer, kind) for kind in Kind}

    @property
    def transformer(self) -> "SentenceTransformer":
        """The encoder itself, with its weights as they are in use."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._name, is_local=self._folder is not None)
            return self._loaded

    def encode(self, texts: Sequence[str], kind: Kind, *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, in order; what is beyond `max_tokens` is not read."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length share a batch, which spares padding.
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._encode_batch([texts[row] for row in rows], kind)
            if progress is not None:
                progress(start + len(rows), len(texts))
        return vectors

    def truncated(self, texts: Sequence[str]) -> list[int]:
        """Return the positions of texts of which the end is not read, under either prompt."""
        transformer, limit = self.transformer, self.max_tokens
        prompts = {_prompt(transformer, kind) for kind in Kind}
        with self._encoding:
            return [
                row
                for row, text in enumerate(texts)
                if any(_tokens(transformer, prompt + text) > limit for prompt in prompts)
            ]

    def _encode_batch(self, texts: list[str], kind: Kind) -> Vectors:
        transformer = self.transformer
        encode = transformer.encode_query if kind is Kind.CHALLENGE else transformer.encode_document
        # The lock is held for one batch only, so that a single query need not wait for a whole import.
        with self._encoding:
            vectors: Vectors = encode(
                texts,
                prompt=_prompt(transformer, kind),
                batch_size=BATCH,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
        return vectors


def _load(name: str, *, is_local: bool) -> "SentenceTransformer":
    # Importing the library takes seconds, which a command that encodes nothing should not wait for.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=is_local)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise UnfitFileError(
            f"The encoder {name!r} cannot be loaded ({error}); give a sentence-transformers folder or name."
        ) from error


def _prompt(transformer: "SentenceTransformer", kind: Kind) -> str:
    prompts = (transformer.prompts.get(name) for name in PROMPT_NAMES[kind])
    return next((prompt for prompt in prompts if prompt), "")


def _tokens(transformer: "SentenceTransformer", text: str) -> int:
    return len(transformer.tokenizer(text, truncation=False, verbose=False)["input_ids"])


def _contents(transformer: "SentenceTransformer") -> dict[str, str]:
    weights = hashlib.sha256()
    for name, tensor in sorted(transformer.state_dict().items()):
        weights.update(name.encode())
        weights.update(tensor.detach().float().contiguous().numpy().tobytes())
    prompts = {kind.value: _prompt(transformer, kind) for kind in Kind}
    return {"weights": weights.hexdigest(), **prompts}
