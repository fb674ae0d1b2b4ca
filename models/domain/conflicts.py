"""Pairs that must not be put together, and why.

Conflicts are needed by the recommender and by the planner, so they live in the domain, not in either.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.domain.functions import FunctionList
from models.domain.industry import stated_industry
from models.domain.members import Member, Profile

Pair = frozenset[int]

PUBLIC_ADMINISTRATION = "O"
"""Authorities do not compete: two municipalities with one code have everything to gain from each other."""


class Conflict(StrEnum):
    """Why two people must not be put together."""

    SAME_PERSON = "same person"
    PAUSED = "paused"
    SAME_ORGANISATION = "same organisation"
    SAME_GROUP = "same group of companies"
    COMPETITORS = "competitors"
    ALREADY_INTRODUCED = "already introduced"
    MET_LATELY = "met lately"
    NOT_WITH = "not with"
    NO_COMMON_LANGUAGE = "no common language"


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """All that is known of who must not meet whom on one day; pairs hold two member ids.

    `introduced` are pairs with an introduction that still counts, `seated` pairs who sat at one table within
    the freeze. `competition` tells when two functions are the same; None lets competitors meet.
    """

    on: dt.date
    introduced: frozenset[Pair]
    seated: frozenset[Pair]
    not_with: frozenset[Pair]
    competition: FunctionList | None

    def between(self, one: Member, other: Member) -> Conflict | None:
        """Return the first conflict between two members, or None; the order of the two is irrelevant."""
        return next(self._conflicts(one, other), None)

    def partners_of(self, member_id: int) -> frozenset[int]:
        """Return who is known, without loading anyone, not to be met by this member."""
        pairs = self.introduced | self.seated | self.not_with
        return frozenset(other for pair in pairs if member_id in pair for other in pair) - {member_id}

    def _conflicts(self, one: Member, other: Member) -> Iterator[Conflict]:
        # One after the other: a planner asks this of every two people of a day.
        pair = frozenset((one.id, other.id))
        if one.id == other.id:
            yield Conflict.SAME_PERSON
        if one.is_paused(self.on) or other.is_paused(self.on):
            yield Conflict.PAUSED
        if one.works_with(other):
            yield Conflict.SAME_ORGANISATION
        if one.shares_group_with(other):
            yield Conflict.SAME_GROUP
        if self.competition is not None and competes(one.profile, other.profile, self.competition):
            yield Conflict.COMPETITORS
        if pair in self.introduced:
            yield Conflict.ALREADY_INTRODUCED
        if pair in self.seated:
            yield Conflict.MET_LATELY
        if pair in self.not_with:
            yield Conflict.NOT_WITH
        if not one.can_talk_to(other):
            yield Conflict.NO_COMMON_LANGUAGE


def competes(one: Profile, other: Profile, functions: FunctionList) -> bool:
    """Say whether two people do the same work in the same narrow trade: one DB07 class and one function."""
    market = market_of(one.industry)
    same_market = market is not None and market == market_of(other.industry)
    return same_market and functions.same(one.function, other.function)


def market_of(industry: str) -> str | None:
    """Return the four-digit class within which people compete; None where none is stated, and for O."""
    place = stated_industry(industry)
    return None if place is None or place.section == PUBLIC_ADMINISTRATION else place.class_code


def frozen_since(on: dt.date, months: int) -> dt.date | None:
    """Return the day after which two people must have met to be kept apart; None means ever (0 months)."""
    if months == 0:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    if year < dt.MINYEAR:
        return None
    return dt.date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
