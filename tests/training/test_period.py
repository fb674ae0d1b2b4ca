from pathlib import Path

import numpy as np
import pytest

from models.ranking.distance import Distances
from models.ranking.exposure import Exposure, request_probability
from training.period import SEATS, answers, replay
from training.simulate import Recipe, simulate

DISTANCES = Distances.read(Path(__file__).parents[2] / "data" / "functions.csv")
CAP = 2.0


@pytest.fixture(scope="module")
def period():
    return simulate(Recipe(members=120, topics=6), DISTANCES, random_state=0)


@pytest.fixture(scope="module")
def answered(period):
    return answers(period)


def outcome(period, answered, exposure=None, diversity=0.0):
    return replay(period, answered, exposure=exposure, diversity=diversity)


@pytest.mark.parametrize("diversity", [0.0, 0.75])
def test_a_cap_holds_for_everybody_and_makes_no_slate_shorter(period, answered, diversity):
    free, capped = (
        outcome(period, answered, exposure, diversity) for exposure in (None, Exposure(CAP, lift=0.05))
    )

    assert free.most > CAP >= capped.most
    assert capped.gini < free.gini
    assert capped.seats == free.seats
    assert capped.never_shown <= free.never_shown


def test_the_price_of_a_cap_is_a_little_score_on_slates_it_touches(period, answered):
    free, capped = (outcome(period, answered, exposure) for exposure in (None, Exposure(CAP, lift=0)))

    assert 0 < np.nanmean(free.mean_scores) - np.nanmean(capped.mean_scores) < 0.05
    assert (capped.mean_scores <= free.mean_scores + 1e-12).all()


def test_a_cap_nobody_reaches_changes_nothing(period, answered):
    free, capped = (outcome(period, answered, exposure) for exposure in (None, Exposure(1e6, lift=0)))

    assert np.array_equal(free.expected, capped.expected)


def test_the_lift_shows_more_members(period, answered):
    plain, lifted = (outcome(period, answered, Exposure(1e6, lift=lift)) for lift in (0, 0.05))

    assert lifted.never_shown < plain.never_shown


def test_expected_requests_are_those_of_the_positions_that_were_shown(period, answered):
    once = [next(answer for answer in answered if len(answer.scores) >= SEATS)]
    shown = np.sort(outcome(period, once).expected)[::-1]

    assert shown[:SEATS].tolist() == request_probability(np.arange(1, SEATS + 1)).tolist()
    assert not shown[SEATS:].any()


def test_who_has_not_joined_is_nobodys_candidate(period, answered):
    early = [answer for answer in answered if answer.ask.time < 0.5]

    assert not outcome(period, early).expected[period.joined > 0].any()
    assert (period.joined > 0).any()
