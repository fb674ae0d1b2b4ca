import datetime as dt
from dataclasses import replace

import pytest
from fakes import NO_RULES, TODAY, person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.conflicts import Conflict

PEOPLE = st.builds(
    person,
    st.integers(1, 4),
    organisation=st.sampled_from(["Nord", "nord ", "Syd"]),
    paused_until=st.sampled_from([None, TODAY, TODAY + dt.timedelta(days=1)]),
)
PAIRS = st.frozensets(st.frozensets(st.integers(1, 4), min_size=2, max_size=2), max_size=3)
RULES = st.builds(lambda met, apart: replace(NO_RULES, introduced=met, not_with=apart), PAIRS, PAIRS)


@given(RULES, PEOPLE, PEOPLE)
def test_a_conflict_does_not_depend_on_who_is_named_first(rules, one, other):
    assert rules.between(one, other) is rules.between(other, one)


@given(RULES, PEOPLE, PEOPLE)
def test_two_people_are_free_to_meet_exactly_when_nothing_stands_between_them(rules, one, other):
    pair = frozenset((one.id, other.id))
    paused = any(p.paused_until is not None and p.paused_until > TODAY for p in (one, other))
    colleagues = (one.profile.organisation == "Syd") == (other.profile.organisation == "Syd")
    apart = pair in rules.introduced or pair in rules.not_with
    free = one.id != other.id and not (paused or colleagues or apart)
    assert (rules.between(one, other) is None) == free


@given(RULES, PEOPLE)
def test_nobody_meets_himself(rules, one):
    assert rules.between(one, one) is Conflict.SAME_PERSON


@pytest.mark.parametrize(
    ("rules", "other", "conflict"),
    [
        (NO_RULES, person(2), None),
        (NO_RULES, person(2, organisation="FIRMA 1"), Conflict.SAME_ORGANISATION),
        (NO_RULES, person(2, paused_until=TODAY + dt.timedelta(days=1)), Conflict.PAUSED),
        (NO_RULES, person(2, paused_until=TODAY), None),
        (
            replace(NO_RULES, introduced=frozenset({frozenset({1, 2})})),
            person(2),
            Conflict.ALREADY_INTRODUCED,
        ),
        (replace(NO_RULES, not_with=frozenset({frozenset({1, 2})})), person(2), Conflict.NOT_WITH),
        (replace(NO_RULES, not_with=frozenset({frozenset({2, 3})})), person(2), None),
    ],
)
def test_each_conflict_is_told_by_its_name(rules, other, conflict):
    assert rules.between(person(1), other) is conflict
