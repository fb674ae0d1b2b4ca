import numpy as np
import pytest

from training.encoder.measure import gain, graded

THEMES = ["a", "a", "b"]


def scores(*best):
    """Each row's columns by rank: the first named is the best."""
    table = np.zeros((3, 6))
    for row, columns in enumerate(best):
        for place, column in enumerate(columns):
            table[row, column] = 10 - place
    return table


def test_own_helpers_first_and_those_of_the_theme_next_is_perfect():
    found = graded(scores([0, 1], [1, 0], [2]), THEMES)

    assert (found.ndcg, found.recall, found.first) == (1, 1, 1)


def test_a_negative_in_front_costs_what_the_discount_says():
    found = graded(scores([0, 1], [1, 0], [5, 2]), THEMES)

    assert found.by_challenge.tolist() == pytest.approx([1, 1, 1 / np.log2(3)])
    assert found.first == pytest.approx(2 / 3)


def test_equal_scores_keep_their_order():
    assert graded(np.zeros((3, 6)), THEMES).first == pytest.approx(1 / 3)


def test_a_gain_is_taken_challenge_by_challenge():
    before = graded(scores([3, 0, 1], [4, 1, 0], [5, 2]), THEMES)
    after = graded(scores([0, 1], [1, 0], [2]), THEMES)
    mean, low, high = gain(after, before)

    assert mean == pytest.approx(after.ndcg - before.ndcg)
    assert low <= mean <= high
    assert gain(after, after) == (0, 0, 0)
