import pytest

from models.domain.errors import NotFoundError
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
