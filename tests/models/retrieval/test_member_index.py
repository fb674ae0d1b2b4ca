import dataclasses
import shutil
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.retrieval.background import SimilarityBackground
from models.retrieval.background import moments as moments_of
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import SHELVES, IndexedStatement
from models.text.language import Language

DIMENSIONS = 6
IDS = st.integers(0, 15)
MEMBERS = st.integers(100, 104)
DANISH_CHALLENGE = (Kind.CHALLENGE, Language.DANISH)


def unit(seed, dimensions=DIMENSIONS):
    vector = np.random.default_rng(seed).standard_normal(dimensions)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def statement(number, member, kind=Kind.CHALLENGE, *, dimensions=DIMENSIONS):
    return IndexedStatement(number, member, kind, Language.DANISH, unit(number, dimensions))


STATEMENTS = st.builds(
    IndexedStatement,
    IDS,
    MEMBERS,
    st.sampled_from(Kind),
    st.sampled_from(Language),
    st.builds(unit, st.integers(0, 99)),
)


class IndexAgainstBruteForce(RuleBasedStateMachine):
    """Whatever is done to it, the index answers as a plain dictionary and a matrix product would."""

    @initialize()
    def begin(self):
        self.index = MemberIndex(DIMENSIONS, "test-1")
        self.truth = {}
        self.sequence = 0
        self.folder = Path(tempfile.mkdtemp())

    def teardown(self):
        shutil.rmtree(self.folder)

    @rule(entries=st.lists(STATEMENTS, max_size=6))
    def add(self, entries):
        self.index.add(entries)
        self.truth |= {entry.statement_id: entry for entry in entries}

    @rule(ids=st.sets(IDS, max_size=4))
    def remove(self, ids):
        self.index.remove(ids)
        self.truth = {number: entry for number, entry in self.truth.items() if number not in ids}

    @rule(entries=st.lists(STATEMENTS, max_size=4), closed=st.lists(IDS, max_size=3), step=st.integers(-2, 3))
    def catch_up(self, entries, closed, step):
        self.index.catch_up(entries, closed, self.sequence + step)
        if step >= 0:
            self.sequence += step
            self.truth |= {entry.statement_id: entry for entry in entries}
            self.truth = {number: entry for number, entry in self.truth.items() if number not in closed}

    @rule()
    def restart(self):
        self.index.save(self.folder / "index.npz")
        self.index = MemberIndex.load(self.folder / "index.npz")
        assert [path.name for path in self.folder.iterdir()] == ["index.npz"]

    @rule(
        shelf=st.sampled_from(SHELVES),
        limit=st.integers(1, 20),
        excluded=st.sets(MEMBERS),
        seed=st.integers(0, 99),
    )
    def search(self, shelf, limit, excluded, seed):
        queries = np.stack([unit(seed), unit(seed + 1)])
        ids, similarities = self.index.search(queries, shelf, limit, exclude_members=excluded)
        assert ids.shape == similarities.shape == (2, limit)
        eligible = {
            n: e
            for n, e in self.truth.items()
            if (e.kind, e.language) == shelf and e.member_id not in excluded
        }
        for query, found, scores in zip(queries, ids, similarities, strict=True):
            exact = {number: float(query @ entry.vector) for number, entry in eligible.items()}
            known = found[found >= 0].tolist()
            assert len(known) == len(set(known)) == min(limit, len(exact))
            best = sorted(exact.values(), reverse=True)[:limit]
            np.testing.assert_allclose(scores[: len(known)], best, atol=1e-5)
            np.testing.assert_allclose(scores[: len(known)], [exact[number] for number in known], atol=1e-5)
            assert (found[len(known) :] == -1).all()
            assert (scores[len(known) :] == -np.inf).all()

    @rule(members=st.lists(st.integers(99, 105)), kind=st.sampled_from(Kind))
    def vectors_of(self, members, kind):
        vectors = self.index.vectors_of(members, kind)
        expected = [
            entry
            for member in dict.fromkeys(members)
            for _, entry in sorted(self.truth.items())
            if (entry.member_id, entry.kind) == (member, kind)
        ]
        assert vectors.statement_ids.tolist() == [entry.statement_id for entry in expected]
        assert vectors.owners.tolist() == [entry.member_id for entry in expected]
        assert [[*Language][n] for n in vectors.languages] == [entry.language for entry in expected]
        assert vectors.matrix.shape == (len(expected), DIMENSIONS)
        for row, entry in zip(vectors.matrix, expected, strict=True):
            np.testing.assert_array_equal(row, entry.vector)

    @invariant()
    def keeps_the_same_books(self):
        assert len(self.index) == len(self.truth)
        assert self.index.sequence == self.sequence
        assert self.index.member_ids == {entry.member_id for entry in self.truth.values()}
        assert {number for number in range(16) if number in self.index} == set(self.truth)
        owners = [self.truth[n].member_id if n in self.truth else -1 for n in range(-1, 16)]
        assert self.index.owners(np.arange(-1, 16)).tolist() == owners

    @invariant()
    def knows_its_background(self):
        for shelf in SHELVES:
            vectors = [e.vector for e in self.truth.values() if (e.kind, e.language) == shelf]
            exact = SimilarityBackground.empty(DIMENSIONS).including(np.array(vectors))
            queries = np.stack([unit(1), unit(2)])
            moments = moments_of([self.index.background(shelf).observed(queries)])
            np.testing.assert_allclose(moments, moments_of([exact.observed(queries)]), atol=1e-6)


TestIndexAgainstBruteForce = IndexAgainstBruteForce.TestCase
TestIndexAgainstBruteForce.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)


def test_of_one_statement_given_twice_the_last_counts():
    index = MemberIndex(DIMENSIONS, "test-1")
    index.add([statement(1, 100), statement(1, 101, Kind.EXPERTISE)])
    assert index.owners(np.array([1])).tolist() == [101]
    assert len(index.vectors_of([101], Kind.EXPERTISE).statement_ids) == 1


def test_a_slower_reader_of_the_database_does_not_bring_back_older_text():
    index = MemberIndex(DIMENSIONS, "test-1")
    index.catch_up([dataclasses.replace(statement(1, 100), vector=unit(2))], [], 12)
    index.catch_up([statement(1, 100), statement(2, 100)], [], 10)
    np.testing.assert_array_equal(index.vectors_of([100], Kind.CHALLENGE).matrix, [unit(2)])
    assert index.sequence == 12


@pytest.mark.parametrize(
    ("vector", "message"),
    [
        (unit(1, 4), r"shape \(4,\)"),
        (unit(1) * 2, "length 2"),
        (unit(1) * 0, "length 0"),
        (np.full(DIMENSIONS, np.nan, dtype=np.float32), "length nan"),
    ],
)
def test_an_unfit_vector_is_refused_before_anything_is_changed(vector, message):
    index = MemberIndex(DIMENSIONS, "test-1")
    with pytest.raises(BadInputError, match=message):
        index.catch_up([statement(1, 100), IndexedStatement(2, 100, *DANISH_CHALLENGE, vector)], [], 5)
    assert (len(index), index.sequence) == (0, 0)


@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_statement_is_compared_with_all_but_itself_also_when_it_has_just_gone(size):
    index = MemberIndex(DIMENSIONS, "test-1")
    index.add([statement(n, 100 + n) for n in range(size)])
    found = index.vectors_of([100], Kind.CHALLENGE)
    before = index.moments(found, Kind.CHALLENGE)
    index.remove([0])
    others = moments_of(
        [index.background((Kind.CHALLENGE, language)).observed(found.matrix) for language in Language]
    )
    np.testing.assert_allclose(index.moments(found, Kind.CHALLENGE), others, rtol=1e-5)
    if size > 1:
        np.testing.assert_allclose(before, others, rtol=1e-4)


def test_questions_that_cannot_be_answered_are_refused():
    index = MemberIndex(DIMENSIONS, "test-1")
    with pytest.raises(BadInputError, match=r"shape \(1, 4\)"):
        index.search(unit(1, 4)[None], DANISH_CHALLENGE, 5)
    with pytest.raises(BadInputError, match=r"shape \(6,\)"):
        index.search(unit(1), DANISH_CHALLENGE, 5)
    with pytest.raises(BadInputError, match="limit is 0"):
        index.search(unit(1)[None], DANISH_CHALLENGE, 0)


@pytest.fixture
def eager_switching():
    """Let threads take turns far more often than usual, so that a missing lock is found."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


SIZE, TURNS, WIDE = 300, 60, 32
WORLDS = [
    [
        statement(first + n, first + n, Kind(kind), dimensions=WIDE)
        for n, kind in enumerate([*Kind] * (SIZE // 2))
    ]
    for first in (0, 10_000)
]
WORLD_IDS = [{entry.statement_id for entry in world if entry.kind is Kind.CHALLENGE} for world in WORLDS]
WORLD_MEMBERS = [{entry.member_id for entry in world} for world in WORLDS]


def index_of_world(entries):
    index = MemberIndex(WIDE, "test-1")
    index.add(entries)
    return index


WORLD_INDEXES = [index_of_world(world) for world in WORLDS]


def replace_worlds(index, done):
    try:
        for turn in range(1, TURNS + 1):
            new, old = WORLDS[turn % 2], WORLDS[1 - turn % 2]
            index.catch_up(new, [entry.statement_id for entry in old], turn)
    finally:
        done.set()


def look_around(index, done):
    query = unit(7, WIDE)[None]
    everyone = [*sorted(WORLD_MEMBERS[0]), *sorted(WORLD_MEMBERS[1])]
    while not done.is_set():
        ids, similarities = index.search(query, DANISH_CHALLENGE, SIZE // 2)
        assert set(ids[0].tolist()) in WORLD_IDS
        assert np.isfinite(similarities).all()
        assert set(index.vectors_of(everyone, Kind.CHALLENGE).statement_ids.tolist()) in WORLD_IDS
        assert index.member_ids in WORLD_MEMBERS
        assert len(index) == SIZE
        assert index.background(DANISH_CHALLENGE).count == SIZE // 2
        for among in Kind:
            assert_moments_of_one_world(index.vectors_of(everyone, Kind.CHALLENGE), index, among)


def assert_moments_of_one_world(asked, index, among):
    """Whatever world the asked are from, they are compared with all of one world."""
    found = np.stack(index.moments(asked, among))
    expected = [np.stack(world.moments(asked, among)) for world in WORLD_INDEXES]
    assert any(np.allclose(found, whole, atol=1e-9) for whole in expected)


def test_readers_see_all_of_a_change_or_nothing_of_it(eager_switching):
    index, done = MemberIndex(WIDE, "test-1"), threading.Event()
    index.add(WORLDS[0])
    start = threading.Barrier(4)

    def begin(work):
        start.wait(60)
        work(index, done)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(begin, [replace_worlds, look_around, look_around, look_around]))
    assert index.member_ids == WORLD_MEMBERS[TURNS % 2]


def test_a_change_while_moments_are_worked_out_counts_from_the_next_question_on(monkeypatch):
    index = index_of_world(WORLDS[0])
    asked = index.vectors_of(sorted(WORLD_MEMBERS[0]), Kind.CHALLENGE)
    changes = [(WORLDS[1], [entry.statement_id for entry in WORLDS[0]])]
    observed = SimilarityBackground.observed

    def interrupted(background, queries):
        if changes:
            index.catch_up(*changes.pop(), 1)
        return observed(background, queries)

    monkeypatch.setattr(SimilarityBackground, "observed", interrupted)
    answers = [index.moments(asked, Kind.EXPERTISE) for _ in WORLDS]
    assert index.member_ids == WORLD_MEMBERS[1]
    for found, world in zip(answers, WORLD_INDEXES, strict=True):
        np.testing.assert_allclose(found, world.moments(asked, Kind.EXPERTISE), atol=1e-9)
