import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError, IllegalTransitionError
from models.domain.network_day import NetworkDay, PlanState, Seating, SeatingPlan, Unplaced

DAY = NetworkDay(1, "Forår", dt.date(2025, 3, 3), 3, 6, attendees=(), version=1)
SEATING = Seating(
    rounds=(((1, 2), (3, 4)), ((1, 3),)),
    value=3.0,
    bound=4.0,
    worst_off=0.5,
    unplaced=(Unplaced(2, 2, "no one left to meet"), Unplaced(4, 2, "no one left to meet")),
)
DRAFT = SeatingPlan(
    day_id=1,
    version=1,
    state=PlanState.DRAFT,
    seed=0,
    seating=SEATING,
    seconds=0.1,
    created_at=dt.datetime(2025, 3, 3, tzinfo=dt.UTC),
)
VERBS = st.sampled_from([SeatingPlan.lock, SeatingPlan.publish])


@pytest.mark.parametrize("name", ["rounds", "table_size"])
@pytest.mark.parametrize("value", [3.0, True, "3", None])
def test_what_is_no_whole_number_is_refused(name, value):
    with pytest.raises(BadInputError, match=f"{name} is {value!r}; give a whole number"):
        replace(DAY, **{name: value})


@given(st.integers(-3, 30))
def test_a_day_has_one_to_twenty_rounds(rounds):
    if 1 <= rounds <= 20:
        assert replace(DAY, rounds=rounds).rounds == rounds
    else:
        with pytest.raises(BadInputError, match=f"rounds is {rounds}; give a whole number from 1 to 20"):
            replace(DAY, rounds=rounds)


@given(st.integers(-3, 30))
def test_a_table_has_two_to_twelve_seats(size):
    if 2 <= size <= 12:
        assert replace(DAY, table_size=size).table_size == size
    else:
        with pytest.raises(BadInputError, match=f"table_size is {size}; give a whole number from 2 to 12"):
            replace(DAY, table_size=size)


@given(st.lists(st.permutations([1, 2, 3]).map(tuple), max_size=5))
def test_the_version_of_a_day_counts_the_changes_of_its_attendees(lists):
    day, expected = DAY, 1
    for attendees in lists:
        expected += attendees != day.attendees
        day = day.with_attendees(attendees)
        assert (day.attendees, day.version) == (attendees, expected)


@given(st.lists(VERBS, max_size=6))
def test_a_plan_only_ever_becomes_more_final(verbs):
    plan, order = DRAFT, list(PlanState)
    for verb in verbs:
        before = order.index(plan.state)
        try:
            plan = verb(plan)
        except IllegalTransitionError:
            assert (plan.state, verb) in {
                (PlanState.DRAFT, SeatingPlan.publish),
                (PlanState.PUBLISHED, SeatingPlan.lock),
            }
        assert 0 <= order.index(plan.state) - before <= 1
        assert replace(plan, state=PlanState.DRAFT) == DRAFT


def test_a_draft_is_locked_before_it_is_published():
    with pytest.raises(IllegalTransitionError, match="Plan 1 of day 1 is a draft; lock it before publishing"):
        DRAFT.publish()
    assert DRAFT.lock().lock().state is PlanState.LOCKED
    assert DRAFT.lock().publish().publish().state is PlanState.PUBLISHED


def test_a_published_plan_is_not_taken_back():
    with pytest.raises(IllegalTransitionError, match="already published"):
        DRAFT.lock().publish().lock()


def test_everybody_finds_his_table_in_each_round():
    assert DRAFT.seats_of(1) == ((1, 2), (1, 3))
    assert DRAFT.seats_of(4) == ((3, 4), None)
    assert DRAFT.seats_of(9) == (None, None)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_gap_is_a_share_of_the_bound(value, bound):
    gap = replace(SEATING, value=value, bound=bound).gap
    assert 0 <= gap <= 1
    assert gap == 0 or value < bound


def test_a_plan_worth_three_of_four_has_a_gap_of_a_quarter():
    assert SEATING.gap == 0.25
    assert replace(SEATING, value=0.0, bound=0.0).gap == 0.0
