"""Any profiles ranked for any query: the house's relevance, without members and without a database.

A profile is looked at in three ways. Its best few texts: how unusual is their similarity to the query, from
both sides and among texts of their language? The profile as a whole: where does the mean of its texts lie?
And its words: which stems, and which runs of letters, does it share with the query, and how few profiles
have them?
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.progress import Progress
from models.ranking.features import WORDS_FOLLOW_MEANING
from models.retrieval.background import Floats
from models.retrieval.passages import Passages, Searched
from models.text.encoder import TextEncoder
from models.text.language import Language
from models.text.lexical import SharedParts

MOST_FEW = 3
WORTH = {"best texts": 1.0, "whole profile": 0.5, "stems": 1.5, "letters": 0.25}
"""What a deviation of each counts. Chosen on the sample network; see docs/quality.md."""
PRIOR_DEVIATIONS = (1.0, 0.15, 0.03, 0.03)
"""Deviations of the same four between ordinary texts; they temper what is seen among few profiles."""
PRIOR_COUNT = 10
ASKED_TO_LEARN = 256
"""So many of the profiles' own texts are asked, to learn what is usual."""
AT_A_TIME = 64
"""Queries that are compared at once, which bounds the memory."""

Id = str | int


@dataclass(frozen=True, slots=True)
class TextProfile:
    """Somebody or something that is to be found, by what has been written by or about it."""

    id: Id
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A question in words, and the profiles that must not answer it."""

    id: Id
    text: str
    exclude: frozenset[Id]


class ProfileRanker:
    """Ranks the same profiles for any queries; what one query finds does not depend on the others.

    So a score may be compared with those of other queries, too.
    """

    def __init__(
        self, profiles: Sequence[TextProfile], encoder: TextEncoder, progress: Progress | None = None
    ) -> None:
        if not profiles or any(not profile.texts for profile in profiles):
            raise BadInputError("A profile without any text cannot be found, nor one among none.")
        self._encoder = encoder
        self._profiles = tuple(sorted(profiles, key=lambda profile: (str(profile.id), profile.texts)))
        counts = [len(profile.texts) for profile in self._profiles]
        self._owners = np.repeat(np.arange(len(counts)), counts)
        texts = [text for profile in self._profiles for text in profile.texts]
        self._passages = Passages.read(texts, Kind.EXPERTISE, encoder, progress)
        self._searched = Searched(self._passages)
        self._middles = _middles(self._passages)
        self._centres = self._centred()
        whole = ["\n".join(profile.texts) for profile in self._profiles]
        self._words = [SharedParts(whole, by_letters=by_letters) for by_letters in (False, True)]
        self._mean, self._deviation = self._usual()

    @property
    def ids(self) -> list[Id]:
        """The profiles in the order of the columns of `scores`."""
        return [profile.id for profile in self._profiles]

    def scores(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        """Return how well each profile answers each text, (texts, profiles), in weighted deviations."""
        asked = Passages.read(texts, Kind.CHALLENGE, self._encoder, progress)
        parts = [self._scored(asked[at : at + AT_A_TIME]) for at in range(0, len(texts), AT_A_TIME)]
        return np.concatenate([np.zeros((0, len(self._profiles))), *parts])

    def ranked(
        self, queries: Sequence[TextQuery], progress: Progress | None = None
    ) -> Iterator[list[tuple[Id, float]]]:
        """Yield for each query all profiles but the excluded ones, best first; equals by their id."""
        scores = self.scores([query.text for query in queries], progress)
        for query, row in zip(queries, scores, strict=True):
            order = np.argsort(-row, kind="stable")
            ranking = ((self._profiles[place].id, float(row[place])) for place in order)
            yield [(id_, score) for id_, score in ranking if id_ not in query.exclude]

    def _scored(self, asked: Passages) -> Floats:
        best, whole, *words = (self._looked_at(asked) - self._mean) / self._deviation
        same_language = self._spoken()[:, asked.languages].T
        # Two texts in different languages share no words, whatever they say: they get what is to be expected.
        expected = WORDS_FOLLOW_MEANING * best
        looks = [best, whole, *(np.where(same_language, shared, expected) for shared in words)]
        return sum((worth * look for worth, look in zip(WORTH.values(), looks, strict=True)), np.zeros(1))

    def _looked_at(self, asked: Passages) -> Floats:
        """Return what `WORTH` weighs, (4, asked, profiles), each in a unit of its own."""
        directions = _unit(asked.vectors - self._middles[asked.languages])
        return np.stack(
            [
                mean_of_best(self._searched.unusual(asked), self._owners),
                directions @ self._centres.T,
                *(shared.overlap(asked.texts) for shared in self._words),
            ]
        )

    def _centred(self) -> Floats:
        """Return where each profile lies, (profiles, d), as a direction from the middle of its language."""
        directions = _unit(self._passages.vectors - self._middles[self._passages.languages])
        sums = np.zeros((len(self._profiles), directions.shape[1]))
        np.add.at(sums, self._owners, directions)
        return _unit(sums)

    def _spoken(self) -> NDArray[np.bool_]:
        """Return which profile has a text in which language, (profiles, languages)."""
        spoken = np.zeros((len(self._profiles), len(Language)), dtype=bool)
        spoken[self._owners, self._passages.languages] = True
        return spoken

    def _usual(self) -> tuple[Floats, Floats]:
        """Return mean and deviation of the four, (4, 1, 1), between texts and the profiles of others."""
        step = -(-len(self._owners) // ASKED_TO_LEARN)
        asked, owners = self._passages[::step], self._owners[::step]
        others = owners[:, None] != np.arange(len(self._profiles))
        seen = np.concatenate(
            [
                self._looked_at(asked[at : at + AT_A_TIME])[:, others[at : at + AT_A_TIME]]
                for at in range(0, len(owners), AT_A_TIME)
            ],
            axis=1,
        )
        count = seen.shape[1]
        mean = seen.sum(axis=1) / max(count, 1)
        squares = ((seen - mean[:, None]) ** 2).sum(axis=1) + PRIOR_COUNT * np.square(PRIOR_DEVIATIONS)
        return mean[:, None, None], np.sqrt(squares / (count + PRIOR_COUNT))[:, None, None]


def best_few(count: int) -> int:
    """Return how many of so many texts speak for their profile: the root, at most `MOST_FEW`.

    Of many texts a single good one may be chance. Of two, the other may be about something else altogether.
    """
    return min(math.isqrt(count), MOST_FEW)


def mean_of_best(values: Floats, owners: NDArray[np.intp], few: Callable[[int], int] = best_few) -> Floats:
    """Return the mean of the best values of each owner, (rows, owners): `few` of so many as it has.

    `values` is (rows, n), `owners` (n,) ascends from 0 without a gap.
    """
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    if len(starts) == len(owners):
        return values
    ends = [*starts[1:].tolist(), len(owners)]
    best = [
        np.sort(values[:, start:end], axis=1)[:, -few(end - start) :].mean(axis=1)
        for start, end in zip(starts.tolist(), ends, strict=True)
    ]
    return np.stack(best, axis=1)


def _middles(passages: Passages) -> Floats:
    """Return the mean vector of each language, (languages, d), tempered by that of all: there may be few."""
    vectors = passages.vectors.astype(np.float64)
    sums = np.stack([vectors[rows].sum(axis=0) for rows in passages.by_language()])
    counts = np.array([[rows.sum()] for rows in passages.by_language()])
    middles: Floats = (sums + PRIOR_COUNT * vectors.mean(axis=0)) / (counts + PRIOR_COUNT)
    return middles


def _unit(vectors: NDArray[np.floating]) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = vectors / np.where(lengths > 0, lengths, 1.0)
    return unit
