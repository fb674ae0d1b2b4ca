"""Making a seating valid that is not: somebody gives up a seat at a table that must not be as it is."""

from collections.abc import Iterator, Sequence

import numpy as np

from models.planning.outcome import Rounds, meetings
from models.planning.problem import PAIR, Mask, Problem

Tables = list[list[int]]


def repaired(problem: Problem, rounds: Rounds) -> list[Tables]:
    """Return rounds in which no pair is forbidden, none sits together twice and no table is too large.

    1. Take away, one after the other, whoever has the most such pairs at his table.
    2. Take from tables that are larger than the usual ones whoever is worth least there.
    3. Dissolve tables at which one person is left alone.
    4. Give whoever has no seat one at the table that is worth most to him, if one has room and holds nobody
       whom he must not meet or meets elsewhere; else open a table with another of them.
    """
    plan = [[list(map(int, table)) for table in tables] for tables in rounds]
    _take_away(problem, plan)
    for r in range(problem.rounds):
        _shrink(plan[r], problem, r)
    plan = [[table for table in tables if len(table) >= PAIR] for tables in plan]
    for r in range(problem.rounds):
        _seat_again(problem, plan, r)
    return plan


def _take_away(problem: Problem, plan: list[Tables]) -> None:
    while True:
        met = meetings(plan, problem.people)
        wrong = (met > 1) | ((met > 0) & ~problem.allowed)
        worst = max(_wrong_pairs(plan, wrong), key=lambda found: found[0], default=(0, [], 0))
        if worst[0] == 0:
            return
        worst[1].remove(worst[2])


def _wrong_pairs(plan: list[Tables], wrong: Mask) -> Iterator[tuple[int, list[int], int]]:
    """Yield how many wrong pairs a person has at a table, the table and the person; later rounds first."""
    people = np.flatnonzero(wrong.any(axis=1))
    concerned = set(people.tolist())
    for tables in reversed(plan):
        for table in tables:
            for person in table:
                if person in concerned:
                    yield int(wrong[person, table].sum()), table, person


def _shrink(tables: Tables, problem: Problem, r: int) -> None:
    shape = problem.table_sizes(len(problem.seatable(r)))
    for table, most in zip(sorted(tables, key=len, reverse=True), shape, strict=False):
        while len(table) > most:
            table.remove(min(table, key=lambda person: problem.scores[person, table].sum()))


def _seat_again(problem: Problem, plan: list[Tables], r: int) -> None:
    seated = {person for table in plan[r] for person in table}
    waiting = [int(person) for person in problem.seatable(r) if int(person) not in seated]
    shape = problem.table_sizes(len(problem.seatable(r)))
    for person in waiting:
        if person in seated:
            continue
        free = problem.allowed[person] & (meetings(plan, problem.people)[person] == 0)
        fitting = [table for table in plan[r] if free[table].all() and _fits(plan[r], table, shape)]
        others = [other for other in waiting if other not in seated and free[other]]
        if fitting:
            max(fitting, key=lambda table: problem.scores[person, table].sum()).append(person)
            seated.add(person)
        elif others and len(plan[r]) < len(shape):
            other = max(others, key=lambda other: problem.scores[person, other])
            plan[r].append([person, other])
            seated.update((person, other))


def _fits(tables: Tables, grown: list[int], shape: Sequence[int]) -> bool:
    """Say whether one table may take one person more without outgrowing the day's table sizes."""
    sizes = sorted((len(table) + (table is grown) for table in tables), reverse=True)
    return all(size <= most for size, most in zip(sizes, shape, strict=False))
