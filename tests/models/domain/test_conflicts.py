import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import NO_RULES, TODAY, person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.conflicts import Conflict, competes, frozen_since, market_of
from models.domain.functions import FunctionList

FUNCTIONS = FunctionList.read(Path(__file__).parents[3] / "data" / "functions.csv")
COMPETITION = replace(NO_RULES, competition=FUNCTIONS)
PEOPLE = st.builds(
    person,
    st.integers(1, 4),
    organisation=st.sampled_from(["Nord", "nord ", "Syd"]),
    group=st.sampled_from([None, "Holding", "SYD"]),
    cvr=st.sampled_from([None, "12345678"]),
    industry=st.sampled_from(["25.62 Metal", "256200", "25", "C Industri", "84.11 Kommune", "hemmelig"]),
    function=st.sampled_from(["salg", "Sales", "hr", "tryllekunst"]),
    languages=st.sampled_from([(), ("da",), ("en",), ("da", "en")]),
    paused_until=st.sampled_from([None, TODAY, TODAY + dt.timedelta(days=1)]),
)
PAIRS = st.frozensets(st.frozensets(st.integers(1, 4), min_size=2, max_size=2), max_size=3)
RULES = st.builds(
    lambda met, seated, apart, competition: replace(
        NO_RULES, introduced=met, seated=seated, not_with=apart, competition=competition
    ),
    PAIRS,
    PAIRS,
    PAIRS,
    st.sampled_from([None, FUNCTIONS]),
)
MET = frozenset({frozenset({1, 2})})


@given(RULES, PEOPLE, PEOPLE)
def test_a_conflict_does_not_depend_on_who_is_named_first(rules, one, other):
    assert rules.between(one, other) is rules.between(other, one)


@given(RULES, PEOPLE, PEOPLE)
def test_two_people_are_free_to_meet_exactly_when_nothing_stands_between_them(rules, one, other):
    pair = frozenset((one.id, other.id))
    paused = any(p.paused_until is not None and p.paused_until > TODAY for p in (one, other))
    mine, theirs = (
        {p.profile.organisation.strip().lower(), (p.profile.group or p.profile.organisation).strip().lower()}
        | ({p.profile.cvr} - {None})
        for p in (one, other)
    )
    sell = {"salg", "Sales"}
    functions = {one.profile.function, other.profile.function}
    metal = {one.profile.industry, other.profile.industry} <= {"25.62 Metal", "256200"}
    rivals = metal and (len(functions) == 1 or functions == sell) and rules.competition is not None
    spoken = one.profile.languages, other.profile.languages
    speechless = all(spoken) and not set(spoken[0]) & set(spoken[1])
    apart = pair in rules.introduced | rules.seated | rules.not_with
    free = one.id != other.id and not (paused or mine & theirs or rivals or speechless or apart)
    assert (rules.between(one, other) is None) == free


@given(RULES, PEOPLE)
def test_nobody_meets_himself(rules, one):
    assert rules.between(one, one) is Conflict.SAME_PERSON


@given(RULES)
def test_whoever_is_known_not_to_be_met_is_in_a_pair_with_the_member(rules):
    pairs = rules.introduced | rules.seated | rules.not_with
    assert rules.partners_of(1) == {n for n in range(2, 5) if frozenset((1, n)) in pairs}


@pytest.mark.parametrize(
    ("rules", "other", "conflict"),
    [
        (NO_RULES, person(2), None),
        (NO_RULES, person(2, organisation="FIRMA 1"), Conflict.SAME_ORGANISATION),
        (NO_RULES, person(2, group="firma  1"), Conflict.SAME_GROUP),
        (NO_RULES, person(2, paused_until=TODAY + dt.timedelta(days=1)), Conflict.PAUSED),
        (NO_RULES, person(2, paused_until=TODAY), None),
        (COMPETITION, person(2), Conflict.COMPETITORS),
        (COMPETITION, person(2, function="Production"), Conflict.COMPETITORS),
        (COMPETITION, person(2, function="salg"), None),
        (COMPETITION, person(2, industry="25.61 Overfladebehandling"), None),
        (COMPETITION, person(2, industry="25 Metal"), None),
        (replace(NO_RULES, introduced=MET), person(2), Conflict.ALREADY_INTRODUCED),
        (replace(NO_RULES, seated=MET), person(2), Conflict.MET_LATELY),
        (replace(NO_RULES, not_with=MET), person(2), Conflict.NOT_WITH),
        (replace(NO_RULES, not_with=MET), person(3), None),
        (NO_RULES, person(2, languages=("en", "de")), Conflict.NO_COMMON_LANGUAGE),
        (NO_RULES, person(2, languages=("en", "da")), None),
        (NO_RULES, person(2, languages=()), None),
    ],
)
def test_each_conflict_is_told_by_its_name(rules, other, conflict):
    assert rules.between(person(1), other) is conflict


def test_a_group_is_known_by_its_parents_name_or_number():
    parent = person(1, organisation="Moder A/S", cvr="12345678")
    daughters = person(2, group="moder a/s"), person(3, group="12345678"), person(4, group="Moder A/S")
    assert all(parent.shares_group_with(one) for one in daughters)
    assert daughters[0].shares_group_with(daughters[2])
    assert not daughters[0].works_with(daughters[2])
    assert not person(5).shares_group_with(person(6))


def test_authorities_do_not_compete():
    one, other = (person(n, industry="84.11 Generelle offentlige tjenester").profile for n in (1, 2))
    assert not competes(one, other, FUNCTIONS)
    assert market_of("84.11") is None


def test_an_industry_that_cannot_be_placed_competes_with_nobody():
    one, other = (person(n, industry="hemmelig").profile for n in (1, 2))
    assert not competes(one, other, FUNCTIONS)
    assert market_of("hemmelig") is None


def test_a_function_that_is_in_no_list_competes_by_its_letters():
    one, other = person(1, function="Tryllekunst").profile, person(2, function=" tryllekunst ").profile
    assert competes(one, other, FUNCTIONS)
    assert not competes(one, person(2, function="salg").profile, FUNCTIONS)


@pytest.mark.parametrize(
    ("on", "months", "since"),
    [
        (dt.date(2027, 3, 3), 24, dt.date(2025, 3, 3)),
        (dt.date(2025, 1, 31), 1, dt.date(2024, 12, 31)),
        (dt.date(2025, 3, 31), 1, dt.date(2025, 2, 28)),
        (dt.date(2025, 3, 3), 0, None),
        (dt.date(3, 3, 3), 1200, None),
        (dt.date(101, 1, 1), 1200, dt.date(1, 1, 1)),
    ],
)
def test_a_freeze_is_counted_in_months_of_the_calendar(on, months, since):
    assert frozen_since(on, months) == since


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 1200), st.integers(0, 40))
def test_a_freeze_ends_once_and_for_all(met, months, days):
    lies_within = [
        since is None or met > since
        for since in (frozen_since(met + dt.timedelta(days=31 * months + n), months) for n in (0, days))
    ]
    assert not any(lies_within)
    assert met > frozen_since(met + dt.timedelta(days=min(days, 27)), months)
