"""Statements as an index knows them, and the shelves they stand on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.text.encoder import Vectors
from models.text.language import Language

Ids = NDArray[np.int64]
LANGUAGES = tuple(Language)
LENGTH_TOLERANCE = 1e-3
Shelf = tuple[Kind, Language]
"""Statements of one kind in one language are searched, and have their background, for themselves."""
SHELVES: tuple[Shelf, ...] = tuple((kind, language) for kind in Kind for language in Language)


@dataclass(frozen=True, slots=True, eq=False)
class IndexedStatement:
    """One statement's place in the index; `vector` is one unit vector, (d,), for the whole text."""

    statement_id: int
    member_id: int
    kind: Kind
    language: Language
    vector: NDArray[np.float32]

    def check(self, dimensions: int, fingerprint: str) -> None:
        """Raise `BadInputError` unless the vector is one of these dimensions and of length 1."""
        if self.vector.shape != (dimensions,):
            raise BadInputError(
                f"The vector of statement {self.statement_id} has the shape {self.vector.shape}; "
                f"this index holds vectors of {dimensions} dimensions ({fingerprint})."
            )
        length = float(np.linalg.norm(self.vector))
        if not abs(length - 1) <= LENGTH_TOLERANCE:
            raise BadInputError(f"The vector of statement {self.statement_id} has length {length}, not 1.")


@dataclass(frozen=True, slots=True, eq=False)
class StatementVectors:
    """Statements of one kind: ids (m,), the members they belong to (m,), unit vectors (m, d).

    `languages` (m,) are positions in `Language`.
    """

    kind: Kind
    statement_ids: Ids
    owners: Ids
    languages: NDArray[np.intp]
    matrix: Vectors
