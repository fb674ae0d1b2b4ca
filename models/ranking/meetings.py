"""What meetings among a given set of people are worth, as the planner wants to know it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Intent, Member
from models.ranking.distance import Distances
from models.ranking.features import FEATURE_NAMES, Party, directed_features
from models.ranking.rankers import PairRanker, reciprocal
from models.retrieval.member_index import MemberIndex
from models.text.themes import ThemeClassifier

BOTH_ALIKE = 0.5
"""On a network day nobody asked first, so neither side weighs more."""


def meeting_scores(  # noqa: PLR0913 - who meets, what for, and what a meeting is judged by
    members: Sequence[Member],
    intent: Intent,
    *,
    index: MemberIndex,
    ranker: PairRanker,
    distances: Distances,
    themes: ThemeClassifier | None = None,
) -> NDArray[np.float64]:
    """Return the reciprocal scores (n, n), symmetric, in [0, 1], 0 on the diagonal; row i is members[i].

    Each direction takes the asker's best challenge, for on the day all of them can be talked about.
    """
    party = Party.of(members, index, themes)
    features = directed_features(party, party, index, distances)
    size = len(members)
    affinity = ranker.affinity(features.reshape(-1, len(FEATURE_NAMES)), intent).reshape(size, size)
    scores = reciprocal(affinity, affinity.T, seeker_weight=BOTH_ALIKE)
    np.fill_diagonal(scores, 0.0)
    return scores
