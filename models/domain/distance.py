"""How far two backgrounds are apart, in numbers and in words, and what a seeker wishes about it."""

from dataclasses import dataclass
from enum import StrEnum

FAR_FROM = 0.7
"""From this distance on two backgrounds are far apart on an axis; below it, but not 0, they are near.

It parts another section from the same one, two levels from one, and 'strangers in one house' from functions
that know each other (data/distance/README.md).
"""
AXES = ("industry", "function", "level")


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two backgrounds are apart on each axis, 0 (same) to 1 (far); None where one is unknown."""

    industry: float | None
    function: float | None
    level: float | None


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

    @property
    def wished(self) -> tuple[str, ...]:
        """The axes on which there is a wish."""
        return tuple(axis for axis in AXES if getattr(self, axis) is not Wish.ANY)

    def met_by(self, distance: Distance) -> bool | None:
        """Say whether every wish is met; None where none is missed but an axis that matters is unknown."""
        wanted = {axis: getattr(self, axis) for axis in self.wished}
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
