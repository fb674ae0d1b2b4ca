import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from models.domain.functions import FunctionList
from models.domain.industry import SECTIONS, Industry
from models.domain.members import Intent, Kind, Level
from models.text.themes import themes
from service.use_cases.member_record import COLUMNS, check, profile_of
from training.confirmed import read_confirmed
from training.judgements import read_judgements

DATA = Path(__file__).resolve().parents[2] / "data"
SAMPLE = DATA / "sample"
LEFT_OUT = {"group": None, "challenge_themes": [], "expertise_themes": []}


@pytest.fixture(scope="module")
def records():
    return [json.loads(line) for line in (SAMPLE / "members.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def profiles(records):
    """By e-mail; every record is good and already in its canonical form."""
    checked = [check(row, record) for row, record in enumerate(records, 1)]
    assert [problem for one in checked for problem in one.problems] == []
    assert [one.fields for one in checked] == [LEFT_OUT | record for record in records]
    return {one.fields["email"]: profile_of(one.fields) for one in checked}


@pytest.fixture(scope="module")
def judgements():
    return read_judgements(SAMPLE / "judgements.jsonl")


@pytest.fixture(scope="module")
def day():
    return json.loads((SAMPLE / "network_day.json").read_text(encoding="utf-8"))


def texts(profiles):
    return [text for profile in profiles.values() for text in (*profile.challenges, *profile.expertise)]


def test_there_are_members_enough_of_organisations_and_trades_enough(profiles):
    assert len(profiles) >= 240
    assert len({profile.organisation for profile in profiles.values()}) >= 90
    assert len({Industry.parse(profile.industry).section for profile in profiles.values()}) >= 16


def test_every_function_and_every_level_occurs(profiles):
    functions = {function.code for function in FunctionList.read(DATA / "functions.csv").functions}
    assert {profile.function for profile in profiles.values()} == functions
    assert {profile.level for profile in profiles.values()} == set(Level)


def test_the_fields_stand_in_the_order_of_the_members_file(records):
    assert {tuple(record) for record in records} == {tuple(c for c in COLUMNS if c not in LEFT_OUT)}


def test_all_addresses_belong_to_nobody(profiles):
    assert [email for email in profiles if not email.endswith(".example")] == []


def test_one_organisation_has_one_domain(profiles):
    domains = {(p.organisation, email.partition("@")[2]) for email, p in profiles.items()}
    assert max(Counter(organisation for organisation, _ in domains).values()) == 1
    assert max(Counter(domain for _, domain in domains).values()) == 1


def test_no_text_stands_there_twice(profiles):
    assert len(set(texts(profiles))) == len(texts(profiles))


def test_everybody_states_a_challenge_and_an_expertise(profiles):
    assert [p.email for p in profiles.values() if not (p.challenges and p.expertise)] == []


def test_sixty_seekers_are_judged_for_both_intents_on_their_first_challenge(judgements, profiles):
    seekers = {query.seeker for query in judgements}
    assert len(seekers) == 60
    assert seekers <= profiles.keys()
    expected = {(seeker, 1, intent) for seeker in seekers for intent in Intent}
    assert {(query.seeker, query.challenge, query.intent) for query in judgements} == expected


def test_only_members_are_judged_and_no_colleagues(judgements, profiles):
    for query, grades in judgements.items():
        assert grades.keys() <= profiles.keys()
        assert profiles[query.seeker].organisation not in {profiles[email].organisation for email in grades}


def test_every_seeker_has_somebody_worth_meeting(judgements):
    assert [query for query, grades in judgements.items() if max(grades.values(), default=0) < 2] == []


def test_the_attendees_of_the_network_day_are_members_who_are_named_once(day, profiles):
    emails = [attendee["email"] for attendee in day["attendees"]]
    assert len(emails) == len(set(emails)) == 47
    assert set(emails) <= profiles.keys()
    assert {other for attendee in day["attendees"] for other in attendee["not_with"]} <= profiles.keys()


def test_the_page_about_the_sample_counts_right(profiles, judgements):
    page = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for level, number in Counter(profile.level.value for profile in profiles.values()).items():
        assert f"| `{level}` | {number} |" in page
    for grade in (1, 2, 3):
        given = (
            sum(
                list(grades.values()).count(grade)
                for query, grades in judgements.items()
                if query.intent is i
            )
            for i in Intent
        )
        assert f"| {grade} | {' | '.join(map(str, given))} |" in page
    assert f"{sum(map(len, judgements.values())):,} graded judgements" in page
    organisations = len({profile.organisation for profile in profiles.values()})
    assert f"{len(profiles)} members of {organisations} organisations" in page
    assert f"{sum(len(p.challenges) for p in profiles.values())} challenges" in page


def test_the_list_of_industries_names_every_section():
    with (DATA / "industries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["letter"] for row in rows] == list(SECTIONS)
    assert all(row["da"] and row["en"] for row in rows)


def test_every_statement_has_been_asked_for_its_theme_once(profiles):
    confirmed = read_confirmed(SAMPLE / "themes.jsonl", {theme.id for theme in themes()})
    assert list(confirmed) == [
        (email, kind, position)
        for email, profile in profiles.items()
        for kind in Kind
        for position in range(len(profile.texts(kind)))
    ]
    page = (SAMPLE / "README.md").read_text(encoding="utf-8")
    told = [theme for theme in confirmed.values() if theme is not None]
    assert f"({len(confirmed) - len(told)} of {len(confirmed)})" in page
    assert f"{len(set(told))} of the {len(themes())} themes occur" in page
