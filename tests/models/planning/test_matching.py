import networkx as nx
import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.planning.matching import ALONE, best_pairs, pairs_of


@settings(max_examples=150, deadline=None)
@given(n=st.integers(0, 16), chance=st.sampled_from([0.1, 0.2, 0.4, 1.0]), seed=st.integers(0, 2**32 - 1))
# Here breaking up one pair is not enough.
@example(n=8, chance=0.3, seed=206)
def test_as_many_are_paired_as_can_be_and_only_where_it_is_free(n, chance, seed):
    rng = np.random.default_rng(seed)
    gain, free = np.triu(rng.random((n, n)), 1), np.triu(rng.random((n, n)) < chance, 1)
    gain, free = gain + gain.T, free | free.T
    mates = best_pairs(gain, free)
    paired = np.flatnonzero(mates != ALONE)
    assert (mates[mates[paired]] == paired).all()
    assert free[paired, mates[paired]].all()
    graph = nx.from_numpy_array(free)
    assert len(pairs_of(mates)) == len(nx.max_weight_matching(graph, maxcardinality=True))


@settings(max_examples=40, deadline=None)
@given(n=st.integers(2, 12), seed=st.integers(0, 2**32 - 1))
def test_the_sum_is_near_the_highest(n, seed):
    gain = np.triu(np.random.default_rng(seed).random((n, n)), 1)
    gain = gain + gain.T
    best = nx.max_weight_matching(nx.from_numpy_array(gain), maxcardinality=True)
    found = sum(gain[one, other] for one, other in pairs_of(best_pairs(gain, gain > 0)))
    assert found >= 0.8 * sum(gain[one, other] for one, other in best)
