import pytest

from training.exposure_log import ExposureLog


def test_each_seeker_counts_once_by_the_best_position_and_not_for_himself():
    log = ExposureLog()
    log.show(1, [7, 8])
    log.show(1, [8, 7])
    log.show(2, [9, 7])

    assert log.incoming([7, 8, 5]) == {7: pytest.approx(0.25 + 0.25 / 1.584963), 8: 0.25}
    assert log.incoming([7, 9], not_to=2) == {7: 0.25}
    assert log.expected([5, 9]).tolist() == [0.0, 0.25]
