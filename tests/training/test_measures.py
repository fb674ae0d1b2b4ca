import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.measures import gini, hubness, k_occurrence, lorenz

VALUES = arrays(float, st.integers(1, 20), elements=st.integers(0, 100).map(float))


def test_the_gini_of_known_shares():
    assert gini(np.full(7, 3.0)) == pytest.approx(0)
    assert gini(np.zeros(3)) == 0
    assert gini(np.array([0, 0, 0, 8.0])) == pytest.approx(3 / 4)
    assert gini(np.array([3.0, 1, 2])) == pytest.approx(2 / 9)


@given(VALUES, st.floats(0.1, 10))
def test_the_gini_is_the_mean_difference_of_two_members_whatever_the_unit(values, unit):
    pairs = np.abs(values[:, None] - values).mean()
    expected = pairs / (2 * values.mean()) if values.sum() else 0

    assert gini(values) == pytest.approx(expected, abs=1e-9)
    assert gini(unit * values) == pytest.approx(gini(values), abs=1e-9)


@given(VALUES)
def test_a_lorenz_curve_rises_from_nothing_to_all_below_the_diagonal(values):
    curve = lorenz(values)

    assert curve[0] == 0
    assert curve[-1] == pytest.approx(1 if values.sum() else 0)
    assert (np.diff(curve) >= 0).all()
    assert (curve <= np.linspace(0, 1, len(values) + 1) + 1e-9).all()


def test_k_occurrence_counts_in_whose_nearest_an_item_is():
    similarities = np.array([[0.9, 0.1, 0.5], [0.8, 0.7, 0.2], [0.3, 0.2, 0.1]])

    assert k_occurrence(similarities, 1).tolist() == [3, 0, 0]
    assert k_occurrence(similarities, 2).tolist() == [3, 2, 1]


def test_hubness_is_nothing_where_all_are_alike_and_grows_with_one_hub():
    assert hubness(np.array([1, 2, 3])) == pytest.approx(0)
    assert hubness(np.array([1, 1, 1, 1, 1, 50])) > hubness(np.array([1, 2, 1, 2, 1, 5])) > 0
