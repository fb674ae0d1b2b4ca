"""Who must not meet whom, found in the database without reading everybody."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import CTE, ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from models.domain.conflicts import ConflictRules, Pair, frozen_since, market_of
from models.domain.functions import FunctionList
from models.domain.introductions import AGREED
from models.domain.members import Member
from models.domain.network_day import PlanState
from service.db.members import AT_ONCE, in_parts
from service.db.tables import (
    AttendeeRow,
    IntroductionRow,
    MemberRow,
    NetworkDayRow,
    NotWithRow,
    SeatingPlanRow,
)

_LAST_KNOWN = func.coalesce(
    IntroductionRow.reported_at, IntroductionRow.answered_at, IntroductionRow.requested_at
)


@dataclass(frozen=True, slots=True)
class ConflictPolicy:
    """What a network counts as a conflict; 0 months mean for ever, no `competition` lets competitors meet."""

    freeze_months: int
    competition: FunctionList | None


def rules_for(
    session: Session,
    policy: ConflictPolicy,
    on: dt.date,
    member_ids: Collection[int],
    *,
    but_not_day: int | None = None,
) -> ConflictRules:
    """Return what is known of pairs with at least one of these members in them.

    Two people count as introduced from the request on. A yes, and what came of it, counts for the freeze;
    without a yes it counts for ever: if a request that lapsed left them free to be suggested again, being
    suggested again would tell a seeker that nobody said no. Seats of the day that is being planned
    (`but_not_day`) do not count against it.
    """
    since = frozen_since(on, policy.freeze_months)
    return ConflictRules(
        on=on,
        introduced=_pairs(
            session, IntroductionRow.seeker_id, IntroductionRow.candidate_id, member_ids, _counts(since)
        ),
        seated=frozenset(_seated(session, since, on, member_ids, but_not_day)),
        not_with=_pairs(session, NotWithRow.member_id, NotWithRow.other_id, member_ids, true()),
        competition=policy.competition,
    )


def excluded_ids(session: Session, member: Member, rules: ConflictRules) -> set[int]:
    """Return himself and everybody the member must not meet (`ConflictRules.between`, asked of all)."""
    # One query each: for all in one, a database would read every row instead of an index each.
    kept_apart = (MemberRow.paused_until > rules.on, _belongs_with(member), _speaks_none_of(session, member))
    found = {id_ for why in kept_apart for id_ in session.scalars(select(MemberRow.id).where(why))}
    return found | _competitors(session, member, rules) | rules.partners_of(member.id) | {member.id}


def excluded_among(session: Session, member: Member, rules: ConflictRules, ids: Collection[int]) -> set[int]:
    """Return those of some people whom the member must not meet; of very many, all whom he must not meet."""
    if len(ids) > AT_ONCE:
        return excluded_ids(session, member, rules)
    market, functions = market_of(member.profile.industry), rules.competition
    in_market = false() if market is None or functions is None else MemberRow.market == market
    kept_apart = or_(
        MemberRow.paused_until > rules.on, _belongs_with(member), _speaks_none_of(session, member)
    )
    query = select(MemberRow.id, MemberRow.function, func.coalesce(kept_apart, false())).where(
        MemberRow.id.in_(ids), or_(kept_apart, in_market)
    )
    among = {
        id_
        for id_, function, is_kept_apart in session.execute(query)
        if is_kept_apart or (functions is not None and functions.same(function, member.profile.function))
    }
    return among | (rules.partners_of(member.id) | {member.id}).intersection(ids)


def language_key(languages: Iterable[str]) -> str:
    """Write languages so that people who speak the same ones have the same key; none give an empty text."""
    return " ".join(sorted(languages))


def _competitors(session: Session, member: Member, rules: ConflictRules) -> set[int]:
    market, functions = market_of(member.profile.industry), rules.competition
    if market is None or functions is None:
        return set()
    peers = session.execute(select(MemberRow.id, MemberRow.function).where(MemberRow.market == market))
    return {id_ for id_, function in peers if functions.same(function, member.profile.function)}


def _belongs_with(member: Member) -> ColumnElement[bool]:
    keys = sorted(member.profile.belongs_to)
    return or_(MemberRow.organisation_key.in_(keys), MemberRow.cvr.in_(keys), MemberRow.group_key.in_(keys))


def _speaks_none_of(session: Session, member: Member) -> ColumnElement[bool]:
    spoken = member.profile.languages
    others = session.scalars(select(_LANGUAGE_KEYS)) if spoken else ()
    return MemberRow.language_key.in_([key for key in others if key and set(spoken).isdisjoint(key.split())])


def _distinct_language_keys() -> CTE:
    """Jump through the index from one key to the next; DISTINCT would walk over every member."""
    first = select(func.min(MemberRow.language_key).label("key")).cte("language_keys", recursive=True)
    after = select(func.min(MemberRow.language_key)).where(MemberRow.language_key > first.c.key)
    return first.union_all(select(after.scalar_subquery()).where(first.c.key.is_not(None)))


_LANGUAGE_KEYS = _distinct_language_keys()


def _counts(since: dt.date | None) -> ColumnElement[bool]:
    if since is None:
        return true()
    thawed = dt.datetime.combine(since + dt.timedelta(days=1), dt.time.min, dt.UTC)
    agreed = IntroductionRow.state.in_([state.value for state in AGREED])
    return or_(~agreed, thawed <= _LAST_KNOWN)


def _seated(
    session: Session, since: dt.date | None, on: dt.date, member_ids: Collection[int], but_not_day: int | None
) -> Iterator[Pair]:
    """Give the pairs who sat together by the newest published plan of a day that one of them attended."""
    for some in in_parts(member_ids):
        attended = select(AttendeeRow.day_id).where(AttendeeRow.member_id.in_(some))
        days = [NetworkDayRow.on <= on, NetworkDayRow.id.in_(attended)]
        days += [] if since is None else [NetworkDayRow.on > since]
        days += [] if but_not_day is None else [NetworkDayRow.id != but_not_day]
        query = (
            select(SeatingPlanRow.day_id, SeatingPlanRow.rounds)
            .join(NetworkDayRow, NetworkDayRow.id == SeatingPlanRow.day_id)
            .where(SeatingPlanRow.state == PlanState.PUBLISHED.value, *days)
            .order_by(SeatingPlanRow.version)
        )
        newest = {day_id: rounds for day_id, rounds in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
        yield from _together(newest.values(), set(some))


def _together(plans: Iterable[list[Any]], people: set[int]) -> Iterator[Pair]:
    tables = (table for rounds in plans for tables in rounds for table in tables)
    return (
        frozenset(pair)
        for table in tables
        if not people.isdisjoint(table)
        for pair in combinations(table, 2)
        if not people.isdisjoint(pair)
    )


def _pairs(
    session: Session,
    one: Any,  # noqa: ANN401 - a mapped column is a column only on its class
    other: Any,  # noqa: ANN401 - as above
    member_ids: Collection[int],
    counts: ColumnElement[bool],
) -> frozenset[Pair]:
    return frozenset(
        frozenset(pair)
        for some in in_parts(member_ids)
        for pair in session.execute(select(one, other).where(or_(one.in_(some), other.in_(some)), counts))
    )
