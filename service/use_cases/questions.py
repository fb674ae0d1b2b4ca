"""Bring a question: those of the deck that fit the challenge two people will talk about."""

from models.domain.slates import Slate
from models.ranking.questions import Question
from service.context import Context
from service.use_cases.introductions import get_introduction
from service.use_cases.suggest import get_slate


def questions_for(context: Context, slate: Slate) -> tuple[Question, ...]:
    """Return three questions for the challenge of a slate, the same three for everybody who may read it.

    Who may not read it gets none: what is asked would tell what it is about.
    """
    return () if slate.challenge is None else context.matcher.questions(slate.challenge, slate.intent)


def questions_of_slate(context: Context, slate_id: str) -> tuple[Question, ...]:
    """Return the questions that go with a slate."""
    return questions_for(context, get_slate(context, slate_id).slate)


def questions_of_introduction(context: Context, introduction_id: str, viewer: str) -> tuple[Question, ...]:
    """Return the questions that go with an introduction, to one of its two parties (e-mail)."""
    return questions_for(context, get_introduction(context, introduction_id, viewer).slate)
