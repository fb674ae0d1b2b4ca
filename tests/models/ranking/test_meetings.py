from pathlib import Path

import numpy as np
import pytest
from fakes import index_of, person

from models.domain.members import Intent
from models.ranking.distance import Distances
from models.ranking.features import Party, directed_features
from models.ranking.meetings import meeting_scores
from models.ranking.rankers import PriorRanker, reciprocal

DISTANCES = Distances.read(Path(__file__).parents[3] / "data" / "functions.csv")
MEMBERS = [
    person(1, ["natholdet glemmer fejl", "prisen presses"], ["budget"]),
    person(2, ["budget skrider"], ["natholdet og fejl"]),
    person(3, ["kantinen"], ["prisen"], function="hr"),
    person(4),
]
INDEX = index_of(MEMBERS)


def scores(members, intent=Intent.SUPPORT):
    return meeting_scores(members, intent, index=INDEX, ranker=PriorRanker(), distances=DISTANCES)


@pytest.mark.parametrize("intent", Intent)
def test_scores_are_symmetric_in_0_to_1_and_nobody_meets_himself(intent):
    matrix = scores(MEMBERS, intent)

    assert matrix.shape == (4, 4)
    # The planner refuses scores that differ in their last digit.
    np.testing.assert_array_equal(matrix, matrix.T)
    assert ((matrix >= 0) & (matrix <= 1)).all()
    assert np.diag(matrix).tolist() == [0, 0, 0, 0]


def test_a_score_is_that_of_the_pair_weighed_alike():
    party = Party.of(MEMBERS, INDEX)
    features = directed_features(party, party, INDEX, DISTANCES)
    both_ways = (features[0, 1][None], features[1, 0][None])
    affinities = (PriorRanker().affinity(f, Intent.SUPPORT) for f in both_ways)

    assert scores(MEMBERS)[0, 1] == pytest.approx(reciprocal(*affinities, seeker_weight=0.5)[0], rel=1e-5)


def test_those_who_help_each_other_score_highest():
    matrix = scores(MEMBERS)

    assert np.unravel_index(matrix.argmax(), matrix.shape) == (0, 1)


def test_no_members_have_no_scores():
    assert scores([]).shape == (0, 0)
