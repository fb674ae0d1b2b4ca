"""Similarity by shared words: names, tools and trade terms, which an encoder of meaning passes over."""

import hashlib
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Self

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from scipy.sparse import coo_array
from sklearn.feature_extraction.text import TfidfVectorizer

from models.domain.errors import BadInputError

WORD = re.compile(r"\w+")
LANGUAGES = ("danish", "english")
LETTERS = (3, 5)
"""The shortest and the longest run of letters that is counted as a part of a word."""
MOST_REMEMBERED = 65_536
"""Texts whose words are remembered at once."""


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
    tell nothing more, and no statistics have to be kept as members come and go. A term weighs
    (1 + log of its count) times (1 + log of (1 + texts) / (1 + texts that hold it)), as in scikit-learn.
    """
    # scikit-learn's own vectorizer gives the same numbers, and spends ten times as long on its vocabulary.
    numbers = [_numbers_in(text) for text in (*asked, *answers)]
    lengths = [len(of_text) for of_text in numbers]
    if not any(lengths):
        return np.zeros((len(asked), len(answers)))
    terms, columns = np.unique(np.concatenate(numbers), return_inverse=True)
    rows, shape = np.repeat(np.arange(len(numbers)), lengths), (len(numbers), len(terms))
    weights = coo_array((np.ones(len(columns)), (rows, columns)), shape=shape).tocsr()
    rarity = 1 + np.log((1 + len(numbers)) / (1 + np.bincount(weights.indices)))
    weights.data = (1 + np.log(weights.data)) * rarity[weights.indices]
    norms = np.sqrt(weights.power(2).sum(axis=1))
    weights.data /= np.repeat(norms, np.diff(weights.indptr))
    overlap: NDArray[np.float64] = (weights[: len(asked)] @ weights[len(asked) :].T).toarray()
    return overlap


class SharedParts:
    """What questions share with a collection of texts; how rare a part is, the collection says.

    Parts are the words, by their stems, or `by_letters` the runs of three to five letters within them, which
    find compounds ("produktionschef", "chef for produktion") and names in other spellings. Other questions
    play no part, so a question finds the same whatever else is asked.
    """

    def __init__(self, texts: Sequence[str], *, by_letters: bool) -> None:
        self._count = len(texts)
        self._weighing = _letters() if by_letters else _words()
        # The library cannot weigh a collection without a single word.
        self._is_empty = not any(WORD.search(text) for text in texts)
        if not self._is_empty:
            self._weights = self._weighing.fit_transform(texts).T.tocsr()

    def overlap(self, questions: Sequence[str]) -> NDArray[np.float64]:
        """Return the cosine of tf-idf of each question to each text, (questions, texts)."""
        if self._is_empty:
            return np.zeros((len(questions), self._count))
        overlap: NDArray[np.float64] = (self._weighing.transform(questions) @ self._weights).toarray()
        return overlap


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_terms_of, sublinear_tf=True)


def _letters() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True)


def _terms_of(text: str) -> list[str]:
    return _terms([text])[0]


def _terms(texts: Sequence[str]) -> list[list[str]]:
    return [[stem for word in WORD.findall(text.casefold()) for stem in _stems(word)] for text in texts]


_numbers_of: dict[bytes, NDArray[np.int64]] = {}
"""By the digest of a text, so that what an erased member wrote does not stay in memory."""


def _numbers_in(text: str) -> NDArray[np.int64]:
    """Return the numbers of the stems of all words of a text, (n,)."""
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    numbers = _numbers_of.get(digest)
    if numbers is None:
        if len(_numbers_of) >= MOST_REMEMBERED:
            _numbers_of.clear()
        words = WORD.findall(text.casefold())
        numbers = np.fromiter(chain.from_iterable(map(_numbers, words)), np.int64)
        _numbers_of[digest] = numbers
    return numbers


@lru_cache(maxsize=100_000)
def _numbers(word: str) -> tuple[int, ...]:
    """Return a number for each of a word's stems, the same in every process; 64 bits keep all apart."""
    return tuple(
        int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), signed=True)
        for stem in _stems(word)
    )


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
