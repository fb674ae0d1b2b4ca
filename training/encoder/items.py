"""The training items, and which of their themes are for learning, for stopping and for measuring."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from models.domain.errors import UnfitFileError

TEXTS = ("challenge", "expertise", "analogy", "negative")
STOP_THEMES, HELD_OUT_THEMES = 5, 10
"""How many themes decide when to stop, and how many are measured on."""
NEAR_THE_SAMPLE = frozenset(
    {
        "dependence-on-one-subsidy",
        "internal-candidate-passed-over",
        "planning-by-whiteboard-and-memory",
        "specialists-without-a-career-path",
        "stand-ins-when-key-people-are-away",
    }
)
"""Themes that the sample network has in similar form; left out of tuning, for it is measured there."""


@dataclass(frozen=True, slots=True)
class Item:
    """A challenge, what helps with it, the same kind of problem elsewhere, and what only sounds like it."""

    theme: str
    challenge: str
    expertise: str
    analogy: str
    negative: str


@dataclass(frozen=True, slots=True)
class Split:
    """Items by what they are for; no theme is in two of the three."""

    train: tuple[Item, ...]
    stop: tuple[Item, ...]
    held_out: tuple[Item, ...]

    @classmethod
    def of(cls, items: Sequence[Item], *, stop: int, held_out: int) -> Self:
        """Draw so many themes for stopping and for measuring; a theme's lot hangs on its name alone."""
        themes = sorted({item.theme for item in items} - NEAR_THE_SAMPLE, key=_lot)
        measuring, stopping = set(themes[:held_out]), set(themes[held_out : held_out + stop])
        return cls(
            train=tuple(i for i in items if i.theme not in measuring | stopping | NEAR_THE_SAMPLE),
            stop=tuple(i for i in items if i.theme in stopping),
            held_out=tuple(i for i in items if i.theme in measuring),
        )

    def smaller(self, count: int) -> tuple[Item, ...]:
        """Return `count` training items, drawn over all themes; a larger draw holds every smaller one."""
        return tuple(sorted(self.train, key=lambda item: _lot(item.challenge))[:count])


def read_items(path: Path) -> tuple[Item, ...]:
    """Read a UTF-8 file with one item a line; raises `UnfitFileError` naming the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitFileError(f"{path} cannot be read as training items: {error}.") from error
    return tuple(_item(path, number, line) for number, line in enumerate(lines, start=1))


def by_theme(items: Iterable[Item]) -> Mapping[str, Sequence[Item]]:
    """Gather items by theme, each in its own order."""
    gathered: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        gathered[item.theme].append(item)
    return gathered


def _item(path: Path, number: int, line: str) -> Item:
    try:
        item = Item(**json.loads(line))
    except (TypeError, ValueError) as error:
        raise UnfitFileError(
            f"{path}, line {number}: an item needs the keys theme, {', '.join(TEXTS)} and no others: {error}."
        ) from error
    for key, value in asdict(item).items():
        if not isinstance(value, str) or not value.strip():
            raise UnfitFileError(f"{path}, line {number}: {key} is {value!r}; write a text there.")
    return item


def _lot(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
