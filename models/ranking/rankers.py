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

STANDING_IN_IT = 0.5
"""Support: who stands in the same problem counts this many standard deviations below who solved it."""
HALF_WORTH = 1.5
"""The relevance (in standard deviations) at which the logistic gives one half."""
SAME_INDUSTRY = 0.5
"""Industries nearer than this share their division, as far as both are stated: the same trade."""
SAME_FIELD_WORTH = 0.85
"""Support from the same function in the same trade is damped a little, because other fields come first."""
NO_LANGUAGE_WORTH = 0.4
"""Two people without a common language rarely make a meeting of it."""
BAND_PEAK = 0.6
"""Challenge: the combined distance at which it is worth most. Value over distance is an inverted U: in
alliances (Nooteboom et al. 2007), among scientists (Lane et al. 2021), in job ties (Rajkumar et al. 2022)."""
BAND_FOOT = 0.7
"""What the band leaves at the end farthest from its peak; never 0, for relevance has its worth anywhere."""
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

    Support is a logistic of the relevance, damped lightly where both people work in the same function of the
    same trade. Challenge is the logistic of the relevance times a band over the combined distance. In both, a
    pair without a common language is damped.
    """

    name: str = "prior-1"

    def affinity(self, features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
        """Return the believed worth; an unknown relevance is taken as the average pair's."""
        known = np.nan_to_num(relevance(features, intent), nan=0.0)
        worth: NDArray[np.float64] = expit(known - HALF_WORTH)
        worth *= (
            distance_band(features, BAND_PEAK)
            if intent is Intent.CHALLENGE
            else _other_fields_first(features)
        )
        return np.where(column(features, "shared_language") == 0, NO_LANGUAGE_WORTH, 1.0) * worth


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


def relevance(features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
    """Return how much the other person knows of the problem, in standard deviations; nan where unknown.

    The better of having solved it and standing in it. For support the second counts `STANDING_IN_IT` less;
    for challenge both count alike, for a fellow sufferer with other premises asks the best questions.
    """
    handicap = STANDING_IN_IT if intent is Intent.SUPPORT else 0.0
    solved, standing = column(features, "challenge_to_expertise"), column(features, "challenge_to_challenge")
    return np.fmax(solved, standing - handicap)


def combined_distance(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the known distances, (n,) in [0, 1]; the level is always known."""
    axes = [column(features, f"{axis}_distance") for axis in ("industry", "function", "level")]
    known = np.ma.masked_invalid(np.stack(axes))
    return np.ma.filled(known.mean(axis=0), 0.5)


def distance_band(features: NDArray[np.float64], peak: float) -> NDArray[np.float64]:
    """Return the inverted U over the combined distance: 1 at the peak, `BAND_FOOT` at the farther end."""
    away = (combined_distance(features) - peak) / max(peak, 1 - peak)
    return 1 - (1 - BAND_FOOT) * away**2


def reciprocal(
    forward: NDArray[np.float64], backward: NDArray[np.float64], *, seeker_weight: float = SEEKER_WEIGHT
) -> NDArray[np.float64]:
    """Return the weighted geometric mean of both directions: nothing for one side is nothing for both."""
    return forward**seeker_weight * backward ** (1 - seeker_weight)


def _other_fields_first(features: NDArray[np.float64]) -> NDArray[np.float64]:
    same_trade = column(features, "industry_distance") < SAME_INDUSTRY
    same_function = column(features, "function_distance") == 0
    return np.where(same_trade & same_function, SAME_FIELD_WORTH, 1.0)
