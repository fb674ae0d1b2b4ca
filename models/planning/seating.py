"""Rounds at tables of several people."""

import numpy as np

from models.domain.network_day import Seating
from models.planning.bounds import Capacity, upper_bound
from models.planning.deadline import Deadline
from models.planning.exchange import Exchanges
from models.planning.outcome import Rounds, finished, per_person
from models.planning.problem import Problem
from models.planning.repair import repaired
from models.progress import Progress

WORK = 6e7
"""Exchanges of two people weighed in one search; what limits the work when the time does not."""

FEWEST_STEPS, MOST_STEPS = 600, 4000
"""Steps of one search, however many people there are."""

SEARCHES = 4
"""Searches at most; a further one only while somebody has no seat."""

WARMTH = 1.5
"""How much an exchange is blurred at the start of the first search, in standard deviations of a score."""

COLD = 0.05
"""The last part of a search, in which exchanges are weighed exactly."""


def plan_tables(
    problem: Problem, deadline: Deadline, rng: np.random.Generator, progress: Progress | None = None
) -> Seating:
    """Plan rounds at tables at which nobody sits with anybody twice.

    1. Seat everybody at random.
    2. Exchange people between the tables of one round after the other; how good an exchange seems is blurred,
       less and less (Charon and Hudry, "The noising method", 1993).
    3. Where pairs or table sizes are left that must not be, take people from their tables and give them free
       seats that fit.
    4. Search again, with more blur, while somebody has no seat.
    """
    bound = upper_bound(problem, Capacity.of(problem), deadline)
    length = int(np.clip(WORK / problem.people**2, FEWEST_STEPS, MOST_STEPS))
    exchanges, best = Exchanges(problem, rng), _Best(problem)
    for step in deadline.steps(SEARCHES * length, best.seats_all, progress):
        search, done = divmod(step, length)
        blur = WARMTH * exchanges.typical_score if search == 0 else exchanges.penalty / 2
        exchanges.step(step % problem.rounds, blur * max(0.0, 1 - done / ((1 - COLD) * length)))
        if done == length - 1:
            best.offer(exchanges.rounds())
    if not best.seats_all():
        exchanges.settle()
        best.offer(exchanges.rounds())
    return finished(problem, best.rounds, bound)


class _Best:
    """The best plan so far: seats count first, then value."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._everybody = sum(len(problem.seatable(r)) for r in range(problem.rounds))
        self._seats, self._value = -1, 0.0
        self.rounds: Rounds = ()

    def offer(self, rounds: Rounds) -> None:
        """Take over a plan, made valid, unless the one at hand is better."""
        plan = repaired(self._problem, rounds)
        seats = sum(len(table) for tables in plan for table in tables)
        value = float(per_person(self._problem, plan).sum())
        if (seats, value) > (self._seats, self._value):
            self.rounds, self._seats, self._value = plan, seats, value

    def seats_all(self) -> bool:
        """Say whether everybody has a seat who could have one."""
        return self._seats == self._everybody
