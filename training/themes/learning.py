"""From texts and their vectors to a classifier of themes, with all that should be known about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Kind
from models.text.encoder import Vectors
from models.text.language import Language, language_of
from models.text.themes import KINDS, ThemeClassifier
from training.themes.figures import NO_THEME, Floats, measured
from training.themes.fitting import Calibration, LabelledVectors, Regression, left_out_scores
from training.themes.texts import Source, ThemedText

STRENGTHS = (0.3, 1.0, 3.0, 10.0)
"""How loosely weights may be held; one of these is chosen."""
DECIMALS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A classifier, and what its manifest tells of it."""

    classifier: ThemeClassifier
    about: dict[str, Any]


def learn(
    texts: Sequence[ThemedText],
    vectors: Vectors,
    names: Sequence[str],
    strengths: Sequence[float] = STRENGTHS,
) -> Learned:
    """Learn the themes `names` from the texts and their vectors, (n, d).

    1. For each strength, cross-validation by item, with themes left out, gives scores of texts that were not
       learned from; the calibration is fitted to those of the themes' own examples, because the encoder was
       not tuned with these. The strength with the least surprise is taken.
    2. Everything that may be learned from is learned from once more.
    3. Figures: by cross-validation where a text was learned from, else by the classifier itself.
    """
    every, source = _themed(texts, vectors, names), np.array([text.source for text in texts])
    is_own = np.array([text.source.is_learned_from for text in texts])
    own, judges = every[is_own], source[is_own] == Source.EXAMPLES
    tried = {s: Calibration.by_leaving_out(own, len(names), s, judges) for s in strengths}
    strength, (calibration, _) = min(tried.items(), key=lambda found: found[1][1])
    regression = Regression.fit(own, len(names), strength)
    scores = regression.scores(every)
    scores[is_own] = left_out_scores(own, len(names), strength, without_themes=False)
    about = {
        "texts": int(is_own.sum()),
        "strength": strength,
        "surprise": {f"{s:g}": round(surprise, DECIMALS) for s, (_, surprise) in tried.items()},
        "temperature": round(calibration.temperature, DECIMALS),
        "figures": _figures(texts, np.exp(calibration.log_probabilities(scores))[:, :-1], every.themes),
    }
    return Learned(calibration.classifier(regression, names), about)


def _themed(texts: Sequence[ThemedText], vectors: Vectors, names: Sequence[str]) -> LabelledVectors:
    place_of = {name: place for place, name in enumerate(names)}
    group_of = {text.group: place for place, text in enumerate(texts)}
    return LabelledVectors(
        vectors,
        np.array([KINDS.index(text.kind) for text in texts], dtype=np.intp),
        np.array([NO_THEME if t.theme is None else place_of[t.theme] for t in texts], dtype=np.intp),
        np.array([group_of[text.group] for text in texts], dtype=np.intp),
        np.array([text.source is Source.NAMES for text in texts]),
    )


def _figures(texts: Sequence[ThemedText], probabilities: Floats, themes: NDArray[np.intp]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for source, name, rows in _cuts(texts):
        if rows.any():
            figures.setdefault(source.value, {})[name] = measured(probabilities[rows], themes[rows]).told()
    return figures


def _cuts(texts: Sequence[ThemedText]) -> Iterator[tuple[Source, str, NDArray[np.bool_]]]:
    """Give for each source of statements all of its texts, those of each kind, and those in each language."""
    sources = np.array([text.source for text in texts])
    kinds = np.array([text.kind for text in texts])
    languages = np.array([language_of(text.text) for text in texts])
    for source in Source:
        if source is Source.NAMES:
            continue
        of_it = sources == source
        yield source, "all", of_it
        for kind in Kind:
            yield source, kind.value, of_it & (kinds == kind)
        for language in Language:
            yield source, language.value, of_it & (languages == language)
