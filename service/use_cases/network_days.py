"""Network days: who attends, and seating plans that are drafted, locked and published."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from models.domain.conflicts import ConflictRules
from models.domain.errors import BadInputError, StaleVersionError
from models.domain.members import Member, email_key
from models.domain.network_day import NetworkDay, PlanState, Seating, SeatingPlan, Unplaced
from models.planning.planner import plan
from models.progress import Progress
from service.context import Context
from service.db import conflicts, days, members
from service.use_cases.named_seating import NamedSeating, named
from service.use_cases.texts import trimmed

LONGEST_NAME = 200
SEEDS = range(2**31)
LONGEST_PLANNING = 3600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class _Roll:
    """Who is to be seated on one day, and what stands between them."""

    day: NetworkDay
    present: tuple[Member, ...]
    paused: tuple[Member, ...]
    rules: ConflictRules


def create_day(context: Context, *, name: str, on: dt.date, rounds: int, table_size: int) -> NetworkDay:
    """Set up a day without attendees; a table size of 2 means pairs."""
    kept = trimmed("name", name, LONGEST_NAME)
    if not kept:
        raise BadInputError("name is empty; say what the network day is called.")
    day = NetworkDay(0, kept, on, rounds, table_size, attendees=(), version=1)
    with context.database.write() as session:
        return days.insert(session, day, context.clock())


def list_days(context: Context) -> tuple[NetworkDay, ...]:
    """Return all days, the latest first."""
    with context.database.read() as session:
        return days.every(session)


def get_day(context: Context, day_id: int) -> NetworkDay:
    """Return one day."""
    with context.database.read() as session:
        return days.find(session, day_id)


def set_attendees(
    context: Context, day_id: int, emails: Sequence[str], *, expected_version: int | None
) -> NetworkDay:
    """Let exactly these members attend; without an expected version, whatever the day's version is."""
    with context.database.write() as session:
        day = days.find(session, day_id, lock=True)
        changed = day.with_attendees(tuple(member.id for member in _named(session, emails)))
        if changed == day:
            return day
        if expected_version not in {None, day.version}:
            raise StaleVersionError(
                f"Network day {day_id} is at version {day.version}, not {expected_version}; read it again."
            )
        days.store_attendees(session, changed, replacing=day)
        return changed


def plan_day(
    context: Context, day_id: int, *, seconds: float, seed: int, progress: Progress | None = None
) -> SeatingPlan:
    """Plan a day's rounds and keep the plan as the next version, a draft; earlier versions stay."""
    with context.database.read() as session:
        roll = _roll(context, session, days.find(session, day_id))
    seating, spent = _seat(context, roll, seconds=seconds, seed=seed, progress=progress)
    # Planning takes its time, so no transaction was open meanwhile, and the day may have changed.
    with context.database.write() as session:
        if days.find(session, day_id, lock=True) != roll.day:
            raise StaleVersionError(
                f"Network day {day_id} was changed while it was being planned; plan it again."
            )
        version = days.next_plan_version(session, day_id)
        drafted = SeatingPlan(day_id, version, PlanState.DRAFT, seed, seating, spent, context.clock())
        days.insert_plan(session, drafted)
        return drafted


def lock_plan(context: Context, day_id: int, version: int) -> SeatingPlan:
    """Keep a draft as the plan in force: no later draft takes its place."""
    return _move_plan(context, day_id, version, SeatingPlan.lock)


def publish_plan(context: Context, day_id: int, version: int) -> SeatingPlan:
    """Show a locked plan to its attendees."""
    return _move_plan(context, day_id, version, SeatingPlan.publish)


def get_plan(context: Context, day_id: int, version: int | None = None) -> SeatingPlan:
    """Return one version of a day's plan, or the one in force: published before locked before draft."""
    with context.database.read() as session:
        days.find(session, day_id)
        return days.find_plan(session, day_id, version)


def list_plans(context: Context, day_id: int) -> tuple[SeatingPlan, ...]:
    """Return all versions of a day's plan, the one in force first; none before it is planned."""
    with context.database.read() as session:
        days.find(session, day_id)
        return days.plans_of(session, day_id)


def name_plan(context: Context, seating_plan: SeatingPlan) -> NamedSeating:
    """Put e-mail addresses in the place of member ids; a member who was erased since is left out."""
    people = {person for tables in seating_plan.seating.rounds for table in tables for person in table}
    people |= {unplaced.person for unplaced in seating_plan.seating.unplaced}
    with context.database.read() as session:
        known = members.by_ids(session, sorted(people))
    emails = {member_id: member.email for member_id, member in known.items()}
    return named(seating_plan.seating, emails, seating_plan.seconds)


def plan_attendees(  # noqa: PLR0913 - the command line's options
    context: Context,
    emails: Sequence[str],
    *,
    rounds: int,
    table_size: int,
    seconds: float,
    seed: int,
    progress: Progress | None = None,
) -> NamedSeating:
    """Plan a day that is held today with these attendees; nothing is stored."""
    with context.database.read() as session:
        attendees = _named(session, emails)
        ids = tuple(member.id for member in attendees)
        roll = _roll(context, session, NetworkDay(0, "", context.today, rounds, table_size, ids, version=1))
    seating, spent = _seat(context, roll, seconds=seconds, seed=seed, progress=progress)
    return named(seating, {member.id: member.email for member in attendees}, spent)


def _named(session: Session, emails: Sequence[str]) -> tuple[Member, ...]:
    """Return the members in this order; all addresses that are unknown or name somebody again are told."""
    found = members.by_emails(session, emails)
    unknown = [email for email in emails if email_key(email) not in found]
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise BadInputError(f"No member is known as {names}; import them or leave them out.")
    times = Counter(map(email_key, emails))
    again = ", ".join(repr(email) for email, count in times.items() if count > 1)
    if again:
        raise BadInputError(f"Attendees are named more than once: {again}; name each of them once.")
    return tuple(found[email_key(email)] for email in emails)


def _roll(context: Context, session: Session, day: NetworkDay) -> _Roll:
    found = members.by_ids(session, day.attendees)
    attendees = [found[member_id] for member_id in day.attendees]
    present = tuple(member for member in attendees if not member.is_paused(day.on))
    if not present:
        raise BadInputError(
            "There is nobody to seat: no attendees, or all of them paused; set attendees first."
        )
    paused = tuple(member for member in attendees if member.is_paused(day.on))
    policy = context.conflict_policy
    rules = conflicts.rules_for(session, policy, day.on, day.attendees, but_not_day=day.id)
    return _Roll(day, present, paused, rules)


def _seat(
    context: Context, roll: _Roll, *, seconds: float, seed: int, progress: Progress | None
) -> tuple[Seating, float]:
    """Return the seating by member ids, and the seconds it took."""
    if not 0 <= seconds <= LONGEST_PLANNING:
        raise BadInputError(f"seconds is {seconds!r}; give a number from 0 to {LONGEST_PLANNING:g}.")
    if seed not in SEEDS:
        raise BadInputError(f"seed is {seed!r}; give a whole number from 0 to {SEEDS[-1]}.")
    started = time.monotonic()
    seating = plan(
        context.matcher.pair_scores(roll.present),
        _allowed(roll),
        rounds=roll.day.rounds,
        # Fewer people than one table has seats sit at one smaller table.
        table_size=min(roll.day.table_size, max(2, len(roll.present))),
        seconds=seconds,
        seed=seed,
        progress=progress,
    )
    return _by_member(seating, roll), time.monotonic() - started


def _allowed(roll: _Roll) -> NDArray[np.bool_]:
    n = len(roll.present)
    allowed = np.zeros((n, n), dtype=np.bool_)
    for (i, one), (j, other) in combinations(enumerate(roll.present), 2):
        allowed[i, j] = allowed[j, i] = roll.rules.between(one, other) is None
    return allowed


def _by_member(seating: Seating, roll: _Roll) -> Seating:
    """Put member ids in the place of row numbers, and name the paused."""
    ids = [member.id for member in roll.present]
    paused = (
        Unplaced(member.id, r, f"paused until {member.paused_until}")
        for r in range(1, roll.day.rounds + 1)
        for member in roll.paused
    )
    return replace(
        seating,
        rounds=tuple(tuple(tuple(ids[i] for i in table) for table in tables) for tables in seating.rounds),
        unplaced=(*(replace(u, person=ids[u.person]) for u in seating.unplaced), *paused),
    )


def _move_plan(
    context: Context, day_id: int, version: int, verb: Callable[[SeatingPlan], SeatingPlan]
) -> SeatingPlan:
    with context.database.write() as session:
        days.find(session, day_id, lock=True)
        found = days.find_plan(session, day_id, version)
        moved = verb(found)
        if moved != found:
            days.store_plan_state(session, moved, replacing=found)
        return moved
