"""How similar a text is to everything, so that one similarity can be told from a high one.

Encoders put all texts close together (a cosine of .80 may be an ordinary one), and some texts are near to
everything. A similarity means something only against the similarities of the same text to all others. Their
mean and spread follow exactly from the first two moments of the indexed vectors; nothing is sampled.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.retrieval.statements import SHELVES, Shelf
from models.text.encoder import Vectors

Floats = NDArray[np.float64]

PRIOR_DEVIATION = 0.03
PRIOR_COUNT = 10
"""A network's own spread counts for as much as the prior once it has this many statements."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Count, mean and variance of the similarities of some queries to one set of vectors, each (q,)."""

    count: Floats
    mean: Floats
    variance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """How similar some texts are to all texts of the other side.

    `languages` (n,) are positions in `Language`; `mean` and `deviation` (n, languages) have a column for the
    others of each language.
    """

    languages: NDArray[np.intp]
    mean: Floats
    deviation: Floats


def moments(observed: Sequence[Observed]) -> tuple[Floats, Floats]:
    """Return mean and deviation of similarity, each (q, sets), one column for each set of vectors.

    A small set is shrunk towards all sets together by `PRIOR_COUNT` pseudo-observations, and these towards
    the prior: so that the one English text of a Danish network is neither average nor a sensation, and in a
    network of three people a similarity is not many deviations from the mean. No deviation is zero.
    """
    count = np.stack([one.count for one in observed], axis=1)
    mean = np.stack([one.mean for one in observed], axis=1)
    square = np.stack([one.variance for one in observed], axis=1) + mean**2
    everything = np.maximum(count.sum(axis=1), 1)
    overall = (count * mean).sum(axis=1) / everything
    variance = np.maximum((count * square).sum(axis=1) / everything - overall**2, 0.0)
    prior = _shrunk(count.sum(axis=1), variance, PRIOR_DEVIATION**2)[:, None]
    own = np.maximum(square - mean**2, 0.0)
    return _shrunk(count, mean, overall[:, None]), np.sqrt(_shrunk(count, own, prior))


def unusual(cosines: NDArray[np.floating], asked: Seen, answers: Seen) -> Floats:
    """Return how unusual each similarity is, (asked, answers): the mean of both sides' deviations.

    A text that resembles everything (a hub) is corrected for from both of its sides, and so is the nearness
    of any two texts in one language: each is measured against the texts of the other's own language.
    """
    for_asked = (cosines - asked.mean[:, answers.languages]) / asked.deviation[:, answers.languages]
    for_answers = (cosines.T - answers.mean[:, asked.languages]) / answers.deviation[:, asked.languages]
    both: Floats = (for_asked + for_answers.T) / 2
    return both


def language_lead(background: Callable[[Shelf], "SimilarityBackground"]) -> Floats:
    """Return how much nearer than others two texts lie for their languages alone, (shelves, shelves).

    It is the mean similarity of the texts of two shelves less that of their kinds in all languages; nobody is
    compared with himself. Where a shelf holds few texts little is known, and little is returned.
    """
    backgrounds = [background(shelf) for shelf in SHELVES]
    total = np.stack([one.total for one in backgrounds])
    count = np.array([one.count for one in backgrounds], dtype=np.float64)
    alike = np.array([[float(one is other) for other, _ in SHELVES] for one, _ in SHELVES])
    known = np.minimum.outer(count, count)
    lead = _mean_similarity(total, count, np.eye(len(SHELVES))) - _mean_similarity(
        alike @ total, alike @ count, alike
    )
    return _shrunk(known, lead, 0.0)


def _mean_similarity(total: Floats, count: Floats, same: Floats) -> Floats:
    """Compare sets of unit vectors by their sums; where two sets are the `same`, each vector is in both."""
    twice = same * count
    mean: Floats = (total @ total.T - twice) / np.maximum(np.outer(count, count) - twice, 1)
    return mean


def _shrunk(count: Floats, value: Floats, prior: Floats | float) -> Floats:
    result: Floats = (count * value + PRIOR_COUNT * prior) / (count + PRIOR_COUNT)
    return result


@dataclass(frozen=True, eq=False)
class SimilarityBackground:
    """The moments of all indexed vectors of one kind and language; a change makes a new background.

    `total` is the sum of the vectors, (d,), `products` the sum of their outer products, (d, d).
    """

    count: int
    total: Floats
    products: Floats

    @classmethod
    def empty(cls, dimensions: int) -> Self:
        """Return the background of an index without statements."""
        return cls(0, np.zeros(dimensions), np.zeros((dimensions, dimensions)))

    def including(self, vectors: Vectors) -> Self:
        """Return the background with these vectors, (n, d), as well."""
        return self._moved(vectors, 1)

    def without(self, vectors: Vectors) -> Self:
        """Return the background without these vectors, (n, d), which must have been included."""
        return self._moved(vectors, -1)

    def observed(self, queries: Vectors) -> Observed:
        """Return count, mean and variance of the similarity of each query, (q, d), to all indexed vectors."""
        rows = np.asarray(queries, dtype=np.float32)
        mean = rows @ self._middle
        variance = np.einsum("qd,qd->q", rows @ self._spread, rows).astype(np.float64)
        return Observed(np.full(len(rows), float(self.count)), mean, np.maximum(variance, 0.0))

    @cached_property
    def _middle(self) -> Floats:
        return self.total / max(self.count, 1)

    @cached_property
    def _spread(self) -> Vectors:
        # Around the middle the numbers are small, so that single precision is exact enough, at half the time.
        around = self.products / max(self.count, 1) - np.outer(self._middle, self._middle)
        return around.astype(np.float32)

    def observed_among_peers(self, queries: Vectors) -> Observed:
        """Return the same for queries that are indexed themselves, each as if it were not.

        A text is perfectly similar to itself; in a network of five that alone would push everyone else below
        the average. Sum and sum of squares without one observation of 1 follow from those with it.
        """
        every = self.observed(queries)
        others = max(self.count - 1, 1)
        mean = (self.count * every.mean - 1) / others
        square = (self.count * (every.variance + every.mean**2) - 1) / others
        return Observed(every.count - 1, mean, np.maximum(square - mean**2, 0.0))

    def _moved(self, vectors: Vectors, sign: int) -> Self:
        if not len(vectors):
            return self
        exact = np.asarray(vectors, dtype=np.float64)
        return type(self)(
            self.count + sign * len(exact),
            self.total + sign * exact.sum(axis=0),
            self.products + sign * (exact.T @ exact),
        )
