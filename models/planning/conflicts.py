"""Which pairs may sit together."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
"""What it is worth that two people sit together, (n, n) and symmetric; a negative score forbids the pair."""

Mask = NDArray[np.bool_]


def allowed_from_scores(scores: Scores) -> Mask:
    """Return who may sit with whom, (n, n): every two different people whose score is not negative."""
    return (scores >= 0) & ~np.eye(len(scores), dtype=bool)
