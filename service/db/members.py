"""Members as they stand, and who must not meet whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, bindparam, delete, func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from models.domain.conflicts import ConflictRules
from models.domain.errors import NotFoundError
from models.domain.members import Kind, Level, Member, Profile, Statement, email_key, organisation_key
from service.db.tables import ErasedStatementRow, IntroductionRow, MemberRow, NotWithRow, StatementRow
from service.db.types import UtcDateTime

T = TypeVar("T", int, str)

# Columns and not objects: a session would hand out an object as it was before a bulk update.
_ALL = select(MemberRow.__table__)

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
    wanted = (_ALL.where(MemberRow.id.in_(some)) for some in _parts(ids))
    return {member.id: member for query in wanted for member in _members(session, query)}


def by_emails(session: Session, emails: Collection[str]) -> dict[str, Member]:
    """Return the members that exist among these, by the key of their e-mail address."""
    keys = {email_key(email) for email in emails}
    wanted = (_ALL.where(MemberRow.email.in_(some)) for some in _parts(keys))
    return {member.email: member for query in wanted for member in _members(session, query)}


def page(session: Session, *, after: int | None, limit: int) -> list[Member]:
    """Return the members that follow this id, oldest first."""
    return _members(session, _ALL.where(MemberRow.id > (after or 0)).order_by(MemberRow.id).limit(limit))


def count(session: Session) -> int:
    """Count the members."""
    return session.scalar(select(func.count()).select_from(MemberRow)) or 0


def colleague_ids(session: Session, member: Member) -> set[int]:
    """Return who else belongs to the member's organisation (`Member.works_with`, asked of everybody)."""
    same = [MemberRow.organisation_key == organisation_key(member.profile.organisation)]
    if member.profile.cvr is not None:
        same.append(MemberRow.cvr == member.profile.cvr)
    return set(session.scalars(select(MemberRow.id).where(or_(*same), MemberRow.id != member.id)))


def paused_ids(session: Session, on: dt.date) -> set[int]:
    """Return who has asked not to be introduced on this day."""
    return set(session.scalars(select(MemberRow.id).where(MemberRow.paused_until > on)))


def excluded_ids(session: Session, member: Member, rules: ConflictRules) -> set[int]:
    """Return himself and everybody the member must not meet (`ConflictRules.between`, asked of all)."""
    partners = {other for pair in rules.introduced | rules.not_with if member.id in pair for other in pair}
    return colleague_ids(session, member) | paused_ids(session, rules.on) | partners | {member.id}


def conflict_rules(session: Session, on: dt.date, member_ids: Collection[int]) -> ConflictRules:
    """Return what is known of pairs with at least one of these members in them.

    Two people count as introduced from the request on, whatever came of it: if only a request that lapsed
    left them free to be suggested again, being suggested again would tell a seeker that nobody said no.
    """
    return ConflictRules(
        on=on,
        introduced=_pairs(session, IntroductionRow.seeker_id, IntroductionRow.candidate_id, member_ids),
        not_with=_pairs(session, NotWithRow.member_id, NotWithRow.other_id, member_ids),
    )


def pause(session: Session, member_id: int, until: dt.date | None, now: dt.datetime) -> None:
    """Keep until when a member wants no introductions; None ends the pause."""
    values = {"paused_until": until, "version": MemberRow.version + 1, "updated_at": now}
    session.execute(update(MemberRow).where(MemberRow.id == member_id).values(values))


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


def _members(session: Session, query: Select[Any]) -> list[Member]:
    rows = session.execute(query).all()
    statements = _open_statements(session, [row.id for row in rows])
    return [_member(row, statements[row.id]) for row in rows]


def _open_statements(session: Session, member_ids: Collection[int]) -> dict[int, tuple[Statement, ...]]:
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for some in _parts(member_ids):
        query = (
            select(StatementRow.id, StatementRow.member_id, StatementRow.kind, StatementRow.text)
            .where(StatementRow.member_id.in_(some), StatementRow.closed_at.is_(None))
            .order_by(StatementRow.kind, StatementRow.position)
        )
        for id_, member_id, kind, said in session.execute(query):
            found[member_id].append(Statement(id_, member_id, Kind(kind), said))
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
    )
    return Member(row.id, profile, statements, row.paused_until, row.version)


def _texts(statements: Iterable[Statement], kind: Kind) -> tuple[str, ...]:
    return tuple(statement.text for statement in statements if statement.kind is kind)


def _pairs(
    session: Session,
    one: Any,  # noqa: ANN401 - a mapped column is a column only on its class
    other: Any,  # noqa: ANN401 - as above
    member_ids: Collection[int],
) -> frozenset[frozenset[int]]:
    return frozenset(
        frozenset(pair)
        for some in _parts(member_ids)
        for pair in session.execute(select(one, other).where(or_(one.in_(some), other.in_(some))))
    )


def _parts(values: Collection[T]) -> Iterator[list[T]]:
    everything = list(values)
    return (everything[start : start + AT_ONCE] for start in range(0, len(everything), AT_ONCE))
