import datetime as dt
import itertools

import pytest
from service_fakes import NOW, profile
from sqlalchemy import func, select

from models.domain.errors import NotFoundError
from models.domain.introductions import State
from service.db import members
from service.db.changes import next_change
from service.db.profiles import save_all
from service.db.tables import (
    AttendeeRow,
    Base,
    ErasedStatementRow,
    IntroductionRow,
    MemberRow,
    NetworkDayRow,
    NetworkRow,
    NotWithRow,
    RatingRow,
    SlateEntryRow,
    SlateRow,
    VectorRow,
)

TODAY = NOW.date()


@pytest.fixture
def people(database):
    """Six members by number; 4 shares an organisation with 1, 5 its register number."""
    changes = {4: {"organisation": "FIRMA 1  a/s"}, 5: {"cvr": profile(1).cvr}}
    with database.write() as session:
        profiles = [profile(number, **changes.get(number, {})) for number in range(1, 7)]
        save_all(session, profiles, next_change(session), NOW)
        found = members.page(session, after=None, limit=10)
    return dict(enumerate(found, 1))


def introduce(session, seeker, candidate, state, *, expires_at=NOW + dt.timedelta(days=14)):
    slate = f"slate of {seeker.id} with {candidate.id}"
    session.add(
        SlateRow(
            id=slate,
            seeker_id=seeker.id,
            statement_id=seeker.statements[0].id,
            intent="support",
            ranker="prior",
            fingerprint="x",
            wanted=5,
            feature_names=[],
            shown_at=NOW,
        )
    )
    session.flush()
    session.add(
        SlateEntryRow(
            slate_id=slate,
            position=1,
            candidate_id=candidate.id,
            score=1,
            forward=1,
            backward=1,
            propensity=1,
            features=[],
            backward_features=[],
            distance={},
            evidence=[],
        )
    )
    session.add(
        IntroductionRow(
            id=slate,
            slate_id=slate,
            seeker_id=seeker.id,
            candidate_id=candidate.id,
            message="",
            state=state.value,
            requested_at=NOW,
            expires_at=expires_at,
            answered_at=None,
            reported_at=None,
            version=1,
        )
    )
    session.flush()


def test_a_member_is_found_by_his_address_in_any_case_and_spacing(database, people):
    with database.read() as session:
        assert members.find(session, "  PERSON1@Firma1.Example ") == people[1]


def test_an_unknown_address_is_named(database):
    with database.read() as session, pytest.raises(NotFoundError, match="nobody@firma"):
        members.find(session, "nobody@firma.example")


def test_lookups_leave_out_who_does_not_exist(database, people):
    with database.read() as session:
        assert members.by_ids(session, [people[2].id, 999]) == {people[2].id: people[2]}
        assert members.by_emails(session, ["x@y.dk", people[3].email]) == {people[3].email: people[3]}
        assert members.by_ids(session, []) == {}


def test_more_can_be_asked_for_than_fits_one_statement(database, people):
    with database.read() as session:
        assert len(members.by_ids(session, range(100_000))) == 6


def test_pages_join_to_the_whole(database, people):
    with database.read() as session:
        first = members.page(session, after=None, limit=4)
        rest = members.page(session, after=first[-1].id, limit=4)
        assert [*first, *rest] == list(people.values())
        assert members.count(session) == 6


def test_a_pause_gives_a_new_version(database, people):
    until = TODAY + dt.timedelta(days=7)
    with database.write() as session:
        members.pause(session, people[1].id, until, NOW)
        assert members.find(session, people[1].email).version == 2
        assert members.find(session, people[1].email).paused_until == until


def test_erasing_leaves_nothing_of_a_member_but_the_numbers_of_statements(database, people):
    one, other = people[1], people[2]
    with database.write() as session:
        introduce(session, one, other, State.MET)
        introduce(session, other, one, State.MET)
        for rater, slate in itertools.product((one, other), (f"slate of {one.id} with {other.id}",)):
            stars = {
                "useful": 5,
                "challenged": 5,
                "supported": 5,
                "learned": "",
                "did": "",
                "meet_again": None,
            }
            session.add(RatingRow(introduction_id=slate, rater_id=rater.id, rated_at=NOW, **stars))
        session.add(NotWithRow(member_id=one.id, other_id=other.id, created_at=NOW))
        session.add(NotWithRow(member_id=other.id, other_id=one.id, created_at=NOW))
        day = NetworkDayRow(name="x", on=TODAY, rounds=1, table_size=2, version=1, created_at=NOW)
        session.add(day)
        session.flush()
        session.add(AttendeeRow(day_id=day.id, member_id=one.id, position=0))
        for statement in one.statements:
            blobs = {"text_vector": b"x", "sentence_vectors": b"x"}
            session.add(VectorRow(statement_id=statement.id, fingerprint="x", **blobs))
    with database.write() as session:
        change = next_change(session)
        members.erase(session, one.id, change)
    with database.read() as session:
        erased = session.execute(select(ErasedStatementRow.statement_id, ErasedStatementRow.change)).all()
        left = {
            row.__name__: session.scalar(select(func.count()).select_from(row))
            for row in (mapper.class_ for mapper in Base.registry.mappers)
        }
    assert sorted(erased) == [(statement.id, change) for statement in one.statements]
    kept = {MemberRow: 5, NetworkRow: 1, NetworkDayRow: 1, ErasedStatementRow: 2}
    # The other's own slate stays, without the erased person on it.
    expected = {row.__name__: count for row, count in (kept | {SlateRow: 1}).items()} | {"StatementRow": 10}
    assert {name: count for name, count in left.items() if count} == expected


def sharing(database, theme, *, leave_out=(), at_most=10):
    with database.read() as session:
        return members.sharing_theme(session, theme, leave_out=set(leave_out), at_most=at_most)


@pytest.fixture
def on_silos(database):
    """The numbers of five members who have confirmed it for a text, some for two."""
    with database.write() as session:
        stated = [
            profile(
                number,
                challenges=(f"a{number}", f"b{number}"),
                challenge_themes=("silos", "silos" if number % 2 else "pricing"),
            )
            for number in range(1, 6)
        ]
        save_all(session, [*stated, profile(6)], next_change(session), NOW)
        return [member.id for member in members.page(session, after=None, limit=5)]


def test_whoever_confirmed_a_theme_is_found_once_the_latest_first(database, on_silos):
    assert sharing(database, "silos") == on_silos[::-1]
    assert sharing(database, "pricing") == [on_silos[3], on_silos[1]]
    assert sharing(database, "stress") == []


@pytest.mark.parametrize("at_most", range(7))
def test_no_more_are_found_than_wanted_and_the_left_out_take_nobodys_place(database, on_silos, at_most):
    left_out = [*on_silos[3:], 999]
    assert sharing(database, "silos", leave_out=left_out, at_most=at_most) == on_silos[2::-1][:at_most]


def test_a_removed_text_and_an_erased_member_have_no_theme(database, on_silos):
    with database.write() as session:
        save_all(session, [profile(1), profile(2)], next_change(session), NOW)
        members.erase(session, on_silos[2], next_change(session))
    assert sharing(database, "silos") == [on_silos[4], on_silos[3]]
