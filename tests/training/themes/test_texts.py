import json
from collections import Counter
from pathlib import Path

import pytest

from models.domain.members import Kind
from training.encoder.items import NEAR_THE_SAMPLE, Split, read_items
from training.themes.texts import Source, read_texts

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def texts():
    return read_texts(DATA)


@pytest.fixture(scope="module")
def lines():
    return [json.loads(line) for line in (DATA / "themes" / "themes.jsonl").read_text("utf-8").splitlines()]


def of(texts, source):
    return [text for text in texts if text.source is source]


def test_nothing_is_learned_from_what_is_kept_for_measuring(texts):
    items = read_items(DATA / "encoder" / "items.jsonl")
    split = Split.of(items, stop=5, held_out=10)
    kept = [*split.stop, *split.held_out, *(item for item in items if item.theme in NEAR_THE_SAMPLE)]
    measured = {text for item in kept for text in (item.challenge, item.expertise, item.analogy)}
    measured |= {text.text for text in of(texts, Source.SAMPLE)}
    assert measured.isdisjoint(text.text for text in texts if text.source.is_learned_from)
    assert {text.text for text in of(texts, Source.HELD_OUT)} <= measured


def test_the_negative_of_an_item_has_no_theme_and_is_not_read(texts):
    negatives = {item.negative for item in read_items(DATA / "encoder" / "items.jsonl")}
    assert negatives.isdisjoint(text.text for text in texts)


def test_every_theme_is_learned_from_at_least_its_own_examples(texts, lines):
    examples = Counter(text.theme for text in of(texts, Source.EXAMPLES))
    assert examples == {line["id"]: len(line["examples"]) for line in lines}


def test_names_and_descriptions_are_learned_from_in_both_languages_as_either_kind(texts, lines):
    names = of(texts, Source.NAMES)
    assert len(names) == 4 * len(lines)
    for line in lines:
        said = {(text.text, text.kind) for text in names if text.theme == line["id"]}
        danish, english = (f"{line[x]}. {line[f'description_{x}']}" for x in ("da", "en"))
        assert said == {(text, kind) for text in (danish, english) for kind in Kind}


def test_an_item_has_the_theme_that_covers_its_own(texts, lines):
    theme_of = {fine: line["id"] for line in lines for fine in line["covers"]}
    items = {item.challenge: item for item in read_items(DATA / "encoder" / "items.jsonl")}
    for text in of(texts, Source.ITEMS):
        item = items[text.group]
        assert text.theme == theme_of[item.theme]
        assert text.kind is (Kind.EXPERTISE if text.text == item.expertise else Kind.CHALLENGE)


def test_every_statement_of_the_sample_is_measured(texts):
    members = [json.loads(m) for m in (DATA / "sample" / "members.jsonl").read_text("utf-8").splitlines()]
    stated = [text for m in members for text in m["challenges"] + m["expertise"]]
    assert [text.text for text in of(texts, Source.SAMPLE)] == stated
