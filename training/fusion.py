"""Ways to put both directions of a pair together, measured where both sides were judged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Intent
from models.ranking.features import Party, pair_features
from models.ranking.rankers import PairRanker, reciprocal
from training.comparison import Network, possible
from training.evaluate import Estimate, Rankings, mean_over_seekers, ndcg
from training.judgements import Judgements, Query

Floats = NDArray[np.float64]
Fusion = Callable[[Floats, Floats], Floats]
"""Turns the worth for the seeker and for the other, each (n,) in (0, 1), into one score."""
DEPTH = 5


def harmonic(forward: Floats, backward: Floats, *, seeker_weight: float = 0.5) -> Floats:
    """Return the weighted harmonic mean (Pizzato et al. 2010, RECON): nearer to the lesser than any other."""
    return 1 / (seeker_weight / forward + (1 - seeker_weight) / backward)


def cross_ratio(forward: Floats, backward: Floats) -> Floats:
    """Return the cross-ratio uninorm (Appel et al. 2017): two above one half lift each other."""
    both, neither = forward * backward, (1 - forward) * (1 - backward)
    return both / (both + neither)


FUSIONS: Mapping[str, Fusion] = {
    "seeker alone": lambda forward, _: forward,
    "geometric, seeker .7": partial(reciprocal, seeker_weight=0.7),
    "harmonic, seeker .7": partial(harmonic, seeker_weight=0.7),
    "product": np.multiply,
    "harmonic": harmonic,
    "cross-ratio": cross_ratio,
}
"""The product orders as the geometric mean of both sides alike does."""


@dataclass(frozen=True, slots=True)
class FusionRow:
    """What one fusion is worth for one intent, as nDCG at 5.

    `own` is graded by what the seeker gains from anybody; `mutual` ranks judged seekers for each other, and
    a pair has the lesser of its two grades. `others` grades the same rankings by what the other side gains.
    """

    fusion: str
    intent: Intent
    own: Estimate
    mutual: Estimate
    others: Estimate


def compare_fusions(
    network: Network, judgements: Judgements, ranker: PairRanker, *, random_state: int
) -> Iterator[FusionRow]:
    """Measure every fusion on the same affinities; who must not meet the seeker is left out.

    A judge saw one challenge of each seeker, the other side's affinity takes his best one: where somebody
    has stated several the two may differ.
    """
    judged = possible(network, judgements)
    for intent in Intent:
        asked = {query: grades for query, grades in judged.items() if query.intent is intent}
        pairs = {query: _affinities(network, query, ranker) for query in asked}
        given, mutual = _other_side(asked)
        for name, fuse in FUSIONS.items():
            rankings = {query: _ranked(pair, fuse) for query, pair in pairs.items()}
            among = _among(rankings, {query.seeker for query in asked})
            own, both, others = (
                mean_over_seekers(ndcg(r, grades, DEPTH), random_state=random_state)
                for r, grades in ((rankings, asked), (among, mutual), (among, given))
            )
            yield FusionRow(name, intent, own, both, others)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Everybody a seeker may meet, with the worth of the meeting for him and for them, (n,)."""

    emails: tuple[str, ...]
    forward: Floats
    backward: Floats


def _affinities(network: Network, query: Query, ranker: PairRanker) -> _Pairs:
    seeker = network.member(query.seeker)
    barred = {seeker.id, *(member.id for member in network.barred(seeker))}
    others = [member for member in network.members if member.id not in barred]
    asking = Party.of([seeker], network.index, network.themes).asking(network.challenge(query).id)
    candidates = Party.of(others, network.index, network.themes)
    forward, backward = pair_features(asking, candidates, network.index, network.distances)
    return _Pairs(
        tuple(member.email for member in others),
        ranker.affinity(forward, query.intent),
        ranker.affinity(backward, query.intent),
    )


def _ranked(pairs: _Pairs, fuse: Fusion) -> list[str]:
    order = np.argsort(-fuse(pairs.forward, pairs.backward), kind="stable")
    return [pairs.emails[row] for row in order]


def _among(rankings: Rankings, people: set[str]) -> dict[Query, list[str]]:
    return {query: [name for name in ranking if name in people] for query, ranking in rankings.items()}


def _other_side(asked: Judgements) -> tuple[Judgements, Judgements]:
    """Return for each seeker what the others gain from him, and the lesser of both gains."""
    by_seeker = {query.seeker: grades for query, grades in asked.items()}
    given = {
        query: {other: grades.get(query.seeker, 0) for other, grades in by_seeker.items()} for query in asked
    }
    mutual = {
        query: {other: min(grade, asked[query].get(other, 0)) for other, grade in gains.items()}
        for query, gains in given.items()
    }
    return given, mutual
