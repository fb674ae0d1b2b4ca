"""How long-running work tells its caller how far it has come."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with (done, total); both count the same things, and the last call says done == total."""
