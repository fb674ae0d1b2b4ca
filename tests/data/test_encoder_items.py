"""The training texts are what their page says."""

import json
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "encoder"
TEXTS = ("challenge", "expertise", "analogy", "negative")


def lines(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_there_are_twenty_items_for_each_theme():
    themes = [theme["theme"] for theme in lines("themes.jsonl")]
    assert Counter(item["theme"] for item in lines("items.jsonl")) == dict.fromkeys(themes, 20)
    assert len(themes) == 125


def test_every_item_has_its_four_texts_and_no_text_stands_there_twice():
    items = lines("items.jsonl")
    assert {tuple(item) for item in items} == {("theme", *TEXTS)}
    texts = [item[name] for item in items for name in TEXTS]
    examples = [example for theme in lines("themes.jsonl") for example in theme["examples"]]
    assert len({*texts, *examples}) == len(texts) + len(examples)


def test_no_text_is_one_of_the_sample_network():
    members = (FOLDER.parent / "sample" / "members.jsonl").read_text(encoding="utf-8").splitlines()
    stated = {text for m in map(json.loads, members) for text in m["challenges"] + m["expertise"]}
    assert stated.isdisjoint(item[name] for item in lines("items.jsonl") for name in TEXTS)
