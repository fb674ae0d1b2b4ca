"""What every use case works with, put together in one place."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from models.domain.functions import FunctionList
from service.config import DATA, Settings
from service.db.conflicts import ConflictPolicy
from service.db.database import Database
from service.matcher import Matcher, open_encoder
from service.threads import keep_linear_algebra_in_one_thread


@dataclass(frozen=True)
class Context:
    """The collaborators of the use cases; `clock` returns the present time in UTC."""

    settings: Settings
    database: Database
    matcher: Matcher
    clock: Callable[[], dt.datetime]

    @property
    def today(self) -> dt.date:
        """The present day."""
        return self.clock().date()

    @cached_property
    def conflict_policy(self) -> ConflictPolicy:
        """What this network counts as a conflict."""
        competition = FunctionList.read(DATA / "functions.csv") if self.settings.block_competitors else None
        return ConflictPolicy(self.settings.freeze_months, competition)


def utc_now() -> dt.datetime:
    """Return the present time."""
    return dt.datetime.now(dt.UTC)


def open_context(settings: Settings, *, clock: Callable[[], dt.datetime] = utc_now) -> Context:
    """Open the database, bring its tables up to date, and get the matcher ready to be asked."""
    keep_linear_algebra_in_one_thread()
    database = Database(settings.url)
    database.migrate()
    return Context(settings, database, Matcher(settings, database, open_encoder(settings)), clock)
