"""Rankers: what is one person worth to another, judged from the features of the pair.

A ranker looks in one direction. Who gains what from a meeting is asked twice, once each way, and `reciprocal`
puts the two answers together.
"""

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.domain.members import Intent
from models.ranking.features import column
from models.ranking.preferences import intent_worth

STANDING_IN_IT = 0.5
"""Support: who stands in the same problem counts this many standard deviations below who solved it."""
HALF_WORTH = 1.5
"""The relevance (in standard deviations) at which the logistic gives one half."""
WORDS_WORTH = 0.4
"""What a deviation of shared words adds to one of meaning: names, tools and terms an encoder passes over."""
THEMES_WORTH = 2.0
"""What one theme for both texts adds, in deviations; where it is not certain, the probable part of it."""
SEEKER_WEIGHT = 0.7
"""How far the reciprocal score leans to the one who asked; one half would weigh both alike."""


class PairRanker(Protocol):
    """Judges many pairs at once; each pair is judged for itself, whatever its neighbours are."""

    @property
    def name(self) -> str:
        """What the slate records as its ranker; another name for anything that ranks otherwise."""
        ...

    def affinity(self, features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
        """Return the worth in [0, 1], (n,), for features (n, len(FEATURE_NAMES)); higher is better."""
        ...


@dataclass(frozen=True, slots=True)
class PriorRanker:
    """What is believed before anyone has rated: relevance first, then what the intent asks for.

    Both intents are a logistic of the relevance times what the distance of the backgrounds is worth to the
    intent (`preferences.BY_INTENT`).
    """

    name: str = "prior-3"
    words_worth: float = WORDS_WORTH
    themes_worth: float = THEMES_WORTH

    def affinity(self, features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
        """Return the believed worth; an unknown relevance is taken as the average pair's."""
        known = relevance(features, intent, words_worth=self.words_worth, themes_worth=self.themes_worth)
        likely = expit(np.nan_to_num(known, nan=0.0) - HALF_WORTH)
        worth: NDArray[np.float64] = likely * intent_worth(features, intent)
        return worth


@dataclass(frozen=True, slots=True)
class CosineRanker:
    """Baseline: the similarity of the texts and nothing else."""

    name: str = "cosine"

    def affinity(self, features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
        """Return the cosine moved from [-1, 1] to [0, 1]; no text is no similarity."""
        del intent
        cosine = np.nan_to_num(column(features, "cosine"), nan=0.0)
        return np.clip((1 + cosine) / 2, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class RandomRanker:
    """Baseline: chance. The number is drawn from the features themselves, so it is the same on every look."""

    seed: int = 0
    name: str = "random"

    def affinity(self, features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
        """Return numbers uniform in [0, 1) that depend on nothing but the pair, the intent and the seed."""
        salt = f"{self.seed} {intent.value}".encode()
        digests = b"".join(
            hashlib.blake2b(row.tobytes(), digest_size=8, key=salt).digest()
            for row in np.ascontiguousarray(features, dtype=np.float64)
        )
        return np.frombuffer(digests, dtype="<u8") / 2.0**64


def relevance(
    features: NDArray[np.float64],
    intent: Intent,
    *,
    words_worth: float = WORDS_WORTH,
    themes_worth: float = THEMES_WORTH,
) -> NDArray[np.float64]:
    """Return how much the other person knows of the problem, in standard deviations; nan where unknown.

    The better of having solved it and standing in it. For support the second counts `STANDING_IN_IT` less;
    for challenge both count alike, for a fellow sufferer with other premises asks the best questions.
    """
    handicap = STANDING_IN_IT if intent is Intent.SUPPORT else 0.0
    solved, standing = (
        column(features, f"challenge_to_{kind}")
        + words_worth * np.nan_to_num(column(features, f"words_to_{kind}"))
        + themes_worth * np.nan_to_num(column(features, f"theme_to_{kind}"))
        for kind in ("expertise", "challenge")
    )
    return np.fmax(solved, standing - handicap)


def reciprocal(
    forward: NDArray[np.float64], backward: NDArray[np.float64], *, seeker_weight: float = SEEKER_WEIGHT
) -> NDArray[np.float64]:
    """Return the weighted geometric mean of both directions: nothing for one side is nothing for both."""
    return forward**seeker_weight * backward ** (1 - seeker_weight)
