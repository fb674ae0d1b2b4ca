import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.language import Language, language_of, told_language

ITEMS = Path(__file__).parents[3] / "data" / "encoder" / "items.jsonl"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vi har svært ved at holde på de unge.", Language.DANISH),
        ("We find it hard to keep the young ones.", Language.ENGLISH),
        ("Bestyrelsen vil have et dashboard for performance", Language.DANISH),
        ("Our works council, and how to get on with it", Language.ENGLISH),
        ("Kølekæden", Language.DANISH),
    ],
)
def test_the_small_words_tell(text, language):
    assert language_of(text) is language


@given(st.text())
def test_any_text_has_a_language(text):
    assert language_of(text) in Language


def test_what_tells_nothing_is_taken_as_danish():
    assert language_of("ERP 2024, KPI!") is Language.DANISH


def test_case_does_not_matter():
    assert language_of("THE BOARD AND I") is Language.ENGLISH


def test_a_text_put_into_two_halves_seldom_changes_its_language():
    texts = [json.loads(line)["challenge"] for line in ITEMS.read_text(encoding="utf-8").splitlines()]
    halves = [(text[: len(text) // 2], text[len(text) // 2 :]) for text in texts]
    agree = sum(language_of(one) is language_of(other) for one, other in halves)
    assert agree / len(halves) > 0.95


def test_a_title_without_small_words_does_not_tell():
    assert told_language("Officer") is None
    assert told_language("Chief of the board") is Language.ENGLISH
    assert told_language("Chef for en afdeling") is Language.DANISH
