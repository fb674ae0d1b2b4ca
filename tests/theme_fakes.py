"""Automatic themes without the real encoder: a real classifier that knows the words of the examples."""

import dataclasses
import json
from functools import cache

import numpy as np

from models.domain.members import Kind
from models.text.hashing import HashingEncoder
from models.text.themes import TAXONOMY, ThemeClassifier
from service.matcher import Matcher, open_encoder

STRENGTH = 40.0
"""So that a text in the words of one theme's examples is that theme's, and an ordinary one nobody's."""
NO_THEME = 12.0


class TellingMatcher(Matcher):
    """Tells themes by the hashing encoder, of which nobody has learned any."""

    def likely_themes(self, drafts, kind):
        return classifier().likely(drafts, kind)


def telling(context):
    """The context, with automatic themes."""
    matcher = TellingMatcher(context.settings, context.database, open_encoder(context.settings))
    return dataclasses.replace(context, matcher=matcher)


@cache
def classifier():
    """A classifier for the hashing encoder."""
    texts = [" ".join(example["text"] for example in line["examples"]) for line in _lines()]
    weights = STRENGTH * HashingEncoder().encode(texts, Kind.CHALLENGE)
    offsets = np.zeros((len(Kind), len(texts) + 1), np.float32)
    offsets[:, -1] = NO_THEME
    return ThemeClassifier(tuple(line["id"] for line in _lines()), weights.astype(np.float32), offsets)


def example_of(theme):
    """The first example of a theme."""
    return next(line["examples"][0]["text"] for line in _lines() if line["id"] == theme)


@cache
def _lines():
    return [json.loads(line) for line in TAXONOMY.read_text(encoding="utf-8").splitlines()]
