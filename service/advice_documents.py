"""What is answered about questions to bring and about a member's own texts."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel

from models.domain.members import Kind
from models.ranking.questions import Question, QuestionKind
from models.text.coaching import AdviceCode
from models.text.themes import Theme
from service.use_cases.coach import Coaching, Likelihood


class QuestionDocument(BaseModel):
    """A question to bring; `kind` says what it asks about, `sharp` that it dares."""

    id: str
    text: str
    kind: QuestionKind
    sharp: bool


class QuestionsDocument(BaseModel):
    """Three questions of three kinds, the sharp ones first; none for who may not read the challenge."""

    questions: list[QuestionDocument]

    @classmethod
    def of(cls, found: Iterable[Question], language: str) -> Self:
        """Show questions in one language."""
        return cls(
            questions=[
                QuestionDocument(id=q.id, text=q.in_language(language), kind=q.kind, sharp=q.sharp)
                for q in found
            ]
        )


class ThemeDocument(BaseModel):
    """A problem theme in two languages; `area` is what it stands under."""

    id: str
    da: str
    en: str
    description_da: str
    description_en: str
    area: str


class ThemesDocument(BaseModel):
    """All themes, those of an area together."""

    themes: list[ThemeDocument]

    @classmethod
    def of(cls, found: Iterable[Theme]) -> Self:
        """Show themes."""
        return cls(themes=[ThemeDocument.model_validate(one, from_attributes=True) for one in found])


class LikelyThemeDocument(BaseModel):
    """A theme a text is probably about; how probably is told in steps."""

    id: str
    da: str
    en: str
    likelihood: Likelihood


class AdviceDocument(BaseModel):
    """One piece of advice; `quote` stands in the text from `start` (in characters) on."""

    code: AdviceCode
    start: int
    quote: str


class DemandDocument(BaseModel):
    """How many members a text meets, in steps, so that nobody can be inferred; null leaves the last open."""

    at_least: int
    at_most: int | None


class CoachedTextDocument(BaseModel):
    """What would make one text easier to find; `demand` is null where nothing can be said.

    `likely_themes` are three at most, the likeliest first, and none where nothing can be told.
    """

    kind: Kind
    text: str
    advice: list[AdviceDocument]
    demand: DemandDocument | None
    likely_themes: list[LikelyThemeDocument]


class CoachingDocument(BaseModel):
    """Advice on each text, challenges first, and on all of them together."""

    texts: list[CoachedTextDocument]
    advice: list[AdviceDocument]

    @classmethod
    def of(cls, coaching: Coaching) -> Self:
        """Show what the coach says."""
        return cls.model_validate(coaching, from_attributes=True)
