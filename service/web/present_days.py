"""A network day as pages show it: tables drawn round, a list for each person, and what the plan is worth."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from models.domain.members import Member
from models.domain.network_day import PlanState, SeatingPlan, Table
from service.web import words
from service.web.present import Stranger, stranger
from service.web.texts import format_number, gettext

RADIUS = 34.0
"""Distance of the seats from the middle of a drawing that is 100 wide and high."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person at a table, and where the seat is drawn."""

    x: float
    y: float
    initials: str
    name: str
    organisation: str
    function: str
    rank: int
    level: str


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table with its seats."""

    number: int
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One attendee's table in each round; None where there is no seat."""

    name: str
    organisation: str
    tables: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class WithoutSeat:
    """Somebody without a seat in some rounds, and why."""

    name: str
    rounds: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One version of a plan, for the organiser: with names, because someone must print the place cards."""

    version: int
    state: str
    rounds: tuple[tuple[TableMap, ...], ...]
    people: tuple[PersonRow, ...]
    unplaced: tuple[WithoutSeat, ...]
    worth: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MySeat:
    """A member's seat in one round: the others at the table are described, not named."""

    round: int
    table: int | None
    others: tuple[Stranger, ...]


def plan_page(plan: SeatingPlan, members: Mapping[int, Member]) -> PlanPage:
    """Prepare a plan for the organiser."""
    return PlanPage(
        version=plan.version,
        state=plan.state.value,
        rounds=tuple(
            tuple(_table_map(number, table, members) for number, table in enumerate(tables, 1))
            for tables in plan.seating.rounds
        ),
        people=_people(plan, members),
        unplaced=_unplaced(plan, members),
        worth=_worth(plan),
    )


def programme(plan: SeatingPlan, reader: Member, members: Mapping[int, Member]) -> tuple[MySeat, ...]:
    """Prepare a member's own way through a published day."""
    if plan.state is not PlanState.PUBLISHED:
        return ()
    return tuple(
        MySeat(
            round=number,
            table=_number_of(reader.id, tables),
            others=tuple(
                stranger(members[other].profile)
                for other in mine or ()
                if other in members and other != reader.id
            ),
        )
        for number, (tables, mine) in enumerate(
            zip(plan.seating.rounds, plan.seats_of(reader.id), strict=True), 1
        )
    )


def _table_map(number: int, table: Table, members: Mapping[int, Member]) -> TableMap:
    people = [members[person] for person in table if person in members]
    return TableMap(number, tuple(_seat(i, len(people), member) for i, member in enumerate(people)))


def _seat(position: int, seats: int, member: Member) -> Seat:
    angle = 2 * math.pi * position / seats - math.pi / 2
    return Seat(
        x=round(50 + RADIUS * math.cos(angle), 1),
        y=round(50 + RADIUS * math.sin(angle), 1),
        initials=_initials(member.profile.name),
        name=member.profile.name,
        organisation=member.profile.organisation,
        function=words.function(member.profile.function),
        rank=member.profile.level.rank,
        level=words.level(member.profile.level),
    )


def _initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def _people(plan: SeatingPlan, members: Mapping[int, Member]) -> tuple[PersonRow, ...]:
    seated = {person for tables in plan.seating.rounds for table in tables for person in table}
    concerned = seated | {gone.person for gone in plan.seating.unplaced}
    present = (members[person] for person in concerned if person in members)
    ordered = sorted(present, key=lambda member: member.profile.name.casefold())
    return tuple(
        PersonRow(
            member.profile.name,
            member.profile.organisation,
            tuple(_number_of(member.id, tables) for tables in plan.seating.rounds),
        )
        for member in ordered
    )


def _unplaced(plan: SeatingPlan, members: Mapping[int, Member]) -> tuple[WithoutSeat, ...]:
    rounds: dict[tuple[int, str], list[int]] = defaultdict(list)
    for gone in plan.seating.unplaced:
        rounds[gone.person, gone.reason].append(gone.round)
    return tuple(
        WithoutSeat(members[person].profile.name, ", ".join(map(str, where)), words.reason(reason))
        for (person, reason), where in rounds.items()
        if person in members
    )


def _number_of(person: int, tables: tuple[Table, ...]) -> int | None:
    return next((number for number, table in enumerate(tables, 1) if person in table), None)


def _worth(plan: SeatingPlan) -> tuple[str, ...]:
    seating = plan.seating
    value, bound = format_number(seating.value, 1), format_number(seating.bound, 1)
    missing = format_number(100 * seating.gap, 1)
    return (
        gettext(
            "Every pair at a table counts with what the two may give each other; together that is %(value)s.",
            value=value,
        ),
        gettext(
            "No plan under the same rules can reach more than %(bound)s: this is proven, not guessed.",
            bound=bound,
        ),
        gettext("So at most %(missing)s of every 100 points are missing.", missing=missing),
        gettext(
            "The person who gets least out of the day gets %(least)s.",
            least=format_number(seating.worst_off, 2),
        ),
    )
