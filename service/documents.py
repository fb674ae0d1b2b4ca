"""What is answered: each schema knows how to show its part of the domain."""

import datetime as dt
from typing import Literal, Self

from pydantic import BaseModel

from models.domain.distance import Wish
from models.domain.introductions import Introduction, Rating, State
from models.domain.members import Intent, Kind, Level, Member, Visibility
from models.domain.slates import SlateEntry
from service.use_cases.import_members import ImportReport
from service.use_cases.introductions import IntroductionView
from service.use_cases.member_record import fields_of
from service.use_cases.members import Page
from service.use_cases.suggest import ShownSlate


class StatementDocument(BaseModel):
    """One open text of a member, to whom he shows it, and the theme he has confirmed for it."""

    id: int
    kind: Kind
    text: str
    visibility: Visibility
    theme: str | None


class MemberDocument(BaseModel):
    """A member with the field names of the members file, and how things stand."""

    id: str | None
    email: str
    name: str
    organisation: str
    cvr: str | None
    group: str | None
    industry: str
    function: str
    level: Level
    region: str
    languages: list[str]
    challenges: list[str]
    expertise: list[str]
    networks: list[str]
    challenge_themes: list[str | None]
    expertise_themes: list[str | None]
    statements: list[StatementDocument]
    paused_until: dt.date | None
    version: int

    @classmethod
    def of(cls, member: Member) -> Self:
        """Show all of a member."""
        stated = [StatementDocument.model_validate(s, from_attributes=True) for s in member.statements]
        return cls(
            **fields_of(member.profile),
            statements=stated,
            paused_until=member.paused_until,
            version=member.version,
        )


class MemberPage(BaseModel):
    """Some of the members, oldest first; the Link header leads to the next page."""

    members: list[MemberDocument]

    @classmethod
    def of(cls, page: Page) -> Self:
        """Show a page."""
        return cls(members=[MemberDocument.of(member) for member in page.members])


class RowDocument(BaseModel):
    """A row that was not used, and what to write in it."""

    row: int
    column: str
    value: str
    fix: str


class TruncationDocument(BaseModel):
    """A text that was too long and was cut; `length` is what it had."""

    row: int
    column: str
    length: int


class ImportDocument(BaseModel):
    """What came of a file."""

    created: int
    updated: int
    unchanged: int
    skipped: int
    problems: list[RowDocument]
    truncated: list[TruncationDocument]
    notices: list[str]

    @classmethod
    def of(cls, report: ImportReport) -> Self:
        """Show a report."""
        return cls.model_validate(report, from_attributes=True)


class PersonDocument(BaseModel):
    """A member as others see him; `id` is the id of the members file, if it had one."""

    id: str | None
    email: str
    name: str
    organisation: str
    industry: str
    function: str
    level: Level

    @classmethod
    def of(cls, member: Member) -> Self:
        """Show a member without what he has written."""
        profile = member.profile
        return cls(
            id=profile.external_id,
            email=profile.email,
            name=profile.name,
            organisation=profile.organisation,
            industry=profile.industry,
            function=profile.function,
            level=profile.level,
        )


class EvidenceDocument(BaseModel):
    """A sentence of the seeker and the sentence of the candidate it met, both as they were written."""

    mine: str
    theirs: str
    similarity: float


class DistanceDocument(BaseModel):
    """How far two backgrounds are apart, from 0 to 1; null where one of them is unknown."""

    industry: float | None
    function: float | None
    level: float | None


class SuggestedDocument(BaseModel):
    """One person on a slate."""

    position: int
    member: PersonDocument
    score: float
    evidence: list[EvidenceDocument]
    distance: DistanceDocument

    @classmethod
    def of(cls, entry: SlateEntry, member: Member) -> Self:
        """Show one entry of a slate."""
        shown = {name: getattr(entry, name) for name in ("position", "score", "evidence", "distance")}
        return cls.model_validate({**shown, "member": PersonDocument.of(member)}, from_attributes=True)


class PreferenceDocument(BaseModel):
    """What was wished about the distance on each axis; `any` is no wish."""

    industry: Wish
    function: Wish
    level: Wish


class SlateDocument(BaseModel):
    """What was shown to whom; fewer people than asked for mean that no more fit well."""

    slate_id: str
    ranker: str
    intent: Intent
    preference: PreferenceDocument
    suggestions: list[SuggestedDocument]

    @classmethod
    def of(cls, shown: ShownSlate) -> Self:
        """Show a slate with the people on it who are still members."""
        entries = [entry for entry in shown.slate.entries if entry.candidate_id in shown.members]
        return cls(
            slate_id=shown.slate.id,
            ranker=shown.slate.ranker,
            intent=shown.slate.intent,
            preference=PreferenceDocument.model_validate(shown.slate.preference, from_attributes=True),
            suggestions=[SuggestedDocument.of(e, shown.members[e.candidate_id]) for e in entries],
        )


class IntroductionDocument(BaseModel):
    """An introduction as the one who asks may know it."""

    id: str
    slate_id: str
    state: State
    message: str
    requested_at: dt.datetime
    expires_at: dt.datetime
    reported_at: dt.datetime | None

    @classmethod
    def of(cls, introduction: Introduction) -> Self:
        """Show what is not personal, and what the seeker wrote."""
        return cls.model_validate(introduction, from_attributes=True)


class SeenIntroductionDocument(BaseModel):
    """An introduction from one party's side; `other` is null until names may be known."""

    introduction: IntroductionDocument
    role: Literal["seeker", "candidate"]
    intent: Intent
    other: PersonDocument | None

    @classmethod
    def of(cls, view: IntroductionView, *, names: bool) -> Self:
        """Show a view, with the other's name if both have said yes or the asker may see `names` anyway."""
        known = names or view.introduction.both_said_yes
        return cls(
            introduction=IntroductionDocument.of(view.introduction),
            role="seeker" if view.viewer.id == view.seeker.id else "candidate",
            intent=view.slate.intent,
            other=PersonDocument.of(view.other) if known else None,
        )


class IntroductionPage(BaseModel):
    """Some of a member's introductions, newest first; the Link header leads to the next page."""

    introductions: list[SeenIntroductionDocument]


class RatingDocument(BaseModel):
    """A rating as it is kept."""

    introduction_id: str
    useful: int
    challenged: int
    supported: int
    learned: str
    did: str
    meet_again: bool | None
    rated_at: dt.datetime

    @classmethod
    def of(cls, rating: Rating) -> Self:
        """Show a rating to the one who gave it."""
        return cls.model_validate(rating, from_attributes=True)
