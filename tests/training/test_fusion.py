from pathlib import Path

import numpy as np
import pytest
from fakes import index_of, person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Intent
from models.ranking.distance import Distances
from models.ranking.rankers import PriorRanker
from training.comparison import Network
from training.fusion import FUSIONS, compare_fusions, cross_ratio, harmonic
from training.judgements import Query

WORTH = st.floats(0.01, 0.99)
BOTH = {name: fuse for name, fuse in FUSIONS.items() if name != "seeker alone"}
DISTANCES = Distances.read(Path(__file__).parents[2] / "data" / "functions.csv")
HANDOVER = "natholdet glemmer at overlevere fejl til dagholdet"
SOLVED = "jeg fik natholdet til at overlevere fejl til dagholdet"
SEEKER = person(1, [HANDOVER], ["jeg har lagt budget for kantinen"])
GENEROUS = person(2, ["huslejen stiger"], [SOLVED], function="hr")
IN_NEED = person(3, ["jeg mangler hjælp til budget for kantinen"], [SOLVED], function="hr")
NETWORK = Network([SEEKER, GENEROUS, IN_NEED], index_of([SEEKER, GENEROUS, IN_NEED]), DISTANCES)


def fused(fuse, forward, backward):
    return float(fuse(np.array([forward]), np.array([backward]))[0])


@pytest.mark.parametrize("name", FUSIONS)
@given(WORTH, WORTH, WORTH)
def test_more_worth_on_either_side_never_makes_a_pair_worth_less(name, forward, backward, more):
    before = fused(FUSIONS[name], forward, backward)

    assert fused(FUSIONS[name], max(forward, more), backward) >= before - 1e-12
    assert fused(FUSIONS[name], forward, max(backward, more)) >= before - 1e-12


@pytest.mark.parametrize("name", BOTH)
def test_nothing_for_one_side_is_nothing_for_both(name):
    assert fused(FUSIONS[name], 0.9, 1e-9) < 0.01


def test_known_values():
    assert fused(harmonic, 0.5, 0.25) == pytest.approx(1 / 3)
    assert fused(cross_ratio, 0.8, 0.5) == pytest.approx(0.8)
    assert fused(cross_ratio, 0.8, 0.8) == pytest.approx(16 / 17)


def rows_for(**grades):
    people = {"seeker": SEEKER, "generous": GENEROUS, "in_need": IN_NEED}
    judgements = {
        Query(people[who].email, 1, intent): {people[other].email: grade for other, grade in given.items()}
        for intent in Intent
        for who, given in grades.items()
    }
    rows = list(compare_fusions(NETWORK, judgements, PriorRanker(), random_state=0))
    assert [(row.intent, row.fusion) for row in rows] == [(i, name) for i in Intent for name in FUSIONS]
    return rows


def test_who_gains_as_well_comes_first_by_every_fusion_of_both_sides():
    rows = rows_for(
        seeker={"generous": 2, "in_need": 2}, in_need={"seeker": 3, "generous": 0}, generous={"seeker": 0}
    )

    assert all(row.mutual.value == row.others.value == 1.0 for row in rows if row.fusion in BOTH)
    assert all(row.own.value == 1.0 for row in rows)


def test_a_pair_has_the_lesser_of_its_two_grades():
    rows = rows_for(seeker={"generous": 3, "in_need": 2}, in_need={"seeker": 2}, generous={"seeker": 0})

    # By the greater grade, or by the mean, the generous one would have to come first for the seeker.
    assert all(row.mutual.value == 1.0 for row in rows if row.fusion in BOTH)
    assert all(row.own.value < 1.0 for row in rows if row.fusion in BOTH)
