"""Upper bounds on what any plan can be worth.

A plan is a set of pairs in which everybody has a limited number of partners, so the best set of that kind,
whether it can be laid out in rounds or not, is worth at least as much. That is a b-matching, and weak duality
bounds it: for *any* prices y >= 0 on people's time,

    value <= sum of capacity * y  +  sum over pairs of max(0, score - y_i - y_j).

The degree bound needs no prices. Good prices come from the linear program over everybody's best pairs only;
because the formula is then applied to all pairs, the bound holds however the program was cut or rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from models.planning.deadline import Deadline
from models.planning.problem import Problem

Vector = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], ...]

LARGEST_PROGRAM = 2000
"""People up to whom prices are computed; beyond, the degree bound stands alone."""

TOLERANCE = 1e-9
"""Of the linear program, in scores."""

SPARE_PAIRS = 10
"""Pairs a person that the program starts with, beyond those that could be used at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Capacity:
    """How many partners people can have over the day.

    Everybody has `base`; tables that are one larger give some people one more, at most `extra` each (their
    number of such rounds) and `seats` together.
    """

    base: NDArray[np.intp]
    extra: NDArray[np.intp]
    seats: int

    @classmethod
    def of(cls, problem: Problem, rounds: Sequence[Sequence[int]] = ()) -> "Capacity":
        """Return what the usual tables allow, and these rounds (of table sizes) where they are larger."""
        n = problem.people
        base, extra, seats = np.zeros(n, dtype=np.intp), np.zeros(n, dtype=np.intp), 0
        for r in range(problem.rounds):
            people = problem.seatable(r)
            shapes = [problem.table_sizes(len(people)), *([rounds[r]] if rounds else [])]
            least, larger = max(_round_capacity(sizes, len(people)) for sizes in shapes)
            base[people] += least
            extra[people] += larger > 0
            seats += larger
        return cls(base, extra, seats)


def _round_capacity(sizes: Sequence[int], people: int) -> tuple[int, int]:
    """Return how many partners everybody has, and how many seats give one more.

    The larger of two such answers, compared in order, covers both shapes: one partner more for everybody
    covers any number of seats that give one more.
    """
    if not sizes:
        return 0, 0
    seats = sum(size for size in sizes if size == max(sizes))
    return (max(sizes) - 1, 0) if seats >= people else (max(sizes) - 2, seats)


def degree_bound(problem: Problem, capacity: Capacity) -> float:
    """Return half the sum of everybody's best scores, as many as he can have partners."""
    best = -np.sort(-problem.scores, axis=1)
    rank = np.arange(problem.people)
    sure = rank < capacity.base[:, None]
    perhaps = ~sure & (rank < (capacity.base + capacity.extra)[:, None])
    # Scores fall along a row, so the best extra partners together are simply the best of all of them.
    added = -np.sort(-best[perhaps])[: capacity.seats]
    return float((best[sure].sum() + added.sum()) / 2)


def price_bound(problem: Problem, capacity: Capacity, prices: Vector) -> float:
    """Return the dual bound that these prices prove (any prices (n,), none negative)."""
    dearest = -np.sort(-np.repeat(prices, capacity.extra))[: capacity.seats]
    surplus = np.triu(problem.scores - prices[:, None] - prices[None, :], 1)
    return float(capacity.base @ prices + dearest.sum() + surplus[surplus > 0].sum())


def optimal_prices(problem: Problem, capacity: Capacity, deadline: Deadline) -> Vector:
    """Solve the b-matching's linear program; in too little time, return the prices found so far.

    The program starts with everybody's best pairs and is given those that its prices undervalue, until there
    are none.
    """
    rank = np.argsort(np.argsort(-problem.scores, axis=1, kind="stable"), axis=1)
    wanted = rank < (capacity.base + capacity.extra + SPARE_PAIRS)[:, None]
    pairs = np.triu((wanted | wanted.T) & problem.allowed, 1)
    prices = np.zeros(problem.people)
    while pairs.any():
        found = _prices(problem, capacity, np.nonzero(pairs), deadline.remaining)
        if found is None:
            break
        prices = found
        missed = np.triu(problem.scores - prices[:, None] - prices[None, :] > TOLERANCE, 1) & ~pairs
        if not missed.any():
            break
        pairs |= missed
    return prices


def _prices(problem: Problem, capacity: Capacity, pairs: Pairs, seconds: float) -> Vector | None:
    rows, columns = pairs
    n, count = problem.people, len(rows)
    ends = (np.concatenate([rows, columns]), np.tile(np.arange(count), 2))
    partners = sparse.coo_array((np.ones(2 * count), ends), shape=(n, count))
    solution = linprog(
        -np.concatenate([problem.scores[rows, columns], np.zeros(n)]),
        A_ub=sparse.block_array([[partners, -sparse.eye_array(n)], [None, np.ones((1, n))]], format="csr"),
        b_ub=np.concatenate([capacity.base, [capacity.seats]]),
        bounds=np.column_stack([np.zeros(count + n), np.concatenate([np.ones(count), capacity.extra])]),
        method="highs",
        options={"time_limit": seconds},
    )
    return np.maximum(0.0, -solution.ineqlin.marginals[:n]) if solution.success else None


def upper_bound(problem: Problem, capacity: Capacity, deadline: Deadline) -> float:
    """Return the lower of the bounds that can be had in the time."""
    bound = degree_bound(problem, capacity)
    if problem.people > LARGEST_PROGRAM:
        return bound
    return min(bound, price_bound(problem, capacity, optimal_prices(problem, capacity, deadline)))
