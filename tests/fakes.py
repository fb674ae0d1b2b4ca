"""People and networks for tests: real domain objects and a real index, with made-up texts."""

import dataclasses
import datetime as dt
import itertools

from models.domain.conflicts import ConflictRules
from models.domain.members import Kind, Level, Member, Profile, Statement, Visibility
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import IndexedStatement
from models.text.hashing import HashingEncoder
from models.text.language import language_of

TODAY = dt.date(2025, 3, 3)
NO_RULES = ConflictRules(
    on=TODAY, introduced=frozenset(), seated=frozenset(), not_with=frozenset(), competition=None
)
ENCODER = HashingEncoder()


def person(
    number, challenges=(), expertise=(), *, paused_until=None, visibility=Visibility.NETWORK, **background
):
    """A member whose statements are numbered from a hundred times his own number."""
    ordinary = Profile(
        email=f"person{number}@firma{number}.example",
        name=f"Person {number}",
        organisation=f"Firma {number}",
        industry="25.62 Maskinforarbejdning",
        function="produktion",
        level=Level.MIDDLE,
        region="Midtjylland",
        languages=("da",),
        challenges=tuple(challenges),
        expertise=tuple(expertise),
        networks=(),
        external_id=None,
        cvr=None,
        group=None,
    )
    profile = dataclasses.replace(ordinary, **background)
    ids = itertools.count(number * 100)
    statements = tuple(
        Statement(next(ids), number, kind, text, visibility, theme)
        for kind in Kind
        for text, theme in zip(profile.texts(kind), profile.themes(kind), strict=True)
    )
    return Member(number, profile, statements, paused_until, version=1)


def index_of(members):
    """An index of everything these members have stated, encoded by words."""
    index = MemberIndex(ENCODER.dimensions, ENCODER.fingerprint)
    for statement in itertools.chain.from_iterable(member.statements for member in members):
        vector = ENCODER.encode([statement.text], statement.kind)[0]
        index.add(
            [
                IndexedStatement(
                    statement.id, statement.member_id, statement.kind, language_of(statement.text), vector
                )
            ]
        )
    return index


def finder(members):
    """The callback a recommender loads people with."""
    known = {member.id: member for member in members}
    return lambda ids: {number: known[number] for number in ids if number in known}
