import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.retrieval.background import (
    PRIOR_COUNT,
    PRIOR_DEVIATION,
    SimilarityBackground,
    standardise,
)

DIMENSIONS = 5


def units(count, seed):
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@given(st.integers(1, 40), st.integers(1, 4), st.integers(0, 99))
def test_moments_are_those_of_the_similarities_themselves(count, asked, seed):
    vectors, queries = units(count, seed), units(asked, seed + 1)
    similarities = queries.astype(float) @ vectors.astype(float).T
    mean, deviation = SimilarityBackground.empty(DIMENSIONS).including(vectors).moments(queries)
    shrunk = (count * similarities.var(axis=1) + PRIOR_COUNT * PRIOR_DEVIATION**2) / (count + PRIOR_COUNT)
    np.testing.assert_allclose(mean, similarities.mean(axis=1), atol=1e-6)
    np.testing.assert_allclose(deviation, np.sqrt(shrunk), atol=1e-6)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 99))
def test_what_is_taken_out_leaves_no_trace(kept, removed, seed):
    stay, go = units(kept, seed), units(removed, seed + 1)
    plain = SimilarityBackground.empty(DIMENSIONS).including(stay)
    returned = plain.including(go).without(go)
    assert returned.count == kept
    np.testing.assert_allclose(returned.moments(units(3, 7)), plain.moments(units(3, 7)), atol=1e-7)


def test_a_change_leaves_the_older_background_as_it_was():
    older = SimilarityBackground.empty(DIMENSIONS).including(units(3, 1))
    before = older.moments(units(1, 2))
    older.including(units(9, 3))
    np.testing.assert_array_equal(older.moments(units(1, 2)), before)


def test_a_similarity_is_counted_in_deviations_from_its_own_querys_mean():
    vectors, queries = units(30, 1), units(2, 2)
    background = SimilarityBackground.empty(DIMENSIONS).including(vectors)
    mean, deviation = background.moments(queries)
    similarities = np.stack([mean, mean + 2 * deviation, [-np.inf] * 2], axis=1)
    standardised = standardise((mean, deviation), similarities)
    np.testing.assert_allclose(standardised, [[0, 2, -np.inf]] * 2, atol=1e-9)


def test_two_people_make_no_extraordinary_similarity():
    twins = np.repeat(units(1, 1), 2, axis=0)
    background = SimilarityBackground.empty(DIMENSIONS).including(twins)
    close = np.array([[background.moments(twins)[0][0] + 0.05] for _ in twins])
    assert (standardise(background.moments(twins), close) < 2).all()


def test_with_nothing_indexed_the_prior_stands_alone():
    mean, deviation = SimilarityBackground.empty(DIMENSIONS).moments(units(2, 1))
    np.testing.assert_array_equal(mean, [0, 0])
    np.testing.assert_allclose(deviation, [PRIOR_DEVIATION] * 2)


@given(st.integers(2, 12), st.integers(0, 99))
def test_a_text_among_its_peers_is_judged_as_if_it_were_not_there(count, seed):
    vectors = units(count, seed)
    background = SimilarityBackground.empty(DIMENSIONS).including(vectors)
    means, deviations = background.moments_among_peers(vectors)
    for row in range(count):
        alone = vectors[row : row + 1]
        mean, deviation = background.without(alone).moments(alone)
        np.testing.assert_allclose(
            [means[row], deviations[row]], [mean[0], deviation[0]], rtol=1e-4, atol=1e-5
        )


def test_a_text_without_peers_still_has_moments():
    alone = units(1, 1)
    background = SimilarityBackground.empty(DIMENSIONS).including(alone)
    assert np.isfinite(background.moments_among_peers(alone)).all()
