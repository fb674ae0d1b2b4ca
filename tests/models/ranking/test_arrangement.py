import numpy as np
import pytest
from fakes import index_of, person
from hypothesis import given
from hypothesis import strategies as st

from models.ranking.arrangement import PLAIN, Arrangement, Capped
from models.ranking.diversity import organisations
from models.ranking.exposure import Exposure, request_probability

MEMBERS = [
    person(n, [f"problem {n % 3}"], [f"svar {n % 4}"], organisation=f"Firma {n % 6}") for n in range(1, 13)
]
INDEX = index_of(MEMBERS)
LOADS = st.dictionaries(st.integers(1, 12), st.floats(0.01, 8), max_size=12)


def arranged(arrangement, scores, seats=3, order=None):
    best_first = np.argsort(-np.array(scores), kind="stable") if order is None else order
    return arrangement.of(MEMBERS, np.array(scores), best_first, seats, INDEX).tolist()


def capped(known, *, cap=4.0, lift=0.0, diversity=0.0):
    return Arrangement(diversity=diversity, capped=Capped(Exposure(cap, lift), lambda _: known))


@given(
    scores=st.lists(st.floats(0, 1), min_size=12, max_size=12),
    known=LOADS,
    diversity=st.sampled_from([0, 0.5, 1]),
    seats=st.integers(1, 14),
)
def test_everyone_stays_and_nobody_full_goes_before_one_with_room(scores, known, diversity, seats):
    order = arranged(capped(known, diversity=diversity, lift=0.05), scores, seats)

    load = np.array([known.get(MEMBERS[row].id, 0.0) for row in order])
    full = load + request_probability(1) > 4
    assert sorted(order) == list(range(12))
    assert (np.diff(full.astype(int)) >= 0).all()


@given(scores=st.lists(st.floats(0, 1), min_size=12, max_size=12), known=LOADS)
def test_the_cap_holds_for_every_seat_that_others_can_fill(scores, known):
    seats = 5
    order = arranged(capped(known), scores, seats)

    room = sum(known.get(m.id, 0.0) + request_probability(1) <= 4 for m in MEMBERS)
    for position, row in enumerate(order[: min(seats, room)], start=1):
        assert known.get(MEMBERS[row].id, 0.0) + request_probability(position) <= 4


@given(scores=st.lists(st.floats(0, 1), min_size=12, max_size=12), known=LOADS)
def test_a_newcomer_passes_only_those_who_are_better_by_the_lift_at_most(scores, known):
    order = arranged(capped(known, cap=100, lift=0.05), scores)

    for place, row in enumerate(order):
        for passed in order[place + 1 :]:
            assert scores[passed] <= scores[row] * 1.05 + 1e-8
            if known.get(MEMBERS[row].id):
                assert scores[passed] <= scores[row] + 1e-8


@given(scores=st.lists(st.floats(0, 1), min_size=12, max_size=12), known=LOADS)
def test_an_arrangement_hangs_on_nothing_but_what_it_is_given(scores, known):
    arrangement = capped(known, diversity=0.5, lift=0.05)

    assert arranged(arrangement, scores) == arranged(arrangement, scores)


@given(scores=st.lists(st.floats(0, 1), min_size=12, max_size=12))
def test_a_plain_arrangement_changes_nothing(scores):
    assert arranged(PLAIN, scores, order=np.array([3, 1, 2])) == [3, 1, 2]


@given(scores=st.lists(st.floats(0.1, 1), min_size=12, max_size=12), known=LOADS)
def test_where_nobody_is_full_or_new_the_cap_changes_nothing(scores, known):
    seen = {member.id: 0.5 for member in MEMBERS}

    assert arranged(capped(seen, lift=0.5), scores) == arranged(PLAIN, scores)


def test_those_who_are_left_out_stay_out():
    assert arranged(capped({3: 9.0}, diversity=0.5), [0.5] * 12, order=np.array([2, 5, 6])) == [5, 6, 2]


def test_people_of_one_organisation_share_no_slate_while_others_fit():
    order = arranged(Arrangement(diversity=0.5), np.linspace(1, 0.5, 12), seats=6)

    assert len(set(organisations([MEMBERS[row] for row in order[:6]]))) == 6


@pytest.mark.parametrize("diversity", [0.0, 0.5])
def test_nobody_above_the_floor_is_nobody_arranged(diversity):
    assert arranged(capped({}, diversity=diversity), [0.5] * 12, order=np.array([], dtype=np.intp)) == []


def test_equal_scores_keep_their_order_whatever_was_lost_in_rounding():
    scores = 0.5 + 1e-14 * np.arange(12)

    assert arranged(capped({}), scores, order=np.arange(12)) == list(range(12))
