"""A finished plan: what it is worth, and why somebody has no seat."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.domain.network_day import Round, Seating, Table, Unplaced
from models.planning.problem import Problem

Rounds = Sequence[Sequence[Sequence[int]]]
"""Rounds of tables of person numbers."""


def meetings(rounds: Rounds, people: int) -> NDArray[np.intp]:
    """Count how often each two people sit together, (n, n) and symmetric."""
    met = np.zeros((people, people), dtype=np.intp)
    for tables in rounds:
        for table in tables:
            met[np.ix_(table, table)] += 1
    np.fill_diagonal(met, 0)
    return met


def per_person(problem: Problem, rounds: Rounds) -> NDArray[np.float64]:
    """Return what each person gets over the day, (n,): the scores of those he sits with."""
    return np.asarray((problem.scores * meetings(rounds, problem.people)).sum(axis=1), dtype=np.float64)


def worst_off(problem: Problem, rounds: Rounds) -> float:
    """Return the smallest sum of scores among those who come to at least one round."""
    here = problem.available.any(axis=1)
    return float(per_person(problem, rounds)[here].min()) if here.any() else 0.0


def finished(problem: Problem, rounds: Rounds, bound: float) -> Seating:
    """Put a plan into its published form: tables and people in order, everybody without a seat named."""
    return Seating(
        rounds=tuple(_ordered(tables) for tables in rounds),
        value=float(per_person(problem, rounds).sum() / 2),
        bound=bound,
        worst_off=worst_off(problem, rounds),
        unplaced=tuple(_unplaced(problem, rounds)),
    )


def _ordered(tables: Iterable[Sequence[int]]) -> Round:
    return tuple(sorted(_table(table) for table in tables))


def _table(people: Sequence[int]) -> Table:
    return tuple(sorted(int(person) for person in people))


def _unplaced(problem: Problem, rounds: Rounds) -> Iterable[Unplaced]:
    met = meetings(rounds, problem.people) > 0
    for r, tables in enumerate(rounds):
        seated = {int(person) for table in tables for person in table}
        for person in np.flatnonzero(problem.available[:, r]):
            if int(person) not in seated:
                yield Unplaced(int(person), r + 1, _reason(problem, met[person], int(person), r))


def _reason(problem: Problem, met: NDArray[np.bool_], person: int, round_number: int) -> str:
    others = np.arange(problem.people) != person
    allowed, there = problem.allowed[person], problem.available[:, round_number]
    if not (others & there).any():
        return "no one else is there in this round"
    left = int((allowed & there & ~met).sum())
    counts = (
        (int((others & ~allowed).sum()), "conflict", "conflicts"),
        (int((allowed & met).sum()), "met already", "met already"),
        (int((allowed & ~met & ~there).sum()), "absent", "absent"),
    )
    hindrances = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    if left == 0:
        return f"no one left to meet: {hindrances}"
    return f"no table fits: {left} left to meet are seated without room" + (
        f", {hindrances}" if hindrances else ""
    )
