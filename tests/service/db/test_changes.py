from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from service.db.changes import next_change
from service.db.tables import NetworkRow


def test_the_first_change_gives_the_database_its_identity(database):
    with database.write() as session:
        assert next_change(session) == 1
    with database.read() as session:
        row = session.scalars(select(NetworkRow)).one()
    assert (row.id, row.change, len(row.identity)) == (1, 1, 36)


def test_numbers_follow_each_other_and_the_identity_stays(database):
    identities = set()
    for expected in range(1, 4):
        with database.write() as session:
            assert next_change(session) == expected
            identities.add(session.scalar(select(NetworkRow.identity)))
    assert len(identities) == 1


def test_a_number_that_was_rolled_back_is_given_out_again(database):
    def fail():
        with database.write() as session:
            raise RuntimeError(next_change(session))

    with pytest.raises(RuntimeError, match="1"):
        fail()
    with database.write() as session:
        assert next_change(session) == 1


def test_many_writers_at_once_get_numbers_without_gaps(database):
    def take(_):
        with database.write() as session:
            return next_change(session)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(24))) == list(range(1, 25))


def test_a_writer_waits_for_the_one_before_and_then_sees_what_it_did(database):
    def second():
        with database.write() as session:
            number = next_change(session)
            return number, session.scalar(select(NetworkRow.encoder))

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            first = next_change(session)
            waiting = pool.submit(second)
            session.scalars(select(NetworkRow)).one().encoder = "first"
        assert waiting.result(timeout=60) == (first + 1, "first")
