"""A network day: who attends, and who sits with whom in each round."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from models.domain.errors import BadInputError, IllegalTransitionError

Table = tuple[int, ...]
Round = tuple[Table, ...]

ROUNDS = range(1, 21)
TABLE_SIZES = range(2, 13)


class PlanState(StrEnum):
    """How final a seating plan is."""

    DRAFT = "draft"
    LOCKED = "locked"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class NetworkDay:
    """A day on which people meet in rounds, in pairs (table size 2) or at tables."""

    id: int
    name: str
    on: dt.date
    rounds: int
    table_size: int
    attendees: tuple[int, ...]
    version: int

    def __post_init__(self) -> None:
        for name, possible in (("rounds", ROUNDS), ("table_size", TABLE_SIZES)):
            value = getattr(self, name)
            if type(value) is not int or value not in possible:
                raise BadInputError(
                    f"{name} is {value!r}; give a whole number from {possible[0]} to {possible[-1]}."
                )

    def with_attendees(self, attendees: tuple[int, ...]) -> "NetworkDay":
        """Let these members attend instead; saying it again changes nothing."""
        if attendees == self.attendees:
            return self
        return replace(self, attendees=attendees, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A person without a seat in one round (counted from 1), and why."""

    person: int
    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits with whom: rounds of tables of person numbers, and what that is worth."""

    rounds: tuple[Round, ...]
    value: float
    bound: float
    worst_off: float
    unplaced: tuple[Unplaced, ...]

    @property
    def gap(self) -> float:
        """(bound - value) / bound; 0 when there was nothing to gain."""
        return 0.0 if self.bound <= 0 else max(0.0, (self.bound - self.value) / self.bound)


@dataclass(frozen=True, slots=True)
class SeatingPlan:
    """One version of a day's seating; persons are member ids. Draft, then locked, then published."""

    day_id: int
    version: int
    state: PlanState
    seed: int
    seating: Seating
    seconds: float
    created_at: dt.datetime

    def lock(self) -> "SeatingPlan":
        """Freeze a draft so that no new plan takes its place; locking twice changes nothing."""
        if self.state is PlanState.PUBLISHED:
            raise IllegalTransitionError(f"Plan {self.version} of day {self.day_id} is already published.")
        return replace(self, state=PlanState.LOCKED)

    def publish(self) -> "SeatingPlan":
        """Show a locked plan to its attendees; publishing twice changes nothing."""
        if self.state is PlanState.DRAFT:
            raise IllegalTransitionError(
                f"Plan {self.version} of day {self.day_id} is a draft; lock it before publishing."
            )
        return replace(self, state=PlanState.PUBLISHED)

    def seats_of(self, person: int) -> tuple[Table | None, ...]:
        """Return one person's table in each round, or None where he has no seat."""
        return tuple(next((t for t in tables if person in t), None) for tables in self.seating.rounds)
