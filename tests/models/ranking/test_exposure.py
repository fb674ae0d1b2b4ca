import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.ranking.exposure import Exposure, Showing, expected_incoming, request_probability

SHOWINGS = st.builds(
    lambda member, position, seekers, share: Showing(member, position, seekers, int(seekers * share)),
    st.integers(1, 4),
    st.integers(1, 10),
    st.integers(1, 50),
    st.floats(0, 1),
)


def test_requests_grow_rarer_down_the_slate_and_five_places_bring_three_quarters_of_one():
    by_position = request_probability(np.arange(1, 6))

    assert by_position[0] == 0.25
    assert (np.diff(by_position) < 0).all()
    assert by_position.sum() == pytest.approx(0.737, abs=1e-3)


def test_a_request_counts_as_one_and_a_silent_seeker_by_the_position_he_saw():
    showings = [Showing(7, 1, 3, 1), Showing(7, 3, 2, 0), Showing(8, 1, 1, 0)]

    assert expected_incoming(showings) == {7: pytest.approx(1 + 2 * 0.25 + 2 * 0.125), 8: 0.25}


@given(st.lists(SHOWINGS, max_size=20))
def test_expectations_add_up_and_lie_between_what_was_asked_and_what_was_seen(showings):
    expected = expected_incoming(showings)

    assert expected.keys() == {shown.member_id for shown in showings}
    assert sum(s.requests for s in showings) <= sum(expected.values()) + 1e-9
    assert all(
        value <= sum(s.seekers for s in showings if s.member_id == member)
        for member, value in expected.items()
    )


@given(
    scores=st.lists(st.floats(0, 1), min_size=1, max_size=10),
    lift=st.floats(0, 1),
    data=st.data(),
)
def test_only_newcomers_are_lifted_and_by_no_more_than_the_lift(scores, lift, data):
    incoming = np.array(
        data.draw(st.lists(st.sampled_from([0, 0.1, 5.0]), min_size=len(scores), max_size=len(scores)))
    )
    lifted = Exposure(lift=lift).lifted(np.array(scores), incoming)

    assert (lifted[incoming > 0] == np.array(scores)[incoming > 0]).all()
    assert (lifted >= scores).all()
    assert (lifted <= np.array(scores) * (1 + lift) + 1e-12).all()


def test_there_is_room_until_one_more_first_place_would_break_the_cap():
    assert Exposure(cap=1).has_room(np.array([0, 0.75, 0.76, 2])).tolist() == [True, True, False, False]


@given(cap=st.floats(0.25, 100))
def test_under_any_cap_that_is_allowed_a_newcomer_has_room_and_somebody_can_be_full(cap):
    assert Exposure(cap=cap).has_room(np.array([0.0, cap + 0.01])).tolist() == [True, False]


@pytest.mark.parametrize(
    "wrong", [{"cap": 0}, {"cap": 0.24}, {"cap": -1}, {"cap": np.nan}, {"lift": -0.1}, {"lift": 1.1}]
)
def test_an_impossible_exposure_is_refused(wrong):
    with pytest.raises(BadInputError, match=r"cap on expected|lift of newcomers"):
        Exposure(**wrong)
