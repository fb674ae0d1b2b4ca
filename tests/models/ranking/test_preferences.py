import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.distance import AXES, NO_WISH, DistancePreference, Wish
from models.domain.members import Intent
from models.ranking.features import FEATURE_NAMES
from models.ranking.preferences import (
    BY_INTENT,
    WISHED,
    Band,
    intent_worth,
    wish_worth,
)

BANDS = [*WISHED.values(), *BY_INTENT.values()]
GRID = np.linspace(0, 1, 401)
UNIT = st.floats(0, 1)
AXIS = st.one_of(UNIT, st.just(math.nan))
WISHES = st.sampled_from(Wish)
PREFERENCES = st.builds(DistancePreference, WISHES, WISHES, WISHES)
NEARER_TO_FARTHER = (Wish.SAME, Wish.NEAR, Wish.FAR)


def pairs(*distances):
    """Feature rows with nothing known but industry, function and level distance."""
    rows = np.full((len(distances), len(FEATURE_NAMES)), np.nan)
    for row, axes in zip(rows, distances, strict=True):
        for axis, distance in zip(AXES, axes, strict=True):
            row[FEATURE_NAMES.index(f"{axis}_distance")] = distance
    return rows


@pytest.mark.parametrize("band", BANDS)
class TestEveryBand:
    def test_it_is_1_at_its_peak_and_at_its_foot_at_the_farther_end(self, band):
        farther = 0.0 if band.peak > 0.5 else 1.0

        assert band.worth(np.array([band.peak])) == pytest.approx(1)
        assert band.worth(np.array([farther])) == pytest.approx(band.foot)
        assert 0 < band.foot < 1

    def test_it_rises_to_its_peak_and_falls_from_there(self, band):
        worth = band.worth(GRID)
        best = int(np.argmax(worth))

        assert (np.diff(worth[: best + 1]) > 0).all()
        assert (np.diff(worth[best:]) < 0).all()

    def test_the_unknown_is_worth_the_mean_of_all_distances(self, band):
        worth = band.worth(GRID)

        assert band.worth(np.array([np.nan])) == pytest.approx(np.trapezoid(worth, GRID), abs=1e-4)
        assert worth.min() < band.mean < worth.max()


@given(rows=st.lists(st.tuples(AXIS, AXIS, AXIS), max_size=6), preference=PREFERENCES)
def test_a_wish_is_worth_at_most_1_and_never_nothing(rows, preference):
    worth = wish_worth(pairs(*rows), preference)

    lowest = math.prod(
        WISHED[wish].foot for axis in AXES if (wish := getattr(preference, axis)) is not Wish.ANY
    )
    assert worth.shape == (len(rows),)
    assert ((worth >= lowest * (1 - 1e-9)) & (worth <= 1)).all()


@given(rows=st.lists(st.tuples(AXIS, AXIS, AXIS), min_size=1, max_size=6))
def test_who_wishes_nothing_changes_nothing(rows):
    assert (wish_worth(pairs(*rows), NO_WISH) == 1).all()


@given(
    one=UNIT, other=UNIT, axis=st.sampled_from(AXES), preference=PREFERENCES, rest=st.tuples(AXIS, AXIS, AXIS)
)
def test_a_farther_wish_never_favours_the_nearer_of_two(one, other, axis, preference, rest):
    near, far = sorted((one, other))
    people = pairs(
        *(tuple(at if a == axis else r for a, r in zip(AXES, rest, strict=True)) for at in (near, far))
    )

    def odds(wish):
        settings = {name: getattr(preference, name) for name in AXES} | {axis: wish}
        nearer, farther = wish_worth(people, DistancePreference(**settings))
        return farther / nearer

    for before, after in itertools.pairwise(NEARER_TO_FARTHER):
        assert odds(after) >= odds(before) * (1 - 1e-9)
    assert odds(Wish.SAME) <= odds(Wish.ANY) * (1 + 1e-9)
    assert odds(Wish.FAR) >= odds(Wish.ANY) * (1 - 1e-9)


@pytest.mark.parametrize("axis", AXES)
def test_each_wish_ranks_its_own_first_and_leaves_the_other_axes_alone(axis):
    at = {Wish.SAME: 0.0, Wish.NEAR: 0.4, Wish.FAR: 1.0}
    for wish, distance in at.items():
        preference = DistancePreference(**dict.fromkeys(AXES, Wish.ANY) | {axis: wish})
        people = pairs(*(tuple(d if a == axis else 0.5 for a in AXES) for d in at.values()))
        others = pairs(*(tuple(distance if a == axis else d for a in AXES) for d in at.values()))

        assert np.argmax(wish_worth(people, preference)) == list(at).index(wish)
        np.testing.assert_allclose(wish_worth(others, preference), 1)


def test_somebody_unknown_stands_between_who_meets_a_wish_and_who_misses_it():
    for wish in (Wish.SAME, Wish.FAR):
        meets, misses = (0.0, 1.0) if wish is Wish.SAME else (1.0, 0.0)
        preference = DistancePreference(Wish.ANY, wish, Wish.ANY)
        met, unknown, missed = wish_worth(pairs((1, meets, 0), (1, math.nan, 0), (1, misses, 0)), preference)
        assert met > unknown > missed


@pytest.mark.parametrize("intent", Intent)
def test_each_intent_likes_a_middle_distance_best_and_the_far_end_better_than_the_near(intent):
    worth = intent_worth(pairs(*((d, d, d) for d in (0.0, 0.3, 0.6, 2 / 3, 1.0))), intent)

    assert int(np.argmax(worth)) in {2, 3}
    assert worth[0] < worth[-1] < max(worth)


def test_challenge_asks_more_of_distance_than_support_does():
    alike = pairs((0, 0, 0))

    assert intent_worth(alike, Intent.CHALLENGE) == pytest.approx(0.7, abs=0.005)
    assert intent_worth(alike, Intent.SUPPORT) == pytest.approx(0.85, abs=0.005)


def test_nothing_known_of_the_background_is_worth_the_mean():
    unknown = pairs((math.nan, math.nan, math.nan))
    for intent in Intent:
        assert intent_worth(unknown, intent) == pytest.approx(BY_INTENT[intent].mean)


def test_a_band_falls_alike_on_both_sides_of_its_peak():
    band = Band(peak=0.5, width=0.3)

    np.testing.assert_allclose(band.worth(GRID), band.worth(1 - GRID))
