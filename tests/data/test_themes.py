import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from training.encoder.items import read_items

DATA = Path(__file__).parents[2] / "data"
KEYS = {"id", "da", "en", "description_da", "description_en", "area", "covers", "examples"}
DANISH = "af at de den der det en er et fra har hos hver ikke jeg kun med mine og på som til vi"
ENGLISH = "a and are as but from has have in is it my no not of on our that the their they to we"
WORDS = {"da": set(DANISH.split()), "en": set(ENGLISH.split())}


def read(path):
    return [json.loads(line) for line in (DATA / path).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def themes():
    return read("themes/themes.jsonl")


@pytest.fixture(scope="module")
def texts(themes):
    return [example["text"] for theme in themes for example in theme["examples"]]


def repeated(values):
    return [value for value, count in Counter(values).items() if count > 1]


def plain(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def language(text):
    found = plain(text).split()
    return max(WORDS, key=lambda name: sum(word in WORDS[name] for word in found))


def test_every_fine_theme_is_covered_exactly_once(themes):
    fine = Counter(theme["theme"] for theme in read("encoder/themes.jsonl"))
    assert Counter(chain.from_iterable(theme["covers"] for theme in themes)) == fine


def test_a_theme_says_everything_and_nothing_else(themes):
    for theme in themes:
        assert set(theme) == KEYS, theme["id"]
        told = [theme[key] for key in KEYS - {"covers", "examples"}]
        assert all(text and text == text.strip() and "\n" not in text for text in told), theme["id"]


@pytest.mark.parametrize("key", ["id", "da", "en", "description_da", "description_en"])
def test_no_two_themes_share_a_name_or_a_description(themes, key):
    assert repeated(theme[key].casefold() for theme in themes) == []


@pytest.mark.parametrize("key", ["da", "en"])
def test_a_name_fits_on_a_chip(themes, key):
    assert [theme[key] for theme in themes if not 2 <= len(theme[key].split()) <= 5] == []


def test_an_id_can_stand_in_an_address(themes):
    assert [theme["id"] for theme in themes if not re.fullmatch(r"[a-z]+(-[a-z]+)*", theme["id"])] == []


def test_there_are_few_areas_and_each_has_several_themes(themes):
    areas = Counter(theme["area"] for theme in themes)
    assert len(areas) <= 12
    assert min(areas.values()) >= 5


def test_every_theme_has_challenges_and_expertise_in_both_languages(themes):
    for theme in themes:
        assert len(theme["examples"]) >= 4, theme["id"]
        assert {example["kind"] for example in theme["examples"]} == {"challenge", "expertise"}, theme["id"]
        assert {language(example["text"]) for example in theme["examples"]} == set(WORDS), theme["id"]


def test_a_theme_without_fine_themes_has_more_examples(themes):
    assert [t["id"] for t in themes if not t["covers"] and len(t["examples"]) < 8] == []


def test_an_example_has_the_length_of_a_statement(texts):
    assert [text for text in texts if not 10 <= len(text.split()) <= 35] == []


def test_no_example_stands_twice(texts):
    assert repeated(map(plain, texts)) == []


def test_no_example_stands_in_the_training_set(texts):
    items = read_items(DATA / "encoder" / "items.jsonl")
    trained = {plain(text) for i in items for text in (i.challenge, i.expertise, i.analogy, i.negative)}
    trained |= {plain(text) for theme in read("encoder/themes.jsonl") for text in theme["examples"]}
    assert [text for text in texts if plain(text) in trained] == []
