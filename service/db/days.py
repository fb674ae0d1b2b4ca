"""Network days, who attends them, and the versions of their seating plans."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import case, delete, func, select, sql, update
from sqlalchemy.orm import Session

from models.domain.errors import NotFoundError, StaleVersionError
from models.domain.network_day import NetworkDay, PlanState, Seating, SeatingPlan, Unplaced
from service.db.tables import AttendeeRow, NetworkDayRow, SeatingPlanRow

_NUMBERS = range(1, 2**31)
"""All a column holds; a driver may fail on a larger one instead of finding nothing."""
_FINALITY = case({state.value: rank for rank, state in enumerate(PlanState)}, value=SeatingPlanRow.state)
_FORCE = (_FINALITY.desc(), SeatingPlanRow.version.desc())
"""The plan in force comes first: the newest of the most final ones."""


def insert(session: Session, day: NetworkDay, created_at: dt.datetime) -> NetworkDay:
    """Keep a new day without attendees; return it with its own number."""
    values = asdict(day)
    del values["id"], values["attendees"]
    row = NetworkDayRow(**values, created_at=created_at)
    session.add(row)
    session.flush()
    return _day(row, ())


def find(session: Session, day_id: int, *, lock: bool = False) -> NetworkDay:
    """Return a day by its number; with `lock`, no other writer changes it before this transaction ends."""
    query = select(NetworkDayRow).where(NetworkDayRow.id == day_id)
    row = session.scalar(query.with_for_update() if lock else query) if day_id in _NUMBERS else None
    if row is None:
        raise NotFoundError("network day", day_id)
    return _day(row, _attendees(session, [day_id]).get(day_id, ()))


def every(session: Session) -> tuple[NetworkDay, ...]:
    """Return all days, the latest first."""
    rows = session.scalars(
        select(NetworkDayRow).order_by(NetworkDayRow.on.desc(), NetworkDayRow.id.desc())
    ).all()
    attendees = _attendees(session, [row.id for row in rows])
    return tuple(_day(row, attendees.get(row.id, ())) for row in rows)


def store_attendees(session: Session, day: NetworkDay, *, replacing: NetworkDay) -> None:
    """Store who attends, unless somebody else changed the day since it was read."""
    as_read = (NetworkDayRow.id == day.id, NetworkDayRow.version == replacing.version)
    changed = update(NetworkDayRow).where(*as_read).values(version=day.version).returning(NetworkDayRow.id)
    if session.execute(changed).first() is None:
        raise StaleVersionError(f"Network day {day.id} was changed by somebody else; read it again.")
    session.execute(delete(AttendeeRow).where(AttendeeRow.day_id == day.id))
    rows = [
        {"day_id": day.id, "member_id": member_id, "position": position}
        for position, member_id in enumerate(day.attendees)
    ]
    if rows:
        session.execute(sql.insert(AttendeeRow), rows)


def next_plan_version(session: Session, day_id: int) -> int:
    """Return the number of a day's next plan; lock the day first."""
    newest = select(func.max(SeatingPlanRow.version)).where(SeatingPlanRow.day_id == day_id)
    return (session.scalar(newest) or 0) + 1


def insert_plan(session: Session, plan: SeatingPlan) -> None:
    """Keep a new version of a day's plan."""
    session.add(SeatingPlanRow(**_plan_values(plan)))
    session.flush()


def plans_of(session: Session, day_id: int) -> tuple[SeatingPlan, ...]:
    """Return all versions of a day's plan, the one in force first."""
    query = select(SeatingPlanRow).where(SeatingPlanRow.day_id == day_id).order_by(*_FORCE)
    return tuple(_plan(row) for row in session.scalars(query))


def find_plan(session: Session, day_id: int, version: int | None) -> SeatingPlan:
    """Return one version of a day's plan, or without a version the one in force."""
    query = select(SeatingPlanRow).where(SeatingPlanRow.day_id == day_id).order_by(*_FORCE).limit(1)
    if version is not None:
        query = query.where(SeatingPlanRow.version == version)
    row = session.scalar(query) if version is None or version in _NUMBERS else None
    if row is None:
        name = f"day {day_id}" if version is None else f"day {day_id}, version {version}"
        raise NotFoundError("seating plan", name)
    return _plan(row)


def store_plan_state(session: Session, plan: SeatingPlan, *, replacing: SeatingPlan) -> None:
    """Store how final a plan is, unless somebody else changed that since it was read."""
    key = (SeatingPlanRow.day_id == plan.day_id, SeatingPlanRow.version == plan.version)
    as_read = SeatingPlanRow.state == replacing.state.value
    moved = update(SeatingPlanRow).where(*key, as_read).values(state=plan.state.value)
    if session.execute(moved.returning(SeatingPlanRow.version)).first() is None:
        raise StaleVersionError(
            f"Plan {plan.version} of day {plan.day_id} was changed by somebody else; read it again."
        )


def _attendees(session: Session, day_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    query = select(AttendeeRow.day_id, AttendeeRow.member_id).where(AttendeeRow.day_id.in_(day_ids))
    found: dict[int, list[int]] = defaultdict(list)
    for day_id, member_id in session.execute(query.order_by(AttendeeRow.position)):
        found[day_id].append(member_id)
    return {day_id: tuple(member_ids) for day_id, member_ids in found.items()}


def _day(row: NetworkDayRow, attendees: tuple[int, ...]) -> NetworkDay:
    return NetworkDay(
        id=row.id,
        name=row.name,
        on=row.on,
        rounds=row.rounds,
        table_size=row.table_size,
        attendees=attendees,
        version=row.version,
    )


def _plan_values(plan: SeatingPlan) -> dict[str, Any]:
    values = asdict(plan)
    values |= values.pop("seating")
    return values | {"state": plan.state.value}


def _plan(row: SeatingPlanRow) -> SeatingPlan:
    seating = Seating(
        rounds=tuple(tuple(tuple(table) for table in tables) for tables in row.rounds),
        value=row.value,
        bound=row.bound,
        worst_off=row.worst_off,
        unplaced=tuple(Unplaced(**person) for person in row.unplaced),
    )
    return SeatingPlan(
        day_id=row.day_id,
        version=row.version,
        state=PlanState(row.state),
        seed=row.seed,
        seating=seating,
        seconds=row.seconds,
        created_at=row.created_at,
    )
