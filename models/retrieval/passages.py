"""Passages that are searched, and how unusual a similarity to one of them is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Kind
from models.progress import Progress
from models.retrieval.background import Floats, Observed, Seen, SimilarityBackground, moments, unusual
from models.text.encoder import TextEncoder, Vectors
from models.text.language import Language, told_language


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """Some texts with their unit vectors, (n, d), and languages, (n,), as positions in `Language`."""

    texts: tuple[str, ...]
    vectors: Vectors
    languages: NDArray[np.intp]

    @classmethod
    def read(
        cls, texts: Sequence[str], kind: Kind, encoder: TextEncoder, progress: Progress | None = None
    ) -> Self:
        """Read each different text once.

        An expertise that does not tell its language is taken to be in that of most who do: a title among
        titles. A challenge is read as if it were the only one.
        """
        different = list(dict.fromkeys(texts))
        row_of = {text: row for row, text in enumerate(different)}
        vectors = encoder.encode(different, kind, progress=progress)
        told = [told_language(text) for text in texts]
        usual = max(Language, key=told.count) if kind is Kind.EXPERTISE else Language.DANISH
        languages = [list(Language).index(language or usual) for language in told]
        rows = [row_of[text] for text in texts]
        return cls(tuple(texts), vectors[rows], np.array(languages, dtype=np.intp))

    def __getitem__(self, rows: slice) -> Self:
        return type(self)(self.texts[rows], self.vectors[rows], self.languages[rows])

    def by_language(self) -> list[NDArray[np.bool_]]:
        """Return for each language which passages are in it, (n,)."""
        return [self.languages == language for language in range(len(Language))]


class Searched:
    """Passages with the background that each similarity to them is measured against."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        empty = SimilarityBackground.empty(passages.vectors.shape[1])
        self._backgrounds = [empty.including(passages.vectors[rows]) for rows in passages.by_language()]
        self._seen = self._among_peers()

    def unusual(self, asked: Passages) -> Floats:
        """Return how unusual the similarity to each passage is, (asked, passages), seen from both sides.

        The passages' own side is judged by their similarity to each other, so a question finds the same
        whatever else is asked.
        """
        mean, deviation = moments([background.observed(asked.vectors) for background in self._backgrounds])
        cosines = asked.vectors.astype(np.float64) @ self._passages.vectors.T
        return unusual(cosines, Seen(asked.languages, mean, deviation), self._seen)

    def _among_peers(self) -> Seen:
        mean, deviation = np.zeros((2, len(self._passages.texts), len(Language)))
        for language, rows in enumerate(self._passages.by_language()):
            if rows.any():
                mean[rows], deviation[rows] = moments(self._observed(self._passages.vectors[rows], language))
        return Seen(self._passages.languages, mean, deviation)

    def _observed(self, vectors: Vectors, language: int) -> list[Observed]:
        return [
            background.observed_among_peers(vectors) if own == language else background.observed(vectors)
            for own, background in enumerate(self._backgrounds)
        ]
