"""A small, known amount of chance in every slate.

Without it nobody ever learns what the person in place eleven would have been worth. With it, and because the
probability of every showing is known exactly, a later ranker can be judged on the log of this one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Exploration:
    """With probability `epsilon` the last seat goes to one of the `width` people next in line, all alike."""

    epsilon: float
    width: int

    def __post_init__(self) -> None:
        if not 0 <= self.epsilon < 1:
            raise BadInputError(f"The share of exploration is {self.epsilon}; it goes from 0 up to below 1.")
        if self.width < 1:
            raise BadInputError(
                f"Exploration among {self.width} people is none; give 1 or more, or epsilon 0."
            )

    def propensities(self, ranked: int, seats: int) -> NDArray[np.float64]:
        """Return the probability, (ranked,), that each of the people in ranked order is shown.

        Everyone has one position only in which he can be shown (his own, or the last seat), so these are the
        probabilities of person and position together, and their sum is the size of the slate.
        """
        shown = np.zeros(ranked)
        shown[:seats] = 1.0
        waiting = slice(seats, min(seats + self.width, ranked))
        if waiting.start < waiting.stop:
            shown[seats - 1] = 1 - self.epsilon
            shown[waiting] = self.epsilon / (waiting.stop - waiting.start)
        return shown

    def draw(self, ranked: int, seats: int, rng: np.random.Generator) -> list[int]:
        """Return the places in the ranked order of those who are shown, in the order they are shown."""
        slate = list(range(min(seats, ranked)))
        waiting = range(seats, min(seats + self.width, ranked))
        if waiting and rng.random() < self.epsilon:
            slate[-1] = int(rng.choice(waiting))
        return slate


NO_EXPLORATION = Exploration(epsilon=0.0, width=1)
