import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.themes.figures import NO_THEME, calibration_error, measured


@st.composite
def told(draw):
    count = draw(st.integers(1, 30))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    probabilities = rng.dirichlet(np.full(6, 0.3), size=count)[:, :5]
    themes = rng.integers(NO_THEME, 5, size=count)
    themes[0] = 0
    return probabilities, themes


@given(told())
def test_every_figure_is_a_share_and_they_agree_with_each_other(told):
    found = measured(*told)
    shares = [found.top_1, found.top_3, found.calibration_error, found.offered, found.silent]
    assert all(0 <= share <= 1 for share in shares)
    assert found.top_1 <= found.top_3
    assert found.offered <= found.top_3
    assert found.offered + found.silent <= 1 + 1e-9
    assert found.texts == len(told[1])
    assert (found.none_silent is None) == (NO_THEME not in told[1])


def test_a_known_example():
    probabilities = np.array([[0.6, 0.3, 0.05, 0.0], [0.2, 0.5, 0.15, 0.12], [0.02, 0.03, 0.01, 0.04]])
    found = measured(probabilities, np.array([0, 3, NO_THEME]))
    assert (found.top_1, found.top_3, found.offered) == (0.5, 0.5, 0.5)
    assert (found.silent, found.none_silent) == (0.0, 1.0)
    assert found.calibration_error == pytest.approx((0.4 + 0.5 + 0.04) / 3)


def test_who_says_nine_in_ten_and_is_right_nine_times_in_ten_is_calibrated():
    assert calibration_error(np.full(10, 0.9), np.arange(10) > 0) == pytest.approx(0)
    assert calibration_error(np.full(10, 1.0), np.arange(10) > 0) == pytest.approx(0.1)
