import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Kind
from models.text.coaching import SHORTEST, AdviceCode, coach, coach_profile

DATA = Path(__file__).resolve().parents[3] / "data"
GOOD = [
    "I marts kom en behandlet ko i tanken, og 14.000 liter mælk måtte hældes ud. Ingen bruger app'en.",
    "Our patient panel meets twice a year, gets cake, and has never changed a single screen.",
    "Mine to ældste bagere er kørt trætte. Det var dem, der sagde ja til alt, og nu siger de ingenting.",
    "Den svære samtale med en, som alle holder af. Jeg har haft fire af dem, og to arbejder her stadig.",
]
VAGUE = {
    "Vi skal generelt blive bedre til at samarbejde på tværs af huset i hverdagen.": "generelt",
    "We need a better culture around change I think, in the whole company really.": "better culture",
    "Jeg har i 20 år arbejdet bredt med ledelse og kan hjælpe med det meste.": "bredt",
}


def codes(text, kind=Kind.CHALLENGE):
    return [advice.code for advice in coach(text, kind)]


def sample():
    lines = (DATA / "sample" / "members.jsonl").read_text(encoding="utf-8").splitlines()
    for person in map(json.loads, lines):
        yield from ((text, Kind.CHALLENGE) for text in person["challenges"])
        yield from ((text, Kind.EXPERTISE) for text in person["expertise"])


@given(text=st.one_of(st.text(), st.sampled_from([text for text, _ in sample()])), kind=st.sampled_from(Kind))
def test_every_quote_stands_in_the_text_where_it_is_said_to_stand(text, kind):
    for advice in coach(text, kind):
        assert text[advice.start :].startswith(advice.quote)
        assert advice.quote


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("kind", Kind)
def test_a_concrete_text_is_left_alone(text, kind):
    assert codes(text, kind) == []


@pytest.mark.parametrize(("text", "phrase"), VAGUE.items())
def test_what_fits_any_organisation_is_vague(text, phrase):
    (advice,) = coach(text, Kind.CHALLENGE)
    assert (advice.code, advice.quote) == (AdviceCode.VAGUE, phrase)


@pytest.mark.parametrize(
    "sign", ["siden marts", "med Kirsten", "i tre hold", "efter 14 reklamationer", "'sådan'"]
)
def test_one_number_name_date_or_quotation_makes_a_text_concrete(sign):
    assert codes(f"Vi skal blive bedre til at samarbejde {sign} på de to afdelinger.") == []


@given(words=st.integers(1, SHORTEST + 3))
def test_only_a_text_of_too_few_words_is_too_short(words):
    text = " ".join(["montage"] * words)
    assert codes(text) == ([AdviceCode.TOO_SHORT] if words < SHORTEST else [])


def test_nothing_is_said_about_no_text():
    assert codes(" \n") == []


def test_a_second_problem_is_quoted_from_where_it_begins():
    text = "Hver lørdag er der 6 der ikke kommer. Og så skal priserne op til nytår, det udskyder jeg."
    (advice,) = coach(text, Kind.CHALLENGE)
    assert (advice.code, advice.quote) == (AdviceCode.TWO_PROBLEMS, text[text.index("Og så") :])


def test_a_text_that_merely_begins_so_is_one_problem():
    assert codes("Og så er der det med formidlingen, som låner ting til 4 udstillinger om året.") == []


def test_an_expertise_may_hold_several_things():
    assert codes("Har lagt 3 skoler sammen. Derudover har jeg lukket 2 afdelinger.", Kind.EXPERTISE) == []


def test_an_advertisement_is_told_from_enthusiasm():
    pitch = "World-class leadership! I help 30 organisations and have a proven framework. Book me today."
    assert codes(pitch, Kind.EXPERTISE) == [AdviceCode.SALES_PITCH]
    joy = "Elever! Har haft ni igennem, og alle blev færdige. De vil have svar nu."
    assert codes(joy, Kind.EXPERTISE) == []


def test_who_states_no_expertise_is_told_so():
    assert [advice.code for advice in coach_profile(["", " "])] == [AdviceCode.NO_EXPERTISE]
    assert coach_profile(["Har lagt to skoler sammen."]) == ()


def test_most_of_the_sample_networks_texts_are_left_alone():
    found = Counter(code for text, kind in sample() for code in codes(text, kind))
    assert found == {AdviceCode.VAGUE: 49, AdviceCode.SALES_PITCH: 9, AdviceCode.TWO_PROBLEMS: 2}


def test_concrete_texts_that_were_written_for_something_else_are_left_alone():
    lines = (DATA / "encoder" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    texts = [(item[kind.value], kind) for item in items for kind in Kind]
    advised = [text for text, kind in texts if codes(text, kind)]
    assert len(advised) <= len(texts) / 1000
