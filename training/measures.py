"""How evenly something is shared out, and how much of a space its hubs take."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import skew

Floats = NDArray[np.float64]


def gini(values: Floats) -> float:
    """Return the Gini coefficient of (n,) values >= 0: 0 where all have the same, 1 - 1/n if one has all."""
    total = values.sum()
    if total == 0:
        return 0.0
    share = np.arange(1, len(values) + 1)
    weighted = (2 * share - len(values) - 1) @ np.sort(values)
    return float(weighted / (len(values) * total))


def lorenz(values: Floats) -> Floats:
    """Return which share of the whole the poorest 0, 1, ..., n of n have, (n + 1,), from 0 to 1."""
    return np.concatenate([[0.0], np.cumsum(np.sort(values)) / max(values.sum(), np.finfo(float).tiny)])


def k_occurrence(similarities: Floats, k: int) -> NDArray[np.intp]:
    """Return how often each of n items is among the k nearest of the q queries of (q, n)."""
    nearest = np.argpartition(-similarities, k - 1, axis=1)[:, :k]
    return np.bincount(nearest.ravel(), minlength=similarities.shape[1])


def hubness(occurrences: NDArray[np.intp]) -> float:
    """Return the skewness of the k-occurrences (Radovanović et al. 2010): 0 without hubs, large with them."""
    return float(skew(occurrences))
