"""What a seeker wishes about the distance of those he is introduced to."""

from dataclasses import dataclass
from enum import StrEnum

from models.domain.slates import Distance

FAR_FROM = 0.7
"""From this distance on two backgrounds are far apart on an axis; below it, but not 0, they are near.

It parts another section from the same one, two levels from one, and 'strangers in one house' from functions
that know each other (data/distance/README.md).
"""


AXES = ("industry", "function", "level")


class Wish(StrEnum):
    """What is wished on one axis; ANY leaves it to what the intent asks for."""

    ANY = "any"
    SAME = "same"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class DistancePreference:
    """One wish for each axis. It moves people up or down the list and keeps nobody out."""

    industry: Wish
    function: Wish
    level: Wish

    def met_by(self, distance: Distance) -> bool | None:
        """Say whether every wish is met; None where none is missed but an axis that matters is unknown."""
        wanted = {axis: wish for axis in AXES if (wish := getattr(self, axis)) is not Wish.ANY}
        found = {axis: reach(getattr(distance, axis)) for axis in wanted}
        if any(found[axis] not in {None, wish} for axis, wish in wanted.items()):
            return False
        return None if None in found.values() else True


NO_WISH = DistancePreference(Wish.ANY, Wish.ANY, Wish.ANY)


def reach(distance: float | None) -> Wish | None:
    """Return whether a distance is same, near or far; None where it is unknown."""
    if distance is None:
        return None
    if distance == 0:
        return Wish.SAME
    return Wish.NEAR if distance < FAR_FROM else Wish.FAR
