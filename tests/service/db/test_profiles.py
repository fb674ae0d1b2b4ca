import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_fakes import NOW, profile
from sqlalchemy import delete, event, select, update

from models.domain.members import Kind, Visibility
from service.db import members
from service.db.changes import next_change
from service.db.profiles import Outcome, save_all
from service.db.tables import MemberRow, StatementRow

LATER = NOW + dt.timedelta(days=1)


def save(database, *profiles, now=NOW):
    with database.write() as session:
        change = next_change(session)
        return save_all(session, profiles, change, now)


def member(database, number=1):
    with database.read() as session:
        return members.find(session, profile(number).email)


def statement_rows(database):
    with database.read() as session:
        return session.scalars(select(StatementRow).order_by(StatementRow.id)).all()


def test_a_saved_profile_is_read_back_as_it_was(database):
    assert save(database, profile(1), profile(2)) == [Outcome.CREATED, Outcome.CREATED]
    found = member(database, 2)
    assert found.profile == profile(2)
    assert (found.id, found.version, found.paused_until) == (2, 1, None)


def test_members_are_numbered_in_the_order_of_the_file(database):
    save(database, *(profile(number) for number in (5, 3, 9, 1)))
    with database.read() as session:
        found = members.page(session, after=None, limit=10)
    assert [m.email for m in found] == [profile(number).email for number in (5, 3, 9, 1)]
    assert [m.id for m in found] == [1, 2, 3, 4]


def hide(database, *visibilities):
    found = member(database)
    with database.write() as session:
        for statement, visibility in zip(found.statements, visibilities, strict=True):
            members.show(session, found.id, statement.id, visibility, NOW)


def shown(database):
    return {statement.text: statement.visibility for statement in member(database).statements}


def test_a_new_text_is_shown_to_the_network(database):
    save(database, profile())
    assert set(shown(database).values()) == {Visibility.NETWORK}


def test_a_text_that_is_brought_again_keeps_its_visibility(database):
    save(database, profile(challenges=("a", "b"), expertise=("c",)))
    hide(database, Visibility.MATCHING, Visibility.NETWORK, Visibility.AFTER_YES)
    save(database, profile(challenges=("b", "a", "x"), expertise=("c", "d")))
    assert shown(database) == {
        "b": Visibility.NETWORK,
        "a": Visibility.MATCHING,
        "x": Visibility.NETWORK,
        "c": Visibility.AFTER_YES,
        "d": Visibility.NETWORK,
    }


def test_a_text_that_comes_back_has_the_visibility_it_had(database):
    save(database, profile(challenges=("a", "b"), expertise=()))
    hide(database, Visibility.MATCHING, Visibility.AFTER_YES)
    save(database, profile(challenges=("b",), expertise=()))
    save(database, profile(challenges=("b", "a"), expertise=("a",)))
    kept = {(s.kind, s.text): s.visibility for s in member(database).statements}
    assert kept == {
        (Kind.CHALLENGE, "b"): Visibility.AFTER_YES,
        (Kind.CHALLENGE, "a"): Visibility.MATCHING,
        (Kind.EXPERTISE, "a"): Visibility.MATCHING,
    }


def test_a_hidden_text_that_moves_to_the_other_kind_stays_hidden(database):
    save(database, profile(challenges=("a", "b"), expertise=()))
    hide(database, Visibility.MATCHING, Visibility.NETWORK)
    save(database, profile(challenges=("b",), expertise=("a",)))
    assert shown(database) == {"a": Visibility.MATCHING, "b": Visibility.NETWORK}


def test_a_text_hidden_since_it_last_came_back_stays_hidden_when_it_moves(database):
    save(database, profile(challenges=("a",), expertise=()))
    save(database, profile(challenges=(), expertise=()))
    save(database, profile(challenges=("a",), expertise=()))
    hide(database, Visibility.AFTER_YES)
    save(database, profile(challenges=("a",), expertise=("a",)))
    assert [s.visibility for s in member(database).statements] == [Visibility.AFTER_YES] * 2


def test_a_text_that_is_mended_is_shown_to_nobody_new(database):
    save(database, profile(challenges=("Vi mangler flok.",), expertise=()))
    hide(database, Visibility.MATCHING)
    save(database, profile(challenges=("Vi mangler folk.",), expertise=()))
    assert shown(database) == {"Vi mangler folk.": Visibility.MATCHING}


@given(
    before=st.lists(st.sampled_from("abcd"), unique=True),
    after=st.lists(st.sampled_from("abcdwxyz"), unique=True),
    data=st.data(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_wherever_a_mended_text_stands_it_is_shown_to_nobody_new(database, before, after, data):
    with database.write() as session:
        session.execute(delete(MemberRow))
    save(database, profile(challenges=tuple(before), expertise=("e",)))
    hide(database, *(data.draw(st.sampled_from(Visibility)) for _ in before), Visibility.NETWORK)
    earlier = shown(database)
    save(database, profile(challenges=tuple(after), expertise=("e",)))
    gone = [earlier[text] for text in before if text not in after]
    for text in set(after) - set(before):
        for both_said_yes in (True, False):
            shows = shown(database)[text].shows(both_said_yes=both_said_yes)
            assert shows == all(old.shows(both_said_yes=both_said_yes) for old in gone)


def test_a_text_that_is_mended_while_the_one_before_it_goes_is_shown_to_nobody_new(database):
    save(database, profile(challenges=("a", "Vi mangler flok."), expertise=()))
    hide(database, Visibility.NETWORK, Visibility.MATCHING)
    save(database, profile(challenges=("Vi mangler folk.",), expertise=()))
    assert shown(database) == {"Vi mangler folk.": Visibility.MATCHING}


def test_what_one_member_hides_says_nothing_of_anothers_equal_text(database):
    save(database, profile(1, challenges=("a",), expertise=()), profile(2, challenges=("b",), expertise=()))
    hide(database, Visibility.MATCHING)
    save(database, profile(1, challenges=("x",), expertise=()))
    save(database, profile(2, challenges=("b", "a"), expertise=()))
    assert {s.visibility for s in member(database, 2).statements} == {Visibility.NETWORK}


def test_an_unchanged_profile_writes_nothing(database):
    save(database, profile())
    before = member(database), statement_rows(database)[0].change
    written = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_):
        written.append(statement.split()[:2])

    assert save(database, profile(), now=LATER) == [Outcome.UNCHANGED]
    assert [words for words in written if words[0] in {"INSERT", "UPDATE", "DELETE"}] == [
        ["UPDATE", "network"]
    ]
    assert (member(database), statement_rows(database)[0].change) == before


def test_a_changed_name_gives_a_new_version_and_leaves_statements_alone(database):
    save(database, profile())
    before = statement_rows(database)
    assert save(database, profile(name="Anna"), now=LATER) == [Outcome.UPDATED]
    assert (member(database).profile.name, member(database).version) == ("Anna", 2)
    assert [(s.id, s.change) for s in statement_rows(database)] == [(s.id, s.change) for s in before]


def test_a_removed_text_is_closed_and_a_new_one_opens(database):
    save(database, profile(challenges=("stays", "goes")))
    stays = member(database).stated(Kind.CHALLENGE)[0]
    save(database, profile(challenges=("comes", "stays")), now=LATER)
    assert [s.text for s in member(database).stated(Kind.CHALLENGE)] == ["comes", "stays"]
    assert stays in member(database).statements
    rows = {row.text: row for row in statement_rows(database)}
    assert (rows["goes"].closed_at, rows["goes"].change) == (LATER, 2)
    assert (rows["comes"].opened_at, rows["comes"].closed_at, rows["comes"].change) == (LATER, None, 2)
    assert (rows["stays"].opened_at, rows["stays"].closed_at, rows["stays"].change) == (NOW, None, 1)


def test_a_text_that_comes_back_opens_anew(database):
    for challenges in (("a",), (), ("a",)):
        save(database, profile(challenges=challenges))
    assert [(row.text, row.closed_at is None) for row in statement_rows(database) if row.text == "a"] == [
        ("a", False),
        ("a", True),
    ]


def test_the_same_words_as_challenge_and_as_expertise_are_two_statements(database):
    save(database, profile(challenges=("a",), expertise=("a",)))
    save(database, profile(challenges=("a",), expertise=()))
    assert [s.kind for s in member(database).statements] == [Kind.CHALLENGE]


def test_one_call_creates_updates_and_leaves_alone(database):
    save(database, profile(1), profile(2))
    changed = profile(2, region="Fyn")
    outcomes = save(database, profile(3), changed, profile(1))
    assert outcomes == [Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED]


def test_numbers_of_erased_members_and_statements_never_return(database):
    save(database, profile(1))
    old = member(database, 1)
    with database.write() as session:
        members.erase(session, old.id, next_change(session))
    save(database, profile(2))
    new = member(database, 2)
    assert new.id > old.id
    assert min(s.id for s in new.statements) > max(s.id for s in old.statements)


texts = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_whatever_the_history_the_open_statements_are_the_last_stated(database, versions):
    with database.write() as session:
        session.execute(delete(MemberRow))
    for challenges, expertise in versions:
        save(database, profile(challenges=challenges, expertise=expertise))
    found = member(database)
    assert (found.profile.challenges, found.profile.expertise) == versions[-1]
    ever = {(kind, text) for version in versions for kind, said in enumerate(version) for text in said}
    kinds = [Kind.CHALLENGE, Kind.EXPERTISE]
    assert {(kinds.index(row.kind), row.text) for row in statement_rows(database)} == ever


def themes(database):
    return {statement.text: statement.theme for statement in member(database).statements}


def test_a_theme_stays_with_its_text_where_nothing_is_said_of_themes(database):
    save(database, profile(challenges=("a", "b"), challenge_themes=("silos", None), expertise=("c",)))
    assert save(database, profile(challenges=("a", "b"), expertise=("c",))) == [Outcome.UNCHANGED]
    save(database, profile(challenges=("b", "a", "x"), expertise=("c",), region="Fyn"))
    assert themes(database) == {"b": None, "a": "silos", "x": None, "c": None}


def test_another_theme_is_a_change_of_the_member_and_not_of_the_text(database):
    save(database, profile(challenges=("a",), challenge_themes=("silos",)))
    before = statement_rows(database)
    assert save(database, profile(challenges=("a",), challenge_themes=("pricing",))) == [Outcome.UPDATED]
    assert themes(database)["a"] == "pricing"
    assert member(database).version == 2
    assert save(database, profile(challenges=("a",), challenge_themes=(None,))) == [Outcome.UPDATED]
    assert themes(database)["a"] is None
    assert [row.id for row in statement_rows(database)] == [row.id for row in before]
    assert [row.change for row in statement_rows(database)] == [row.change for row in before]


def test_a_text_that_is_mended_or_comes_back_has_no_theme_until_one_is_said(database):
    save(database, profile(challenges=("Vi mangler flok.",), challenge_themes=("silos",)))
    save(database, profile(challenges=("Vi mangler folk.",)))
    assert themes(database)["Vi mangler folk."] is None
    save(database, profile(challenges=("Vi mangler flok.",)))
    assert themes(database)["Vi mangler flok."] is None
    save(database, profile(challenges=("Vi mangler folk.",), challenge_themes=("pricing",)))
    assert themes(database)["Vi mangler folk."] == "pricing"


def test_a_theme_moves_with_its_text_to_the_other_kind(database):
    save(database, profile(challenges=("a",), challenge_themes=("silos",), expertise=("c",)))
    save(database, profile(challenges=(), expertise=("a", "c")))
    assert themes(database) == {"a": "silos", "c": None}


def test_a_theme_that_has_left_the_list_is_none_and_can_be_replaced(database):
    save(database, profile(challenges=("a",), challenge_themes=("silos",)))
    with database.write() as session:
        session.execute(update(StatementRow).values(theme="of-old"))
    assert member(database).profile == profile(challenges=("a",))
    assert save(database, profile(challenges=("a",))) == [Outcome.UNCHANGED]
    save(database, profile(challenges=("a",), challenge_themes=("pricing",)))
    assert themes(database)["a"] == "pricing"
