import datetime as dt
from pathlib import Path

import pytest
from service_fakes import NOW, profile

from models.domain.conflicts import Conflict
from models.domain.functions import FunctionList
from models.domain.introductions import State
from models.domain.network_day import NetworkDay, PlanState, Seating, SeatingPlan
from service.db import conflicts, days, members
from service.db.changes import next_change
from service.db.conflicts import ConflictPolicy
from service.db.profiles import save_all
from service.db.tables import IntroductionRow, SlateEntryRow, SlateRow

TODAY = NOW.date()
FUNCTIONS = FunctionList.read(Path(__file__).parents[3] / "data" / "functions.csv")
POLICY = ConflictPolicy(24, FUNCTIONS)
CHANGES = {
    4: {"organisation": "FIRMA 1  a/s"},
    5: {"cvr": profile(1).cvr},
    6: {"group": "firma 1 A/S", "languages": ("da",)},
    7: {"industry": "25.62 Metal", "function": "salg"},
    8: {"industry": "256200", "function": "Sales", "languages": ("en",)},
    9: {"industry": "25.62 Metal", "function": "hr"},
    10: {"group": profile(1).cvr},
    11: {"industry": "84.11 Kommune", "languages": ("de",)},
    12: {"industry": "84.11 Kommune", "languages": ("de", "da")},
}


@pytest.fixture
def people(database):
    """Twelve members by number: colleagues, relatives and competitors among them."""
    with database.write() as session:
        profiles = [profile(number, **CHANGES.get(number, {})) for number in range(1, 13)]
        save_all(session, profiles, next_change(session), NOW)
        found = members.page(session, after=None, limit=20)
    return dict(enumerate(found, 1))


def rules_for(session, *people, policy=POLICY, on=TODAY, **but):
    return conflicts.rules_for(session, policy, on, [member.id for member in people], **but)


def introduce(session, seeker, candidate, state, **times):
    slate = f"slate of {seeker.id} with {candidate.id}"
    shown = {"intent": "support", "ranker": "prior", "fingerprint": "x", "wanted": 5, "feature_names": []}
    statement = seeker.statements[0].id
    session.add(SlateRow(id=slate, seeker_id=seeker.id, statement_id=statement, shown_at=NOW, **shown))
    session.flush()
    numbers = dict.fromkeys(("score", "forward", "backward", "propensity"), 1)
    empty = {"features": [], "backward_features": [], "distance": {}, "evidence": []}
    session.add(SlateEntryRow(slate_id=slate, position=1, candidate_id=candidate.id, **numbers, **empty))
    session.add(
        IntroductionRow(
            id=slate,
            slate_id=slate,
            seeker_id=seeker.id,
            candidate_id=candidate.id,
            message="",
            state=state.value,
            requested_at=NOW,
            expires_at=NOW + dt.timedelta(days=14),
            version=1,
            **{"answered_at": None, "reported_at": None} | times,
        )
    )
    session.flush()


def seat(session, on, *rounds, state=PlanState.PUBLISHED, attendees=None):
    """Plan a day on which these tables of members sit, round by round."""
    day = days.insert(session, NetworkDay(0, "Dag", on, len(rounds), 2, (), 1), NOW)
    seated = {member.id: None for tables in rounds for table in tables for member in table}
    here = tuple(seated) if attendees is None else tuple(member.id for member in attendees)
    days.store_attendees(session, day.with_attendees(here), replacing=day)
    plan(session, day, *rounds, state=state)
    return day


def plan(session, day, *rounds, state=PlanState.PUBLISHED, version=1):
    tables = tuple(tuple(tuple(m.id for m in table) for table in tables) for tables in rounds)
    seating = Seating(tables, 0.0, 0.0, 0.0, ())
    days.insert_plan(session, SeatingPlan(day.id, version, state, 0, seating, 0.0, NOW))


@pytest.mark.parametrize("state", State)
def test_whoever_was_asked_counts_as_introduced_whatever_came_of_it(database, people, state):
    with database.write() as session:
        introduce(session, people[1], people[2], state)
        rules = rules_for(session, people[2])
    assert rules.between(people[1], people[2]) is Conflict.ALREADY_INTRODUCED


@pytest.mark.parametrize("state", State)
def test_after_the_freeze_only_those_are_free_who_both_said_yes(database, people, state):
    with database.write() as session:
        introduce(session, people[1], people[2], state, answered_at=NOW)
        last, first = dt.date(2027, 3, 2), dt.date(2027, 3, 3)
        assert rules_for(session, people[1], on=last).introduced
        bars = rules_for(session, people[1], on=first).introduced
        forever = rules_for(session, people[1], policy=ConflictPolicy(0, None), on=dt.date.max).introduced
    assert bool(bars) == (state in {State.REQUESTED, State.DECLINED, State.EXPIRED})
    assert forever


def test_the_freeze_begins_with_the_last_that_is_known_of_a_meeting(database, people):
    later = NOW + dt.timedelta(days=100)
    with database.write() as session:
        introduce(session, people[1], people[2], State.MET, answered_at=NOW, reported_at=later)
        assert rules_for(session, people[1], on=dt.date(2027, 3, 3)).introduced
        assert not rules_for(session, people[1], on=dt.date(2027, 6, 30)).introduced


def test_people_who_sat_at_one_table_are_kept_apart_for_the_freeze(database, people):
    one, two, three, four = (people[n] for n in (1, 2, 3, 7))
    met = {frozenset((one.id, two.id)), frozenset((three.id, four.id)), frozenset((one.id, three.id))}
    with database.write() as session:
        seat(session, TODAY, [(one, two), (three, four)], [(one, three)])
        assert rules_for(session, one, three).seated == met
        assert rules_for(session, two).seated == {frozenset((one.id, two.id))}
        assert rules_for(session, one).between(one, two) is Conflict.MET_LATELY
        assert not rules_for(session, one, on=TODAY - dt.timedelta(days=1)).seated
        assert rules_for(session, one, on=dt.date(2027, 3, 2)).seated
        assert not rules_for(session, one, on=dt.date(2027, 3, 3)).seated
        assert rules_for(session, one, policy=ConflictPolicy(0, None), on=dt.date.max).seated


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.LOCKED])
def test_a_plan_that_was_not_published_has_seated_nobody(database, people, state):
    with database.write() as session:
        seat(session, TODAY, [(people[1], people[2])], state=state)
        assert not rules_for(session, people[1]).seated


def test_of_two_published_plans_the_newer_counts(database, people):
    one, two, three = (people[n] for n in (1, 2, 3))
    with database.write() as session:
        day = seat(session, TODAY, [(one, two)], attendees=(one, two, three))
        plan(session, day, [(one, three)], version=2)
        assert rules_for(session, one).seated == {frozenset((one.id, three.id))}


def test_the_day_that_is_planned_does_not_count_against_itself(database, people):
    with database.write() as session:
        day = seat(session, TODAY, [(people[1], people[2])])
        assert not rules_for(session, people[1], but_not_day=day.id).seated
        assert rules_for(session, people[1], but_not_day=day.id + 1).seated


def test_rules_hold_the_pairs_of_the_people_asked_about_and_no_others(database, people):
    with database.write() as session:
        introduce(session, people[1], people[2], State.MET)
        introduce(session, people[3], people[6], State.MET)
        members.avoid(session, people[2].id, people[3].id, NOW)
        members.avoid(session, people[3].id, people[4].id, NOW)
        rules = rules_for(session, people[1], people[2])
    assert (rules.on, rules.competition) == (TODAY, FUNCTIONS)
    assert rules.introduced == {frozenset((people[1].id, people[2].id))}
    assert rules.not_with == {frozenset((people[2].id, people[3].id))}


def test_a_wish_not_to_meet_works_both_ways_can_be_repeated_and_taken_back(database, people):
    one, other = people[1], people[2]
    with database.write() as session:
        members.avoid(session, one.id, other.id, NOW)
        members.avoid(session, one.id, other.id, NOW)
        assert rules_for(session, other).between(one, other) is Conflict.NOT_WITH
        members.stop_avoiding(session, one.id, other.id)
        members.stop_avoiding(session, one.id, other.id)
        assert rules_for(session, other).not_with == frozenset()


@pytest.mark.parametrize("policy", [POLICY, ConflictPolicy(24, None)])
def test_exactly_the_people_in_conflict_with_a_member_are_excluded(database, people, policy):
    with database.write() as session:
        members.pause(session, people[12].id, TODAY + dt.timedelta(days=1), NOW)
        members.avoid(session, people[3].id, people[1].id, NOW)
        introduce(session, people[2], people[3], State.DECLINED)
        seat(session, TODAY, [(people[2], people[7])])
        everybody = members.page(session, after=None, limit=20)
        kinds = set()
        for member in everybody:
            rules = rules_for(session, member, policy=policy)
            found = {other.id: why for other in everybody if (why := rules.between(member, other))}
            kinds |= set(found.values())
            if not member.is_paused(TODAY):
                assert conflicts.excluded_ids(session, member, rules) == set(found)
                for ids in (everybody[::2], everybody[1::3], []):
                    some = {other.id for other in ids}
                    assert conflicts.excluded_among(session, member, rules, some) == some & set(found)
    assert kinds == set(Conflict) - (set() if policy.competition else {Conflict.COMPETITORS})


def test_who_has_named_no_language_is_kept_from_nobody(database, people):
    with database.write() as session:
        save_all(session, [profile(20, languages=())], next_change(session), NOW)
        silent = members.find(session, profile(20).email)
        rules = rules_for(session, silent)
        assert conflicts.excluded_ids(session, silent, rules) == {silent.id}
        assert silent.id not in conflicts.excluded_ids(session, people[11], rules)
