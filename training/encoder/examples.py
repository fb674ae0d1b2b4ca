"""From items to examples: what is put beside what, and in which batches."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.text.language import Language, language_of
from training.encoder.items import Item, by_theme

ANOTHER_OF_THE_THEME = 0.5
"""Share of challenges whose helper comes from another item of the theme: twenty items then make hundreds."""
HELPER_IS_EXPERTISE = 0.6
"""Share of helpers that are an expertise; the others are a challenge of the same kind from another field."""
QUERY, PASSAGE = "query: ", "passage: "
"""The prompts under which the encoder reads challenges and expertise."""


@dataclass(frozen=True, slots=True)
class Example:
    """A challenge that is to lie near `positive` and far from `negative`, prompts included."""

    theme: str
    anchor: str
    positive: str
    negative: str


def draw_examples(items: Sequence[Item], *, batch_size: int, epochs: int, seed: int) -> list[Example]:
    """Return the examples of all epochs in the order of their batches.

    In a batch every other text is a negative, so no theme is twice in one. Items left over at the end of an
    epoch, too few to fill a batch, wait for the next.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be kept secret
    themes = {theme: _Theme(of_it) for theme, of_it in by_theme(items).items()}
    return [
        themes[item.theme].example(item, chance)
        for _ in range(epochs)
        for batch in _batches(items, min(batch_size, len(themes)), chance)
        for item in batch
    ]


class _Theme:
    """What can stand for one theme, by language."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._expertise = [item.expertise for item in items]
        self._challenges = [text for item in items for text in (item.challenge, item.analogy)]

    def example(self, item: Item, chance: random.Random) -> Example:
        is_expertise = chance.random() < HELPER_IS_EXPERTISE
        helpers, own = (self._expertise, item.expertise) if is_expertise else (self._challenges, item.analogy)
        is_other = chance.random() < ANOTHER_OF_THE_THEME
        # Half of the others in either language, or the encoder learns that help comes in the other one.
        positive = _other(helpers, item.challenge, chance) if is_other else own
        prompt = PASSAGE if is_expertise else QUERY
        # The negative has the positive's prompt, or the prompt alone would tell the two apart.
        return Example(item.theme, QUERY + item.challenge, prompt + positive, prompt + item.negative)


def _other(texts: Sequence[str], challenge: str, chance: random.Random) -> str:
    wanted = chance.choice(list(Language))
    others = [text for text in texts if text != challenge]
    return chance.choice([text for text in others if language_of(text) is wanted] or others)


def _batches(items: Sequence[Item], size: int, chance: random.Random) -> Iterator[list[Item]]:
    waiting = chance.sample(items, len(items))
    while len(waiting) >= size:
        batch: dict[str, Item] = {}
        rest = []
        for item in waiting:
            if len(batch) < size and item.theme not in batch:
                batch[item.theme] = item
            else:
                rest.append(item)
        if len(batch) < size:
            return
        yield list(batch.values())
        waiting = rest
