import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.domain.errors import BadInputError, ForbiddenError, IllegalTransitionError
from models.domain.introductions import State
from service.use_cases import introductions, ratings
from service.use_cases.ratings import LONGEST_ANSWER

ANSWERS = {
    "useful": 5,
    "challenged": 4,
    "supported": 3,
    "learned": "At spørge.",
    "did": "Spurgte.",
    "meet_again": True,
}


def rate(context, introduction, rater, **changes):
    return ratings.rate(context, introduction.id, rater.email, **ANSWERS | changes)


@pytest.fixture
def met(context, pair, asked):
    introductions.accept(context, asked.id, pair[1].email)
    return introductions.report(context, asked.id, pair[0].email, State.MET)


def test_either_side_rates_a_meeting(context, pair, met, clock):
    first = rate(context, met, pair[0])
    clock.advance(hours=1)
    second = rate(context, met, pair[1], meet_again=None)
    assert ratings.get_ratings(context, met.id) == (first, second)
    assert (first.rater_id, second.meet_again) == (pair[0].id, None)


def test_one_side_can_be_shown_its_own_rating_alone(context, pair, met):
    rate(context, met, pair[0])
    mine = rate(context, met, pair[1])
    assert ratings.get_ratings(context, met.id, pair[1].email) == (mine,)


def test_the_same_rating_again_changes_nothing(context, pair, met, clock):
    first = rate(context, met, pair[0])
    clock.advance(hours=1)
    assert rate(context, met, pair[0], learned=" At spørge.\n") == first
    assert ratings.get_ratings(context, met.id) == (first,)


@pytest.mark.parametrize("change", [{"useful": 1}, {"learned": ""}, {"meet_again": None}])
def test_another_rating_corrects_the_first(context, pair, met, clock, change):
    rate(context, met, pair[0])
    clock.advance(hours=1)
    corrected = rate(context, met, pair[0], **change)
    assert corrected.rated_at == clock.now
    assert ratings.get_ratings(context, met.id) == (corrected,)


def test_a_withdrawn_rating_is_gone_and_may_be_given_again(context, pair, met):
    rate(context, met, pair[0])
    others = rate(context, met, pair[1])
    assert ratings.withdraw_rating(context, met.id, pair[0].email) is True
    assert ratings.withdraw_rating(context, met.id, pair[0].email) is False
    assert ratings.get_ratings(context, met.id) == (others,)
    assert len({rate(context, met, pair[0]), *ratings.get_ratings(context, met.id)}) == 2


def test_only_a_meeting_that_took_place_is_rated(context, pair, asked):
    with pytest.raises(IllegalTransitionError, match=r"is requested; .* \(report 'met' first\)"):
        rate(context, asked, pair[0])
    introductions.accept(context, asked.id, pair[1].email)
    with pytest.raises(IllegalTransitionError, match="is accepted"):
        rate(context, asked, pair[1])
    introductions.report(context, asked.id, pair[0].email, State.NOT_MET)
    with pytest.raises(IllegalTransitionError, match="is not_met"):
        rate(context, asked, pair[0])


def test_a_seeker_who_tries_to_rate_does_not_learn_of_a_decline(context, pair, asked):
    introductions.decline(context, asked.id, pair[1].email)
    with pytest.raises(IllegalTransitionError, match="is requested"):
        rate(context, asked, pair[0])


def test_only_the_two_rate_and_withdraw(context, enrol, ask):
    one, two, stranger = enrol(3)
    introduction = ask(one, two)
    for act in (rate, lambda *a: ratings.withdraw_rating(a[0], a[1].id, a[2].email)):
        with pytest.raises(ForbiddenError, match="between two other people"):
            act(context, introduction, stranger)
    with pytest.raises(ForbiddenError):
        ratings.get_ratings(context, introduction.id, stranger.email)


def test_stars_outside_the_scale_and_endless_answers_are_refused(context, pair, met):
    with pytest.raises(BadInputError, match="useful is 6"):
        rate(context, met, pair[0], useful=6)
    with pytest.raises(BadInputError, match="did has 4001 characters"):
        rate(context, met, pair[0], did="x" * (LONGEST_ANSWER + 1))
    assert ratings.get_ratings(context, met.id) == ()


VIEW = st.fixed_dictionaries(
    {
        "useful": st.integers(1, 5),
        "challenged": st.integers(1, 5),
        "supported": st.integers(1, 5),
        "learned": st.text("aå ", max_size=3),
        "did": st.sampled_from(["", "Spurgte."]),
        "meet_again": st.sampled_from([True, False, None]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1), st.none() | VIEW), max_size=6))
def test_what_is_kept_is_what_each_side_said_last(context, pair, met, said):
    for member in pair:
        ratings.withdraw_rating(context, met.id, member.email)
    last = {}
    for side, view in said:
        rater = pair[side]
        if view is None:
            assert ratings.withdraw_rating(context, met.id, rater.email) == (rater.id in last)
            last.pop(rater.id, None)
        else:
            rate(context, met, rater, **view)
            last[rater.id] = view
    kept = {rating.rater_id: rating for rating in ratings.get_ratings(context, met.id)}
    assert kept.keys() == last.keys()
    for rater_id, view in last.items():
        for name, value in view.items():
            assert getattr(kept[rater_id], name) == (value.strip() if name == "learned" else value)
