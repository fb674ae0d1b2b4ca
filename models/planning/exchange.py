"""Exchanging people between the tables of a round, all exchanges weighed at once."""

import numpy as np
from numpy.typing import NDArray

from models.planning.problem import Problem, Scores

SETTLING_STEPS = 4
"""Exact steps a round that bring a search to rest."""


class Exchanges:
    """A seating under way, in which everybody has a seat and some pairs may be where they must not be.

    Empty seats are taken by stand-ins, who are worth nothing to anybody and must not sit together; so all
    tables of a round are full and every move is an exchange of two. A forbidden or a repeated pair, or two
    stand-ins at one table, costs `penalty`, which is more than any exchange can bring in.
    """

    def __init__(self, problem: Problem, rng: np.random.Generator) -> None:
        self._people, self._rng = problem.people, rng
        present = [problem.seatable(r) for r in range(problem.rounds)]
        sizes = [problem.table_sizes(len(people)) for people in present]
        stand_ins = max(len(size) * max(size, default=0) - sum(size) for size in sizes)
        largest = max((max(size, default=0) for size in sizes), default=0)
        self.typical_score = float(problem.scores[problem.allowed].std()) if problem.allowed.any() else 0.0
        self.penalty = 1.0 + 4 * largest * float(problem.scores.max())
        self._worth = self._with_stand_ins(problem, stand_ins)
        self._met = np.zeros_like(self._worth)
        self._seats = [self._shuffled(people, size) for people, size in zip(present, sizes, strict=True)]
        for seats in self._seats:
            self._note(seats, 1)

    def _with_stand_ins(self, problem: Problem, stand_ins: int) -> Scores:
        worth = np.full((self._people + stand_ins,) * 2, -self.penalty)
        worth[: self._people, self._people :] = worth[self._people :, : self._people] = 0.0
        worth[: self._people, : self._people] = np.where(problem.allowed, problem.scores, -self.penalty)
        np.fill_diagonal(worth, 0.0)
        return worth

    def _shuffled(self, people: NDArray[np.intp], sizes: tuple[int, ...]) -> NDArray[np.intp]:
        """Seat people at random, (tables, largest size); the smaller tables have a stand-in each."""
        tables = len(sizes)
        if tables == 0:
            return np.empty((0, 0), dtype=np.intp)
        seats = np.full((tables, sizes[0]), -1, dtype=np.intp)
        small = np.flatnonzero(np.array(sizes) < sizes[0])
        seats[small, -1] = self._people + np.arange(len(small))
        seats[seats < 0] = self._rng.permutation(people)
        return seats

    def _note(self, seats: NDArray[np.intp], times: int) -> None:
        one, other = np.broadcast_arrays(seats[:, :, None], seats[:, None, :])
        real = (one != other) & (one < self._people) & (other < self._people)
        self._met[one[real], other[real]] += times

    def rounds(self) -> list[list[list[int]]]:
        """Return the tables, without stand-ins."""
        return [[[int(p) for p in table if p < self._people] for table in seats] for seats in self._seats]

    def step(self, round_number: int, blur: float) -> None:
        """Make the best exchange of every two tables of a round, as far as they are independent.

        `blur` is the standard deviation of what is added to the worth of each exchange, in scores.
        """
        seats = self._seats[round_number]
        if len(seats) < 2:  # noqa: PLR2004 - an exchange takes two tables
            return
        size, people = seats.shape[1], seats.ravel()
        self._note(seats, -1)
        within = np.ix_(people, people)
        gains = exchange_gains(self._worth[within] - self.penalty * self._met[within], size)
        if blur > 0:
            gains = gains + blur * self._rng.standard_normal(gains.shape, dtype=np.float32)
        for one, other in best_exchanges(gains, size):
            people[[one, other]] = people[[other, one]]
        self._seats[round_number] = people.reshape(seats.shape)
        self._note(self._seats[round_number], 1)

    def settle(self) -> None:
        """Make exact exchanges for a while, so that a search that was cut short ends somewhere reasonable."""
        for _ in range(SETTLING_STEPS):
            for r in range(len(self._seats)):
                self.step(r, 0.0)


def exchange_gains(worth: Scores, size: int) -> Scores:
    """Return what it is worth that two seats exchange their people, (seats, seats).

    `worth` is (seats, seats) with a diagonal of 0, in the order of the seats; `size` consecutive seats are a
    table. For two seats of one table the result means nothing.
    """
    seats = np.arange(len(worth))
    table = seats // size
    at_table = worth.reshape(len(worth), -1, size).sum(axis=2)
    # Whoever moves sits with all of the other table, except the one who leaves it in exchange.
    move = at_table[:, table] - at_table[seats, table][:, None]
    return np.asarray(move + move.T - 2 * worth)


def best_exchanges(gains: Scores, size: int) -> list[tuple[int, int]]:
    """Return exchanges that help, best first, each table in at most one, so that their gains add up."""
    tables = len(gains) // size
    blocks = gains.reshape(tables, size, tables, size).swapaxes(1, 2).reshape(tables, tables, size * size)
    within = blocks.argmax(axis=2)
    gain = np.triu(blocks.max(axis=2), 1)
    # Less than this is rounding, and rounding could go round in circles.
    first, second = np.nonzero(gain > 1e-9 * (1 + np.abs(gain).max()))
    free, chosen = np.ones(tables, dtype=bool), []
    for k in np.argsort(-gain[first, second], kind="stable"):
        one, other = int(first[k]), int(second[k])
        if free[one] and free[other]:
            free[[one, other]] = False
            row, column = divmod(int(within[one, other]), size)
            chosen.append((one * size + row, other * size + column))
    return chosen
