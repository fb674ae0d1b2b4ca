"""Demand: how many members a text would meet, before anybody has said it."""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from models.domain.members import Kind
from models.retrieval.background import moments
from models.retrieval.member_index import NOTHING, MemberIndex
from models.retrieval.statements import LANGUAGES
from models.text.encoder import Vectors

MEETS = 2.0
"""Standard deviations above a text's average similarity from which on it meets another.

Measured on the judgements of the sample network with the tuned encoder: of the 182 experts this far above the
average of one of 60 challenges, one in four was judged to be of use and one in five worth a meeting, against
one in sixteen and one in 34 of all. A challenge meets 3 of them (median, 8 at most) where 13 are of use: most
say it in words that are too different. From 1.75 on it would be 6, of whom one in five is of use; from 2.25
on, 1. A count is a sign of interest and no promise.
"""
AT_MOST = 500
"""Statements of one language that are looked at; a larger demand is as good as this one."""
STEPS = (0, 3, 6, 11, 21, 51)
"""The numbers at which a told demand begins. An exact one would let somebody try two texts and subtract, and
learn so whether one person meets the second; below 3 it could point at somebody by itself."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How many members a text meets, told in steps; `at_most` is None in the last, which is open."""

    at_least: int
    at_most: int | None

    @classmethod
    def of(cls, members: int) -> Self:
        """Return the step in which a number of members, 0 or more, lies."""
        following = bisect_right(STEPS, members)
        return cls(STEPS[following - 1], STEPS[following] - 1 if following < len(STEPS) else None)

    @property
    def is_little(self) -> bool:
        """Whether it is the first step, which does not tell a few from nobody."""
        return self.at_least == STEPS[0]


def members_met(
    index: MemberIndex, queries: Vectors, among: Kind, exclude_members: Collection[int]
) -> list[int]:
    """Return for each text, (q, d), how many members have stated something of this kind that it meets."""
    shelves = [(among, language) for language in LANGUAGES]
    mean, deviation = moments([index.background(shelf).observed(queries) for shelf in shelves])
    met: list[set[int]] = [set() for _ in queries]
    for column, shelf in enumerate(shelves):
        ids, similarities = index.search(queries, shelf, AT_MOST, exclude_members=exclude_members)
        above = (similarities - mean[:, [column]]) / deviation[:, [column]]
        for members, row, near in zip(met, ids, above >= MEETS, strict=True):
            members.update(index.owners(row[near]).tolist())
    # Between finding a statement and asking whose it is, another thread may have removed it.
    return [len(members - {NOTHING}) for members in met]
