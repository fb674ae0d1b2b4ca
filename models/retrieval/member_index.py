"""The member index: which statements are most similar to a text, and whose they are.

It is a cache: the database is the truth, and an index that is lost, damaged or of another encoder is built
anew from the stored vectors.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.retrieval.background import Observed, SimilarityBackground
from models.retrieval.background import moments as moments_of
from models.retrieval.flat import nearest
from models.retrieval.index_file import IndexContent, read_index, write_index
from models.retrieval.locks import ReadWriteLock
from models.retrieval.statements import (
    LANGUAGES,
    SHELVES,
    Ids,
    IndexedStatement,
    Shelf,
    StatementVectors,
)
from models.text.encoder import Vectors
from models.text.language import Language

Floats = NDArray[np.float64]
NOTHING = -1
AT_ONCE = 10_000
"""Statements that are put in at once, which bounds the memory beside what is kept."""


class MemberIndex:
    """Exact cosine search over statements by kind and language; many threads may search while one changes it.

    Encoders lay texts of one language close together: a search over both would hardly ever bring the other.

    Every public method is one step: a reader sees all of a change or nothing of it.
    """

    def __init__(self, dimensions: int, fingerprint: str) -> None:
        self.dimensions = dimensions
        self.fingerprint = fingerprint
        self._lock = ReadWriteLock()
        self._sequence = 0
        self._owners: dict[int, int] = {}
        self._shelves: dict[int, Shelf] = {}
        self._statements: dict[int, set[int]] = defaultdict(set)
        self._flat = {shelf: faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions)) for shelf in SHELVES}
        self._backgrounds = {shelf: SimilarityBackground.empty(dimensions) for shelf in SHELVES}
        self._moments: dict[Kind, dict[int, list[float]]] = {kind: {} for kind in Kind}

    @property
    def sequence(self) -> int:
        """Number of the last change that was applied."""
        return self._sequence

    @property
    def member_ids(self) -> frozenset[int]:
        """Members with at least one statement in the index."""
        with self._lock.reading():
            return frozenset(self._statements)

    def __len__(self) -> int:
        with self._lock.reading():
            return len(self._owners)

    def __contains__(self, statement_id: int) -> bool:
        with self._lock.reading():
            return statement_id in self._owners

    def add(self, entries: Sequence[IndexedStatement]) -> None:
        """Add statements, or replace those whose ids are known; of one id given twice the last counts."""
        self._check(entries)
        with self._lock.writing():
            self._replace(entries, ())

    def remove(self, statement_ids: Collection[int]) -> None:
        """Remove statements; ids that are not in the index are ignored."""
        with self._lock.writing():
            self._replace((), statement_ids)

    def catch_up(self, changed: Sequence[IndexedStatement], closed: Collection[int], sequence: int) -> None:
        """Apply all changes up to `sequence` in one step; a statement that is both is closed.

        A step that ends before the index' own sequence is left out: whoever was faster had read the same
        changes and later ones, and the older text must not come back.
        """
        self._check(changed)
        with self._lock.writing():
            if sequence >= self._sequence:
                self._replace(changed, closed)
                self._sequence = sequence

    def search(
        self, queries: Vectors, shelf: Shelf, limit: int, *, exclude_members: Collection[int] = ()
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the most similar statements of a shelf: ids and similarities, each (q, limit), best first.

        Where fewer are left than `limit`, the id is -1 and the similarity minus infinity.
        """
        rows = self._as_queries(queries, limit)
        ids = np.full((len(rows), limit), NOTHING, dtype=np.int64)
        similarities = np.full((len(rows), limit), -np.inf, dtype=np.float32)
        with self._lock.reading():
            flat = self._flat[shelf]
            found = min(limit, flat.ntotal)
            if found:
                left_out = self._ids_of_all(exclude_members)
                similarities[:, :found], ids[:, :found] = nearest(flat, rows, found, left_out)
        similarities[ids == NOTHING] = -np.inf
        return ids, similarities

    def vectors_of(self, member_ids: Sequence[int], kind: Kind) -> StatementVectors:
        """Return the members' statements of one kind, member by member in the given order, by rising id."""
        with self._lock.reading():
            ids = self._ids_of(dict.fromkeys(member_ids), kind)
            languages = np.array([LANGUAGES.index(self._shelves[n][1]) for n in ids.tolist()], dtype=np.intp)
            return StatementVectors(kind, ids, self._owners_of(ids), languages, self._vectors(ids))

    def owners(self, statement_ids: Ids) -> Ids:
        """Return whose the statements are, in the given order; -1 where an id is not in the index."""
        with self._lock.reading():
            return self._owners_of(statement_ids)

    def background(self, shelf: Shelf) -> SimilarityBackground:
        """Return what similarity to the indexed statements of a shelf means now; it will not change."""
        with self._lock.reading():
            return self._backgrounds[shelf]

    def moments(self, statements: StatementVectors, among: Kind) -> tuple[Floats, Floats]:
        """Return mean and deviation, each (m, languages), of similarity to all statements of a kind.

        The columns are the languages of the others. A statement that is itself among them and still in the
        index is compared with all but itself. What has been worked out is remembered until the index changes,
        because the same people are found again and again.
        """
        ids = statements.statement_ids.tolist()
        with self._lock.reading():
            known = self._moments[among]
            backgrounds = [self._backgrounds[among, language] for language in Language]
            # Between finding a statement and asking this, another thread may have removed it.
            shelves = [self._shelves.get(n) for n in ids]
        for shelf in {shelf for n, shelf in zip(ids, shelves, strict=True) if n not in known}:
            rows = [i for i, n in enumerate(ids) if n not in known and shelves[i] == shelf]
            worked_out = moments_of(_observed(statements.matrix[rows], backgrounds, among, shelf))
            known.update(zip([ids[i] for i in rows], np.hstack(worked_out).tolist(), strict=True))
        found = np.array([known[n] for n in ids]).reshape(-1, 2 * len(LANGUAGES))
        return found[:, : len(LANGUAGES)], found[:, len(LANGUAGES) :]

    def save(self, path: Path) -> None:
        """Write the index to one file, whole or not at all."""
        with self._lock.reading():
            every = np.array(sorted(self._owners), dtype=np.int64)
            shelves = [self._shelves[number] for number in every.tolist()]
            content = IndexContent(
                dimensions=self.dimensions,
                fingerprint=self.fingerprint,
                sequence=self._sequence,
                statement_ids=every,
                member_ids=self._owners_of(every),
                kinds=np.array([kind for kind, _ in shelves], dtype=np.str_),
                languages=np.array([language for _, language in shelves], dtype=np.str_),
                vectors=self._vectors(every),
            )
        write_index(path, content)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved index; raise `UnfitFileError` when the file is missing, damaged or foreign."""
        content = read_index(path)
        index = cls(content.dimensions, content.fingerprint)
        index._sequence = content.sequence
        for part in _parts(len(content.statement_ids)):
            shelves = zip(content.kinds[part].tolist(), content.languages[part].tolist(), strict=True)
            index._insert(
                content.statement_ids[part],
                content.member_ids[part],
                [(Kind(kind), Language(language)) for kind, language in shelves],
                content.vectors[part],
            )
        return index

    def _check(self, entries: Sequence[IndexedStatement]) -> None:
        for entry in entries:
            entry.check(self.dimensions, self.fingerprint)

    def _as_queries(self, queries: Vectors, limit: int) -> Vectors:
        rows = np.ascontiguousarray(queries, dtype=np.float32)
        if rows.ndim != 2 or rows.shape[1] != self.dimensions:  # noqa: PLR2004 - a matrix has two axes
            raise BadInputError(f"The queries have the shape {rows.shape}, expected (q, {self.dimensions}).")
        if limit < 1:
            raise BadInputError(f"limit is {limit}; ask for at least one statement.")
        return rows

    # Whatever follows is called with the lock held.

    def _replace(self, entries: Sequence[IndexedStatement], closed: Collection[int]) -> None:
        fresh = {entry.statement_id: entry for entry in entries}
        # New ones: a reader that is still working with the old ones must not fill in what is no longer so.
        self._moments = {kind: {} for kind in Kind}
        self._delete([number for number in {*fresh, *closed} if number in self._owners])
        gone = set(closed)
        kept = [entry for number, entry in fresh.items() if number not in gone]
        for part in _parts(len(kept)):
            some = kept[part]
            self._insert(
                np.array([entry.statement_id for entry in some], dtype=np.int64),
                np.array([entry.member_id for entry in some], dtype=np.int64),
                [(entry.kind, entry.language) for entry in some],
                np.stack([entry.vector for entry in some]).astype(np.float32),
            )

    def _delete(self, statement_ids: Sequence[int]) -> None:
        for shelf in SHELVES:
            ids = np.array([n for n in statement_ids if self._shelves[n] == shelf], dtype=np.int64)
            if len(ids):
                self._backgrounds[shelf] = self._backgrounds[shelf].without(self._vectors(ids))
                self._flat[shelf].remove_ids(faiss.IDSelectorBatch(ids))
        for number in statement_ids:
            del self._shelves[number]
            owner = self._owners.pop(number)
            self._statements[owner].discard(number)
            if not self._statements[owner]:
                del self._statements[owner]

    def _insert(
        self, statement_ids: Ids, member_ids: Ids, shelves: Sequence[Shelf], vectors: Vectors
    ) -> None:
        for shelf in set(shelves):
            rows = [row for row, of_it in enumerate(shelves) if of_it == shelf]
            self._flat[shelf].add_with_ids(vectors[rows], statement_ids[rows])
            self._backgrounds[shelf] = self._backgrounds[shelf].including(vectors[rows])
        for number, owner, shelf in zip(statement_ids.tolist(), member_ids.tolist(), shelves, strict=True):
            self._owners[number] = owner
            self._shelves[number] = shelf
            self._statements[owner].add(number)

    def _ids_of(self, member_ids: Iterable[int], kind: Kind) -> Ids:
        ids = [
            number
            for member in member_ids
            for number in sorted(self._statements.get(member, ()))
            if self._shelves[number][0] is kind
        ]
        return np.array(ids, dtype=np.int64)

    def _ids_of_all(self, member_ids: Iterable[int]) -> Ids:
        # Neither sorted nor parted by shelf: who shares no language with a seeker may be tens of thousands,
        # and this is asked for in each of his searches.
        owned = (self._statements.get(member, ()) for member in member_ids)
        return np.fromiter(chain.from_iterable(owned), dtype=np.int64)

    def _owners_of(self, statement_ids: Ids) -> Ids:
        return np.array([self._owners.get(n, NOTHING) for n in statement_ids.tolist()], dtype=np.int64)

    def _vectors(self, statement_ids: Ids) -> Vectors:
        vectors = np.empty((len(statement_ids), self.dimensions), dtype=np.float32)
        shelves = [self._shelves[number] for number in statement_ids.tolist()]
        for shelf in set(shelves):
            rows = [row for row, of_it in enumerate(shelves) if of_it == shelf]
            vectors[rows] = self._flat[shelf].reconstruct_batch(statement_ids[rows])
        return vectors


def _observed(
    queries: Vectors, backgrounds: Sequence[SimilarityBackground], among: Kind, shelf: Shelf | None
) -> list[Observed]:
    """Compare queries of one shelf with each language's statements; on their own shelf with their peers."""
    return [
        background.observed_among_peers(queries)
        if shelf == (among, language)
        else background.observed(queries)
        for language, background in zip(Language, backgrounds, strict=True)
    ]


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE))
