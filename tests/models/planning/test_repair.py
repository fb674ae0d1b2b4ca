import numpy as np

from models.planning.problem import Problem
from models.planning.repair import repaired


def test_one_person_gives_up_the_seat_that_breaks_two_rules_and_gets_another():
    allowed = np.ones((6, 6), dtype=bool)
    for enemy in (1, 2):
        allowed[0, enemy] = allowed[enemy, 0] = False
    problem = Problem.of(np.ones((6, 6)), allowed, 1, 4)
    assert repaired(problem, [[[0, 1, 2], [3, 4, 5]]]) == [[[1, 2], [3, 4, 5]]]
    assert repaired(problem, [[[0, 1, 2], [3, 4]]])[0] == [[1, 2, 5], [3, 4, 0]]


def test_a_repeated_pair_is_parted_in_the_later_round():
    problem = Problem.of(np.ones((4, 4)), np.ones((4, 4), dtype=bool), 2, 2)
    plan = repaired(problem, [[[0, 1], [2, 3]], [[0, 1], [2, 3]]])
    assert plan[0] == [[0, 1], [2, 3]]
    assert sorted(map(sorted, plan[1])) == [[0, 2], [1, 3]]
