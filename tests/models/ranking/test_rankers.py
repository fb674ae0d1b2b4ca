import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.domain.members import Intent
from models.ranking.features import FEATURE_NAMES, column
from models.ranking.rankers import (
    STANDING_IN_IT,
    CosineRanker,
    PriorRanker,
    RandomRanker,
    reciprocal,
    relevance,
)

AVERAGE = {
    "challenge_to_expertise": 0.0,
    "challenge_to_challenge": 0.0,
    "cosine": 0.5,
    "industry_distance": 1.0,
    "function_distance": 1.0,
    "level_distance": 0.25,
    "shared_language": 1.0,
    "words_to_expertise": 0.0,
    "words_to_challenge": 0.0,
    "theme_to_expertise": 0.0,
    "theme_to_challenge": 0.0,
}
UNKNOWN = dict.fromkeys(FEATURE_NAMES[:5], np.nan)
INTENTS = st.sampled_from(Intent)


def pair(**known):
    return np.array([[(AVERAGE | known)[name] for name in FEATURE_NAMES]])


def unit(*, unknown):
    known = st.floats(0, 1, width=32)
    return st.one_of(known, st.just(np.nan)) if unknown else known


@st.composite
def feature_arrays(draw):
    n = draw(st.integers(0, 5))
    z = st.one_of(st.floats(-50, 50, width=32), st.just(np.nan))
    columns = [
        draw(arrays(np.float64, n, elements=elements))
        for elements in (
            z,
            z,
            st.one_of(st.floats(-1, 1, width=32), st.just(np.nan)),
            unit(unknown=True),
            unit(unknown=True),
            unit(unknown=False),
            st.sampled_from([0.0, 1.0]),
            z,
            z,
            unit(unknown=True),
            unit(unknown=True),
        )
    ]
    return np.stack(columns, axis=1)


@pytest.mark.parametrize(
    "ranker", [PriorRanker(), CosineRanker(), RandomRanker(seed=4)], ids=lambda r: r.name
)
class TestEveryRanker:
    @given(features=feature_arrays(), intent=INTENTS)
    def test_affinity_is_one_number_in_0_to_1_for_each_pair(self, ranker, features, intent):
        affinity = ranker.affinity(features, intent)

        assert affinity.shape == (len(features),)
        assert ((affinity >= 0) & (affinity <= 1)).all()

    @given(features=feature_arrays(), intent=INTENTS)
    def test_many_at_once_are_judged_as_one_by_one(self, ranker, features, intent):
        singly = [ranker.affinity(features[row : row + 1], intent)[0] for row in range(len(features))]

        np.testing.assert_array_equal(ranker.affinity(features, intent), np.array(singly))

    @given(features=feature_arrays(), intent=INTENTS)
    def test_features_are_left_as_they_were(self, ranker, features, intent):
        before = features.copy()
        ranker.affinity(features, intent)

        np.testing.assert_array_equal(features, before)

    def test_it_has_a_name(self, ranker):
        assert ranker.name

    def test_nothing_known_of_the_texts_is_no_failure(self, ranker):
        assert np.isfinite(ranker.affinity(pair(**UNKNOWN), Intent.CHALLENGE)).all()


@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("kind", ["expertise", "challenge"])
@given(likely=st.floats(0, 0.99))
def test_a_theme_both_have_confirmed_is_worth_more_than_any_likely_one(intent, kind, likely):
    confirmed, automatic, none, unknown = (
        PriorRanker().affinity(pair(**{f"theme_to_{kind}": told}), intent)
        for told in (1.0, likely, 0.0, np.nan)
    )
    assert confirmed > automatic >= none == unknown


def test_without_themes_a_ranker_passes_them_over():
    without = PriorRanker(themes_worth=0.0)
    themed = pair(theme_to_expertise=1.0, theme_to_challenge=0.5)
    assert without.affinity(themed, Intent.SUPPORT) == without.affinity(pair(), Intent.SUPPORT)


@pytest.mark.parametrize("ranker", [PriorRanker(), CosineRanker()], ids=lambda r: r.name)
@pytest.mark.parametrize("intent", Intent)
@given(low=st.floats(-1, 1), high=st.floats(-1, 1))
def test_more_similar_texts_are_worth_no_less(ranker, intent, low, high):
    low, high = sorted((low, high))
    worse = ranker.affinity(pair(challenge_to_expertise=low * 5, cosine=low), intent)
    better = ranker.affinity(pair(challenge_to_expertise=high * 5, cosine=high), intent)

    assert better >= worse


def test_having_solved_it_supports_more_than_standing_in_it():
    solved = PriorRanker().affinity(pair(challenge_to_expertise=3.0), Intent.SUPPORT)
    standing = PriorRanker().affinity(pair(challenge_to_challenge=3.0), Intent.SUPPORT)
    average = PriorRanker().affinity(pair(), Intent.SUPPORT)

    assert solved > standing > average


def test_having_solved_it_and_standing_in_it_challenge_alike():
    solved = PriorRanker().affinity(pair(challenge_to_expertise=3.0), Intent.CHALLENGE)
    standing = PriorRanker().affinity(pair(challenge_to_challenge=3.0), Intent.CHALLENGE)

    assert solved == standing


def test_support_does_not_ask_for_distance_but_prefers_other_fields_a_little():
    near = dict.fromkeys(("industry_distance", "function_distance", "level_distance"), 0.0)
    far = PriorRanker().affinity(pair(), Intent.SUPPORT)
    alike = PriorRanker().affinity(pair(**near), Intent.SUPPORT)

    assert 0.8 * far < alike < far


def test_challenge_is_worth_most_at_a_middle_distance_and_something_at_both_ends():
    def at(distance):
        axes = dict.fromkeys(("industry_distance", "function_distance", "level_distance"), distance)
        return PriorRanker().affinity(pair(challenge_to_expertise=3.0, **axes), Intent.CHALLENGE)[0]

    worth = [at(distance / 20) for distance in range(21)]
    best = int(np.argmax(worth))

    assert best == 12
    assert worth[: best + 1] == sorted(worth[: best + 1])
    assert worth[best:] == sorted(worth[best:], reverse=True)
    assert 0 < worth[0] < worth[-1]


def test_unknown_relevance_is_taken_as_average():
    unknown = PriorRanker().affinity(
        pair(challenge_to_expertise=np.nan, challenge_to_challenge=np.nan), Intent.SUPPORT
    )

    assert unknown == PriorRanker().affinity(pair(), Intent.SUPPORT)


def test_relevance_is_the_better_of_the_two_and_unknown_only_without_both():
    assert relevance(pair(challenge_to_expertise=np.nan), Intent.SUPPORT) == -STANDING_IN_IT
    assert relevance(pair(challenge_to_expertise=-2.0), Intent.CHALLENGE) == 0
    assert np.isnan(relevance(pair(**UNKNOWN), Intent.SUPPORT))


def test_chance_depends_on_the_seed_and_is_spread_over_the_whole_range():
    features = np.random.default_rng(0).random((2000, len(FEATURE_NAMES)))
    chance = RandomRanker(seed=1).affinity(features, Intent.SUPPORT)

    assert not np.array_equal(chance, RandomRanker(seed=2).affinity(features, Intent.SUPPORT))
    np.testing.assert_allclose(np.quantile(chance, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.04)


UNIT = st.floats(0, 1)


@given(forward=UNIT, backward=UNIT, weight=st.floats(0.1, 0.9))
def test_the_reciprocal_score_lies_between_its_two_directions(forward, backward, weight):
    score = reciprocal(np.array([forward]), np.array([backward]), seeker_weight=weight)[0]

    assert min(forward, backward) - 1e-9 <= score <= max(forward, backward) + 1e-9


def test_what_is_worth_nothing_to_one_side_is_worth_nothing():
    assert reciprocal(np.array([1.0, 0.0]), np.array([0.0, 1.0])).tolist() == [0, 0]


def test_the_reciprocal_score_leans_to_the_seeker():
    assert reciprocal(np.array([0.9]), np.array([0.3])) > reciprocal(np.array([0.3]), np.array([0.9]))


def test_a_column_is_found_by_its_name():
    assert column(pair(cosine=0.7), "cosine") == 0.7
