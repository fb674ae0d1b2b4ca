"""One round of pairs: as many as possible, and worth as much as possible."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from models.planning.problem import Mask, Scores

Mates = NDArray[np.intp]
"""(n,), everybody's partner, or `ALONE`."""

ALONE = -1


def best_pairs(gain: Scores, free: Mask) -> Mates:
    """Pair up as many people as can be where `free` allows it, for a high, not always the highest, gain.

    1. Assign everybody to somebody else at the highest sum; the cycles it consists of fall into pairs.
    2. Repeat with those left over by cycles of odd length.
    3. Find partners for those still alone: by breaking up one pair, and failing that by the blossom algorithm
       (Edmonds, "Paths, trees, and flowers", 1965), which finds the largest possible number of pairs.
    4. Let two pairs exchange partners as long as that helps.
    """
    mates = np.full(len(gain), ALONE, dtype=np.intp)
    worth = np.where(free, gain, -np.inf)
    _assign(mates, worth)
    _exchange_for_lonely(mates, worth)
    if (mates == ALONE).sum() > 1:
        mates = _most_pairs(mates, free)
    _exchange_partners(mates, worth)
    return mates


def pairs_of(mates: Mates) -> NDArray[np.intp]:
    """Return the pairs, (p, 2)."""
    first = np.flatnonzero(mates > np.arange(len(mates)))
    return np.column_stack([first, mates[first]])


def _join(mates: Mates, one: int, other: int) -> None:
    mates[one], mates[other] = other, one


def _assign(mates: Mates, worth: Scores) -> None:
    alone = np.arange(len(mates))
    while len(alone) > 1:
        for one, other in _assigned_pairs(worth[np.ix_(alone, alone)]):
            _join(mates, alone[one], alone[other])
        before, alone = len(alone), np.flatnonzero(mates == ALONE)
        if len(alone) == before:
            return


def _assigned_pairs(worth: Scores) -> Iterator[tuple[int, int]]:
    # What is not free must cost more than all free pairs can bring in, yet stay finite for the solver.
    finite = np.isfinite(worth)
    never = -1.0 - 2 * len(worth) * np.abs(worth[finite]).max(initial=0.0)
    _, target = linear_sum_assignment(np.where(finite, worth, never), maximize=True)
    for cycle in _cycles(target):
        for one, other in _split(cycle, worth):
            if finite[one, other]:
                yield one, other


def _cycles(target: NDArray[np.intp]) -> Iterator[list[int]]:
    seen = np.zeros(len(target), dtype=bool)
    for start in range(len(target)):
        cycle, person = [], start
        while not seen[person]:
            seen[person] = True
            cycle.append(person)
            person = int(target[person])
        if len(cycle) > 1:
            yield cycle


def _split(cycle: Sequence[int], worth: Scores) -> list[tuple[int, int]]:
    """Cut a cycle into neighbouring pairs, the best way round; an odd cycle leaves out one person."""
    length = len(cycle)
    turns = range(2 if length % 2 == 0 else length)
    ways = [
        [(cycle[(t + i) % length], cycle[(t + i + 1) % length]) for i in range(0, length - 1, 2)]
        for t in turns
    ]
    return max(ways, key=lambda way: _pairs_and_sum(way, worth))


def _pairs_and_sum(way: Sequence[tuple[int, int]], worth: Scores) -> tuple[int, float]:
    values = [float(worth[pair]) for pair in way]
    free = [value for value in values if np.isfinite(value)]
    return len(free), sum(free)


def _exchange_for_lonely(mates: Mates, worth: Scores) -> None:
    """Seat two lonely people u and v by turning a pair (x, y) into u with x and v with y."""
    for one, other in combinations(np.flatnonzero(mates == ALONE).tolist(), 2):
        if mates[one] != ALONE or mates[other] != ALONE:
            continue
        x = np.flatnonzero(mates != ALONE)
        gained = worth[one, x] + worth[other, mates[x]] - worth[x, mates[x]]
        if len(x) and np.isfinite(gained.max()):
            chosen = int(x[gained.argmax()])
            partner = int(mates[chosen])
            _join(mates, one, chosen)
            _join(mates, other, partner)


def _most_pairs(mates: Mates, free: Mask) -> Mates:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((int(one), int(other)) for one, other in np.argwhere(np.triu(free)))
    matching = nx.max_weight_matching(graph, maxcardinality=True)
    if 2 * len(matching) <= (mates != ALONE).sum():
        return mates
    found = np.full(len(mates), ALONE, dtype=np.intp)
    for one, other in matching:
        _join(found, one, other)
    return found


def _exchange_partners(mates: Mates, worth: Scores) -> None:
    """Replace (a, b) and (c, d) by (a, c) and (b, d), or by (a, d) and (b, c), as long as the sum rises."""
    while True:
        a, b = pairs_of(mates).T
        if len(a) < 2:  # noqa: PLR2004 - an exchange takes two pairs
            return
        now = worth[a, b]
        straight = worth[np.ix_(a, a)] + worth[np.ix_(b, b)]
        crossed = worth[np.ix_(a, b)] + worth[np.ix_(b, a)]
        better = np.maximum(straight, crossed) - now[:, None] - now[None, :]
        np.fill_diagonal(better, -np.inf)
        i, j = np.unravel_index(better.argmax(), better.shape)
        # Less than this is rounding, and rounding could go round in circles.
        if better[i, j] <= 1e-12 * (1 + np.abs(now).max()):
            return
        c, d = (a[j], b[j]) if straight[i, j] >= crossed[i, j] else (b[j], a[j])
        _join(mates, a[i], c)
        _join(mates, b[i], d)
