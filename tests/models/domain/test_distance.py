import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.distance import NO_WISH, Distance, DistancePreference, Wish, reach

AXIS = st.none() | st.floats(0, 1)
DISTANCES = st.builds(Distance, AXIS, AXIS, AXIS)
WISHES = st.sampled_from(Wish)
PREFERENCES = st.builds(DistancePreference, WISHES, WISHES, WISHES)


@pytest.mark.parametrize(
    ("distance", "called"),
    [
        (0.0, Wish.SAME),
        (1 / 6, Wish.NEAR),
        (2 / 3, Wish.NEAR),
        (0.75, Wish.FAR),
        (1.0, Wish.FAR),
        (None, None),
    ],
)
def test_a_distance_is_same_near_far_or_unknown(distance, called):
    assert reach(distance) is called


@given(distance=DISTANCES)
def test_who_wishes_nothing_gets_what_he_wishes(distance):
    assert NO_WISH.met_by(distance) is True


@given(distance=DISTANCES, preference=PREFERENCES)
def test_a_wish_is_met_missed_or_not_to_be_known(distance, preference):
    axes = (
        (preference.industry, distance.industry),
        (preference.function, distance.function),
        (preference.level, distance.level),
    )
    answers = [
        None if apart is None else reach(apart) is wish for wish, apart in axes if wish is not Wish.ANY
    ]

    expected = False if False in answers else None if None in answers else True
    assert preference.met_by(distance) is expected


def test_no_distance_meets_two_different_wishes():
    for one, other in itertools.permutations([Wish.SAME, Wish.NEAR, Wish.FAR], 2):
        for distance in (0.0, 0.2, 0.69, 0.7, 1.0):
            both = {
                DistancePreference(wish, Wish.ANY, Wish.ANY).met_by(Distance(distance, None, None))
                for wish in (one, other)
            }
            assert both != {True}
