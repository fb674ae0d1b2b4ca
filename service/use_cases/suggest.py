"""Ask: suggest people for one challenge, and keep the slate as it was shown."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from models.domain.distance import NO_WISH, DistancePreference
from models.domain.errors import BadInputError, IllegalTransitionError
from models.domain.members import Intent, Kind, Member, Statement
from models.domain.reading import as_read
from models.domain.slates import Evidence, Slate, SlateEntry
from models.ranking.features import FEATURE_NAMES
from models.ranking.recommender import Ranking, Suggestion
from service.context import Context
from service.db import conflicts, introductions, members, slates

MOST = 50
"""The longest list anyone may ask for."""


@dataclass(frozen=True, slots=True)
class ShownSlate:
    """A slate as its seeker may read it now, with the people on it."""

    slate: Slate
    seeker: Member
    members: Mapping[int, Member]


def suggest(  # noqa: PLR0913 - one question with all its circumstances
    context: Context,
    email: str,
    intent: Intent,
    *,
    challenge: int = 1,
    limit: int | None = None,
    preference: DistancePreference = NO_WISH,
) -> ShownSlate:
    """Suggest people for a member's n-th challenge (from 1); the slate is stored before it is returned."""
    wanted = context.settings.suggestions if limit is None else limit
    if not 1 <= wanted <= MOST:
        raise BadInputError(f"{wanted} suggestions were asked for; ask for 1 to {MOST}.")
    # The index catches up first: what is read afterwards is at least as new as what is searched.
    index = context.matcher.refresh()
    with context.database.read() as session:
        seeker = members.find(session, email)
        asked = _nth_challenge(seeker, challenge)
        if asked.id not in index:
            raise IllegalTransitionError(
                "This challenge was stated a moment ago and is still being read; ask again in a minute."
            )
        ranking, evidence = _ranked(context, session, seeker, asked, intent, wanted, preference)
        people = {s.member.id: s.member for s in ranking.suggestions}
    slate = Slate(
        id=str(uuid.uuid4()),
        seeker_id=seeker.id,
        statement_id=asked.id,
        challenge=asked.text,
        intent=intent,
        preference=preference,
        ranker=ranking.ranker,
        fingerprint=index.fingerprint,
        wanted=wanted,
        feature_names=FEATURE_NAMES,
        shown_at=context.clock(),
        entries=tuple(_entry(s, evidence.get(s.member.id, ())) for s in ranking.suggestions),
    )
    with context.database.write() as session:
        slates.insert(session, slate)
    return ShownSlate(as_read(slate, seeker.id, people | {seeker.id: seeker}, ()), seeker, people)


def get_slate(context: Context, slate_id: str) -> ShownSlate:
    """Return a slate as it was shown, with its people, and what its seeker may read of them, as now."""
    with context.database.read() as session:
        slate = slates.find(session, slate_id)
        people = members.by_ids(session, [slate.seeker_id, *(entry.candidate_id for entry in slate.entries)])
        agreed = introductions.agreed_on(session, slate_id)
    read = as_read(slate, slate.seeker_id, people, agreed)
    return ShownSlate(read, people.pop(slate.seeker_id), people)


def _ranked(  # noqa: PLR0913, PLR0917 - one question with all its circumstances
    context: Context,
    session: Session,
    seeker: Member,
    asked: Statement,
    intent: Intent,
    wanted: int,
    preference: DistancePreference,
) -> tuple[Ranking, dict[int, tuple[Evidence, ...]]]:
    rules = conflicts.rules_for(session, context.conflict_policy, context.today, [seeker.id])
    ranking = context.matcher.recommend(
        session,
        seeker,
        asked,
        intent,
        rules=rules,
        limit=wanted,
        rng=np.random.default_rng(),
        preference=preference,
    )
    others = [suggestion.member for suggestion in ranking.suggestions]
    return ranking, context.matcher.evidence(session, seeker, asked, intent, others)


def _nth_challenge(seeker: Member, number: int) -> Statement:
    challenges = seeker.stated(Kind.CHALLENGE)
    if not challenges:
        raise BadInputError(f"{seeker.email} has stated no challenge; state one first.")
    if not 1 <= number <= len(challenges):
        raise BadInputError(f"{seeker.email} has no challenge {number}; choose 1 to {len(challenges)}.")
    return challenges[number - 1]


def _entry(suggestion: Suggestion, evidence: tuple[Evidence, ...]) -> SlateEntry:
    return SlateEntry(
        position=suggestion.position,
        candidate_id=suggestion.member.id,
        score=suggestion.score,
        forward=suggestion.forward,
        backward=suggestion.backward,
        propensity=suggestion.propensity,
        features=suggestion.features,
        backward_features=suggestion.backward_features,
        distance=suggestion.distance,
        evidence=evidence,
    )
