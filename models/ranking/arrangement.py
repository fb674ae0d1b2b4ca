"""From the plain order to the order slates are filled from: who is full goes behind, kinds are mixed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Member
from models.ranking.diversity import DECIMALS, diverse_order, likeness, organisations
from models.ranking.exposure import Exposure
from models.ranking.features import Party
from models.retrieval.member_index import MemberIndex

Rows = NDArray[np.intp]

AMONG = 50
"""Different people are looked for among so many of the best; those behind them stay in their order."""
Incoming = Callable[[Sequence[int]], Mapping[int, float]]
"""Gives, for members by id, the requests they may expect already; who is missing was never shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Capped:
    """A cap on exposure, and the log it counts from."""

    exposure: Exposure
    incoming: Incoming


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrangement:
    """Orders the people above the floor; nobody is added or left out, and no chance plays a part."""

    diversity: float = 0.0
    capped: Capped | None = None

    def of(  # noqa: PLR0913 - whom, in which order, how many, and different in what
        self,
        members: Sequence[Member],
        scores: NDArray[np.float64],
        order: Rows,
        seats: int,
        index: MemberIndex,
        *,
        wished: Collection[str] = (),
    ) -> Rows:
        """Return the rows of `order`, which has the best first, as the slate shall be filled from them.

        1. Newcomers are lifted a little (equal scores keep their order).
        2. Who is full goes behind all who have room; he is shown only where too few others fit.
        3. Of those who have room, the best `AMONG` (or twice as many as there are seats, if that is more)
           compete for the seats, which go to different people (`diverse_order`); different on the axes that
           are not `wished`.
        """
        worth, full = scores[order], np.zeros(len(order), dtype=bool)
        if self.capped is not None:
            known = self.capped.incoming([members[row].id for row in order])
            incoming = np.array([known.get(members[row].id, 0.0) for row in order])
            worth = self.capped.exposure.lifted(worth, incoming)
            full = ~self.capped.exposure.has_room(incoming)
            places = np.lexsort((-worth.round(DECIMALS), full))
            order, worth, full = order[places], worth[places], full[places]
        if self.diversity == 0:
            return order
        room = order[~full]
        best = room[: max(AMONG, 2 * seats)]
        people = [members[row] for row in best]
        alike = likeness(Party.of(people, index), wished)
        mixed = diverse_order(
            worth[: len(best)], alike, organisations(people), seats, diversity=self.diversity
        )
        return np.concatenate([best[mixed], room[len(best) :], order[full]])


PLAIN = Arrangement()
