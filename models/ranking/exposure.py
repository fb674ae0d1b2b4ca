"""Exposure: how many requests a member may expect from being shown, and who goes behind others for it.

A list that is shown brings requests, most of them to its top. Those who suit many would drown in them, and
who is new would never be seen. Both are settled before chance draws, from what the log knows, so the
probabilities that are logged stay exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError

Floats = NDArray[np.float64]
_Position = TypeVar("_Position", int, NDArray[np.intp])

FIRST_REQUEST = 0.25
"""How often the first person on a slate is asked, before a network's own log says better."""
CAP = 4.0
"""Requests a member may expect in a period; in thirty days about one a week, which a manager can bear."""
NEWCOMER_LIFT = 0.05
"""What is added to the score of whoever was shown to nobody: only those hardly better are passed."""


class Showing(NamedTuple):
    """How many seekers saw a member best in this position, and how many of these asked for him."""

    member_id: int
    position: int
    seekers: int
    requests: int


def request_probability(position: _Position) -> Floats:
    """Return how probable a request to the person in a position (from 1) is.

    Attention falls with the logarithm of the position, as nDCG has it (Järvelin & Kekäläinen 2002) and
    fairness of exposure after it (Singh & Joachims 2018). A slate of five brings 0.74 requests.
    """
    return np.asarray(FIRST_REQUEST / np.log2(1.0 + position))


def expected_incoming(showings: Iterable[Showing]) -> dict[int, float]:
    """Return the expected requests of each member who was shown: those made, and the rest by position.

    A seeker counts once, by the best position he saw somebody in, because nobody can be asked twice.
    """
    expected: dict[int, float] = {}
    for shown in showings:
        silent = shown.seekers - shown.requests
        requests = shown.requests + silent * float(request_probability(shown.position))
        expected[shown.member_id] = expected.get(shown.member_id, 0.0) + requests
    return expected


@dataclass(frozen=True, slots=True)
class Exposure:
    """At most `cap` expected requests a member, and a `lift` for newcomers, as a share of their score.

    Raises `BadInputError` for a cap below `FIRST_REQUEST`, and for a lift outside 0 to 1.
    """

    cap: float = CAP
    lift: float = NEWCOMER_LIFT

    def __post_init__(self) -> None:
        if not self.cap >= FIRST_REQUEST:
            raise BadInputError(
                f"The cap on expected requests is {self.cap}; it must be {FIRST_REQUEST} or more, what one"
                " first place brings: under a smaller one all would be full, and nobody would go behind."
            )
        if not 0 <= self.lift <= 1:
            raise BadInputError(f"The lift of newcomers is {self.lift}; it goes from 0 to 1.")

    def has_room(self, incoming: Floats) -> NDArray[np.bool_]:
        """Say who, (n,), can take one more first place without more than the cap to expect."""
        return incoming + request_probability(1) <= self.cap

    def lifted(self, scores: Floats, incoming: Floats) -> Floats:
        """Return the scores, (n,), with those of newcomers lifted: who expects nothing was never shown."""
        return np.where(incoming == 0, scores * (1 + self.lift), scores)
