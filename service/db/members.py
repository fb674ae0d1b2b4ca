"""Members as they stand, and whom they wish not to meet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from models.domain.errors import NotFoundError
from models.domain.members import Kind, Level, Member, Profile, Statement, Visibility, email_key
from models.text.themes import themes_by_id
from service.db.tables import ErasedStatementRow, MemberRow, NotWithRow, StatementRow
from service.db.types import UtcDateTime

T = TypeVar("T", int, str)

# Columns and not objects: a session would hand out an object as it was before a bulk update.
# No column that nobody reads, and the tables' columns instead of the classes', which SQLAlchemy would take a
# second look at row by row: a search reads hundreds of people.
_MEMBER, _STATEMENT = MemberRow.__table__.c, StatementRow.__table__.c
_ALL: Select[*tuple[Any, ...]] = select(
    *(
        _MEMBER[name]
        for name in (
            "id",
            "email",
            "external_id",
            "name",
            "organisation",
            "cvr",
            "group_name",
            "industry",
            "function",
            "level",
            "region",
            "languages",
            "networks",
            "paused_until",
            "version",
        )
    )
)

# Both databases know this clause; SQLAlchemy has it only for each of them apart.
_WISH = text(
    "INSERT INTO not_with (member_id, other_id, created_at) VALUES (:member_id, :other_id, :created_at) "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("created_at", type_=UtcDateTime()))

AT_ONCE = 5000
"""Values in one `IN (...)`; both databases take several times as many."""


def find(session: Session, email: str) -> Member:
    """Return the member with this e-mail address, or say that there is none."""
    key = email_key(email)
    found = by_emails(session, [key])
    if key not in found:
        raise NotFoundError("member", email)
    return found[key]


def by_ids(session: Session, ids: Collection[int]) -> dict[int, Member]:
    """Return the members that exist among these, by id."""
    wanted = (_ALL.where(MemberRow.id.in_(some)) for some in in_parts(ids))
    return {member.id: member for query in wanted for member in _members(session, query)}


def by_emails(session: Session, emails: Collection[str]) -> dict[str, Member]:
    """Return the members that exist among these, by the key of their e-mail address."""
    keys = {email_key(email) for email in emails}
    wanted = (_ALL.where(MemberRow.email.in_(some)) for some in in_parts(keys))
    return {member.email: member for query in wanted for member in _members(session, query)}


def page(session: Session, *, after: int | None, limit: int) -> list[Member]:
    """Return the members that follow this id, oldest first."""
    return _members(session, _ALL.where(MemberRow.id > (after or 0)).order_by(MemberRow.id).limit(limit))


def count(session: Session) -> int:
    """Count the members."""
    return session.scalar(select(func.count()).select_from(MemberRow)) or 0


def pause(session: Session, member_id: int, until: dt.date | None, now: dt.datetime) -> None:
    """Keep until when a member wants no introductions; None ends the pause."""
    values = {"paused_until": until, "version": MemberRow.version + 1, "updated_at": now}
    session.execute(update(MemberRow).where(MemberRow.id == member_id).values(values))


def show(
    session: Session, member_id: int, statement_id: int, visibility: Visibility, now: dt.datetime
) -> None:
    """Keep to whom a member shows one of his open statements."""
    _set(session, member_id, statement_id, {"visibility": visibility.value}, now)


def confirm(session: Session, member_id: int, statement_id: int, theme: str | None, now: dt.datetime) -> None:
    """Keep the theme a member confirms for one of his open statements; None takes it away."""
    _set(session, member_id, statement_id, {"theme": theme}, now)


def sharing_theme(
    session: Session, theme: str | None, *, leave_out: Collection[int], at_most: int
) -> list[int]:
    """Return members who have confirmed this theme for an open statement, the latest statement first."""
    if theme is None:
        return []
    query = (
        select(StatementRow.member_id)
        .where(StatementRow.theme == theme, StatementRow.closed_at.is_(None))
        .group_by(StatementRow.member_id)
        .order_by(func.max(StatementRow.id).desc())
        .limit(at_most + len(leave_out))
    )
    wanted = (number for number in session.scalars(query) if number not in leave_out)
    return list(islice(wanted, at_most))


def avoid(session: Session, member_id: int, other_id: int, now: dt.datetime) -> None:
    """Keep one member's wish not to meet another; keeping it twice changes nothing."""
    session.execute(_WISH, {"member_id": member_id, "other_id": other_id, "created_at": now})


def stop_avoiding(session: Session, member_id: int, other_id: int) -> None:
    """Drop that wish; nothing happens where there is none."""
    wish = and_(NotWithRow.member_id == member_id, NotWithRow.other_id == other_id)
    session.execute(delete(NotWithRow).where(wish))


def erase(session: Session, member_id: int, change: int) -> None:
    """Delete a member and all that hangs on him; of his statements only the numbers stay, for the indices."""
    numbers = session.scalars(select(StatementRow.id).where(StatementRow.member_id == member_id)).all()
    if numbers:
        rows = [{"statement_id": number, "change": change} for number in numbers]
        session.execute(insert(ErasedStatementRow), rows)
    session.execute(delete(MemberRow).where(MemberRow.id == member_id))


def _set(
    session: Session, member_id: int, statement_id: int, values: dict[str, Any], now: dt.datetime
) -> None:
    session.execute(update(StatementRow).where(StatementRow.id == statement_id).values(values))
    changed = {"version": MemberRow.version + 1, "updated_at": now}
    session.execute(update(MemberRow).where(MemberRow.id == member_id).values(changed))


def _members(session: Session, query: Select[*tuple[Any, ...]]) -> list[Member]:
    rows = session.execute(query).all()
    statements = _open_statements(session, [row.id for row in rows])
    return [_member(row, statements[row.id]) for row in rows]


def _open_statements(session: Session, member_ids: Collection[int]) -> dict[int, tuple[Statement, ...]]:
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for some in in_parts(member_ids):
        query = (
            select(
                _STATEMENT.id,
                _STATEMENT.member_id,
                _STATEMENT.kind,
                _STATEMENT.text,
                _STATEMENT.visibility,
                _STATEMENT.theme,
            )
            .where(_STATEMENT.member_id.in_(some), _STATEMENT.closed_at.is_(None))
            .order_by(_STATEMENT.kind, _STATEMENT.position)
        )
        for id_, member_id, kind, said, visibility, theme in session.execute(query):
            # A theme that has left the taxonomy since it was confirmed is none any more.
            shown, known = Visibility(visibility), theme if theme in themes_by_id() else None
            found[member_id].append(Statement(id_, member_id, Kind(kind), said, shown, known))
    return {member_id: tuple(found[member_id]) for member_id in member_ids}


def _member(row: Row[Any], statements: tuple[Statement, ...]) -> Member:
    profile = Profile(
        email=row.email,
        name=row.name,
        organisation=row.organisation,
        industry=row.industry,
        function=row.function,
        level=Level(row.level),
        region=row.region,
        languages=tuple(row.languages),
        challenges=_texts(statements, Kind.CHALLENGE),
        expertise=_texts(statements, Kind.EXPERTISE),
        networks=tuple(row.networks),
        external_id=row.external_id,
        cvr=row.cvr,
        group=row.group_name,
        challenge_themes=_themes(statements, Kind.CHALLENGE),
        expertise_themes=_themes(statements, Kind.EXPERTISE),
    )
    return Member(row.id, profile, statements, row.paused_until, row.version)


def _texts(statements: Iterable[Statement], kind: Kind) -> tuple[str, ...]:
    return tuple(statement.text for statement in statements if statement.kind is kind)


def _themes(statements: Iterable[Statement], kind: Kind) -> tuple[str | None, ...]:
    themes = tuple(statement.theme for statement in statements if statement.kind is kind)
    return themes if any(themes) else ()


def in_parts(values: Collection[T]) -> Iterator[list[T]]:
    """Cut a collection into parts that fit one `IN (...)` each."""
    everything = list(values)
    return (everything[start : start + AT_ONCE] for start in range(0, len(everything), AT_ONCE))
