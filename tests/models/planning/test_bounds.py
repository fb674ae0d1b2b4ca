import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.bounds import Capacity, degree_bound, optimal_prices, price_bound, upper_bound
from models.planning.deadline import Deadline
from models.planning.problem import Problem


def problem_of(n, rounds, table_size, seed=0):
    scores = np.triu(np.random.default_rng(seed).random((n, n)), 1)
    return Problem.of(scores + scores.T, np.ones((n, n), dtype=bool), rounds, table_size)


def test_the_degree_bound_is_half_the_sum_of_everybodys_best():
    scores = np.array([[0, 3, 1, 0], [3, 0, 0, 0], [1, 0, 0, 2], [0, 0, 2, 0]], dtype=float)
    problem = Problem.of(scores, np.ones((4, 4), dtype=bool), 1, 2)
    assert degree_bound(problem, Capacity.of(problem)) == (3 + 3 + 2 + 2) / 2


def test_the_program_sees_that_two_cannot_both_have_the_same_partner():
    scores = np.zeros((4, 4))
    scores[0, 1:] = scores[1:, 0] = 1
    problem = Problem.of(scores, np.ones((4, 4), dtype=bool), 1, 2)
    assert degree_bound(problem, Capacity.of(problem)) == 2.0
    assert upper_bound(problem, Capacity.of(problem), Deadline(60)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("people", "table_size", "base", "extra", "seats"),
    [(8, 2, 3, 0, 0), (9, 2, 3, 3, 9), (12, 4, 9, 0, 0), (11, 4, 6, 3, 24), (3, 2, 6, 0, 0), (1, 2, 0, 0, 0)],
)
def test_capacity_counts_the_seats_of_three_rounds(people, table_size, base, extra, seats):
    capacity = Capacity.of(problem_of(people, 3, table_size))
    assert set(capacity.base.tolist()) == {base}
    assert set(capacity.extra.tolist()) == {extra}
    assert capacity.seats == seats


def test_capacity_covers_a_table_of_three_that_was_not_expected():
    capacity = Capacity.of(problem_of(4, 2, 2), [[2, 2], [3]])
    assert capacity.base.tolist() == [2] * 4
    assert capacity.extra.tolist() == [1] * 4
    assert capacity.seats == 3


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 999), n=st.integers(2, 12), table_size=st.sampled_from([2, 3]))
def test_no_prices_prove_less_than_the_best_prices(seed, n, table_size):
    problem = problem_of(n, 2, min(table_size, n), seed)
    capacity = Capacity.of(problem)
    best = price_bound(problem, capacity, optimal_prices(problem, capacity, Deadline(60)))
    others = np.random.default_rng(seed).random((20, n))
    assert best <= min(price_bound(problem, capacity, prices) for prices in others) + 1e-7


def test_without_time_the_degree_bound_is_left():
    problem = problem_of(9, 2, 2)
    capacity = Capacity.of(problem)
    bound = upper_bound(problem, capacity, Deadline(0))
    assert bound == degree_bound(problem, capacity)
