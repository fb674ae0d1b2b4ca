"""What the rest of the house knows of an encoder: texts in, unit vectors out."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Kind
from models.progress import Progress

Vectors = NDArray[np.float32]
"""(n, dimensions), every row of length 1, so that a dot product is a cosine."""


class TextEncoder(Protocol):
    """Turns statements into vectors; safe to use from several threads."""

    @property
    def fingerprint(self) -> str:
        """Short, stable name of weights, prompts and version; vectors of two fingerprints never meet."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        ...

    def encode(self, texts: Sequence[str], kind: Kind, *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, in the order of the texts.

        A challenge is encoded as a query and an expertise as a passage, because that is how they are
        searched: the two sides of an asymmetric encoder.
        """
        ...

    def truncated(self, texts: Sequence[str]) -> list[int]:
        """Return the positions of texts of which the end is not read."""
        ...
