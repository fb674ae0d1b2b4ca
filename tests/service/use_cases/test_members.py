import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from service_fakes import NOW, profile
from sqlalchemy import select

from models.domain.conflicts import Conflict
from models.domain.errors import BadInputError, NotFoundError, StaleVersionError
from models.domain.members import Kind, Level, Visibility
from service.db import conflicts
from service.db.tables import ErasedStatementRow, NetworkRow, StatementRow
from service.use_cases.member_record import InvalidRowsError, Truncation
from service.use_cases.members import (
    Outcome,
    avoid,
    confirm_theme,
    erase_member,
    get_member,
    list_members,
    pause_member,
    save_member,
    show_statement,
    stop_avoiding,
)

TODAY = NOW.date()


def save(context, stated, version=None):
    return save_member(context, stated, expected_version=version)


@pytest.fixture
def two(context):
    return [save(context, profile(number)).member for number in (1, 2)]


def test_a_saved_member_is_read_back(context):
    saved = save(context, profile())
    assert (saved.outcome, saved.truncated) == (Outcome.CREATED, ())
    assert get_member(context, profile().email) == saved.member
    assert saved.member.profile == profile()


def test_saving_again_changes_nothing_and_saving_anew_updates(context):
    first = save(context, profile()).member
    assert save(context, profile()).outcome is Outcome.UNCHANGED
    saved = save(context, profile(level=Level.BOARD))
    assert (saved.outcome, saved.member.version) == (Outcome.UPDATED, first.version + 1)


def test_a_profile_is_brought_into_canonical_form(context):
    raw = profile(email=" Person1@Firma1.Example", languages=("Dansk",), name="A\u030ase ")
    assert save(context, raw).member.profile == profile(languages=("da",), name="Åse")


def test_all_that_is_wrong_with_a_profile_is_said(context):
    with pytest.raises(InvalidRowsError) as caught:
        save(context, profile(cvr="1", challenges=("",), region=""))
    assert [problem.column for problem in caught.value.problems] == ["cvr", "region", "challenges"]


def test_a_text_that_is_too_long_is_cut_and_reported(context):
    saved = save(context, profile(challenges=("ord " * 1500,)))
    assert saved.truncated == (Truncation(1, "challenges", 5999),)


def test_a_saved_member_can_be_found_at_once(context):
    save(context, profile())
    assert context.matcher.pending() == 0


def test_only_the_version_that_was_read_is_replaced(context):
    read = save(context, profile()).member
    save(context, profile(region="Fyn"), read.version)
    with pytest.raises(StaleVersionError, match="is at version 2, not 1"):
        save(context, profile(region="Lolland"), read.version)
    assert get_member(context, read.email).profile.region == "Fyn"


def test_nobody_is_brought_back_by_a_late_change(context):
    with pytest.raises(StaleVersionError, match="no more"):
        save(context, profile(), 1)


def test_of_many_writers_with_one_version_one_wins(context):
    read = save(context, profile()).member

    def write(number):
        try:
            return save(context, profile(region=f"Region {number}"), read.version).member.profile.region
        except StaleVersionError:
            return None

    with ThreadPoolExecutor(6) as pool:
        won = [region for region in pool.map(write, range(6)) if region is not None]
    assert won == [get_member(context, read.email).profile.region]


def test_many_writers_of_a_new_member_make_one_member(context):
    def write(number):
        return save(context, profile(challenges=(f"udfordring {number}",)))

    with ThreadPoolExecutor(6) as pool:
        outcomes = [saved.outcome for saved in pool.map(write, range(6))]
    assert sorted(outcomes) == [Outcome.CREATED, *[Outcome.UPDATED] * 5]
    member = get_member(context, profile().email)
    assert member.version == 6
    assert len(member.stated(Kind.CHALLENGE)) == 1


def test_pages_join_to_the_whole(context):
    for number in range(1, 6):
        save(context, profile(number))
    first = list_members(context, after=None, limit=2)
    second = list_members(context, after=first.next, limit=2)
    third = list_members(context, after=second.next, limit=2)
    found = [member.email for page in (first, second, third) for member in page.members]
    assert found == [profile(number).email for number in range(1, 6)]
    assert third.next is None


def test_a_page_that_ends_with_the_last_member_says_so(context, two):
    assert list_members(context, after=None, limit=2).next is None


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_holds_somebody(context, limit):
    with pytest.raises(BadInputError, match="at least one"):
        list_members(context, after=None, limit=limit)


def test_a_pause_begins_ends_and_is_a_change(context, two):
    paused = pause_member(context, two[0].email, TODAY + dt.timedelta(days=7))
    assert paused == replace(two[0], paused_until=TODAY + dt.timedelta(days=7), version=2)
    assert pause_member(context, two[0].email, paused.paused_until) == paused
    assert pause_member(context, two[0].email, None) == replace(two[0], version=3)


def test_a_pause_cannot_be_over_before_it_begins(context, two):
    with pytest.raises(BadInputError, match="over already"):
        pause_member(context, two[0].email, TODAY)


def test_saving_a_profile_leaves_a_pause_in_force(context, two):
    until = TODAY + dt.timedelta(days=7)
    pause_member(context, two[0].email, until)
    assert save(context, profile(1, region="Fyn")).member.paused_until == until


def test_a_text_is_hidden_by_the_one_writer_of_texts_so_that_none_mends_it_meanwhile(context, two):
    def change():
        with context.database.read() as session:
            return session.scalar(select(NetworkRow.change))

    before = change()
    statement = two[0].statements[0]
    show_statement(context, two[0].email, statement.id, Visibility.MATCHING)
    assert change() > before
    assert get_member(context, two[0].email).statements[0] == replace(
        statement, visibility=Visibility.MATCHING
    )


def test_two_people_are_kept_apart_until_the_wish_is_taken_back(context, two):
    def conflict():
        with context.database.read() as session:
            rules = conflicts.rules_for(session, context.conflict_policy, TODAY, [two[1].id])
        return rules.between(*two)

    avoid(context, two[0].email, two[1].email)
    avoid(context, two[0].email, two[1].email)
    assert conflict() is Conflict.NOT_WITH
    stop_avoiding(context, two[1].email, two[0].email)
    assert conflict() is Conflict.NOT_WITH
    stop_avoiding(context, two[0].email, two[1].email)
    assert conflict() is None


def test_a_wish_that_is_stated_many_times_at_once_is_one_wish(context, two):
    with ThreadPoolExecutor(4) as pool:
        stated = [pool.submit(avoid, context, two[0].email, two[1].email) for _ in range(4)]
    assert [wish.result() for wish in stated] == [None] * 4


def test_nobody_avoids_himself(context, two):
    with pytest.raises(BadInputError, match="himself"):
        avoid(context, two[0].email, two[0].email.upper())


def test_an_erased_member_is_gone_with_his_statements(context, two):
    erase_member(context, two[0].email)
    with pytest.raises(NotFoundError):
        get_member(context, two[0].email)
    with context.database.read() as session:
        left = set(session.scalars(select(StatementRow.member_id)))
        erased = set(session.scalars(select(ErasedStatementRow.statement_id)))
    assert left == {two[1].id}
    assert erased == {statement.id for statement in two[0].statements}


def test_the_index_forgets_an_erased_member(context, two):
    index = context.matcher.refresh()
    assert all(statement.id in index for statement in two[0].statements)
    erase_member(context, two[0].email)
    assert not any(statement.id in index for statement in two[0].statements)
    assert all(statement.id in index for statement in two[1].statements)


@pytest.mark.parametrize(
    "use", [get_member, erase_member, lambda c, e: pause_member(c, e, None), lambda c, e: avoid(c, e, e)]
)
def test_who_is_not_there_is_named(context, use):
    with pytest.raises(NotFoundError, match="nobody@firma"):
        use(context, "nobody@firma.example")


def test_a_confirmed_theme_is_kept_replaced_and_taken_away(context, two):
    email, statement = two[0].email, two[0].statements[0].id
    for theme in ("silos", "silos", "pricing", None):
        confirmed = confirm_theme(context, email, statement, theme)
        assert [s.theme for s in confirmed.statements] == [theme, None]
        assert get_member(context, email) == confirmed
    assert confirmed.version == two[0].version + 3
    assert get_member(context, two[1].email) == two[1]


def test_a_theme_that_is_not_in_the_list_is_refused_by_name(context, two):
    with pytest.raises(BadInputError, match="There is no theme 'silo'; write the id of a theme "):
        confirm_theme(context, two[0].email, two[0].statements[0].id, "silo")


def test_nobody_confirms_a_theme_for_somebody_elses_text(context, two):
    with pytest.raises(NotFoundError):
        confirm_theme(context, two[0].email, two[1].statements[0].id, "silos")
