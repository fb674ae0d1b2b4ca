from dataclasses import replace

import numpy as np
import pytest

from models.domain.errors import InvalidPlanError
from models.domain.network_day import Seating, Unplaced
from models.planning.checks import check_seating

SCORES, ALLOWED = np.ones((6, 6)), np.ones((6, 6), dtype=bool)
ALLOWED[0, 5] = ALLOWED[5, 0] = False
THERE = np.ones((6, 2), dtype=bool)
PAIRS = Seating(
    rounds=(((0, 1), (2, 3), (4, 5)), ((0, 2), (1, 4), (3, 5))),
    value=6.0,
    bound=6.0,
    worst_off=2.0,
    unplaced=(),
)
TABLES = Seating(rounds=(((0, 1, 2), (3, 4, 5)),), value=6.0, bound=7.0, worst_off=2.0, unplaced=())


def issues_of(made, *, rounds=2, table_size=2, available=THERE):
    try:
        check_seating(made, SCORES, ALLOWED, rounds=rounds, table_size=table_size, available=available)
    except InvalidPlanError as error:
        return error.issues
    return ()


def with_second(*tables, unplaced=()):
    return replace(PAIRS, rounds=(PAIRS.rounds[0], tables), unplaced=unplaced)


def test_a_right_plan_passes():
    assert issues_of(PAIRS) == ()
    assert issues_of(TABLES, rounds=1, table_size=3, available=None) == ()


@pytest.mark.parametrize(
    ("made", "issue"),
    [
        (replace(PAIRS, rounds=PAIRS.rounds[:1]), "there are 1 rounds, not 2"),
        (with_second((0, 1), (2, 4), (3, 5)), "round 2: persons 0 and 1 have met in round 1"),
        (with_second((0, 5), (1, 4), (2, 3)), "round 2: persons 0 and 5 must not sit together"),
        (with_second((0, 2), (1, 4)), "round 2: person 3 has no seat and is not named as unplaced"),
        (with_second((0, 2), (1, 4), (3, 4)), "round 2: person 4 has 2 seats"),
        (with_second((0, 2), (1, 4), (3, 6)), "round 2: person 6 is unknown"),
        (with_second((0, 2), (1, 4), (3, -1)), "round 2: person -1 is unknown"),
        (with_second((0, 2, 4), (1, 3, 5)), "round 2: a table has 3 people, not 2 to 2"),
        (with_second((0, 2), (1, 4), (3,), (5,)), "round 2: a table has 1 people, not 2 to 2"),
        (
            with_second((0, 2), (1, 4), (3, 5), unplaced=(Unplaced(3, 2, "why"),)),
            "round 2: person 3 is named as unplaced and yet again",
        ),
        (
            with_second((0, 2), (1, 4), unplaced=(Unplaced(3, 2, " "), Unplaced(5, 2, "why"))),
            "person 3 is unplaced in round 2 without a reason",
        ),
        (
            replace(PAIRS, unplaced=(Unplaced(3, 3, "why"),)),
            "person 3 is unplaced in round 3, which does not exist",
        ),
        (replace(PAIRS, value=5.5), "value is said to be 5.5 and is 6"),
        (replace(PAIRS, worst_off=1.0), "worst_off is said to be 1 and is 2"),
        (replace(PAIRS, bound=5.0), "the value 6 is above the bound 5"),
    ],
)
def test_each_kind_of_broken_rule_is_found(made, issue):
    assert issue in issues_of(made)


def test_someone_who_is_absent_must_not_have_a_seat():
    absent = THERE.copy()
    absent[4, 1] = False
    assert issues_of(PAIRS, available=absent) == ("round 2: person 4 is not there",)


def test_two_tables_of_three_are_one_too_many_among_pairs():
    made = replace(PAIRS, rounds=(((0, 1, 2), (3, 4, 5)), ((0, 3), (1, 4), (2, 5))), value=9.0, worst_off=3.0)
    assert "round 1: a table has 3 people, not 2 to 2" in issues_of(replace(made, bound=9.0))


def test_tables_of_very_different_sizes_are_found():
    made = replace(TABLES, rounds=(((0, 1, 2, 3), (4, 5)),), value=7.0, worst_off=1.0)
    assert issues_of(made, rounds=1, table_size=4, available=None) == (
        "round 1: tables of 2 and of 4 people, which differ by more than one",
    )


def test_all_broken_rules_are_listed_at_once():
    made = replace(with_second((0, 1), (2, 3), (4,)), bound=0.0)
    with pytest.raises(InvalidPlanError, match=r"persons 0 and 1 .*; .*") as raised:
        check_seating(made, SCORES, ALLOWED, rounds=2, table_size=2)
    assert len(raised.value.issues) == 7
