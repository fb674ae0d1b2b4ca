"""1:1 rounds: everybody meets one new person a round; among an odd number, three people share one table."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from models.domain.network_day import Seating, Table
from models.planning.bounds import Capacity, upper_bound
from models.planning.deadline import Deadline
from models.planning.matching import best_pairs, pairs_of
from models.planning.outcome import finished
from models.planning.problem import PAIR, Mask, Problem, Scores
from models.progress import Progress

WORK = 1.5e7
"""Pairs weighed in planning rounds anew; what limits the work when the time does not."""

FEWEST_TRIES, MOST_TRIES = 60, 400
"""Times one or two rounds are planned anew, however many people there are."""

TRIO_TRIES = 60
"""Tables of three that are tried in one round before somebody is left without a seat."""

TRIOS_A_PERSON = 6
"""Of these, so many with the same first person."""

SHAKE = 0.02
"""How far scores are shaken when a round is planned anew, as a part of their size."""


def plan_pairs(
    problem: Problem, deadline: Deadline, rng: np.random.Generator, progress: Progress | None = None
) -> Seating:
    """Plan 1:1 rounds in which nobody meets anybody twice.

    1. Plan one round after the other, each as well as the rounds before it allow (`matching.best_pairs`).
    2. Take one or two rounds apart, plan them anew with shaken scores, keep what is no worse; seats count
       before evenly shared tables of three, and these before value.
    """
    bound = upper_bound(problem, Capacity.of(problem), deadline)
    draft = _Draft(problem)
    for r in range(problem.rounds):
        draft.fill(r, np.ones_like(problem.scores), np.ones(problem.people))
    tries = int(np.clip(WORK / problem.people**2, FEWEST_TRIES, MOST_TRIES))
    for _ in deadline.steps(tries, lambda: draft.cannot_improve_on(bound), progress):
        draft.retry(rng)
    if draft.has_unusual_tables():
        # Somebody had nobody left to meet, and the others became an odd number.
        sizes = [[len(table) for table in tables] for tables in draft.tables]
        bound = max(bound, upper_bound(problem, Capacity.of(problem, sizes), deadline))
    return finished(problem, draft.tables, bound)


class _Draft:
    """Rounds of tables, and what follows from them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tables: list[list[Table]] = [[] for _ in range(problem.rounds)]
        self.met: Mask = np.zeros_like(problem.allowed)
        self.trios = np.zeros(problem.people, dtype=np.intp)

    def worth(self) -> tuple[int, int, float]:
        """Return what a better draft has more of, most important first."""
        seats = sum(_seats(tables) for tables in self.tables)
        return seats, -int((self.trios**2).sum()), float(self.problem.scores[self.met].sum() / 2)

    def cannot_improve_on(self, bound: float) -> bool:
        """Say whether everybody has a seat and the bound is reached."""
        seats, _, value = self.worth()
        everybody = sum(len(self.problem.seatable(r)) for r in range(self.problem.rounds))
        return seats == everybody and value >= bound * (1 - 1e-9)

    def has_unusual_tables(self) -> bool:
        """Say whether three sit together where all could have sat in pairs."""
        return any(
            len(table) > PAIR and len(self.problem.seatable(r)) % PAIR == 0
            for r, tables in enumerate(self.tables)
            for table in tables
        )

    def retry(self, rng: np.random.Generator) -> None:
        """Plan one or two rounds anew, and go back to what was if that was better."""
        rounds, before = self.problem.rounds, self.worth()
        chosen = rng.choice(rounds, size=min(rounds, int(rng.integers(1, 3))), replace=False)
        kept = {int(r): self.tables[r] for r in chosen}
        noise = np.triu(rng.normal(1.0, SHAKE, self.problem.scores.shape), 1)
        self._empty(kept)
        for r in kept:
            self.fill(r, noise + noise.T, rng.random(self.problem.people))
        if self.worth() < before:
            self._empty(kept)
            for r, tables in kept.items():
                self._seat(r, tables)

    def fill(self, r: int, shaken: NDArray[np.float64], lot: NDArray[np.float64]) -> None:
        """Plan an empty round for the scores times `shaken`; a high `lot` draws to the table of three."""
        people = self.problem.seatable(r)
        free = self.problem.allowed & ~self.met
        people = people[free[np.ix_(people, people)].any(axis=1)]
        within = np.ix_(people, people)
        gain = (self.problem.scores * shaken)[within]
        tables = _best_round(gain, free[within], self.trios[people], lot[people])
        self._seat(r, [tuple(people[list(table)].tolist()) for table in tables])

    def _seat(self, r: int, tables: list[Table]) -> None:
        self._note(tables, met=True)
        self.tables[r] = tables

    def _empty(self, rounds: Iterable[int]) -> None:
        for r in rounds:
            self._note(self.tables[r], met=False)
            self.tables[r] = []

    def _note(self, tables: list[Table], *, met: bool) -> None:
        for table in tables:
            self.met[np.ix_(table, table)] = met
            if len(table) > PAIR:
                self.trios[list(table)] += 1 if met else -1


def _best_round(gain: Scores, free: Mask, trios: NDArray[np.intp], lot: NDArray[np.float64]) -> list[Table]:
    """Seat everybody if a few tries can, otherwise as many as they could."""
    best = _with_pairs(gain, free, ())
    if len(gain) % PAIR == 0:
        return best
    for _, trio in zip(range(TRIO_TRIES), _trios(gain, free, trios, lot), strict=False):
        tables = _with_pairs(gain, free, trio)
        if _seats(tables) > _seats(best):
            best = tables
        if _seats(best) == len(gain):
            break
    return best


def _with_pairs(gain: Scores, free: Mask, trio: Table) -> list[Table]:
    others = np.delete(np.arange(len(gain)), list(trio))
    within = np.ix_(others, others)
    pairs = others[pairs_of(best_pairs(gain[within], free[within]))]
    return [trio, *map(tuple, pairs)] if trio else [*map(tuple, pairs)]


def _seats(tables: list[Table]) -> int:
    return sum(len(table) for table in tables)


def _trios(gain: Scores, free: Mask, trios: NDArray[np.intp], lot: NDArray[np.float64]) -> Iterator[Table]:
    """Yield tables of three, those first whose people have sat at the fewest, then those worth most."""
    worth = np.where(free, gain, 0.0)
    best_two = np.sort(worth, axis=1)[:, -2:].sum(axis=1)
    for one in np.lexsort((-best_two * lot, trios)):
        known = np.flatnonzero(free[one])
        first, second = np.nonzero(np.triu(free[np.ix_(known, known)], 1))
        x, y = known[first], known[second]
        order = np.lexsort((-(worth[one, x] + worth[one, y] + worth[x, y]), trios[x] + trios[y]))
        for best in order[:TRIOS_A_PERSON]:
            yield int(one), int(x[best]), int(y[best])
