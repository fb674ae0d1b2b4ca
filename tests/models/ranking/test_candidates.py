import itertools

import numpy as np
from fakes import person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Kind
from models.ranking.candidates import candidates
from models.ranking.features import Party
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import SHELVES, IndexedStatement

DIMENSIONS = 4
POOL = 2


def network(size, seed):
    """Statements of so many members, one on each shelf or none."""
    rng, numbers = np.random.default_rng(seed), itertools.count(1)
    for owner, (kind, language) in itertools.product(range(1, size + 1), SHELVES):
        if owner == 1 or rng.random() < 0.7:
            vector = rng.normal(size=DIMENSIONS)
            unit = (vector / np.linalg.norm(vector)).astype(np.float32)
            yield IndexedStatement(next(numbers), owner, kind, language, unit)


def nearest(statements, query, shelf, barred):
    """The owners of the nearest statements of a shelf, found by comparing with all of them."""
    there = [s for s in statements if (s.kind, s.language) == shelf and s.member_id not in barred]
    return {s.member_id for s in sorted(there, key=lambda s: -float(s.vector @ query.vector))[:POOL]}


@given(
    size=st.integers(1, 30),
    seed=st.integers(0, 1000),
    kept=st.floats(0, 1),
    extra=st.sets(st.integers(1, 30)),
)
def test_people_are_found_as_if_those_who_may_not_be_met_were_not_there(size, seed, kept, extra):
    statements = list(network(size, seed))
    index = MemberIndex(DIMENSIONS, "random")
    index.add(statements)
    chance = np.random.default_rng(seed)
    out = {1, *extra, *(number for number in range(1, size + 1) if chance.random() > kept)}
    asked = []

    def barred(ids):
        asked.append(set(ids))
        return out & set(ids)

    found = candidates(index, Party.of([person(1)], index), POOL, barred)

    expected = set()
    for query, shelf in itertools.product((s for s in statements if s.member_id == 1), SHELVES):
        if shelf[0] is Kind.CHALLENGE or query.kind is Kind.CHALLENGE:
            expected |= nearest(statements, query, shelf, out)
    assert found == sorted(expected)
    assert 1 <= len(asked) <= 2
    assert asked[1:] in ([], [set(index.member_ids)])


def test_everybody_is_asked_about_only_where_too_few_are_left_of_those_found():
    statements = list(network(40, seed=1))
    index = MemberIndex(DIMENSIONS, "random")
    index.add(statements)
    asked = []

    def nobody_but_the_seeker(ids):
        asked.append(len(ids))
        return {1}

    candidates(index, Party.of([person(1)], index), POOL, nobody_but_the_seeker)
    assert len(asked) == 1
    assert asked[0] < 40
