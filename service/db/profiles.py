"""Stores profiles: new members, changed members, and statements that open, stay or close."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from models.domain.conflicts import market_of
from models.domain.members import Kind, Member, Profile, Visibility, organisation_key
from service.db import members
from service.db.conflicts import language_key
from service.db.tables import MemberRow, StatementRow

# The tables and not the classes: rows come by the thousand, and none of them is needed as an object.
_MEMBERS = cast("Table", MemberRow.__table__)
_STATEMENTS = cast("Table", StatementRow.__table__)


class Outcome(StrEnum):
    """What storing a profile did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class _Statements:
    """What happens to statements in one batch."""

    opened: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[dict[str, Any]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)


def save_all(session: Session, profiles: Sequence[Profile], change: int, now: dt.datetime) -> list[Outcome]:
    """Create or update members by e-mail, a few hundred at a time; return the outcomes in the given order.

    A text that stays keeps its statement, a removed one is closed, a new one opens; one that comes back,
    or comes while others go, is shown to nobody new. A theme stays with its text until another is said; a
    text that is new, mended or back has one only where it is said. Nothing is written for a member who has
    not changed. The caller holds `change` and has checked the profiles.
    """
    known = members.by_emails(session, [profile.email for profile in profiles])
    profiles = [_with_themes_kept(known.get(profile.email), profile) for profile in profiles]
    outcomes = [_outcome(known.get(profile.email), profile) for profile in profiles]
    new = [p for p, outcome in zip(profiles, outcomes, strict=True) if outcome is Outcome.CREATED]
    updated = [p for p, outcome in zip(profiles, outcomes, strict=True) if outcome is Outcome.UPDATED]
    statements = _Statements()
    for profile, number in zip(new, _insert(session, new, now), strict=True):
        _compare(statements, number, None, profile)
    for profile in updated:
        _compare(statements, known[profile.email].id, known[profile.email], profile)
    _recall_visibility(session, statements.opened, known.values())
    _update(session, [(known[profile.email].id, profile) for profile in updated], now)
    _store(session, statements, change, now)
    return outcomes


def recount(session: Session) -> None:
    """Let the database count its rows anew; by old counts it reads whole tables where an index would do."""
    for table in (_MEMBERS, _STATEMENTS):
        session.execute(text(f"ANALYZE {table.name}"))


def _with_themes_kept(member: Member | None, profile: Profile) -> Profile:
    return profile.with_themes_kept(() if member is None else member.statements)


def _outcome(member: Member | None, profile: Profile) -> Outcome:
    if member is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if member.profile == profile else Outcome.UPDATED


def _insert(session: Session, profiles: Sequence[Profile], now: dt.datetime) -> list[int]:
    """Insert in the given order, so that numbers follow the file, and return the numbers."""
    if not profiles:
        return []
    first = {"paused_until": None, "version": 1, "created_at": now, "updated_at": now}
    session.execute(insert(_MEMBERS), [_columns(profile) | first for profile in profiles])
    query = select(MemberRow.email, MemberRow.id).where(MemberRow.email.in_([p.email for p in profiles]))
    numbers = {row.email: row.id for row in session.execute(query)}
    return [numbers[profile.email] for profile in profiles]


def _update(session: Session, changed: Sequence[tuple[int, Profile]], now: dt.datetime) -> None:
    if changed:
        query = update(_MEMBERS).where(_MEMBERS.c.id == bindparam("number"))
        query = query.values(version=_MEMBERS.c.version + 1, updated_at=now)
        session.execute(query, [_columns(profile) | {"number": number} for number, profile in changed])


def _columns(profile: Profile) -> dict[str, Any]:
    return {
        "email": profile.email,
        "external_id": profile.external_id,
        "name": profile.name,
        "organisation": profile.organisation,
        "organisation_key": organisation_key(profile.organisation),
        "cvr": profile.cvr,
        "group_name": profile.group,
        "group_key": None if profile.group is None else organisation_key(profile.group),
        "industry": profile.industry,
        "market": market_of(profile.industry),
        "language_key": language_key(profile.languages),
        "function": profile.function,
        "level": profile.level.value,
        "region": profile.region,
        "languages": list(profile.languages),
        "networks": list(profile.networks),
    }


def _compare(statements: _Statements, member_id: int, member: Member | None, profile: Profile) -> None:
    standing = member.statements if member is not None else ()
    for kind in Kind:
        stated, texts = tuple(s for s in standing if s.kind is kind), profile.texts(kind)
        places = {statement.text: place for place, statement in enumerate(stated)}
        gone = [statement for statement in stated if statement.text not in texts]
        for position, (said, theme) in enumerate(zip(texts, profile.themes(kind), strict=True)):
            place = places.get(said)
            if place is None:
                row = {"member_id": member_id, "kind": kind.value, "position": position, "text": said}
                # The same words under the other kind are one text to their author. And any text that goes
                # may be this one before it was mended: places shift as others come and go.
                same = [statement for statement in standing if statement.text == said]
                inherited = Visibility.narrowest(statement.visibility for statement in same or gone)
                statements.opened.append(row | {"visibility": inherited.value, "theme": theme})
                continue
            if place != position:
                statements.moved.append({"number": stated[place].id, "position": position})
            if theme != stated[place].theme:
                statements.confirmed.append({"number": stated[place].id, "theme": theme})
        statements.closed.extend(statement.id for statement in gone)


def _recall_visibility(session: Session, opened: Sequence[dict[str, Any]], known: Collection[Member]) -> None:
    """Give texts that come back, under either kind, the visibility they had when they went."""
    columns = (StatementRow.member_id, StatementRow.text, StatementRow.visibility)
    standing = {(member.id, statement.text) for member in known for statement in member.statements}
    member_ids = {member.id for member in known}
    for some in members.in_parts({row["member_id"] for row in opened} & member_ids):
        query = select(*columns).where(StatementRow.member_id.in_(some), StatementRow.closed_at.is_not(None))
        earlier = {tuple(row[:2]): row[2] for row in session.execute(query.order_by(StatementRow.id))}
        for row in opened:
            key = (row["member_id"], row["text"])
            if key not in standing:
                row["visibility"] = earlier.get(key, row["visibility"])


def _store(session: Session, statements: _Statements, change: int, now: dt.datetime) -> None:
    if statements.closed:
        gone = update(_STATEMENTS).where(_STATEMENTS.c.id.in_(statements.closed))
        session.execute(gone.values(closed_at=now, change=change))
    for changed in filter(None, (statements.moved, statements.confirmed)):
        session.execute(update(_STATEMENTS).where(_STATEMENTS.c.id == bindparam("number")), changed)
    if statements.opened:
        born = {"opened_at": now, "closed_at": None, "change": change}
        session.execute(insert(_STATEMENTS), [row | born for row in statements.opened])
