"""An encoder that needs no weights: words and character n-grams, hashed into signed buckets."""

import itertools
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.progress import Progress
from models.text.encoder import Vectors

WORD = re.compile(r"\w+")
GRAM_LENGTHS = (3, 4)
GRAM_WEIGHT = 0.4
VERSION = 1


class HashingEncoder:
    """Texts that share words, or parts of words, are similar; meaning is not seen.

    The same text has the same vector on every machine. Challenges and expertise are encoded alike.
    Feature hashing with signs after Weinberger et al. (2009), "Feature hashing for large scale multitask
    learning": collisions cancel on average instead of adding up.
    """

    def __init__(self, dimensions: int = 256) -> None:
        if dimensions < 1:
            raise BadInputError(f"dimensions is {dimensions}; an encoder needs at least 1.")
        self._dimensions = dimensions

    @property
    def fingerprint(self) -> str:
        """Version and length; there are no weights."""
        return f"hashing-{VERSION}-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def encode(self, texts: Sequence[str], kind: Kind, *, progress: Progress | None = None) -> Vectors:  # noqa: ARG002 - both sides are encoded alike
        """Return one unit vector a text; a text without any word gets a fixed direction."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            self._fill(vectors[row], text)
            if progress is not None:
                progress(row + 1, len(texts))
        return vectors

    def truncated(self, texts: Sequence[str]) -> list[int]:  # noqa: ARG002 - every text is read to its end
        """Return no position: every text is read to its end."""
        return []

    def _fill(self, vector: Vectors, text: str) -> None:
        for feature, weight in _features(text):
            bucket, negative = divmod(zlib.crc32(feature.encode()), 2)
            vector[bucket % self._dimensions] += -weight if negative else weight
        length = np.linalg.norm(vector)
        if length > 0:
            vector /= length
        else:
            vector[0] = 1.0


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in WORD.findall(text.casefold()):
        yield word, 1.0
        for gram in _grams(f"<{word}>"):
            yield gram, GRAM_WEIGHT


def _grams(marked: str) -> Iterable[str]:
    return itertools.chain.from_iterable(
        (marked[start : start + length] for start in range(len(marked) - length + 1))
        for length in GRAM_LENGTHS
    )
