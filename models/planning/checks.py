"""Whether a plan keeps every hard rule, found out without any of the code that makes plans."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from math import isclose

import numpy as np
from numpy.typing import ArrayLike

from models.domain.errors import InvalidPlanError
from models.domain.network_day import Round, Seating
from models.planning.problem import PAIR, Problem

TOLERANCE = 1e-9
"""Relative; sums of the same scores in another order differ in their last digits."""


def check_seating(  # noqa: PLR0913 - a plan is checked against all that it was made for
    seating: Seating,
    scores: ArrayLike,
    allowed: ArrayLike,
    *,
    rounds: int,
    table_size: int,
    available: ArrayLike | None = None,
) -> None:
    """Check a plan against what it was made for (the arguments of `plan`).

    Raises
    ------
    InvalidPlanError
        Lists every broken rule: rounds, table sizes, people twice or nowhere or where they are absent,
        forbidden pairs, pairs that meet twice, and wrong figures.
    BadInputError
        What it is checked against cannot be used.
    """
    problem = Problem.of(scores, allowed, rounds, table_size, available)
    issues = [
        *_round_issues(problem, seating),
        *_pair_issues(problem, seating),
        *_figure_issues(problem, seating),
    ]
    if issues:
        raise InvalidPlanError(issues)


def _round_issues(problem: Problem, seating: Seating) -> Iterator[str]:
    if len(seating.rounds) != problem.rounds:
        yield f"there are {len(seating.rounds)} rounds, not {problem.rounds}"
    for unplaced in seating.unplaced:
        if not 1 <= unplaced.round <= problem.rounds:
            yield f"person {unplaced.person} is unplaced in round {unplaced.round}, which does not exist"
        if not unplaced.reason.strip():
            yield f"person {unplaced.person} is unplaced in round {unplaced.round} without a reason"
    for r, tables in enumerate(seating.rounds[: problem.rounds]):
        named = Counter(u.person for u in seating.unplaced if u.round == r + 1)
        for issue in (
            *_presence_issues(problem, r, tables, named),
            *_size_issues(problem, tables, named),
        ):
            yield f"round {r + 1}: {issue}"


def _presence_issues(problem: Problem, r: int, tables: Round, unplaced: Counter[int]) -> Iterator[str]:
    seats = Counter(person for table in tables for person in table)
    for person in sorted(seats | unplaced):
        if not 0 <= person < problem.people:
            yield f"person {person} is unknown"
        elif not problem.available[person, r]:
            yield f"person {person} is not there"
        if seats[person] > 1:
            yield f"person {person} has {seats[person]} seats"
        if unplaced[person] > 1 or (seats[person] and unplaced[person]):
            yield f"person {person} is named as unplaced and yet again"
    for person in map(int, np.flatnonzero(problem.available[:, r])):
        if person not in seats and person not in unplaced:
            yield f"person {person} has no seat and is not named as unplaced"


def _size_issues(problem: Problem, tables: Round, unplaced: Counter[int]) -> Iterator[str]:
    sizes = sorted(len(table) for table in tables)
    trios = problem.table_size == PAIR and sum(sizes) % PAIR == 1
    most = problem.table_size + trios
    for size in sizes:
        if not PAIR <= size <= most:
            yield f"a table has {size} people, not {PAIR} to {most}"
    if problem.table_size == PAIR and sizes.count(PAIR + 1) > 1:
        yield f"{sizes.count(PAIR + 1)} tables of three among pairs, not one"
    if not unplaced and sizes and sizes[-1] - sizes[0] > 1:
        yield f"tables of {sizes[0]} and of {sizes[-1]} people, which differ by more than one"


def _pair_issues(problem: Problem, seating: Seating) -> Iterator[str]:
    seen: dict[tuple[int, ...], list[int]] = {}
    for r, tables in enumerate(seating.rounds):
        for table in tables:
            for pair in combinations(sorted(set(table)), PAIR):
                seen.setdefault(pair, []).append(r + 1)
    for (one, other), where in sorted(seen.items()):
        if one >= 0 and other < problem.people and not problem.allowed[one, other]:
            yield f"round {where[0]}: persons {one} and {other} must not sit together"
        for first, again in pairwise(where):
            yield f"round {again}: persons {one} and {other} have met in round {first}"


def _figure_issues(problem: Problem, seating: Seating) -> Iterator[str]:
    gained = np.zeros(problem.people)
    for tables in seating.rounds:
        for table in tables:
            for one, other in combinations(table, PAIR):
                if max(one, other) < problem.people and min(one, other) >= 0:
                    gained[[one, other]] += problem.scores[one, other]
    here = gained[problem.available.any(axis=1)]
    value, worst = gained.sum() / 2, here.min() if len(here) else 0.0
    for name, said, true in (("value", seating.value, value), ("worst_off", seating.worst_off, worst)):
        if not isclose(said, true, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            yield f"{name} is said to be {said:g} and is {true:g}"
    if seating.value > seating.bound + TOLERANCE * max(1.0, abs(seating.bound)):
        yield f"the value {seating.value:g} is above the bound {seating.bound:g}"
