"""How well themes are told, and how far their probabilities can be trusted."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.text.themes import OFFERED_FROM

Floats = NDArray[np.float64]
BINS = 10
FEW = 3
"""How many themes a member is offered."""
NO_THEME = -1
"""Stands in the place of a theme's number where none fits."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Measured on some texts; shares of the texts that have a theme, where nothing else is said.

    `calibration_error` is the expected calibration error of the most probable theme (Guo et al. 2017), over
    all texts. `offered` is the share whose theme is among those offered, `silent` of those to whom nothing is
    offered, `none_silent` the same among texts without a theme. A share of nothing is None.
    """

    texts: int
    top_1: float | None
    top_3: float | None
    calibration_error: float
    offered: float | None
    silent: float | None
    none_silent: float | None

    def told(self) -> dict[str, Any]:
        """Return the figures with three decimals, for a manifest."""
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def measured(probabilities: Floats, themes: NDArray[np.intp]) -> Figures:
    """Measure probabilities (n, themes) against the themes (n,) of the texts, `NO_THEME` among them."""
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :FEW]
    hits = order == themes[:, None]
    shown = np.take_along_axis(probabilities, order, axis=1) >= OFFERED_FROM
    is_silent: NDArray[np.bool_] = np.logical_not(shown.any(axis=1))
    has_theme = themes != NO_THEME
    return Figures(
        texts=len(themes),
        top_1=_share(hits[has_theme, 0]),
        top_3=_share(hits[has_theme].any(axis=1)),
        calibration_error=calibration_error(probabilities.max(axis=1), hits[:, 0]),
        offered=_share((hits & shown)[has_theme].any(axis=1)),
        silent=_share(is_silent[has_theme]),
        none_silent=_share(is_silent[~has_theme]),
    )


def calibration_error(confidence: Floats, is_right: NDArray[np.bool_]) -> float:
    """Return the mean distance of confidence and accuracy, both (n,), over ten bins of equal width."""
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs((confidence - is_right)[places == place].sum()) for place in range(BINS)]
    return float(sum(gaps) / len(confidence))


def _share(hits: NDArray[np.bool_]) -> float | None:
    return float(hits.mean()) if len(hits) else None
