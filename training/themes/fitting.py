"""Fitting the classifier of themes: weights by regression, probabilities by what was not learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from models.text.encoder import Vectors
from models.text.themes import KINDS, ThemeClassifier
from training.themes.figures import NO_THEME

Floats = NDArray[np.float64]
FOLDS = 5
NONE_SHARE = 0.1
"""How many statements are taken to belong to no theme; of the texts left out, as many count."""
NAMES_SHARE = 0.5
"""How much of what a theme weighs is its name and description; the rest are its statements."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledVectors:
    """Vectors (n, d) of texts with their kinds, themes and groups, each (n,), as numbers.

    `are_names`, (n,), says which are names and descriptions of themes, and no statements.
    """

    vectors: Vectors
    kinds: NDArray[np.intp]
    themes: NDArray[np.intp]
    groups: NDArray[np.intp]
    are_names: NDArray[np.bool_]

    def __getitem__(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        return type(self)(
            self.vectors[rows],
            self.kinds[rows],
            self.themes[rows],
            self.groups[rows],
            self.are_names[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """Scores of themes, linear in the vector: `weights` (themes, d), `offsets` (kinds, themes).

    A theme that was not learned has the score minus infinity.
    """

    weights: Floats
    offsets: Floats

    @classmethod
    def fit(cls, texts: LabelledVectors, count: int, strength: float) -> Self:
        """Fit a multinomial logistic regression for `count` themes; `strength` is scikit-learn's `C`.

        1. The mean vector of each kind is subtracted: the prompts of an encoder move a kind as a whole, and
           so does the style of names.
        2. Every theme weighs alike, however few texts it has.
        """
        centred, middles = _centred(texts)
        regression = LogisticRegression(C=strength, max_iter=1000, tol=1e-5)
        regression.fit(centred, texts.themes, sample_weight=_weights(texts, count))
        weights = np.zeros((count, texts.vectors.shape[1]))
        intercepts = np.full(count, -np.inf)
        weights[regression.classes_] = regression.coef_
        intercepts[regression.classes_] = regression.intercept_
        return cls(weights, intercepts - middles @ weights.T)

    def scores(self, texts: LabelledVectors) -> Floats:
        """Return the score of each theme for each text, (n, themes)."""
        found: Floats = texts.vectors @ self.weights.T + self.offsets[texts.kinds]
        return found


def _centred(texts: LabelledVectors) -> tuple[Floats, Floats]:
    """Return the vectors about the mean of their sort, (n, d), and that of the statements of each kind."""
    centred = texts.vectors.astype(np.float64)
    middles = np.zeros((len(KINDS), centred.shape[1]))
    for are_names, kind in product((True, False), range(len(KINDS))):
        rows = (texts.are_names == are_names) & (texts.kinds == kind)
        if rows.any():
            # Statements come last, so theirs are the means that stay.
            middles[kind] = centred[rows].mean(axis=0)
            centred[rows] -= middles[kind]
    return centred, middles


def _weights(texts: LabelledVectors, count: int) -> Floats:
    weights = np.empty(len(texts.themes))
    for are_names, share in ((True, NAMES_SHARE), (False, 1 - NAMES_SHARE)):
        rows = texts.are_names == are_names
        weights[rows] = share / np.bincount(texts.themes[rows], minlength=count)[texts.themes[rows]]
    weights *= len(weights) / weights.sum()
    return weights


def left_out_scores(texts: LabelledVectors, count: int, strength: float, *, without_themes: bool) -> Floats:
    """Return scores, (n, themes), of regressions that have not seen the text, nor any of its group.

    Each of `FOLDS` regressions scores its fold; names are known to all of them. With `without_themes` it does
    not know every fifth theme either, another fifth in each fold: for the texts of these, no theme that it
    knows is right.
    """
    # Without shuffling, which fold a group falls into would hang together with its theme.
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0)
    scores = np.empty((len(texts.themes), count))
    for fold, (known, new) in enumerate(folds.split(texts.vectors, groups=texts.groups)):
        known = np.union1d(known, np.flatnonzero(texts.are_names))  # noqa: PLW2901 - and what is never new
        if without_themes:
            # Neighbours in the list are of one area; left out together, nothing near them would remain.
            known = known[texts.themes[known] % FOLDS != fold]  # noqa: PLW2901 - the rest of what is known
        scores[new] = Regression.fit(texts[known], count, strength).scores(texts[new])
    return scores


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns scores into probabilities: divided by `temperature`, beside the score `none` of no theme."""

    temperature: float
    none: float

    @classmethod
    def by_leaving_out(
        cls, texts: LabelledVectors, count: int, strength: float, judges: NDArray[np.bool_]
    ) -> tuple[Self, float]:
        """Return the calibration by cross-validation, and the surprise that is left.

        It is fitted to the texts that `judges`, (n,), picks. Themes that were left out stand in for what is
        in no theme; they are weighed as `NONE_SHARE` of all.
        """
        scores = left_out_scores(texts, count, strength, without_themes=True)[judges]
        themes = texts.themes[judges]
        is_none = np.isneginf(scores[np.arange(len(themes)), themes])
        shares = np.where(is_none, NONE_SHARE / is_none.sum(), (1 - NONE_SHARE) / (~is_none).sum())
        return cls.fit(scores, np.where(is_none, NO_THEME, themes), shares)

    @classmethod
    def fit(cls, scores: Floats, themes: NDArray[np.intp], shares: Floats) -> tuple[Self, float]:
        """Return what makes themes (n,), among them `NO_THEME`, most likely given scores (n, themes).

        The shares, (n,), say how much each text counts. The surprise is the negative mean log likelihood.
        """
        truth = np.where(themes == NO_THEME, scores.shape[1], themes)

        def surprise(parameters: Floats) -> float:
            logs = cls(float(np.exp(parameters[0])), float(parameters[1])).log_probabilities(scores)
            return float(-(shares * logs[np.arange(len(truth)), truth]).sum() / shares.sum())

        found = minimize(surprise, np.zeros(2), method="Nelder-Mead")
        return cls(float(np.exp(found.x[0])), float(found.x[1])), float(found.fun)

    def log_probabilities(self, scores: Floats) -> Floats:
        """Return the logarithms of the probabilities, (n, themes + 1); the last is that of no theme."""
        beside = np.column_stack([scores / self.temperature, np.full(len(scores), self.none)])
        logs: Floats = beside - logsumexp(beside, axis=1, keepdims=True)
        return logs

    def classifier(self, regression: Regression, names: Sequence[str]) -> ThemeClassifier:
        """Return the classifier of these themes, the temperature folded into its weights."""
        none = np.full((len(KINDS), 1), self.none)
        offsets = np.hstack([regression.offsets / self.temperature, none])
        weights = regression.weights / self.temperature
        return ThemeClassifier(tuple(names), weights.astype(np.float32), offsets.astype(np.float32))
