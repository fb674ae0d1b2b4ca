import datetime as dt
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest

from models.domain.errors import BadInputError, IllegalTransitionError, NotFoundError, StaleVersionError
from models.domain.network_day import PlanState, Seating, Unplaced
from service.db import members
from service.use_cases import introductions, network_days
from service.use_cases.named_seating import named
from service.use_cases.network_days import LONGEST_NAME

ON = dt.date(2025, 4, 1)


@pytest.fixture
def day(context):
    return network_days.create_day(context, name=" Forår ", on=ON, rounds=3, table_size=2)


def attend(context, day, people, expected_version=None):
    emails = [member.email for member in people]
    return network_days.set_attendees(context, day.id, emails, expected_version=expected_version)


def plan(context, day, *, seed=0):
    return network_days.plan_day(context, day.id, seconds=0, seed=seed)


def pause(context, member, until):
    with context.database.write() as session:
        members.pause(session, member.id, until, context.clock())


def meetings(rounds):
    return Counter(
        frozenset(pair) for tables in rounds for table in tables for pair in combinations(table, 2)
    )


def test_a_day_is_kept_as_it_was_set_up(context, day):
    assert (day.name, day.on, day.rounds, day.table_size, day.version) == ("Forår", ON, 3, 2, 1)
    assert network_days.get_day(context, day.id) == day


def test_days_are_listed_latest_first_with_their_attendees(context, day, enrol):
    later = network_days.create_day(context, name="Efterår", on=dt.date(2025, 9, 1), rounds=1, table_size=6)
    attended = attend(context, day, enrol(3))
    assert network_days.list_days(context) == (later, attended)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"rounds": 0}, "rounds is 0; give a whole number from 1 to 20"),
        ({"rounds": 21}, "rounds is 21"),
        ({"table_size": 1}, "table_size is 1; give a whole number from 2 to 12"),
        ({"table_size": 13}, "table_size is 13"),
        ({"name": " \n"}, "name is empty"),
        ({"name": "x" * (LONGEST_NAME + 1)}, "name has 201 characters"),
    ],
)
def test_a_day_that_cannot_be_held_is_refused(context, wrong, told):
    with pytest.raises(BadInputError, match=told):
        network_days.create_day(context, **{"name": "Dag", "on": ON, "rounds": 2, "table_size": 2} | wrong)
    assert network_days.list_days(context) == ()


def test_attendees_keep_their_order_and_can_be_replaced(context, day, enrol):
    people = enrol(4)
    first = attend(context, day, [people[2], people[0]])
    assert first.attendees == (people[2].id, people[0].id)
    second = attend(context, day, people[1:], expected_version=first.version)
    assert network_days.get_day(context, day.id) == second
    assert (second.attendees, second.version) == (tuple(m.id for m in people[1:]), 3)
    assert attend(context, day, []).attendees == ()


def test_the_same_attendees_again_change_nothing_whatever_version_is_expected(context, day, enrol):
    people = enrol(3)
    first = attend(context, day, people, expected_version=1)
    assert attend(context, day, people, expected_version=1) == first


def test_attendees_are_not_overwritten_unseen(context, day, enrol):
    people = enrol(3)
    attend(context, day, people, expected_version=1)
    with pytest.raises(StaleVersionError, match=f"Network day {day.id} is at version 2, not 1"):
        attend(context, day, people[:2], expected_version=1)
    assert len(network_days.get_day(context, day.id).attendees) == 3


def test_every_unknown_and_every_doubled_attendee_is_named(context, day, enrol):
    one, two = enrol(2)

    def attend_as(*emails):
        return network_days.set_attendees(context, day.id, emails, expected_version=None)

    with pytest.raises(BadInputError, match=r"'who@a\.example', 'what@b\.example'"):
        attend_as("who@a.example", one.email, "what@b.example")
    with pytest.raises(BadInputError, match=r"'person1@firma1\.example'; name each"):
        attend_as(one.email, two.email, one.email.upper())
    assert network_days.get_day(context, day.id) == day


def test_nobody_sits_again_with_whom_he_sat_on_an_earlier_day_within_the_freeze(context, day, enrol):
    people = enrol(5)
    attend(context, day, people)
    first = plan(context, day)
    network_days.lock_plan(context, day.id, first.version)
    network_days.publish_plan(context, day.id, first.version)
    met = meetings(first.seating.rounds)
    again = network_days.create_day(context, name="Igen", on=ON, rounds=3, table_size=2)
    attend(context, again, people)
    assert met
    assert not met & meetings(plan(context, again).seating.rounds)
    assert meetings(plan(context, day).seating.rounds) == met


def test_a_plan_seats_everybody_in_each_round_or_says_why_not(context, day, enrol):
    people = enrol(9)
    pause(context, people[4], dt.date(2025, 5, 1))
    pause(context, people[5], ON)
    drafted = plan(context, attend(context, day, people))
    assert (drafted.version, drafted.state, len(drafted.seating.rounds)) == (1, PlanState.DRAFT, 3)
    for number, tables in enumerate(drafted.seating.rounds, 1):
        seated = [person for table in tables for person in table]
        unplaced = [one.person for one in drafted.seating.unplaced if one.round == number]
        assert sorted(seated + unplaced) == sorted(member.id for member in people)
    paused = {one.reason for one in drafted.seating.unplaced if one.person == people[4].id}
    assert paused == {"paused until 2025-05-01"}
    assert network_days.get_plan(context, day.id) == drafted


def test_nobody_meets_twice_or_whom_he_must_not(context, day, enrol, ask):
    people = enrol(8)
    introductions.accept(context, ask(people[0], people[1]).id, people[1].email)
    with context.database.write() as session:
        members.avoid(session, people[2].id, people[3].id, context.clock())
    met = meetings(plan(context, attend(context, day, people)).seating.rounds)
    assert set(met.values()) == {1}
    assert frozenset({people[0].id, people[1].id}) not in met
    assert frozenset({people[2].id, people[3].id}) not in met


def test_colleagues_are_not_seated_together(context, day, enrol):
    drafted = plan(context, attend(context, day, enrol(4, organisation="Nord Teknik")))
    assert meetings(drafted.seating.rounds) == {}
    assert len(drafted.seating.unplaced) == 4 * 3


def test_the_value_is_the_sum_of_what_the_meetings_are_worth(context, day, enrol):
    people = enrol(7)
    drafted = plan(context, attend(context, day, people))
    worth = context.matcher.pair_scores(people)
    rows = {member.id: row for row, member in enumerate(people)}
    met = meetings(drafted.seating.rounds)
    assert drafted.seating.value == pytest.approx(sum(worth[rows[a], rows[b]] for a, b in map(tuple, met)))
    assert 0 < drafted.seating.value <= drafted.seating.bound + 1e-9


def test_the_same_seed_gives_the_same_plan(context, day, enrol):
    attend(context, day, enrol(8))
    assert plan(context, day, seed=7).seating == plan(context, day, seed=7).seating


def test_fewer_people_than_a_table_has_seats_sit_at_one_table(context, enrol):
    day = network_days.create_day(context, name="Lille", on=ON, rounds=1, table_size=12)
    people = enrol(3)
    drafted = plan(context, attend(context, day, people))
    assert drafted.seating.rounds == ((tuple(member.id for member in people),),)


def test_one_person_alone_is_told_that_nobody_else_is_there(context, day, enrol):
    drafted = plan(context, attend(context, day, enrol(1)))
    assert [one.round for one in drafted.seating.unplaced] == [1, 2, 3]


def test_a_day_without_anybody_to_seat_is_not_planned(context, day, enrol):
    with pytest.raises(BadInputError, match="nobody to seat"):
        plan(context, day)
    (member,) = enrol(1)
    pause(context, member, dt.date(2026, 1, 1))
    attend(context, day, [member])
    with pytest.raises(BadInputError, match="nobody to seat"):
        plan(context, day)


@pytest.mark.parametrize(
    "wrong", [{"seconds": -1}, {"seconds": float("nan")}, {"seconds": 3601}, {"seed": -1}, {"seed": 2**31}]
)
def test_a_time_or_a_seed_out_of_range_is_refused(context, day, enrol, wrong):
    attend(context, day, enrol(2))
    with pytest.raises(BadInputError, match=rf"{next(iter(wrong))} is .*; give a"):
        network_days.plan_day(context, day.id, **{"seconds": 1, "seed": 0} | wrong)


def test_a_new_draft_is_the_next_version_and_leaves_the_others_alone(context, day, enrol):
    attend(context, day, enrol(6))
    first, second = plan(context, day), plan(context, day, seed=1)
    assert (first.version, second.version) == (1, 2)
    assert network_days.get_plan(context, day.id, 1) == first
    assert network_days.get_plan(context, day.id) == second


def test_the_plan_in_force_is_the_newest_of_the_most_final(context, day, enrol):
    attend(context, day, enrol(6))
    for _ in range(4):
        plan(context, day)

    def in_force():
        found = network_days.get_plan(context, day.id)
        assert found == network_days.list_plans(context, day.id)[0]
        return found.version, found.state

    assert in_force() == (4, PlanState.DRAFT)
    network_days.lock_plan(context, day.id, 2)
    assert in_force() == (2, PlanState.LOCKED)
    network_days.publish_plan(context, day.id, 2)
    network_days.lock_plan(context, day.id, 3)
    plan(context, day)
    assert in_force() == (2, PlanState.PUBLISHED)
    network_days.publish_plan(context, day.id, 3)
    assert in_force() == (3, PlanState.PUBLISHED)


def test_a_plan_is_locked_then_published_and_neither_twice(context, day, enrol):
    attend(context, day, enrol(4))
    plan(context, day)
    with pytest.raises(IllegalTransitionError, match="is a draft; lock it"):
        network_days.publish_plan(context, day.id, 1)
    assert network_days.lock_plan(context, day.id, 1) == network_days.lock_plan(context, day.id, 1)
    published = network_days.publish_plan(context, day.id, 1)
    assert network_days.publish_plan(context, day.id, 1) == published
    with pytest.raises(IllegalTransitionError, match="already published"):
        network_days.lock_plan(context, day.id, 1)
    assert network_days.get_plan(context, day.id, 1) == published


def test_the_same_step_many_times_at_once_is_one_step(context, day, enrol):
    people = enrol(4)
    steps = (
        lambda: attend(context, day, people),
        lambda: network_days.lock_plan(context, day.id, 1),
        lambda: network_days.publish_plan(context, day.id, 1),
    )
    with ThreadPoolExecutor(4) as pool:
        for step in steps:
            taken = [pool.submit(step) for _ in range(4)]
            assert len({one.result() for one in taken}) == 1
            if step is steps[0]:
                plan(context, day)


def test_a_plan_for_attendees_who_changed_meanwhile_is_not_kept(context, day, enrol):
    people = enrol(6)
    attend(context, day, people)

    def somebody_leaves(_done, _total):
        attend(context, day, people[:4])

    with pytest.raises(StaleVersionError, match="was changed while it was being planned; plan it again"):
        network_days.plan_day(context, day.id, seconds=1, seed=0, progress=somebody_leaves)
    with pytest.raises(NotFoundError, match="No seating plan"):
        network_days.get_plan(context, day.id)


def test_unknown_days_and_plans_are_named(context, day):
    with pytest.raises(NotFoundError, match="No network day is known as 99"):
        network_days.get_plan(context, 99)
    with pytest.raises(NotFoundError, match="No network day"):
        network_days.get_day(context, 2**64)
    with pytest.raises(NotFoundError, match="No seating plan"):
        network_days.get_plan(context, day.id, 2**64)
    with pytest.raises(NotFoundError, match=f"No seating plan is known as 'day {day.id}, version 3'"):
        network_days.lock_plan(context, day.id, 3)


def test_the_plan_of_a_command_line_has_the_agreed_form_and_is_not_stored(context, enrol):
    people = enrol(5)
    pause(context, people[0], dt.date(2026, 1, 1))
    emails = [member.email for member in people]
    seating = network_days.plan_attendees(context, emails, rounds=3, table_size=2, seconds=1, seed=0)
    document = json.loads(json.dumps(seating.as_json()))
    assert list(document) == ["rounds", "value", "bound", "gap", "worst_off", "unplaced", "seconds"]
    assert document["unplaced"] == [{"email": emails[0], "reason": "paused until 2026-01-01"}]
    for tables in document["rounds"]:
        assert sorted(email for table in tables for email in table) == sorted(emails[1:])
    assert document["gap"] == pytest.approx((document["bound"] - document["value"]) / document["bound"])
    assert network_days.list_days(context) == ()


def test_a_command_line_plan_checks_its_numbers(context, enrol):
    emails = [member.email for member in enrol(2)]
    with pytest.raises(BadInputError, match="rounds is 21"):
        network_days.plan_attendees(context, emails, rounds=21, table_size=2, seconds=1, seed=0)


def test_a_stored_plan_is_named_and_leaves_out_who_was_erased(context, day, enrol):
    people = enrol(4)
    drafted = plan(context, attend(context, day, people))
    with context.database.write() as session:
        members.erase(session, people[0].id, change=9)
    seating = network_days.name_plan(context, network_days.get_plan(context, day.id))
    named_people = {email for tables in seating.rounds for table in tables for email in table}
    assert named_people == {member.email for member in people[1:]}
    assert seating.value == drafted.seating.value


def test_a_reason_that_holds_in_some_rounds_only_names_them():
    unplaced = (Unplaced(1, 2, "no one left"), Unplaced(1, 3, "no one left"), Unplaced(2, 1, "ill"))
    seating = named(Seating(((), (), ()), 0.0, 0.0, 0.0, unplaced), {1: "a@x.example", 2: "b@x.example"}, 0.0)
    assert [(one.email, one.reason) for one in seating.unplaced] == [
        ("a@x.example", "round 2, 3: no one left"),
        ("b@x.example", "round 1: ill"),
    ]
