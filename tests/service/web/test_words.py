import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.distance import NO_WISH, Distance, DistancePreference, Wish
from models.domain.industry import SECTIONS
from models.domain.members import Level
from service.config import DATA
from service.web import words

levels = st.sampled_from(list(Level))
degrees = st.none() | st.floats(0, 1)


@pytest.fixture(params=["da", "en"])
def language(request, app):
    with app.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


def test_every_section_has_a_name_in_both_languages():
    with (DATA / "industries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["letter"] for row in rows] == list(SECTIONS)
    assert all(row["da"].strip() and row["en"].strip() for row in rows)


def test_an_industry_is_named_by_its_section_alone(language):
    assert words.industry("25.62 Maskinforarbejdning") == {"da": "Industri", "en": "Manufacturing"}[language]


def test_a_function_that_is_not_in_the_list_keeps_its_name(language):
    assert words.function("falkoner") == "falkoner"
    assert words.function("salg") == {"da": "Salg", "en": "Sales"}[language]


TOLD = [
    (
        Distance(1.0, 0.0, 0.5),
        (Level.TEAM, Level.EXECUTIVE),
        {
            "da": "En anden branche, samme funktion, 2 niveauer over dig",
            "en": "Another industry, same function, 2 levels above you",
        },
    ),
    (
        Distance(2 / 3, 0.5, 0.25),
        (Level.BOARD, Level.EXECUTIVE),
        {
            "da": "Beslægtet branche, beslægtet funktion, ét niveau under dig",
            "en": "Related industry, related function, one level below you",
        },
    ),
    (
        Distance(1.0, 0.8, 0.0),
        (Level.TEAM, Level.TEAM),
        {
            "da": "En anden branche, en anden funktion, samme niveau",
            "en": "Another industry, another function, same level",
        },
    ),
    (
        Distance(None, None, 0.0),
        (Level.TEAM, Level.TEAM),
        {
            "da": "Brancherne kan ikke sammenlignes, funktionerne kan ikke sammenlignes, samme niveau",
            "en": "The industries cannot be compared, the functions cannot be compared, same level",
        },
    ),
]
REASONS = [
    (
        "no one left to meet: 1 conflict, 3 met already",
        {
            "da": "der var ingen tilbage, som personen kunne møde "
            "(1 kollega eller anden konflikt, 3 allerede mødt)",
            "en": "there was nobody left whom this person could meet "
            "(1 colleague or other conflict, 3 met already)",
        },
    ),
    (
        "no table fits: 4 left to meet are seated without room, 2 absent",
        {
            "da": "intet bord havde plads ved siden af nogen, personen kunne møde (2 fraværende)",
            "en": "no table had room beside people this person could meet (2 absent)",
        },
    ),
    (
        "paused until 2025-04-01",
        {"da": "personen har bedt om en pause", "en": "this person has asked for a pause"},
    ),
    ("the roof fell in", {"da": "the roof fell in", "en": "the roof fell in"}),
]


@pytest.mark.parametrize(("apart", "both", "told"), TOLD)
def test_a_distance_is_told_in_words(language, apart, both, told):
    assert words.distance(apart, *both) == told[language]


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([], {"da": "", "en": ""}),
        (
            [Distance(1, 0, 0), Distance(2 / 3, 0, 0), Distance(1, 0, 0.5)],
            {"da": "1 af 3 opfylder alle dine ønsker.", "en": "1 of 3 meet all your wishes."},
        ),
        (
            [Distance(None, 0, 0), Distance(1, 0, 0), Distance(None, 0, 1)],
            {
                "da": "1 af 3 opfylder alle dine ønsker. For 1 kan vi ikke vide det.",
                "en": "1 of 3 meet all your wishes. For 1 we cannot tell.",
            },
        ),
    ],
)
def test_how_many_meet_the_wishes_is_told_and_of_how_many_nobody_can_tell(language, people, told):
    assert words.met(DistancePreference(Wish.FAR, Wish.ANY, Wish.SAME), people) == told[language]
    assert not words.met(NO_WISH, people)


@pytest.mark.parametrize(("planner", "told"), REASONS)
def test_a_planners_reason_is_told_in_the_readers_language(language, planner, told):
    assert words.reason(planner) == told[language]


@given(apart=st.builds(Distance, degrees, degrees, degrees), mine=levels, theirs=levels)
def test_a_distance_never_shows_a_number_but_of_levels(app_for_all, apart, mine, theirs):
    with app_for_all.test_request_context(headers={"Accept-Language": "en"}):
        told = words.distance(apart, mine, theirs)
    assert told[0] == told[0].upper()
    assert sum(sign.isdigit() for sign in told) <= 1


@pytest.fixture(scope="module")
def app_for_all():
    from flask import Flask  # noqa: PLC0415 - nothing else here needs a bare application

    from service.web.language import speak  # noqa: PLC0415

    app = Flask(__name__)
    speak(app)
    return app
