"""How probably two texts are about one problem theme: a bridge between texts that share no words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.retrieval.statements import StatementVectors
from models.text.themes import ThemeClassifier


@dataclass(frozen=True, slots=True, eq=False)
class Themed:
    """Some statements, and what tells their themes.

    `confirmed` has the theme that its author has confirmed for each, None where he has not; without a
    classifier nothing is known of these.
    """

    vectors: StatementVectors
    confirmed: Sequence[str | None]
    classifier: ThemeClassifier | None

    @property
    def is_told(self) -> NDArray[np.bool_]:
        """Say of which statements, (m,), anything is known."""
        return np.array([self.classifier is not None or theme is not None for theme in self.confirmed], bool)

    @property
    def names(self) -> tuple[str, ...]:
        """All themes that the statements may have; one may stand there twice."""
        likely = self.classifier.themes if self.classifier is not None else ()
        return (*likely, *(theme for theme in self.confirmed if theme is not None))

    def beliefs(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return how probable each named theme is, (m, names); 0 everywhere where nothing tells.

        A confirmed theme is certain; what the classifier would have said does not count any more.
        """
        rows = np.zeros((len(self.confirmed), len(names)))
        place_of = {name: place for place, name in enumerate(names)}
        if self.classifier is not None:
            places = [place_of[name] for name in self.classifier.themes]
            rows[:, places] = self.classifier.probabilities(self.vectors.matrix, self.vectors.kind)
        for row, theme in enumerate(self.confirmed):
            if theme is not None:
                rows[row] = 0.0
                rows[row, place_of[theme]] = 1.0
        return rows


def agreement(asked: Themed, answers: Themed) -> NDArray[np.float64]:
    """Return the probability that two statements have the same theme, (asked, answers); nan where unknown.

    1 where both have confirmed the same theme, 0 where both have confirmed two; without a confirmation the
    product of two probabilities, summed over the themes. Without a classifier only confirmed themes count.
    """
    names = list(dict.fromkeys([*asked.names, *answers.names]))
    probable = asked.beliefs(names) @ answers.beliefs(names).T
    return np.where(np.logical_and.outer(asked.is_told, answers.is_told), probable, np.nan)
