"""A period asked again: the same questions, with one arrangement of slates or another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Member
from models.progress import Progress
from models.ranking.arrangement import Arrangement, Capped
from models.ranking.exploration import NO_EXPLORATION
from models.ranking.exposure import Exposure
from models.ranking.rankers import PriorRanker
from models.ranking.recommender import Recommender
from training.exposure_log import ExposureLog
from training.measures import gini
from training.simulate import Ask, SimulatedPeriod

Floats = NDArray[np.float64]

SEATS = 5
DEEP = 100
"""Candidates kept for a question; whoever is full is passed over in favour of those behind him."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """All who fit one question, best first, with their scores, (n,), before any arrangement."""

    ask: Ask
    candidates: tuple[Member, ...]
    scores: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a period's slates did: expected requests by member, (members,), and each slate's mean score."""

    expected: Floats
    mean_scores: Floats
    seats: int

    @property
    def most(self) -> float:
        """The requests the most popular member may expect."""
        return float(self.expected.max())

    @property
    def gini(self) -> float:
        """How unevenly the requests fall on the members."""
        return gini(self.expected)

    @property
    def never_shown(self) -> float:
        """The share of members whom nobody has seen."""
        return float((self.expected == 0).mean())


def answers(period: SimulatedPeriod, progress: Progress | None = None) -> list[Answer]:
    """Rank, for every question, all who fit; this is the slow part, and no arrangement changes it."""
    return [_answer(period, ask) for ask in _reported(period.asks, progress)]


def replay(
    period: SimulatedPeriod, answered: Sequence[Answer], *, exposure: Exposure | None, diversity: float
) -> Outcome:
    """Fill every question's slate in turn, each knowing those before it.

    Who has not joined yet is nobody's candidate.
    """
    log, scores, seats = ExposureLog(), [], 0
    for answer in answered:
        arrangement = Arrangement(diversity=diversity, capped=_capped(log, exposure, answer.ask.seeker.id))
        rows = np.array([m.id - 1 for m in answer.candidates], dtype=np.intp)
        there = np.flatnonzero(period.joined[rows] <= answer.ask.time)
        order = arrangement.of(answer.candidates, answer.scores, there, SEATS, period.network.index)[:SEATS]
        log.show(answer.ask.seeker.id, [answer.candidates[place].id for place in order])
        scores.append(answer.scores[order].mean() if len(order) else np.nan)
        seats += len(order)
    return Outcome(log.expected([m.id for m in period.network.members]), np.array(scores), seats)


def _answer(period: SimulatedPeriod, ask: Ask) -> Answer:
    network = period.network

    def load(ids: Sequence[int]) -> Mapping[int, Member]:
        return {number: network.members[number - 1] for number in ids}

    ranking = Recommender(
        index=network.index,
        ranker=PriorRanker(),
        distances=network.distances,
        exploration=NO_EXPLORATION,
    ).recommend(
        ask.seeker,
        ask.challenge,
        ask.intent,
        rules=network.rules(),
        barred=lambda _ids: (),
        members=load,
        limit=DEEP,
        rng=np.random.default_rng(0),
    )
    shown = ranking.suggestions
    return Answer(ask, tuple(s.member for s in shown), np.array([s.score for s in shown]))


def _capped(log: ExposureLog, exposure: Exposure | None, seeker: int) -> Capped | None:
    if exposure is None:
        return None
    return Capped(exposure, lambda ids: log.incoming(ids, not_to=seeker))


def _reported(asks: Sequence[Ask], progress: Progress | None) -> Iterator[Ask]:
    for done, ask in enumerate(asks):
        yield ask
        if progress is not None:
            progress(done + 1, len(asks))
