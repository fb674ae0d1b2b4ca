"""What distance is worth: as each intent has it, and as a seeker wishes it.

Every worth is a bell over a distance: 1 at its peak, less on both sides, never 0, for relevance has its worth
at any distance. A ranker may believe in the bell of the intent, and a learned one may know better; a wish is
the seeker's own and holds whatever the ranker. It moves people up or down and keeps nobody out.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.distance import AXES, DistancePreference, Wish
from models.domain.members import Intent
from models.ranking.distance import background_distances
from models.ranking.features import column


@dataclass(frozen=True, slots=True)
class Band:
    """A bell over a distance in [0, 1]: exp(-((distance - peak) / width)^2 / 2)."""

    peak: float
    width: float

    @property
    def foot(self) -> float:
        """The worth at the end that is farther from the peak."""
        return math.exp(-((max(self.peak, 1 - self.peak) / self.width) ** 2) / 2)

    @property
    def mean(self) -> float:
        """The worth on average over all distances from 0 to 1, each as likely."""
        scale = self.width * math.sqrt(2)
        area = math.erf(self.peak / scale) + math.erf((1 - self.peak) / scale)
        return self.width * math.sqrt(math.pi / 2) * area

    def worth(self, distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the worth of each distance; an unknown one (nan) neither gains nor loses: it is the mean."""
        bell: NDArray[np.float64] = np.exp(-(((distance - self.peak) / self.width) ** 2) / 2)
        return np.where(np.isnan(distance), self.mean, bell)


WISHED = {
    Wish.SAME: Band(peak=0.0, width=0.56),
    Wish.NEAR: Band(peak=0.4, width=0.44),
    Wish.FAR: Band(peak=1.0, width=0.56),
}
"""Same and far fall to a fifth at the other end: more than what relevance makes of two people who both fit,
less than what it makes of one who fits and one who does not. Near has its peak in the middle of what is
called near. It is as narrow as it can be while moving a wish from same to near to far always favours the
farther of two people: the ratio of the bells of two wishes must rise with distance, which needs
1 / near^2 <= 1 / same^2 / (1 - peak)."""

BY_INTENT = {
    Intent.SUPPORT: Band(peak=2 / 3, width=1.17),
    Intent.CHALLENGE: Band(peak=0.6, width=0.71),
}
"""What the intent asks of the whole background: an inverted U, as found among allied firms (Nooteboom et al.
2007), among scientists (Lane et al. 2021) and in job ties (Rajkumar et al. 2022). Challenge lives from other
premises: its peak is a little beyond the middle, and people alike in everything are worth .7 of it. Support
needs the problem more than the difference: other fields are preferred gently, and people alike in everything
keep .85."""


def intent_worth(features: NDArray[np.float64], intent: Intent) -> NDArray[np.float64]:
    """Return what the distance of the backgrounds is worth to this intent, (n,) in (0, 1]."""
    axes = np.stack([column(features, f"{axis}_distance") for axis in AXES], axis=1)
    return BY_INTENT[intent].worth(background_distances(axes))


def wish_worth(features: NDArray[np.float64], preference: DistancePreference) -> NDArray[np.float64]:
    """Return how well the distances meet the wishes, (n,) in (0, 1]: a bell for each axis that has one."""
    worth = np.ones(len(features))
    for axis in AXES:
        wish: Wish = getattr(preference, axis)
        if wish is not Wish.ANY:
            worth *= WISHED[wish].worth(column(features, f"{axis}_distance"))
    return worth
