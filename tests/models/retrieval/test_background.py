import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.retrieval.background import (
    PRIOR_COUNT,
    PRIOR_DEVIATION,
    SimilarityBackground,
    language_lead,
    moments,
)
from models.retrieval.statements import SHELVES

DIMENSIONS = 5


def units(count, seed):
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def moments_to(vectors, queries):
    """Mean and deviation of similarity to one set of vectors, each (q,)."""
    mean, deviation = moments([SimilarityBackground.empty(DIMENSIONS).including(vectors).observed(queries)])
    return mean[:, 0], deviation[:, 0]


@given(st.integers(1, 40), st.integers(1, 4), st.integers(0, 99))
def test_moments_are_those_of_the_similarities_themselves(count, asked, seed):
    vectors, queries = units(count, seed), units(asked, seed + 1)
    similarities = queries.astype(float) @ vectors.astype(float).T
    mean, deviation = moments_to(vectors, queries)
    shrunk = PRIOR_DEVIATION**2
    for _ in ("all sets together", "the only set"):
        shrunk = (count * similarities.var(axis=1) + PRIOR_COUNT * shrunk) / (count + PRIOR_COUNT)
    np.testing.assert_allclose(mean, similarities.mean(axis=1), atol=1e-6)
    np.testing.assert_allclose(deviation, np.sqrt(shrunk), atol=1e-6)


def parts(background):
    seen = background.observed(units(3, 7))
    return seen.count, seen.mean, seen.variance


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 99))
def test_what_is_taken_out_leaves_no_trace(kept, removed, seed):
    stay, go = units(kept, seed), units(removed, seed + 1)
    plain = SimilarityBackground.empty(DIMENSIONS).including(stay)
    returned = plain.including(go).without(go)
    assert returned.count == kept
    for with_trace, without in zip(parts(returned), parts(plain), strict=True):
        np.testing.assert_allclose(with_trace, without, atol=1e-7)


def test_a_change_leaves_the_older_background_as_it_was():
    older = SimilarityBackground.empty(DIMENSIONS).including(units(3, 1))
    before = parts(older)
    older.including(units(9, 3))
    for part, earlier in zip(parts(older), before, strict=True):
        np.testing.assert_array_equal(part, earlier)


def test_two_people_make_no_extraordinary_similarity():
    twins = np.repeat(units(1, 1), 2, axis=0)
    _, deviation = moments_to(twins, twins)
    assert (0.05 / deviation < 2.1).all()


@given(st.integers(0, 5), st.integers(0, 99))
def test_a_few_texts_in_the_other_language_are_judged_by_all(few, seed):
    many, others, queries = units(60, seed), units(few, seed + 1), units(3, seed + 2)
    backgrounds = [SimilarityBackground.empty(DIMENSIONS).including(v) for v in (many, others)]
    mean, deviation = moments([background.observed(queries) for background in backgrounds])
    everything = queries.astype(float) @ np.concatenate([many, others]).astype(float).T
    own = (queries.astype(float) @ others.astype(float).T).sum(axis=1)
    expected = (own + PRIOR_COUNT * everything.mean(axis=1)) / (few + PRIOR_COUNT)
    np.testing.assert_allclose(mean[:, 1], expected, atol=1e-6)
    assert (deviation > PRIOR_DEVIATION / 3).all()


def test_with_nothing_indexed_the_prior_stands_alone():
    mean, deviation = moments_to(units(0, 1), units(2, 1))
    np.testing.assert_array_equal(mean, [0, 0])
    np.testing.assert_allclose(deviation, [PRIOR_DEVIATION] * 2)


@given(st.integers(2, 12), st.integers(0, 99))
def test_a_text_among_its_peers_is_judged_as_if_it_were_not_there(count, seed):
    vectors = units(count, seed)
    background = SimilarityBackground.empty(DIMENSIONS).including(vectors)
    means, deviations = moments([background.observed_among_peers(vectors)])
    for row in range(count):
        alone = vectors[row : row + 1]
        mean, deviation = moments([background.without(alone).observed(alone)])
        np.testing.assert_allclose(means[row], mean[0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(deviations[row], deviation[0], rtol=1e-4, atol=1e-5)


def test_a_text_without_peers_still_has_moments():
    alone = units(1, 1)
    background = SimilarityBackground.empty(DIMENSIONS).including(alone)
    assert np.isfinite(moments([background.observed_among_peers(alone)])).all()


def lead_of(vectors):
    """What language_lead says of vectors on each shelf, in the order of SHELVES."""
    backgrounds = [SimilarityBackground.empty(DIMENSIONS).including(stated) for stated in vectors]
    return language_lead(dict(zip(SHELVES, backgrounds, strict=True)).__getitem__)


def pairs_between(one, other, vectors):
    """The similarities of all pairs of two different texts, one from each set of shelves."""
    texts = [(shelf, row) for shelf in one for row in range(len(vectors[shelf]))]
    others = [(shelf, row) for shelf in other for row in range(len(vectors[shelf]))]
    pairs = [(a, b) for a, b in itertools.product(texts, others) if a != b]
    return [float(vectors[s][n].astype(float) @ vectors[t][m].astype(float)) for (s, n), (t, m) in pairs]


@given(st.lists(st.integers(2, 6), min_size=4, max_size=4), st.integers(0, 99))
def test_the_lead_of_a_language_is_that_of_its_pairs_over_all_pairs_of_their_kinds(counts, seed):
    vectors = [units(count, seed + shelf) for shelf, count in enumerate(counts)]
    lead = lead_of(vectors)
    np.testing.assert_allclose(lead, lead.T, atol=1e-12)
    for one, other in itertools.product(range(4), repeat=2):
        kinds = [[s for s in range(4) if SHELVES[s][0] is SHELVES[n][0]] for n in (one, other)]
        expected = np.mean(pairs_between([one], [other], vectors)) - np.mean(pairs_between(*kinds, vectors))
        few = min(counts[one], counts[other])
        assert abs(lead[one, other] - expected * few / (few + PRIOR_COUNT)) < 1e-6


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 99))
def test_where_all_write_in_one_language_it_leads_nobody(challenges, expertise, seed):
    nothing = units(0, 0)
    lead = lead_of([units(challenges, seed), nothing, units(expertise, seed + 1), nothing])
    np.testing.assert_allclose(lead, 0, atol=1e-12)
