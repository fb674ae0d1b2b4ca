"""Slates: written once, read as they were shown."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from models.domain.distance import NO_WISH, Distance, DistancePreference, Wish
from models.domain.errors import NotFoundError
from models.domain.members import Intent
from models.domain.slates import Evidence, Slate, SlateEntry
from models.ranking.exposure import Showing
from service.db.tables import IntroductionRow, SlateEntryRow, SlateRow, StatementRow

# Evidence of slates that were kept before it named the statements it is from.
_WITHOUT_STATEMENTS = {"my_statement": None, "their_statement": None}


def insert(session: Session, slate: Slate) -> None:
    """Keep a slate; it is never changed afterwards."""
    values = asdict(slate)
    entries = values.pop("entries")
    del values["challenge"]  # The text stands in the statement, and is erased with it.
    session.add(SlateRow(**values | {"intent": slate.intent.value}))
    session.flush()
    shown = {"slate_id": slate.id, "seeker_id": slate.seeker_id, "shown_at": slate.shown_at}
    session.add_all(SlateEntryRow(**shown, **entry) for entry in entries)
    session.flush()


def find(session: Session, slate_id: str) -> Slate:
    """Return a slate by its id."""
    found = by_ids(session, [slate_id])
    if slate_id not in found:
        raise NotFoundError("slate", slate_id)
    return found[slate_id]


def by_ids(session: Session, slate_ids: Collection[str]) -> dict[str, Slate]:
    """Return the slates that exist among these, by id."""
    wanted = (
        select(SlateRow, StatementRow.text)
        .join(StatementRow, StatementRow.id == SlateRow.statement_id)
        .where(SlateRow.id.in_(slate_ids))
    )
    entries = _entries(session, slate_ids)
    return {row.id: _slate(row, text, entries[row.id]) for row, text in session.execute(wanted)}


def showings(
    session: Session, member_ids: Collection[int], *, since: dt.datetime, not_to: int
) -> list[Showing]:
    """Return how often these members were shown, by each seeker's best position, to all but one seeker.

    Without that one, so that what a seeker has seen does not change what he sees when he looks again.
    """
    shown = SlateEntryRow
    asked = and_(
        IntroductionRow.slate_id == shown.slate_id, IntroductionRow.candidate_id == shown.candidate_id
    )
    pairs = (
        select(
            shown.candidate_id,
            func.min(shown.position).label("position"),
            func.max(case((IntroductionRow.id.is_not(None), 1), else_=0)).label("asked"),
        )
        .outerjoin(IntroductionRow, asked)
        .where(shown.candidate_id.in_(member_ids), shown.shown_at >= since, shown.seeker_id != not_to)
        .group_by(shown.candidate_id, shown.seeker_id)
        .subquery()
    )
    query = select(pairs.c.candidate_id, pairs.c.position, func.count(), func.sum(pairs.c.asked)).group_by(
        pairs.c.candidate_id, pairs.c.position
    )
    return [Showing(*row) for row in session.execute(query)]


def _entries(session: Session, slate_ids: Collection[str]) -> dict[str, list[SlateEntry]]:
    query = (
        select(SlateEntryRow).where(SlateEntryRow.slate_id.in_(slate_ids)).order_by(SlateEntryRow.position)
    )
    found: dict[str, list[SlateEntry]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.slate_id].append(_entry(row))
    return found


def _slate(row: SlateRow, challenge: str, entries: Collection[SlateEntry]) -> Slate:
    return Slate(
        id=row.id,
        seeker_id=row.seeker_id,
        statement_id=row.statement_id,
        challenge=challenge,
        intent=Intent(row.intent),
        preference=_preference(row.preference),
        ranker=row.ranker,
        fingerprint=row.fingerprint,
        wanted=row.wanted,
        feature_names=tuple(row.feature_names),
        shown_at=row.shown_at,
        entries=tuple(entries),
    )


def _preference(stored: dict[str, Any] | None) -> DistancePreference:
    # Slates from before there were wishes hold none.
    if stored is None:
        return NO_WISH
    return DistancePreference(**{axis: Wish(wish) for axis, wish in stored.items()})


def _entry(row: SlateEntryRow) -> SlateEntry:
    evidence: list[dict[str, Any]] = row.evidence
    return SlateEntry(
        position=row.position,
        candidate_id=row.candidate_id,
        score=row.score,
        forward=row.forward,
        backward=row.backward,
        propensity=row.propensity,
        features=tuple(row.features),
        backward_features=tuple(row.backward_features),
        distance=Distance(**row.distance),
        evidence=tuple(Evidence(**_WITHOUT_STATEMENTS | pair) for pair in evidence),
    )
