"""Pairs that must not be put together, and why.

Conflicts are needed by the recommender and by the planner, so they live in the domain, not in either.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from models.domain.members import Member

Pair = frozenset[int]


class Conflict(StrEnum):
    """Why two people must not be put together."""

    SAME_PERSON = "same person"
    SAME_ORGANISATION = "same organisation"
    ALREADY_INTRODUCED = "already introduced"
    NOT_WITH = "not with"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """All that is known of who must not meet whom on one day; pairs hold two member ids."""

    on: dt.date
    introduced: frozenset[Pair]
    not_with: frozenset[Pair]

    def between(self, one: Member, other: Member) -> Conflict | None:
        """Return the first conflict between two members, or None; the order of the two is irrelevant."""
        pair = frozenset((one.id, other.id))
        checks = (
            (Conflict.SAME_PERSON, one.id == other.id),
            (Conflict.PAUSED, one.is_paused(self.on) or other.is_paused(self.on)),
            (Conflict.SAME_ORGANISATION, one.works_with(other)),
            (Conflict.ALREADY_INTRODUCED, pair in self.introduced),
            (Conflict.NOT_WITH, pair in self.not_with),
        )
        return next((conflict for conflict, holds in checks if holds), None)
