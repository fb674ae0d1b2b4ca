"""Similarity by shared words: names, tools and trade terms, which an encoder of meaning passes over."""

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Self

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

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


def word_overlap(asked: Sequence[str], answers: Sequence[str]) -> NDArray[np.float64]:
    """Return how much some texts share with some others: cosines of tf-idf, (asked, answers).

    What is a rare word is judged from these texts alone: among people found by meaning the words they all use
    tell nothing more, and no statistics have to be kept as members come and go.
    """
    terms = _terms([*asked, *answers])
    if not any(terms):
        return np.zeros((len(asked), len(answers)))
    weights = TfidfVectorizer(analyzer=_as_it_is, sublinear_tf=True).fit_transform(terms)
    overlap: NDArray[np.float64] = (weights[: len(asked)] @ weights[len(asked) :].T).toarray()
    return overlap


def _as_it_is(terms: list[str]) -> list[str]:
    return terms


def _terms(texts: Sequence[str]) -> list[list[str]]:
    return [[stem for word in WORD.findall(text.casefold()) for stem in _stems(word)] for text in texts]


@lru_cache(maxsize=100_000)
def _stems(word: str) -> tuple[str, ...]:
    stemmers = _stemmers()
    return tuple(f"{language}:{stemmers[language].stemWord(word)}" for language in LANGUAGES)


_of_this_thread = threading.local()


def _stemmers() -> dict[str, snowballstemmer.stemmer]:
    # A stemmer keeps its word in itself while it works, so threads must not share one.
    if not hasattr(_of_this_thread, "stemmers"):
        _of_this_thread.stemmers = {language: snowballstemmer.stemmer(language) for language in LANGUAGES}
    found: dict[str, snowballstemmer.stemmer] = _of_this_thread.stemmers
    return found
