"""One member at a time: read, save, pause, keep apart, erase."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.domain.errors import BadInputError, NotFoundError, StaleVersionError
from models.domain.members import Member, Profile, Statement, Visibility
from models.text.themes import themes_by_id
from service.context import Context
from service.db import members
from service.db.changes import next_change
from service.db.profiles import Outcome, save_all
from service.use_cases.member_record import (
    UNKNOWN_THEME,
    InvalidRowsError,
    Truncation,
    check,
    fields_of,
    profile_of,
    shown,
)

__all__ = ["Outcome", "Page", "Saved"]


@dataclass(frozen=True, slots=True)
class Page:
    """Some members in the order of their numbers; `next` is what to ask for `after` then, if anything."""

    members: tuple[Member, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A member as stored, what that changed, and which texts were too long and are cut."""

    member: Member
    outcome: Outcome
    truncated: tuple[Truncation, ...]


def list_members(context: Context, *, after: int | None, limit: int) -> Page:
    """Return at most `limit` members that follow the number `after`."""
    if limit < 1:
        raise BadInputError(f"limit is {limit}; ask for at least one member.")
    with context.database.read() as session:
        found = members.page(session, after=after, limit=limit + 1)
    return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)


def get_member(context: Context, email: str) -> Member:
    """Return the member with this e-mail address."""
    with context.database.read() as session:
        return members.find(session, email)


def save_member(context: Context, profile: Profile, *, expected_version: int | None) -> Saved:
    """Create or update a member by e-mail, as an import of this one row would.

    With an expected version, only the member as read in that version is updated. Raises `InvalidRowsError`
    with every problem of the profile.
    """
    checked = check(1, fields_of(profile))
    if checked.fields is None:
        raise InvalidRowsError(checked.problems)
    canonical = profile_of(checked.fields)
    with context.database.write() as session:
        change = next_change(session)
        if expected_version is not None:
            _require_version(session, canonical.email, expected_version)
        (outcome,) = save_all(session, [canonical], change, context.clock())
        member = members.find(session, canonical.email)
    context.matcher.embed_member(member.id)
    return Saved(member, outcome, checked.truncated)


def pause_member(context: Context, email: str, until: dt.date | None) -> Member:
    """Keep a member from being introduced before a day; None ends the pause."""
    if until is not None and until <= context.today:
        raise BadInputError(f"A pause until {until} is over already; give a later day, or none to end it.")
    with context.database.write() as session:
        member = members.find(session, email)
        if member.paused_until != until:
            members.pause(session, member.id, until, context.clock())
        return members.find(session, email)


def show_statement(context: Context, email: str, statement_id: int, visibility: Visibility) -> Member:
    """Keep to whom a member shows one of his open statements; it holds at once, for all that was shown."""
    with context.database.write() as session:
        next_change(session)  # A text that is being mended takes over what is set here, or is mended first.
        member = members.find(session, email)
        stated = _stated(member, statement_id)
        if stated.visibility is not visibility:
            members.show(session, member.id, statement_id, visibility, context.clock())
        return members.find(session, email)


def confirm_theme(context: Context, email: str, statement_id: int, theme: str | None) -> Member:
    """Keep the theme a member confirms for one of his open statements; None takes it away."""
    if theme is not None and theme not in themes_by_id():
        raise BadInputError(f"There is no theme {shown(theme)!r}; {UNKNOWN_THEME}.")
    with context.database.write() as session:
        next_change(session)  # A text that is being saved elsewhere keeps what is said here, or comes first.
        member = members.find(session, email)
        if _stated(member, statement_id).theme != theme:
            members.confirm(session, member.id, statement_id, theme, context.clock())
        return members.find(session, email)


def avoid(context: Context, email: str, other: str) -> None:
    """Keep two people apart because one of them wishes it, in confidence."""
    with context.database.write() as session:
        member, avoided = members.find(session, email), members.find(session, other)
        if member.id == avoided.id:
            raise BadInputError(f"{email!r} cannot be kept apart from himself; name somebody else.")
        members.avoid(session, member.id, avoided.id, context.clock())


def stop_avoiding(context: Context, email: str, other: str) -> None:
    """Take that wish back."""
    with context.database.write() as session:
        members.stop_avoiding(session, members.find(session, email).id, members.find(session, other).id)


def erase_member(context: Context, email: str) -> None:
    """Forget a member, with statements, vectors, slates, introductions and ratings; there is no way back."""
    with context.database.write() as session:
        change = next_change(session)
        members.erase(session, members.find(session, email).id, change)
    context.database.forget()
    context.matcher.refresh()


def _stated(member: Member, statement_id: int) -> Statement:
    stated = next((s for s in member.statements if s.id == statement_id), None)
    if stated is None:
        raise NotFoundError(f"open statement of {member.email}", statement_id)
    return stated


def _require_version(session: Session, email: str, expected: int) -> None:
    present = members.by_emails(session, [email]).get(email)
    if present is None:
        raise StaleVersionError(f"{email!r} is in the network no more; save without a version to add it.")
    if present.version != expected:
        raise StaleVersionError(
            f"{email!r} is at version {present.version}, not {expected}; read it again and repeat it."
        )
