"""An introduction as one of its two parties may see it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from models.domain.introductions import Rating, State
from service.use_cases.introductions import IntroductionView
from service.web import words
from service.web.present import (
    Acquaintance,
    Reasons,
    Stranger,
    acquaintance,
    reasons_for_candidate,
    reasons_for_seeker,
    stranger,
    veiled,
)
from service.web.texts import gettext


@dataclass(frozen=True, slots=True)
class IntroductionLine:
    """One introduction in a list; `waits_for_me` asks for the reader's next step."""

    id: str
    who: str
    background: Stranger
    state: str
    waits_for_me: bool


@dataclass(frozen=True, slots=True)
class IntroductionPage:
    """One introduction from one side: `who` is a stranger until both have said yes.

    `challenge` is None where the reader may not read it, or not any more; it is `shared` while both may.
    """

    id: str
    state: str
    intent: str
    asked_by_me: bool
    requested_on: str
    expires_on: str
    challenge: str | None
    shared: bool
    message: str
    who: Stranger | Acquaintance
    distance: str
    reasons: Reasons
    rating: Rating | None


def introduction_line(view: IntroductionView) -> IntroductionLine:
    """Prepare one line of a member's list."""
    seen, by_me = view.introduction, asked_by_viewer(view)
    background = stranger(view.other.profile)
    return IntroductionLine(
        id=seen.id,
        who=view.other.profile.name if seen.both_said_yes else f"{background.level} · {background.function}",
        background=background,
        state=in_words(seen.state, asked_by_me=by_me, until=seen.expires_at),
        waits_for_me=seen.state is State.ACCEPTED or (seen.state is State.REQUESTED and not by_me),
    )


def introduction_page(view: IntroductionView, ratings: Iterable[Rating]) -> IntroductionPage:
    """Prepare the page of one introduction; of the ratings only the viewer's own is taken."""
    seen, by_me, other = view.introduction, asked_by_viewer(view), view.other
    reasons, stated = reasons_for_seeker if by_me else reasons_for_candidate, view.slate.challenge
    return IntroductionPage(
        id=seen.id,
        state=seen.state.value,
        intent=view.slate.intent.value,
        asked_by_me=by_me,
        requested_on=words.day(seen.requested_at),
        expires_on=words.day(seen.expires_at),
        shared=_is_shared(view),
        challenge=None if stated is None else _as_shown(view, stated),
        message=_as_shown(view, seen.message),
        who=acquaintance(other.profile) if seen.both_said_yes else stranger(other.profile),
        distance=words.distance(view.entry.distance, view.viewer.profile.level, other.profile.level),
        reasons=reasons(view.entry, stated or "", other, known=seen.both_said_yes),
        rating=next((rating for rating in ratings if rating.rater_id == view.viewer.id), None),
    )


def asked_by_viewer(view: IntroductionView) -> bool:
    """Say whether the viewer is the one who asked."""
    return view.viewer.id == view.seeker.id


def in_words(state: State, *, asked_by_me: bool, until: dt.datetime) -> str:
    """Say where an introduction stands, from the reader's side."""
    if state is State.REQUESTED:
        waiting = (
            gettext("Waiting for an answer until %(day)s")
            if asked_by_me
            else gettext("Waits for your answer until %(day)s")
        )
        return waiting % {"day": words.day(until)}
    return {
        State.ACCEPTED: gettext("Both have said yes"),
        State.DECLINED: gettext("You said no; nobody is told"),
        State.EXPIRED: gettext("The time ran out without an answer"),
        State.MET: gettext("You have met"),
        State.NOT_MET: gettext("You have not met"),
    }[state]


def _is_shared(view: IntroductionView) -> bool:
    both = view.introduction.both_said_yes
    return view.slate.statement_id in view.seeker.legible_to(view.candidate.id, both_said_yes=both)


def _as_shown(view: IntroductionView, text: str) -> str:
    """Return what the seeker wrote as the viewer may read it."""
    open_to_viewer = view.introduction.both_said_yes or asked_by_viewer(view)
    return text if open_to_viewer else veiled(text, view.seeker.profile)
