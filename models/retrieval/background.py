"""How similar a text is to everything, so that one similarity can be told from a high one.

Encoders put all texts close together (a cosine of .80 may be an ordinary one), and some texts are near to
everything. A similarity means something only against the similarities of the same text to all others. Their
mean and spread follow exactly from the first two moments of the indexed vectors; nothing is sampled.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.text.encoder import Vectors

Floats = NDArray[np.float64]

PRIOR_DEVIATION = 0.03
PRIOR_COUNT = 10
"""A network's own spread counts for as much as the prior once it has this many statements."""


def standardise(moments: tuple[Floats, Floats], similarities: NDArray[np.floating]) -> Floats:
    """Return how many deviations each similarity, (q, k), lies above the mean of its own query, (q,).

    A missing similarity (minus infinity) stays missing.
    """
    mean, deviation = moments
    above: Floats = np.asarray(similarities, dtype=np.float64) - mean[:, None]
    return above / deviation[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class SimilarityBackground:
    """The moments of all indexed vectors of one kind; a change makes a new background.

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

    def moments(self, queries: Vectors) -> tuple[Floats, Floats]:
        """Return mean and standard deviation, each (q,), of every query's similarity to all that is indexed.

        The variance is shrunk by `PRIOR_COUNT` pseudo-observations towards the prior's, so that in a network
        of three people a similarity is not many deviations from the mean; it is never zero.
        """
        exact = np.asarray(queries, dtype=np.float64)
        count = max(self.count, 1)
        mean = exact @ self.total / count
        square = np.einsum("qd,qd->q", exact @ self.products, exact) / count
        variance = np.maximum(square - mean**2, 0.0)
        shrunk = (self.count * variance + PRIOR_COUNT * PRIOR_DEVIATION**2) / (self.count + PRIOR_COUNT)
        return mean, np.sqrt(shrunk)

    def moments_among_peers(self, queries: Vectors) -> tuple[Floats, Floats]:
        """Return the moments for queries that are indexed themselves, each as if it were not.

        A text is perfectly similar to itself; in a network of five that alone would push everyone else below
        the average. Mean and sum of squares without one observation follow from those with it (Welford's
        update, backwards), and the pseudo-observations stay what they are.
        """
        mean, deviation = self.moments(queries)
        others = max(self.count - 1, 1)
        peer_mean = (self.count * mean - 1) / others
        squares = deviation**2 * (self.count + PRIOR_COUNT) - self.count / others * (1 - mean) ** 2
        return peer_mean, np.sqrt(squares / (others + PRIOR_COUNT))

    def _moved(self, vectors: Vectors, sign: int) -> Self:
        if not len(vectors):
            return self
        exact = np.asarray(vectors, dtype=np.float64)
        return type(self)(
            self.count + sign * len(exact),
            self.total + sign * exact.sum(axis=0),
            self.products + sign * (exact.T @ exact),
        )
