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


def test_tables_get_the_usual_sizes_and_nobody_loses_a_seat():
    problem = Problem.of(np.ones((13, 13)), np.ones((13, 13), dtype=bool), 1, 4)
    (tables,) = repaired(problem, [[[0, 1], [2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]])
    assert sorted(map(len, tables)) == [3, 3, 3, 4]
    assert sorted(person for table in tables for person in table) == list(range(13))


def test_whoever_is_worth_least_leaves_a_table_that_is_too_large():
    scores = np.ones((7, 7))
    scores[3, 4:] = scores[4:, 3] = scores[3, :3] = scores[:3, 3] = 0.5
    problem = Problem.of(scores, np.ones((7, 7), dtype=bool), 1, 4)
    assert repaired(problem, [[[0, 1, 2, 3, 4], [5, 6]]]) == [[[0, 1, 2, 4], [5, 6, 3]]]
