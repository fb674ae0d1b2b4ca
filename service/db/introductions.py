"""Introductions: read as they stand, stored only over the version that was read."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from models.domain.errors import NotFoundError, StaleVersionError
from models.domain.introductions import AGREED, Introduction, State
from service.db.tables import IntroductionRow

_COLUMNS = tuple(getattr(IntroductionRow, field.name) for field in fields(Introduction))
_AGE = (IntroductionRow.requested_at, IntroductionRow.id)


def lock_pair(session: Session, one: int, other: int) -> None:
    """Let no other writer begin anything between these two before this transaction ends."""
    # Not their rows: an import holds those in the order of its file, and each could wait for the other.
    # SQLite has one writer anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(min(one, other), max(one, other))))


def insert(session: Session, introduction: Introduction) -> None:
    """Keep a new introduction."""
    session.add(IntroductionRow(**_values(introduction)))
    session.flush()


def find(session: Session, introduction_id: str, *, lock: bool = False) -> Introduction:
    """Return an introduction by its id; with `lock`, it stays as it is until this transaction ends."""
    query = select(*_COLUMNS).where(IntroductionRow.id == introduction_id)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("introduction", introduction_id)
    return _introduction(row)


def between(session: Session, one: int, other: int) -> tuple[Introduction, ...]:
    """Return all introductions between two members, whoever asked, oldest first."""
    either = or_(_asked(one, other), _asked(other, one))
    return tuple(map(_introduction, session.execute(select(*_COLUMNS).where(either).order_by(*_AGE))))


def agreed_on(session: Session, slate_id: str) -> set[int]:
    """Return the people on a slate with whom both have said yes because of it."""
    yes = IntroductionRow.state.in_([state.value for state in AGREED])
    query = select(IntroductionRow.candidate_id).where(IntroductionRow.slate_id == slate_id, yes)
    return set(session.scalars(query))


def of_member(
    session: Session, member_id: int, *, limit: int, before: Introduction | None = None
) -> tuple[Introduction, ...]:
    """Return a member's introductions on either side, newest first, from after `before` on."""
    mine = or_(IntroductionRow.seeker_id == member_id, IntroductionRow.candidate_id == member_id)
    query = select(*_COLUMNS).where(mine).order_by(*(column.desc() for column in _AGE)).limit(limit)
    if before is not None:
        query = query.where(tuple_(*_AGE) < (before.requested_at, before.id))
    return tuple(map(_introduction, session.execute(query)))


def store(session: Session, introduction: Introduction, *, replacing: Introduction) -> None:
    """Store what became of an introduction, unless somebody else changed it since it was read."""
    as_read = and_(IntroductionRow.id == replacing.id, IntroductionRow.version == replacing.version)
    changed = session.execute(
        update(IntroductionRow).where(as_read).values(_values(introduction)).returning(IntroductionRow.id)
    )
    if changed.first() is None:
        raise StaleVersionError(
            f"Introduction {introduction.id} was changed by somebody else a moment ago; read it again."
        )


def _asked(seeker_id: int, candidate_id: int) -> ColumnElement[bool]:
    return and_(IntroductionRow.seeker_id == seeker_id, IntroductionRow.candidate_id == candidate_id)


def _values(introduction: Introduction) -> dict[str, Any]:
    return asdict(introduction) | {"state": introduction.state.value}


def _introduction(row: Row[Any]) -> Introduction:
    values = row._asdict()
    return Introduction(**values | {"state": State(values["state"])})
