"""What may be sent: the same schemas check requests and document them.

Field names are those of the members file and of the command line's JSON.
"""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from models.domain.distance import DistancePreference, Wish
from models.domain.introductions import STARS
from models.domain.members import Intent, Profile, Visibility
from models.domain.network_day import ROUNDS, TABLE_SIZES
from service.use_cases.coach import MOST_TEXTS
from service.use_cases.introductions import LONGEST_MESSAGE
from service.use_cases.member_record import MemberRecord, known_theme, profile_of
from service.use_cases.network_days import LONGEST_NAME, SEEDS
from service.use_cases.ratings import LONGEST_ANSWER
from service.use_cases.stated_text import MAX_TEXT
from service.use_cases.suggest import MOST

LONGEST_WAIT = 60.0
"""Seconds a request may plan; longer planning is for the command line."""

Email = Annotated[
    str,
    Field(
        min_length=3,
        max_length=254,
        pattern=r"^[^\s@/\x00-\x1f]+@[^\s@/\x00-\x1f]+$",
        description="An e-mail address.",
    ),
]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Draft = Annotated[str, Field(max_length=MAX_TEXT)]
Stars = Annotated[int, Field(ge=STARS[0], le=STARS[-1])]


class Schema(BaseModel):
    """What is sent here; unknown fields are refused, because they are mostly misspelt ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MemberPath(Schema):
    """One member."""

    email: Email


class StatementPath(MemberPath):
    """One open text of a member."""

    statement_id: Number


class VisibilityBody(Schema):
    """To whom a text is shown."""

    visibility: Annotated[
        Visibility,
        Field(
            description="`network`: to anybody the member is suggested to; `after_yes`: when both have said "
            "yes; `matching`: to nobody, it is used for matching only."
        ),
    ]


class ThemeBody(Schema):
    """What a text is about."""

    theme: Annotated[
        str | None,
        BeforeValidator(known_theme),
        Field(description="The id of a theme, as `/themes` lists them; null takes the theme away."),
    ]


class NotWithPath(MemberPath):
    """Two members of whom the first does not want to meet the other."""

    other: Email


class MembersQuery(Schema):
    """Which page of the members."""

    after: Annotated[int, Field(ge=0, le=2**31 - 1, description="As given by the page before.")] = 0
    limit: Annotated[int, Field(ge=1, le=500, description="Members at most.")] = 100


class MemberBody(MemberRecord):
    """A member with the field names of the members file; the address must be that of the path."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("challenges", "expertise", mode="before")
    @classmethod
    def _refuse_long_texts(cls, texts: object) -> object:
        # A file's long texts are cut and reported; who sends one member can shorten them himself.
        if isinstance(texts, list) and any(len(text) > MAX_TEXT for text in texts if isinstance(text, str)):
            raise PydanticCustomError("too_long", f"shorten each text to {MAX_TEXT} characters")
        return texts

    @property
    def profile(self) -> Profile:
        """The profile that was sent, in canonical form."""
        return profile_of(self.model_dump(mode="json"))


class CoachingBody(Schema):
    """Texts before they are saved."""

    challenges: Annotated[list[Draft], Field(max_length=MOST_TEXTS)] = []
    expertise: Annotated[list[Draft], Field(max_length=MOST_TEXTS)] = []


class PauseBody(Schema):
    """Until when not to be introduced."""

    until: Annotated[dt.date | None, Field(description="The first day again; null ends a pause.")]


class ImportQuery(Schema):
    """What to do with rows that cannot be used."""

    skip_invalid: Annotated[bool, Field(description="Import the other rows instead of nothing.")] = False


class ExportQuery(Schema):
    """How the file is written."""

    format: Literal["jsonl", "csv"] = "jsonl"


class PreferenceBody(Schema):
    """What is wished about the distance on each axis. A wish moves people; it keeps nobody out."""

    industry: Wish = Wish.ANY
    function: Wish = Wish.ANY
    level: Wish = Wish.ANY

    def stated(self) -> DistancePreference:
        """Return the wishes as the ranking knows them."""
        return DistancePreference(self.industry, self.function, self.level)


class SuggestionBody(Schema):
    """Who asks, and for what."""

    email: Annotated[Email, Field(description="The seeker's e-mail address.")]
    intent: Intent
    challenge: Annotated[Number, Field(description="Which of the seeker's challenges; the first is 1.")] = 1
    limit: Annotated[
        int | None, Field(ge=1, le=MOST, description="People at most; null means as many as configured.")
    ] = None
    preference: PreferenceBody = PreferenceBody()


class SlatePath(Schema):
    """One slate."""

    slate_id: UUID


class IntroductionPath(Schema):
    """One introduction."""

    introduction_id: UUID


class Viewer(Schema):
    """From whose side an introduction is seen: a seeker never learns of a decline."""

    viewer: Annotated[Email, Field(description="E-mail address of one of the two parties.")]


class InLanguage(Schema):
    """In which language to answer."""

    language: Annotated[Literal["da", "en"], Field(description="Danish or English.")] = "da"


class ViewerInLanguage(Viewer, InLanguage):
    """From whose side, and in which language."""


class IntroductionsQuery(Viewer):
    """Whose introductions, and which page of them."""

    after: Annotated[UUID | None, Field(description="The last introduction of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=200, description="Introductions at most.")] = 50


class IntroductionBody(Schema):
    """Whom a slate's seeker would like to meet."""

    slate_id: UUID
    candidate: Annotated[Email, Field(description="E-mail address of somebody on the slate.")]
    message: Annotated[str, Field(max_length=LONGEST_MESSAGE, description="For the candidate to read.")] = ""


class AnswerBody(Schema):
    """Who answers."""

    by: Annotated[Email, Field(description="E-mail address of the person who was asked.")]


class OutcomeBody(Schema):
    """Who reports, and what."""

    by: Annotated[Email, Field(description="E-mail address of either party.")]
    state: Literal["met", "not_met"]


class RatingPath(IntroductionPath):
    """One party's rating of one meeting."""

    by: Annotated[Email, Field(description="E-mail address of the party who rates.")]


class RatingBody(Schema):
    """What a meeting was worth, with one to five stars."""

    useful: Stars
    challenged: Stars
    supported: Stars
    learned: Annotated[str, Field(max_length=LONGEST_ANSWER, description="What was learned.")] = ""
    did: Annotated[str, Field(max_length=LONGEST_ANSWER, description="What was done with it.")] = ""
    meet_again: Annotated[bool | None, Field(description="Null leaves it open.")] = None


class DayPath(Schema):
    """One network day."""

    day_id: Number


class PlanPath(DayPath):
    """One version of a day's seating plan."""

    version: Number


class DayBody(Schema):
    """A day to set up; a table size of 2 means that people meet in pairs."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    on: dt.date
    rounds: Annotated[int, Field(ge=ROUNDS[0], le=ROUNDS[-1])]
    table_size: Annotated[int, Field(ge=TABLE_SIZES[0], le=TABLE_SIZES[-1])]


class AttendeesBody(Schema):
    """Exactly those who attend."""

    emails: Annotated[list[Email], Field(max_length=5000)]


class PlanBody(Schema):
    """How long to plan; the same seed gives the same plan for the same people."""

    seconds: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 5.0
    seed: Annotated[int, Field(ge=SEEDS[0], le=SEEDS[-1])] = 0
