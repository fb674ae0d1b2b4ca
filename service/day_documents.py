"""What is answered about network days and their plans."""

import datetime as dt
from typing import Self

from pydantic import BaseModel

from models.domain.network_day import NetworkDay, PlanState, SeatingPlan
from service.use_cases.named_seating import NamedSeating


class DayDocument(BaseModel):
    """A network day; `attendees` says how many there are."""

    id: int
    name: str
    on: dt.date
    rounds: int
    table_size: int
    attendees: int
    version: int

    @classmethod
    def of(cls, day: NetworkDay) -> Self:
        """Show a day."""
        values = {name: getattr(day, name) for name in cls.model_fields}
        return cls(**values | {"attendees": len(day.attendees)})


class DayList(BaseModel):
    """All network days, the latest first."""

    days: list[DayDocument]


class UnplacedDocument(BaseModel):
    """Somebody without a seat, and why."""

    email: str
    reason: str


class SeatingDocument(BaseModel):
    """Rounds of tables of e-mail addresses, what they are worth, and who has no seat."""

    rounds: list[list[list[str]]]
    value: float
    bound: float
    gap: float
    worst_off: float
    unplaced: list[UnplacedDocument]
    seconds: float


class PlanDocument(SeatingDocument):
    """One version of a day's seating plan."""

    day_id: int
    version: int
    state: PlanState
    seed: int

    @classmethod
    def of(cls, plan: SeatingPlan, seating: NamedSeating) -> Self:
        """Show a plan with e-mail addresses in the place of numbers."""
        return cls(
            **seating.as_json(), day_id=plan.day_id, version=plan.version, state=plan.state, seed=plan.seed
        )
