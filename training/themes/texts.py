"""Texts whose theme is known, and what may be learned from them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, product
from pathlib import Path
from typing import Any

from models.domain.members import Kind
from models.text.language import Language
from models.text.themes import themes
from training.confirmed import read_confirmed
from training.encoder.items import HELD_OUT_THEMES, STOP_THEMES, Item, Split, read_items

KINDS_OF = {"challenge": Kind.CHALLENGE, "expertise": Kind.EXPERTISE, "analogy": Kind.CHALLENGE}
"""The texts of an item that have its theme; its negative has another, which nobody has written down."""


class Source(StrEnum):
    """Where a text comes from."""

    NAMES = "names"
    """The name and the description of a theme itself, in one language; no statement, but it tells most."""
    EXAMPLES = "examples"
    """Of the themes themselves; the encoder has learned nothing from them."""
    ITEMS = "items"
    """The encoder was tuned with them, so its vectors know more of their themes than of others'."""
    HELD_OUT = "held out"
    """Items that neither encoder nor classifier learns from: a theme is known by other texts only."""
    SAMPLE = "sample"
    """Statements of the sample network; nothing is learned from them."""

    @property
    def is_learned_from(self) -> bool:
        """Say whether the classifier learns from these texts."""
        return self in {Source.NAMES, Source.EXAMPLES, Source.ITEMS}


@dataclass(frozen=True, slots=True)
class ThemedText:
    """A text with its theme; None: none of them fits. Texts of one `group` are never parted by a fold."""

    text: str
    kind: Kind
    theme: str | None
    source: Source
    group: str


def read_texts(data: Path) -> tuple[ThemedText, ...]:
    """Read all texts below the folder of the house's data, in a fixed order."""
    lines = list(_lines(data / "themes" / "themes.jsonl"))
    theme_of = {fine: line["id"] for line in lines for fine in line["covers"]}
    split = Split.of(read_items(data / "encoder" / "items.jsonl"), stop=STOP_THEMES, held_out=HELD_OUT_THEMES)
    return (
        *chain.from_iterable(map(_names, lines)),
        *chain.from_iterable(map(_examples, lines)),
        *chain.from_iterable(_of_item(item, theme_of, Source.ITEMS) for item in split.train),
        *chain.from_iterable(
            _of_item(item, theme_of, Source.HELD_OUT) for item in (*split.stop, *split.held_out)
        ),
        *_sample(data / "sample"),
    )


def _names(line: Mapping[str, Any]) -> Iterator[ThemedText]:
    for language, kind in product(Language, Kind):
        text = f"{line[language]}. {line[f'description_{language}']}"
        yield ThemedText(text, kind, line["id"], Source.NAMES, text)


def _examples(line: Mapping[str, Any]) -> Iterator[ThemedText]:
    for example in line["examples"]:
        text = example["text"]
        yield ThemedText(text, Kind(example["kind"]), line["id"], Source.EXAMPLES, text)


def _of_item(item: Item, theme_of: Mapping[str, str], source: Source) -> Iterator[ThemedText]:
    for name, kind in KINDS_OF.items():
        yield ThemedText(getattr(item, name), kind, theme_of[item.theme], source, item.challenge)


def _sample(folder: Path) -> Iterator[ThemedText]:
    confirmed = read_confirmed(folder / "themes.jsonl", {theme.id for theme in themes()})
    for member in _lines(folder / "members.jsonl"):
        for kind, key in ((Kind.CHALLENGE, "challenges"), (Kind.EXPERTISE, "expertise")):
            for position, text in enumerate(member[key]):
                theme = confirmed[member["email"], kind, position]
                yield ThemedText(text, kind, theme, Source.SAMPLE, member["email"])


def _lines(path: Path) -> Iterator[Any]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())
