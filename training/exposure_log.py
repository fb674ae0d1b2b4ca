"""What seekers were shown in a period, kept in memory: the database's part where there is none."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.ranking.exposure import Showing, expected_incoming


class ExposureLog:
    """Remembers the best position in which each seeker has seen each candidate."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[int, int]] = defaultdict(dict)

    def show(self, seeker: int, slate: Sequence[int]) -> None:
        """Keep one slate, the first position first."""
        for position, candidate in enumerate(slate, start=1):
            seen = self._seen[candidate]
            seen[seeker] = min(position, seen.get(seeker, position))

    def incoming(self, candidates: Sequence[int], *, not_to: int | None = None) -> dict[int, float]:
        """Return the expected requests of those candidates who were shown to others than `not_to`."""
        return expected_incoming(
            Showing(candidate, position, 1, 0)
            for candidate in candidates
            for seeker, position in self._seen.get(candidate, {}).items()
            if seeker != not_to
        )

    def expected(self, members: Sequence[int]) -> NDArray[np.float64]:
        """Return the expected requests of all these members, (n,), 0 for who was never shown."""
        incoming = self.incoming(members)
        return np.array([incoming.get(member, 0.0) for member in members])
