"""Similarity by shared words: names, tools and trade terms, which an encoder of meaning passes over."""

import re
from collections.abc import Sequence
from typing import Self

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from models.domain.errors import BadInputError

WORD = re.compile(r"\w+")
LANGUAGES = ("danish", "english")


class LexicalIndex:
    """BM25 over texts in Danish, English or both.

    A word counts by its Danish and by its English stem, so that no language has to be guessed and either
    language's endings are seen through. BM25 after Robertson and Zaragoza (2009).
    """

    def __init__(self) -> None:
        self._scorer: bm25s.BM25 | None = None
        self._count: int | None = None

    def fit(self, texts: Sequence[str]) -> Self:
        """Index these texts and forget any others."""
        terms = _terms(texts)
        self._count = len(texts)
        # The library cannot index a collection without a single word.
        self._scorer = bm25s.BM25() if any(terms) else None
        if self._scorer is not None:
            self._scorer.index(terms, show_progress=False)
        return self

    def scores(self, query: str) -> NDArray[np.float64]:
        """Return every text's BM25 score, (n,), in the order of `fit`; 0 where no word is shared."""
        if self._count is None:
            raise BadInputError("The lexical index holds no texts yet; call fit first.")
        (terms,) = _terms([query])
        if self._scorer is None or not terms:
            return np.zeros(self._count)
        return np.asarray(self._scorer.get_scores(terms), dtype=np.float64)


def _terms(texts: Sequence[str]) -> list[list[str]]:
    # A stemmer keeps its word in itself while it works, so threads must not share one.
    stemmers = {language: snowballstemmer.stemmer(language) for language in LANGUAGES}
    return [
        [
            f"{language}:{stemmer.stemWord(word)}"
            for word in WORD.findall(text.casefold())
            for language, stemmer in stemmers.items()
        ]
        for text in texts
    ]
