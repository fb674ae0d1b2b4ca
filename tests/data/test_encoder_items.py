"""The training texts are what their page says."""

import json
from collections import Counter
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from training.encoder.items import NEAR_THE_SAMPLE

FOLDER = Path(__file__).parents[2] / "data" / "encoder"
TEXTS = ("challenge", "expertise", "analogy", "negative")
ALMOST_THE_SAME = 0.5
"""Cosine of character 4-grams; a text with a few words changed has .8 and more."""


def lines(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_there_are_twenty_items_for_each_theme():
    themes = [theme["theme"] for theme in lines("themes.jsonl")]
    assert Counter(item["theme"] for item in lines("items.jsonl")) == dict.fromkeys(themes, 20)
    assert len(themes) == len(set(themes)) == 207


def test_every_item_has_its_four_texts_and_no_text_stands_there_twice():
    items = lines("items.jsonl")
    assert {tuple(item) for item in items} == {("theme", *TEXTS)}
    texts = [item[name] for item in items for name in TEXTS]
    examples = [example for theme in lines("themes.jsonl") for example in theme["examples"]]
    assert len({*texts, *examples}) == len(texts) + len(examples)


def sample_texts():
    members = (FOLDER.parent / "sample" / "members.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for m in map(json.loads, members) for text in m["challenges"] + m["expertise"]]


def item_texts():
    return [item[name] for item in lines("items.jsonl") for name in TEXTS]


def theme_texts():
    themes = lines("../themes/themes.jsonl")
    told = [theme[f"description_{language}"] for theme in themes for language in ("da", "en")]
    return told + [example["text"] for theme in themes for example in theme["examples"]]


@pytest.mark.parametrize("texts", [item_texts(), theme_texts()], ids=["items", "themes"])
def test_no_text_is_nearly_one_of_the_sample_network(texts):
    nearness = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).fit([*texts, *sample_texts()])
    shared = nearness.transform(texts) @ nearness.transform(sample_texts()).T
    assert shared.max() < ALMOST_THE_SAME


def test_near_the_sample_names_themes_that_exist():
    assert {theme["theme"] for theme in lines("themes.jsonl")} >= NEAR_THE_SAMPLE
