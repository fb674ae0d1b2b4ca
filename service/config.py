"""Configuration: the one place where the environment is read."""

import secrets
import tempfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.domain.errors import BadInputError
from models.ranking.diversity import DIVERSITY
from models.ranking.exposure import CAP, FIRST_REQUEST
from models.ranking.recommender import FLOOR

DATA = Path(__file__).resolve().parent.parent / "data"
"""The data that comes with the project: lists, sample network."""


def _cap_or_none(cap: float) -> float:
    if cap == 0 or cap >= FIRST_REQUEST:
        return cap
    raise PydanticCustomError(
        "cap",
        "Input should be 0, which takes the cap away, or at least {least}, what a single first place brings",
        {"least": FIRST_REQUEST},
    )


class Settings(BaseSettings):
    """All settings; each is read from the variable `MODSPIL_<NAME>`, documented in docs/configuration.md."""

    model_config = SettingsConfigDict(env_prefix="MODSPIL_", frozen=True, extra="ignore")

    home: Annotated[Path, Field(description="Folder for database, encoder, index and key.")] = Path("var")
    database_url: Annotated[
        str, Field(description="SQLAlchemy URL; empty means an SQLite file under the home folder.")
    ] = ""
    encoder: Annotated[
        str,
        Field(
            description="`tuned`, `bundled`, `hashing` (for tests), or a sentence-transformers name or path."
        ),
    ] = "tuned"
    encoder_runtime: Annotated[
        str,
        Field(
            pattern="^(compiled|plain)$",
            description="How the encoder runs: `compiled` (OpenVINO) or `plain`.",
        ),
    ] = "compiled"
    demo: Annotated[
        bool, Field(description="Let anyone step in as any member; only for the sample network.")
    ] = False
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 8000
    workers: Annotated[int, Field(ge=1, le=64, description="Serving processes.")] = 1
    threads: Annotated[int, Field(ge=1, le=64, description="Threads in each serving process.")] = 4
    secret_key: Annotated[
        str, Field(description="Signs session cookies; empty means one is made and kept at home.")
    ] = ""
    secure_cookies: Annotated[
        bool, Field(description="Send session cookies over HTTPS only; set it behind a TLS proxy.")
    ] = False
    locale: Annotated[
        str, Field(pattern="^(da|en)$", description="Language of a page when the browser asks for neither.")
    ] = "da"
    suggestions: Annotated[int, Field(ge=1, le=20, description="People on a slate.")] = 5
    relevance_floor: Annotated[
        float,
        Field(ge=-5, le=10, description="Least relevance shown, in deviations from the average pair."),
    ] = FLOOR
    diversity: Annotated[
        float, Field(ge=0, le=1, description="How much of a slate's worth is its variety; 0 is plain order.")
    ] = DIVERSITY
    exposure_cap: Annotated[
        float,
        AfterValidator(_cap_or_none),
        Field(description="Requests a member may expect in a period, 0.25 or more; 0 takes the cap away."),
    ] = CAP
    exposure_days: Annotated[
        int, Field(ge=1, le=365, description="Days of that period, counted back from today.")
    ] = 30
    exploration: Annotated[
        float, Field(ge=0, lt=1, description="Probability that a slate's last place is drawn by lot.")
    ] = 0.1
    request_days: Annotated[int, Field(ge=1, le=90, description="Days until a request expires.")] = 14
    freeze_months: Annotated[
        int,
        Field(ge=0, le=1200, description="Months two who have met are kept apart; 0 means for ever."),
    ] = 24
    block_competitors: Annotated[
        bool, Field(description="Keep apart who does the same work in the same narrow industry.")
    ] = True
    log_level: Annotated[
        str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe message that is logged.")
    ] = "INFO"

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; a value that cannot be used is named with its variable."""
        try:
            return cls()
        except ValidationError as error:
            raise BadInputError(_explain(error)) from error

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'modspil.sqlite3'}"

    @cached_property
    def session_secret(self) -> str:
        """The key that signs cookies: as set, or made once and kept where only this user reads it."""
        return self.secret_key or _kept_secret(self.home / "secret_key")


def _explain(error: ValidationError) -> str:
    problems = (
        f"MODSPIL_{str(problem['loc'][0]).upper()} is {problem['input']!r}: {problem['msg']}"
        for problem in error.errors()
    )
    return "; ".join(problems) + ". See docs/configuration.md."


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside its place first, for this user's eyes only: another process that starts at the same
        # moment finds a whole key or none, and of two keys the first to come stays.
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                path.hardlink_to(file.name)
    return path.read_text()
