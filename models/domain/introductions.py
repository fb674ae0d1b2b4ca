"""From a request to a meeting, and what the meeting was worth."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from models.domain.errors import BadInputError, ForbiddenError, IllegalTransitionError

STARS = range(1, 6)


class State(StrEnum):
    """Where an introduction stands."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    MET = "met"
    NOT_MET = "not_met"


AGREED = frozenset({State.ACCEPTED, State.MET, State.NOT_MET})
"""The states after both have said yes."""

ALLOWED: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.ACCEPTED, State.DECLINED, State.EXPIRED}),
    State.ACCEPTED: frozenset({State.MET, State.NOT_MET}),
    State.NOT_MET: frozenset({State.MET}),
    State.MET: frozenset({State.NOT_MET}),
    State.DECLINED: frozenset(),
    State.EXPIRED: frozenset(),
}
"""Which state may follow which; a meeting reported wrongly may be corrected either way."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """One member's wish to meet another, and what became of it."""

    id: str
    slate_id: str
    seeker_id: int
    candidate_id: int
    message: str
    state: State
    requested_at: dt.datetime
    expires_at: dt.datetime
    answered_at: dt.datetime | None
    reported_at: dt.datetime | None
    version: int

    @property
    def both_said_yes(self) -> bool:
        """Names are exchanged from here on."""
        return self.state in AGREED

    def other(self, member_id: int) -> int:
        """Return the other party's id; anyone who is not a party is refused."""
        self._require_party(member_id)
        return self.candidate_id if member_id == self.seeker_id else self.seeker_id

    def is_open(self, now: dt.datetime) -> bool:
        """Say whether the two still have this between them: no answer yet, or a yes and no meeting yet.

        A declined request counts until it would have lapsed, or the seeker could tell a no from no answer.
        """
        return self._unanswered().expire(now).state in {State.REQUESTED, State.ACCEPTED}

    def seen_by(self, member_id: int, now: dt.datetime) -> "Introduction":
        """Return it as this party may know it now: to the seeker, a decline is no answer at all."""
        self._require_party(member_id)
        return (self._unanswered() if member_id == self.seeker_id else self).expire(now)

    def accept(self, by: int, now: dt.datetime) -> "Introduction":
        """The candidate says yes; saying it again changes nothing."""
        return self._answer(State.ACCEPTED, by, now)

    def decline(self, by: int, now: dt.datetime) -> "Introduction":
        """The candidate says no, silently; saying it again changes nothing."""
        return self._answer(State.DECLINED, by, now)

    def expire(self, now: dt.datetime) -> "Introduction":
        """Let a request lapse once its time is over; before that nothing changes."""
        if self.state is State.REQUESTED and now >= self.expires_at:
            return _moved(self, State.EXPIRED)
        return self

    def report(self, state: State, by: int, now: dt.datetime) -> "Introduction":
        """Either party says whether they met (`MET` or `NOT_MET`); saying it again changes nothing."""
        seen = self.seen_by(by, now)
        if state not in {State.MET, State.NOT_MET}:
            raise BadInputError(f"{state.value!r} is no outcome of a meeting; say 'met' or 'not_met'.")
        return self if state is seen.state else replace(_moved(seen, state), reported_at=now)

    def _answer(self, state: State, by: int, now: dt.datetime) -> "Introduction":
        self._require_party(by)
        if by != self.candidate_id:
            raise ForbiddenError(f"Only the person who was asked may answer introduction {self.id}.")
        current = self.expire(now)
        return self if state is current.state else replace(_moved(current, state), answered_at=now)

    def _unanswered(self) -> "Introduction":
        """Take a decline back without a trace: neither a time nor a version tells of it."""
        if self.state is not State.DECLINED:
            return self
        return replace(self, state=State.REQUESTED, answered_at=None, version=self.version - 1)

    def _require_party(self, member_id: int) -> None:
        if member_id not in {self.seeker_id, self.candidate_id}:
            raise ForbiddenError(f"Introduction {self.id} is between two other people.")


def _moved(introduction: Introduction, state: State) -> Introduction:
    if state not in ALLOWED[introduction.state]:
        possible = ", ".join(sorted(ALLOWED[introduction.state])) or "nothing more"
        raise IllegalTransitionError(
            f"Introduction {introduction.id} is {introduction.state.value} and cannot become {state.value}; "
            f"possible: {possible}."
        )
    return replace(introduction, state=state, version=introduction.version + 1)


@dataclass(frozen=True, slots=True)
class Rating:
    """One side's view of one meeting; the three stars go from 1 to 5."""

    introduction_id: str
    rater_id: int
    useful: int
    challenged: int
    supported: int
    learned: str
    did: str
    meet_again: bool | None
    rated_at: dt.datetime

    def __post_init__(self) -> None:
        for name in ("useful", "challenged", "supported"):
            stars = getattr(self, name)
            if type(stars) is not int or stars not in STARS:
                raise BadInputError(f"{name} is {stars!r}; give a whole number from 1 to 5.")

    def says_the_same_as(self, other: "Rating") -> bool:
        """Say whether another rating differs in nothing but its time."""
        return replace(self, rated_at=other.rated_at) == other


def rate(introduction: Introduction, rating: Rating) -> Rating:
    """Return the rating if this party may give it now, or say why not."""
    seen = introduction.seen_by(rating.rater_id, rating.rated_at)
    if seen.state is not State.MET:
        raise IllegalTransitionError(
            f"Introduction {seen.id} is {seen.state.value}; "
            "a rating can be given once the two have met (report 'met' first)."
        )
    return rating
