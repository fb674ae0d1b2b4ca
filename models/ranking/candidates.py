"""Whom to look at: the people behind the statements that are nearest to what a seeker asks and gives."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Kind
from models.ranking.features import Party
from models.retrieval.member_index import NOTHING, MemberIndex
from models.retrieval.statements import Ids, Shelf
from models.text.encoder import Vectors
from models.text.language import Language

Barred = Callable[[Collection[int]], Collection[int]]
"""Gives those of some members who must not be met; it may give others besides."""
WIDER = 3
"""So many times as many statements are searched for as are wanted, because some people may not be met."""


def candidates(index: MemberIndex, asking: Party, pool: int, barred: Barred) -> list[int]:
    """Return the members of the `pool` nearest statements of those who may be met, in each search, by id.

    Three searches in each language: the party's challenges among expertise, its challenges among challenges,
    its expertise among challenges. Whoever may not be met takes nobody's place. Who that is may be a large
    part of the network, so it is asked first of those alone who were found by wider searches. Where too few
    are left of these, it is asked of everybody, and searched without them.
    """
    searches = [_Search.run(index, queries, shelf, pool) for queries, shelf in _questions(asking)]
    kept_out = barred(_everybody(searches))
    too_narrow = [search for search in searches if search.is_too_narrow(kept_out, pool)]
    if too_narrow:
        kept_out = barred(index.member_ids)
        searches = [
            search.without(index, kept_out, pool) if search in too_narrow else search for search in searches
        ]
    return sorted(set().union(*(search.found(kept_out, pool) for search in searches)))


def _questions(asking: Party) -> Iterator[tuple[Vectors, Shelf]]:
    pairs = (
        (asking.challenges, Kind.EXPERTISE),
        (asking.challenges, Kind.CHALLENGE),
        (asking.expertise, Kind.CHALLENGE),
    )
    for (stated, kind), language in product(pairs, Language):
        if len(stated.matrix):
            yield stated.matrix, (kind, language)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Some queries to one shelf, and whose the nearest statements are, (q, n), best first."""

    queries: Vectors
    shelf: Shelf
    owners: Ids

    @classmethod
    def run(
        cls, index: MemberIndex, queries: Vectors, shelf: Shelf, pool: int, without: Collection[int] = ()
    ) -> "_Search":
        ids, _ = index.search(queries, shelf, WIDER * pool, exclude_members=without)
        return cls(queries, shelf, index.owners(ids.ravel()).reshape(ids.shape))

    def without(self, index: MemberIndex, members: Collection[int], pool: int) -> "_Search":
        return self.run(index, self.queries, self.shelf, pool, members)

    def is_too_narrow(self, kept_out: Collection[int], pool: int) -> bool:
        """Say whether a wider search may bring more."""
        may_go_on = (self.owners != NOTHING).all(axis=1)
        return bool((may_go_on & (self._is_free(kept_out).sum(axis=1) < pool)).any())

    def found(self, kept_out: Collection[int], pool: int) -> set[int]:
        is_free = self._is_free(kept_out)
        return set(self.owners[is_free & (is_free.cumsum(axis=1) <= pool)].tolist())

    def _is_free(self, kept_out: Collection[int]) -> NDArray[np.bool_]:
        nobody = np.fromiter((NOTHING, *kept_out), np.int64)
        is_free: NDArray[np.bool_] = np.isin(self.owners, nobody, invert=True)
        return is_free


def _everybody(searches: Sequence[_Search]) -> list[int]:
    owners = np.unique(np.concatenate([search.owners.ravel() for search in searches]))
    found: list[int] = owners[owners != NOTHING].tolist()
    return found
