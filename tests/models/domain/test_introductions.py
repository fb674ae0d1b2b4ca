import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.domain.errors import BadInputError, ForbiddenError, IllegalTransitionError, ModspilError
from models.domain.introductions import AGREED, ALLOWED, Introduction, Rating, State, rate

SEEKER, CANDIDATE, STRANGER = 1, 2, 3
PEOPLE = st.sampled_from([SEEKER, CANDIDATE, STRANGER])
START = dt.datetime(2025, 3, 3, 9, 0, tzinfo=dt.UTC)
DEADLINE = START + dt.timedelta(days=14)
REQUEST = Introduction(
    id="i-1",
    slate_id="s-1",
    seeker_id=SEEKER,
    candidate_id=CANDIDATE,
    message="",
    state=State.REQUESTED,
    requested_at=START,
    expires_at=DEADLINE,
    answered_at=None,
    reported_at=None,
    version=1,
)


def stars(rater, now):
    return Rating("i-1", rater, 5, 4, 3, learned="", did="", meet_again=None, rated_at=now)


def outcome(action):
    """What an action gives, or the error and the very words it fails with."""
    try:
        return action()
    except ModspilError as error:
        return type(error), str(error)


class IntroductionAgainstReference(RuleBasedStateMachine):
    """The reference knows only who said what in time, no states and no table of transitions."""

    def __init__(self):
        super().__init__()
        self.real, self.now = REQUEST, START
        self.answer, self.met, self.changes = None, None, 0

    @property
    def overdue(self):
        return self.now >= DEADLINE

    def said(self):
        if self.answer == "no":
            return State.DECLINED
        if self.answer == "yes":
            return {None: State.ACCEPTED, True: State.MET, False: State.NOT_MET}[self.met]
        return State.EXPIRED if self.overdue else State.REQUESTED

    def do(self, action, error):
        """Apply an action that must fail with this error, or succeed when there is none."""
        if error is not None:
            with pytest.raises(error):
                action(self.real)
            return
        before, self.real = self.real, action(self.real)
        self.changes += self.real != before
        assert self.real.version == before.version + (self.real != before)

    def answering(self, by, answer):
        if by != CANDIDATE:
            return ForbiddenError
        again = self.answer == answer and self.met is None
        return None if again or (self.answer is None and not self.overdue) else IllegalTransitionError

    @rule(hours=st.integers(0, 24 * 10))
    def wait(self, hours):
        self.now += dt.timedelta(hours=hours)

    @rule()
    def store_the_lapse(self):
        self.do(lambda i: i.expire(self.now), None)

    @rule(by=PEOPLE)
    def accept(self, by):
        error = self.answering(by, "yes")
        self.do(lambda i: i.accept(by, self.now), error)
        self.answer = self.answer if error else "yes"

    @rule(by=PEOPLE)
    def decline(self, by):
        error = self.answering(by, "no")
        self.do(lambda i: i.decline(by, self.now), error)
        self.answer = self.answer if error else "no"

    @rule(by=PEOPLE, met=st.booleans())
    def report(self, by, met):
        error = None if self.answer == "yes" else IllegalTransitionError
        error = ForbiddenError if by == STRANGER else error
        self.do(lambda i: i.report(State.MET if met else State.NOT_MET, by, self.now), error)
        self.met = self.met if error else met

    @rule(by=PEOPLE)
    def rate(self, by):
        error = None if self.met else IllegalTransitionError
        error = ForbiddenError if by == STRANGER else error
        if error is None:
            assert rate(self.real, stars(by, self.now)) == stars(by, self.now)
        else:
            with pytest.raises(error):
                rate(self.real, stars(by, self.now))

    @invariant()
    def candidates_see_what_is_so(self):
        assert self.real.seen_by(CANDIDATE, self.now).state is self.said()

    @invariant()
    def names_are_known_exactly_after_two_yeses(self):
        assert self.real.both_said_yes == (self.answer == "yes")

    @invariant()
    def it_is_open_until_it_would_have_lapsed_or_the_two_have_reported(self):
        waiting = self.answer != "yes" and not self.overdue
        assert self.real.is_open(self.now) == (waiting or (self.answer == "yes" and self.met is None))

    @invariant()
    def the_version_counts_the_changes(self):
        assert self.real.version == 1 + self.changes

    @invariant()
    def a_seeker_cannot_tell_a_decline_from_no_answer(self):
        if self.answer == "no":
            for look in (
                lambda i: i.seen_by(SEEKER, self.now),
                lambda i: i.is_open(self.now),
                lambda i: i.report(State.MET, SEEKER, self.now),
                lambda i: i.accept(SEEKER, self.now),
                lambda i: i.decline(SEEKER, self.now),
                lambda i: rate(i, stars(SEEKER, self.now)),
            ):
                assert outcome(lambda look=look: look(self.real)) == outcome(lambda look=look: look(REQUEST))

    @invariant()
    def strangers_see_nothing(self):
        with pytest.raises(ForbiddenError):
            self.real.seen_by(STRANGER, self.now)


TestIntroductionAgainstReference = IntroductionAgainstReference.TestCase


@given(st.sampled_from(State), st.integers(-48, 48), st.sampled_from([SEEKER, CANDIDATE]))
def test_seeing_it_changes_what_is_seen_no_further(state, hours, viewer):
    now = DEADLINE + dt.timedelta(hours=hours)
    seen = replace(REQUEST, state=state, version=2).seen_by(viewer, now)
    assert seen.seen_by(viewer, now) == seen


@given(st.sampled_from(State), st.sampled_from(State))
def test_only_what_the_table_allows_can_be_reported(state, outcome_reported):
    introduction = replace(REQUEST, state=state)
    if outcome_reported not in {State.MET, State.NOT_MET}:
        with pytest.raises(BadInputError, match="'met' or 'not_met'"):
            introduction.report(outcome_reported, CANDIDATE, START)
    elif outcome_reported in ALLOWED[state] | {state}:
        assert introduction.report(outcome_reported, CANDIDATE, START).state is outcome_reported
    else:
        with pytest.raises(IllegalTransitionError, match=f"is {state.value} and cannot become"):
            introduction.report(outcome_reported, CANDIDATE, START)


def test_a_request_lapses_at_the_very_moment_it_is_due():
    assert REQUEST.expire(DEADLINE - dt.timedelta(microseconds=1)) is REQUEST
    assert REQUEST.expire(DEADLINE).state is State.EXPIRED
    with pytest.raises(IllegalTransitionError, match="is expired and cannot become accepted"):
        REQUEST.accept(CANDIDATE, DEADLINE)


def test_an_illegal_transition_says_what_is_possible():
    with pytest.raises(IllegalTransitionError, match="possible: accepted, declined, expired"):
        REQUEST.report(State.MET, SEEKER, START)
    with pytest.raises(IllegalTransitionError, match="possible: nothing more"):
        REQUEST.decline(CANDIDATE, START).accept(CANDIDATE, START)


def test_the_times_of_answer_and_report_are_kept():
    later, latest = START + dt.timedelta(days=1), START + dt.timedelta(days=2)
    met = REQUEST.accept(CANDIDATE, later).report(State.MET, SEEKER, latest)
    assert (met.answered_at, met.reported_at, met.version) == (later, latest, 3)
    assert met.report(State.MET, CANDIDATE, latest + dt.timedelta(days=1)) is met


def test_each_party_finds_the_other():
    assert (REQUEST.other(SEEKER), REQUEST.other(CANDIDATE)) == (CANDIDATE, SEEKER)
    with pytest.raises(ForbiddenError, match="between two other people"):
        REQUEST.other(STRANGER)


def test_every_state_has_a_row_in_the_table_and_both_yes_is_never_lost():
    assert set(ALLOWED) == set(State)
    assert all(ALLOWED[state] <= AGREED for state in AGREED)
