"""Coach: before a member saves, tell him what makes his texts findable, and how many they would meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.domain.members import Kind
from models.retrieval.demand import Demand
from models.text.coaching import Advice, AdviceCode, coach, coach_profile
from models.text.themes import themes_by_id
from service.context import Context
from service.db import conflicts, members

MOST_TEXTS = 50
"""Texts of a kind that are advised on at once."""


class Likelihood(StrEnum):
    """How probably a text is about a theme, in steps: the text alone does not allow more."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    FAINT = "faint"

    @classmethod
    def of(cls, probability: float) -> "Likelihood":
        """Return the step of a probability."""
        return next((step for step, least in LEAST.items() if probability >= least), cls.FAINT)


LEAST = {Likelihood.LIKELY: 0.5, Likelihood.POSSIBLE: 0.25}
"""The least probability of a step; what is lower and offered at all is faint."""


@dataclass(frozen=True, slots=True)
class LikelyTheme:
    """A theme to offer for a text; its author says whether it is right."""

    id: str
    da: str
    en: str
    likelihood: Likelihood


@dataclass(frozen=True, slots=True)
class CoachedText:
    """One text with its advice; `demand` is None and no theme is likely where nothing can be said."""

    kind: Kind
    text: str
    advice: tuple[Advice, ...]
    demand: Demand | None
    likely_themes: tuple[LikelyTheme, ...]


@dataclass(frozen=True, slots=True)
class Coaching:
    """Every text in the order it was given, challenges first, and the advice on all of them together."""

    texts: tuple[CoachedText, ...]
    advice: tuple[Advice, ...]


def coach_member(
    context: Context, email: str, challenges: Sequence[str], expertise: Sequence[str]
) -> Coaching:
    """Advise a member on texts he has not saved yet; nothing is kept."""
    barred = _barred(context, email)
    coached = (
        one
        for kind, texts in ((Kind.CHALLENGE, challenges), (Kind.EXPERTISE, expertise))
        for one in _coached(context, kind, texts, barred)
    )
    return Coaching(tuple(coached), coach_profile(expertise))


def _barred(context: Context, email: str) -> set[int]:
    """Return whom he could not be introduced to, himself and those with a pause among them."""
    with context.database.read() as session:
        member = members.find(session, email)
        rules = conflicts.rules_for(session, context.conflict_policy, context.today, [member.id])
        return conflicts.excluded_ids(session, member, rules)


def _coached(context: Context, kind: Kind, texts: Sequence[str], barred: set[int]) -> Iterator[CoachedText]:
    advice = [coach(text, kind) for text in texts]
    telling = [place for place, text in enumerate(texts) if _tells_enough(text, advice[place])][:MOST_TEXTS]
    read = dict(zip(telling, _read(context, kind, [texts[place] for place in telling], barred), strict=True))
    for place, text in enumerate(texts):
        demand, likely_themes = read.get(place, (None, ()))
        yield CoachedText(kind, text, advice[place], demand, likely_themes)


def _tells_enough(text: str, advice: Sequence[Advice]) -> bool:
    return bool(text.strip()) and all(one.code is not AdviceCode.TOO_SHORT for one in advice)


def _read(
    context: Context, kind: Kind, texts: Sequence[str], barred: set[int]
) -> list[tuple[Demand | None, tuple[LikelyTheme, ...]]]:
    """Return for each text whom it meets and what it is about; the encoder reads it once for both."""
    if not texts:
        return []
    drafts = context.matcher.encode(texts, kind)
    met = context.matcher.members_met(drafts, kind, barred)
    demand = [None] * len(texts) if met is None else [Demand.of(number) for number in met]
    return list(zip(demand, map(_offered, context.matcher.likely_themes(drafts, kind)), strict=True))


def _offered(likely: Sequence[tuple[str, float]]) -> tuple[LikelyTheme, ...]:
    known = themes_by_id()
    return tuple(
        LikelyTheme(known[name].id, known[name].da, known[name].en, Likelihood.of(probability))
        for name, probability in likely
        if name in known
    )
