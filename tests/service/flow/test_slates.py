import datetime as dt

import pytest

from models.domain.errors import NotFoundError
from models.ranking.exposure import Showing
from service.db import slates


def test_a_slate_is_read_as_it_was_shown(context, enrol, show):
    seeker, *candidates = enrol(4)
    shown = show(seeker, *candidates)
    with context.database.read() as session:
        assert slates.find(session, shown.id) == shown


def test_a_slate_may_be_empty(context, enrol, show):
    (seeker,) = enrol(1)
    shown = show(seeker)
    with context.database.read() as session:
        assert slates.find(session, shown.id).entries == ()


def test_each_slate_keeps_its_own_people(context, enrol, show):
    one, two, three = enrol(3)
    first, second = show(one, two), show(one, three, two)
    with context.database.read() as session:
        assert slates.by_ids(session, [second.id, first.id, "none"]) == {
            first.id: first,
            second.id: second,
        }


def test_an_unknown_slate_is_named(context):
    with context.database.read() as session, pytest.raises(NotFoundError, match=r"No slate .* 'slate-9'"):
        slates.find(session, "slate-9")


def showings(context, *people, not_to=None, days=30):
    since = context.clock() - dt.timedelta(days=days)
    with context.database.read() as session:
        found = slates.showings(
            session, [person.id for person in people], since=since, not_to=not_to.id if not_to else 0
        )
    return sorted(found)


def test_each_seeker_counts_once_by_the_best_position_he_saw_somebody_in(context, enrol, show):
    one, two, three, four = enrol(4)
    show(one, three, four)
    show(one, four, three)
    show(two, three, four)

    assert showings(context, three) == [Showing(three.id, 1, 2, 0)]
    assert showings(context, three, four) == [
        Showing(three.id, 1, 2, 0),
        Showing(four.id, 1, 1, 0),
        Showing(four.id, 2, 1, 0),
    ]


def test_who_was_asked_for_is_counted_as_asked(context, enrol, show, ask):
    one, two, three = enrol(3)
    ask(one, three)
    show(one, three)
    show(two, three)

    assert showings(context, three) == [Showing(three.id, 1, 2, 1)]


def test_what_the_seeker_himself_saw_and_what_is_long_ago_do_not_count(context, enrol, show, clock):
    one, two, three = enrol(3)
    show(one, three)
    clock.advance(days=31)
    show(two, three)

    assert showings(context, three) == [Showing(three.id, 1, 1, 0)]
    assert showings(context, three, not_to=two) == []
    assert showings(context, three, days=40) == [Showing(three.id, 1, 2, 0)]
    assert showings(context, one) == []
