"""How good rankings are, measured against graded judgements, with the uncertainty that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError
from training.judgements import WORTH_A_MEETING, Judgements, Query

DRAWS = 2000
TAILS = (2.5, 97.5)
"""Percentiles of the bootstrap that bound a 95 % interval."""

Rankings = Mapping[Query, Sequence[str]]
"""For each query, the suggested candidates by e-mail, best first."""
Values = Mapping[Query, float]
"""One number a query; a query for which the number is not defined is left out."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries and the 95 % interval of its bootstrap over seekers."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The quality of rankings at depth k, and how many queries of how many seekers were judged.

    A mean leaves out the queries for which its number is not defined, so it may rest on fewer.
    """

    k: int
    ndcg: Estimate
    recall: Estimate
    queries: int
    seekers: int


def evaluate(rankings: Rankings, judgements: Judgements, k: int, *, random_state: int) -> Evaluation:
    """Measure rankings of every judged query; raises `BadInputError` where one of them is missing."""
    if k < 1:
        raise BadInputError(f"The depth is {k}; a ranking is measured at 1 or deeper.")
    return Evaluation(
        k=k,
        ndcg=mean_over_seekers(ndcg(rankings, judgements, k), random_state=random_state),
        recall=mean_over_seekers(recall(rankings, judgements, k), random_state=random_state),
        queries=len(judgements),
        seekers=len({query.seeker for query in judgements}),
    )


def ndcg(rankings: Rankings, judgements: Judgements, k: int) -> dict[Query, float]:
    """Return the normalised discounted cumulative gain at k of each query that has a positive grade.

    Gain 2^grade - 1, discount log2(position + 1), both after Burges et al. (2005), divided by the best that
    any order of all candidates reaches.
    """
    found = {}
    for query, grades in judgements.items():
        ideal = _discounted_gain(sorted(grades.values(), reverse=True)[:k])
        if ideal > 0:
            shown = [grades.get(name, 0) for name in _top(rankings, query, k)]
            found[query] = _discounted_gain(shown) / ideal
    return found


def recall(rankings: Rankings, judgements: Judgements, k: int) -> dict[Query, float]:
    """Return the share of candidates worth a meeting (grade 2 or 3) that stand among the first k."""
    found = {}
    for query, grades in judgements.items():
        worth = {name for name, grade in grades.items() if grade >= WORTH_A_MEETING}
        if worth:
            found[query] = len(worth.intersection(_top(rankings, query, k))) / len(worth)
    return found


def mean_over_seekers(values: Values, *, random_state: int, draws: int = DRAWS) -> Estimate:
    """Return the mean over queries; its interval comes from drawing whole seekers with replacement.

    The queries of one seeker share his texts and colleagues, so drawing them singly would feign certainty.
    The same `random_state` gives the same interval. Raises `BadInputError` when there is nothing to average.
    """
    if not values:
        raise BadInputError("No query has a candidate that counts; there is nothing to average.")
    sums, counts = _by_seeker(values)
    return mean_over_units(sums, counts, random_state=random_state, draws=draws)


def mean_over_units(
    sums: NDArray[np.float64], counts: NDArray[np.float64], *, random_state: int, draws: int = DRAWS
) -> Estimate:
    """Return the sum of `sums` over that of `counts`, both (units,), with an interval from drawing units.

    A unit is what was drawn from the world: a seeker, a reviewer, a question. A draw that holds no count at
    all says nothing and is left out.
    """
    rng = np.random.default_rng(random_state)
    drawn = rng.integers(0, len(sums), size=(draws, len(sums)))
    total = counts[drawn].sum(axis=1)
    means = sums[drawn].sum(axis=1)[total > 0] / total[total > 0]
    low, high = np.percentile(means, TAILS)
    return Estimate(float(sums.sum() / counts.sum()), float(low), float(high))


def gain_over_seekers(values: Values, baseline: Values, *, random_state: int) -> Estimate:
    """Return by how much one ranking beats another on the same queries, pair by pair.

    An interval above 0 says that the first is better; two intervals of their own that overlap say nothing.
    """
    if values.keys() != baseline.keys():
        raise BadInputError(
            "Two rankings can only be compared on the same queries; these two differ in them."
        )
    gains = {query: value - baseline[query] for query, value in values.items()}
    return mean_over_seekers(gains, random_state=random_state)


def _top(rankings: Rankings, query: Query, k: int) -> Sequence[str]:
    if query not in rankings:
        raise BadInputError(f"There is no ranking for {query}; an empty one says that nobody fits.")
    top = rankings[query][:k]
    if len(set(top)) < len(top):
        raise BadInputError(f"The ranking for {query} names somebody twice.")
    return top


def _discounted_gain(grades: Sequence[int]) -> float:
    positions = np.arange(len(grades))
    return float(np.sum((2.0 ** np.array(grades, dtype=float) - 1) / np.log2(positions + 2)))


def _by_seeker(values: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    seekers = sorted({query.seeker for query in values})
    row_of = {seeker: row for row, seeker in enumerate(seekers)}
    sums, counts = np.zeros(len(seekers)), np.zeros(len(seekers))
    for query, value in values.items():
        sums[row_of[query.seeker]] += value
        counts[row_of[query.seeker]] += 1
    return sums, counts
