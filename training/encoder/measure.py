"""How well an encoder finds the helper of a challenge, among the texts of themes it has not learned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from training.encoder.examples import PASSAGE, QUERY
from training.encoder.items import Item

HELPERS = ("expertise", "analogy")
DRAWS, TAILS = 2000, (2.5, 97.5)
DEPTH = 5
RECALL_DEPTH = 10
OWN, SAME_THEME = 3, 1
"""Grades of a challenge's own helper and of the other helpers of its theme; all else has 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """Means over challenges, and nDCG at 5 challenge by challenge, (n,), to compare two encoders by."""

    ndcg: float
    recall: float
    first: float
    """Share of challenges whose own helper comes first."""
    by_challenge: NDArray[np.float64]


def measure(encoder: SentenceTransformer, items: Sequence[Item], *, helper: str = "expertise") -> Measurement:
    """Rank for each challenge all helpers and all negatives of these items by cosine, and grade the ranking.

    `helper` is "expertise" or "analogy". Recall is that of the own helper among the first 10.
    """
    prompt = PASSAGE if helper == "expertise" else QUERY
    challenges = _encoded(encoder, [QUERY + item.challenge for item in items])
    helpers = _encoded(encoder, [prompt + getattr(item, helper) for item in items])
    negatives = _encoded(encoder, [prompt + item.negative for item in items])
    return graded(challenges @ np.concatenate([helpers, negatives]).T, [item.theme for item in items])


def graded(scores: NDArray[np.floating], themes: Sequence[str]) -> Measurement:
    """Grade scores (n, 2n): column j < n is the helper of challenge j, the others are negatives."""
    names, count = np.array(themes), len(themes)
    grades = np.zeros(scores.shape)
    grades[:, :count] = np.where(names[:, None] == names, SAME_THEME, 0)
    grades[np.arange(count), np.arange(count)] = OWN
    order = np.argsort(-scores, axis=1, kind="stable")
    discount = 1 / np.log2(np.arange(DEPTH) + 2)
    gains = 2.0 ** np.take_along_axis(grades, order[:, :DEPTH], axis=1) - 1
    ideal = 2.0 ** -np.sort(-grades, axis=1)[:, :DEPTH] - 1
    ndcg = gains @ discount / (ideal @ discount)
    places = (order == np.arange(count)[:, None]).argmax(axis=1)
    return Measurement(
        float(ndcg.mean()), float((places < RECALL_DEPTH).mean()), float((places == 0).mean()), ndcg
    )


def gain(after: Measurement, before: Measurement, *, random_state: int = 0) -> tuple[float, float, float]:
    """Return by how much nDCG grew over the same challenges, with its 95 % bootstrap interval."""
    grown = after.by_challenge - before.by_challenge
    rng = np.random.default_rng(random_state)
    means = grown[rng.integers(0, len(grown), size=(DRAWS, len(grown)))].mean(axis=1)
    low, high = np.percentile(means, TAILS)
    return float(grown.mean()), float(low), float(high)


def _encoded(encoder: SentenceTransformer, texts: Sequence[str]) -> NDArray[np.float32]:
    vectors: NDArray[np.float32] = encoder.encode(
        list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
    )
    return vectors
