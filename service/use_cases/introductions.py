"""Introductions: asked for from a slate, answered by the person asked, reported on by either."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.domain.errors import IllegalTransitionError
from models.domain.introductions import Introduction, State
from models.domain.members import Member
from models.domain.reading import as_read
from models.domain.slates import Slate, SlateEntry
from service.context import Context
from service.db import conflicts, introductions, members, slates
from service.use_cases.texts import trimmed

LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """One introduction as its viewer may know it: `introduction` never tells a seeker of a decline.

    `slate` holds only what the viewer may read now.
    """

    introduction: Introduction
    viewer: Member
    seeker: Member
    candidate: Member
    slate: Slate

    @property
    def state(self) -> State:
        """The state as the viewer may know it."""
        return self.introduction.state

    @property
    def other(self) -> Member:
        """The other party; show his name only when `introduction.both_said_yes`."""
        return self.candidate if self.viewer.id == self.seeker.id else self.seeker

    @property
    def entry(self) -> SlateEntry:
        """What the seeker was shown of the candidate."""
        return self.slate.entry_of(self.candidate.id)


def request_introduction(context: Context, *, slate_id: str, candidate: str, message: str) -> Introduction:
    """Let a slate's seeker ask to meet somebody on it; asking again returns what came of the first time."""
    text, now = trimmed("message", message, LONGEST_MESSAGE), context.clock()
    with context.database.write() as session:
        slate = slates.find(session, slate_id)
        asked = members.find(session, candidate)
        wanted = _requested(context, slate, slate.entry_of(asked.id), text, now)
        introductions.lock_pair(session, slate.seeker_id, asked.id)
        earlier = introductions.between(session, slate.seeker_id, asked.id)
        same = (i for i in earlier if (i.slate_id, i.candidate_id) == (slate_id, asked.id))
        introduction = next(same, None)
        if introduction is None:
            own = [i for i in earlier if i.seeker_id == slate.seeker_id]
            _require_no_conflict(context, session, slate.seeker_id, asked, own)
            introductions.insert(session, introduction := wanted)
    return introduction.seen_by(slate.seeker_id, now)


def accept(context: Context, introduction_id: str, by: str) -> Introduction:
    """Let the person who was asked say yes; names are exchanged from then on."""
    return _change(context, introduction_id, by, Introduction.accept)


def decline(context: Context, introduction_id: str, by: str) -> Introduction:
    """Let the person who was asked say no; the seeker never learns of it."""
    return _change(context, introduction_id, by, Introduction.decline)


def report(context: Context, introduction_id: str, by: str, state: State) -> Introduction:
    """Let either party say whether the two have met."""
    return _change(context, introduction_id, by, lambda i, member_id, now: i.report(state, member_id, now))


def get_introduction(context: Context, introduction_id: str, viewer: str | None = None) -> IntroductionView:
    """Return an introduction as this party (e-mail) may know it; without one, as its seeker may."""
    with context.database.read() as session:
        introduction = introductions.find(session, introduction_id)
        seeker = members.by_ids(session, [introduction.seeker_id])[introduction.seeker_id]
        party = seeker if viewer is None else members.find(session, viewer)
        return _views(context, session, party, [introduction])[0]


def list_introductions(
    context: Context, email: str, *, limit: int = 100, after: str | None = None
) -> tuple[IntroductionView, ...]:
    """Return a member's introductions as he may know them, newest first, from the one `after` (an id) on."""
    with context.database.read() as session:
        viewer = members.find(session, email)
        last = introductions.find(session, after) if after is not None else None
        page = introductions.of_member(session, viewer.id, limit=limit, before=last)
        return _views(context, session, viewer, page)


def _requested(
    context: Context, slate: Slate, entry: SlateEntry, message: str, now: dt.datetime
) -> Introduction:
    return Introduction(
        id=str(uuid.uuid4()),
        slate_id=slate.id,
        seeker_id=slate.seeker_id,
        candidate_id=entry.candidate_id,
        message=message,
        state=State.REQUESTED,
        requested_at=now,
        expires_at=now + dt.timedelta(days=context.settings.request_days),
        answered_at=None,
        reported_at=None,
        version=1,
    )


def _require_none_open(asked: Sequence[Introduction], now: dt.datetime) -> None:
    # His own requests only: an answer that named the other's would name the one who waits for his.
    for introduction in asked:
        if introduction.is_open(now):
            raise IllegalTransitionError(
                f"Introduction {introduction.id} between the same two people is still open; finish it first."
            )


def _require_no_conflict(
    context: Context, session: Session, seeker_id: int, asked: Member, own: Sequence[Introduction]
) -> None:
    seeker = members.by_ids(session, [seeker_id])[seeker_id]
    rules = conflicts.rules_for(session, context.conflict_policy, context.today, [seeker_id, asked.id])
    if rules.between(seeker, asked) is not None:
        _require_none_open(own, context.clock())
        # The reason may be the candidate's own secret, and so is his name: neither is told.
        raise IllegalTransitionError("This person cannot be asked at present; ask for new suggestions.")


def _change(
    context: Context,
    introduction_id: str,
    by: str,
    verb: Callable[[Introduction, int, dt.datetime], Introduction],
) -> Introduction:
    now = context.clock()
    with context.database.write() as session:
        member = members.find(session, by)
        found = introductions.find(session, introduction_id, lock=True)
        changed = verb(found, member.id, now)
        if changed != found:
            introductions.store(session, changed, replacing=found)
    return changed.seen_by(member.id, now)


def _views(
    context: Context, session: Session, viewer: Member, found: Sequence[Introduction]
) -> tuple[IntroductionView, ...]:
    now = context.clock()
    shown = slates.by_ids(session, {i.slate_id for i in found})
    people = members.by_ids(session, {i.other(viewer.id) for i in found} | {viewer.id})
    return tuple(_view(i.seen_by(viewer.id, now), viewer, people, shown) for i in found)


def _view(
    introduction: Introduction, viewer: Member, people: Mapping[int, Member], shown: Mapping[str, Slate]
) -> IntroductionView:
    agreed = {introduction.candidate_id} if introduction.both_said_yes else ()
    return IntroductionView(
        introduction=introduction,
        viewer=viewer,
        seeker=people[introduction.seeker_id],
        candidate=people[introduction.candidate_id],
        slate=as_read(shown[introduction.slate_id], viewer.id, people, agreed),
    )
