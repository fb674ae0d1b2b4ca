import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.planning.exchange import best_exchanges, exchange_gains


def value(worth, seats):
    return sum(worth[np.ix_(table, table)].sum() / 2 for table in seats)


@given(tables=st.integers(2, 4), size=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_a_gain_is_what_the_exchange_really_brings(tables, size, seed):
    rng = np.random.default_rng(seed)
    worth = np.triu(rng.normal(size=(tables * size,) * 2), 1)
    worth = worth + worth.T
    gains = exchange_gains(worth, size)
    one, other = 0, int(rng.integers(size, tables * size))
    people = np.arange(tables * size)
    before = value(worth, people.reshape(tables, size))
    people[[one, other]] = people[[other, one]]
    assert np.isclose(gains[one, other], value(worth, people.reshape(tables, size)) - before)


@given(tables=st.integers(2, 5), size=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_the_gains_of_the_chosen_exchanges_add_up(tables, size, seed):
    worth = np.triu(np.random.default_rng(seed).normal(size=(tables * size,) * 2), 1)
    worth = worth + worth.T
    gains, people = exchange_gains(worth, size), np.arange(tables * size)
    before, chosen = value(worth, people.reshape(tables, size)), best_exchanges(gains, size)
    for one, other in chosen:
        people[[one, other]] = people[[other, one]]
    gained = value(worth, people.reshape(tables, size)) - before
    assert np.isclose(gained, sum(gains[pair] for pair in chosen))
    assert gained >= 0
