"""From a challenge to a slate: whom to suggest, in which order, and with which probability."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.conflicts import ConflictRules
from models.domain.distance import NO_WISH, Distance, DistancePreference
from models.domain.errors import BadInputError, NotFoundError
from models.domain.members import Intent, Kind, Member, Statement
from models.ranking.arrangement import PLAIN, Arrangement
from models.ranking.candidates import Barred, candidates
from models.ranking.distance import Distances
from models.ranking.exploration import Exploration
from models.ranking.features import Party, pair_features
from models.ranking.preferences import wish_worth
from models.ranking.rankers import PairRanker, reciprocal, relevance
from models.retrieval.member_index import MemberIndex
from models.text.themes import ThemeClassifier

POOL = 30
"""How many statements each of the searches brings, in each language."""
FLOOR = -1.0
"""Who is less relevant than this plainly does not fit; in standard deviations from the average pair of texts.

It lies below the average on purpose: in a network of five the average pair may be a good one, and a member
is better served by a short list in the right order than by an empty one.
"""
DECIMALS = 9
"""Scores are compared to this many decimals, so that the order does not hang on how sums were rounded."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person on the slate, with all that is needed to learn from showing him."""

    member: Member
    position: int
    score: float
    forward: float
    backward: float
    propensity: float
    features: tuple[float | None, ...]
    backward_features: tuple[float | None, ...]
    distance: Distance


@dataclass(frozen=True, slots=True)
class Ranking:
    """The slate, positions from 1; fewer suggestions than wanted mean that no more people fit well."""

    ranker: str
    intent: Intent
    suggestions: tuple[Suggestion, ...]
    wanted: int


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Candidates with their numbers, row by row."""

    members: tuple[Member, ...]
    features: NDArray[np.float64]
    backward_features: NDArray[np.float64]
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    score: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recommender:
    """Suggests people for a challenge; it keeps no state of its own and may be shared between threads."""

    index: MemberIndex
    ranker: PairRanker
    distances: Distances
    exploration: Exploration
    floor: float = FLOOR
    pool: int = POOL
    arrangement: Arrangement = PLAIN
    themes: ThemeClassifier | None = None

    def recommend(  # noqa: PLR0913 - who asks what, whom not, and where people, seats and chance come from
        self,
        seeker: Member,
        challenge: Statement,
        intent: Intent,
        *,
        rules: ConflictRules,
        barred: Barred,
        members: Callable[[Sequence[int]], Mapping[int, Member]],
        limit: int,
        rng: np.random.Generator,
        preference: DistancePreference = NO_WISH,
        same_theme: Sequence[int] = (),
    ) -> Ranking:
        """Return up to `limit` people for one challenge of the seeker.

        1. Three searches in each language (`candidates`) find people; who is `barred`, or kept apart by the
           `rules`, takes nobody's place. The first `pool` of `same_theme`, who have confirmed the theme of
           the challenge, join them.
        2. `members` loads the people found (ids it does not know are skipped), and `rules` are checked again.
        3. Features and affinity both ways, reciprocal score, equal scores by member id. The seeker's wishes
           about distance weigh his own direction alone; the other has wished nothing.
        4. Who lies below the floor of relevance goes; the arrangement orders the rest for the slate.
        5. Chance may change the last seat.

        Raises `BadInputError` for a challenge that is not the seeker's and a limit below 1, `NotFoundError`
        when the index does not hold the challenge yet.
        """
        if limit < 1:
            raise BadInputError(f"{limit} suggestions were asked for; ask for 1 or more.")
        asking = self._asking(seeker, challenge)
        partners = {seeker.id, *rules.partners_of(seeker.id)}
        found = candidates(self.index, asking, self.pool, lambda ids: {*barred(ids), *partners})
        kept_out = {*barred(same_theme), *partners} if same_theme else partners
        alike = [id_ for id_ in same_theme if id_ not in kept_out][: self.pool]
        people = members(sorted({*found, *alike}))
        free = [m for m in people.values() if rules.between(seeker, m) is None]
        judged = self._judge(asking, free, intent, preference)
        order = self.arrangement.of(
            judged.members,
            judged.score,
            self._order(judged, intent),
            limit,
            self.index,
            wished=preference.wished,
        )
        slate = self._slate(seeker, judged, order, limit, rng)
        return Ranking(self.ranker.name, intent, tuple(slate), limit)

    def _asking(self, seeker: Member, challenge: Statement) -> Party:
        if challenge.member_id != seeker.id or challenge.kind is not Kind.CHALLENGE:
            raise BadInputError(f"Statement {challenge.id} is no challenge of {seeker.email}.")
        asking = Party.of([seeker], self.index, self.themes).asking(challenge.id)
        if not len(asking.challenges.matrix):
            raise NotFoundError("indexed challenge", challenge.id)
        return asking

    def _judge(
        self, asking: Party, candidates: Sequence[Member], intent: Intent, preference: DistancePreference
    ) -> _Judged:
        party = Party.of(candidates, self.index, self.themes)
        features, backward_features = pair_features(asking, party, self.index, self.distances)
        forward = self.ranker.affinity(features, intent) * wish_worth(features, preference)
        backward = self.ranker.affinity(backward_features, intent)
        score = reciprocal(forward, backward)
        return _Judged(party.members, features, backward_features, forward, backward, score)

    def _order(self, judged: _Judged, intent: Intent) -> NDArray[np.intp]:
        """Return the rows that are above the floor, best first."""
        ids = np.array([member.id for member in judged.members], dtype=np.int64)
        best_first = np.lexsort((ids, -judged.score.round(DECIMALS)))
        fits = relevance(judged.features, intent) >= self.floor
        return best_first[fits[best_first]]

    def _slate(
        self, seeker: Member, judged: _Judged, order: NDArray[np.intp], limit: int, rng: np.random.Generator
    ) -> Iterator[Suggestion]:
        propensities = self.exploration.propensities(len(order), limit)
        for position, place in enumerate(self.exploration.draw(len(order), limit, rng), start=1):
            row = order[place]
            member = judged.members[row]
            yield Suggestion(
                member=member,
                position=position,
                score=float(judged.score[row]),
                forward=float(judged.forward[row]),
                backward=float(judged.backward[row]),
                propensity=float(propensities[place]),
                features=_none_for_nan(judged.features[row]),
                backward_features=_none_for_nan(judged.backward_features[row]),
                distance=self.distances.between(seeker.profile, member.profile),
            )


def _none_for_nan(row: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in row)
