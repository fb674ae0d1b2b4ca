"""Coach: before a member saves, tell him what makes his texts findable, and how many they would meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.domain.members import Kind
from models.retrieval.demand import Demand
from models.text.coaching import Advice, AdviceCode, coach, coach_profile
from service.context import Context
from service.db import conflicts, members


@dataclass(frozen=True, slots=True)
class CoachedText:
    """One text with its advice; `demand` is None where nothing can be said about it."""

    kind: Kind
    text: str
    advice: tuple[Advice, ...]
    demand: Demand | None


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
    met = context.matcher.members_met(texts, kind, barred) if texts else None
    for place, text in enumerate(texts):
        advice = coach(text, kind)
        tells_enough = bool(text.strip()) and all(one.code is not AdviceCode.TOO_SHORT for one in advice)
        demand = Demand.of(met[place]) if met is not None and tells_enough else None
        yield CoachedText(kind, text, advice, demand)
