"""A time limit that only ever cuts short: what is done before it does not depend on it."""

import time
from collections.abc import Callable, Iterator

from models.progress import Progress


class Deadline:
    """A limit in seconds, running from its construction."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - self._clock())

    def steps(self, total: int, enough: Callable[[], bool], progress: Progress | None) -> Iterator[int]:
        """Count from 0 to `total`; stop early once there is enough or the time is over."""
        report = progress or _ignore
        for step in range(total):
            if enough() or self.remaining == 0:
                break
            yield step
            if step + 1 < total:
                report(step + 1, total)
        report(total, total)


def _ignore(done: int, total: int) -> None:
    """Report nothing."""
