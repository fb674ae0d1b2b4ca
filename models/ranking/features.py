"""What is known of a pair before it meets, in numbers, once for each direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Kind, Member
from models.ranking.distance import Distances, pairwise
from models.retrieval.background import standardise
from models.retrieval.member_index import MemberIndex, StatementVectors

FEATURE_NAMES: tuple[str, ...] = (
    "challenge_to_expertise",
    "challenge_to_challenge",
    "cosine",
    "industry_distance",
    "function_distance",
    "level_distance",
    "shared_language",
)
"""The columns of every feature array, for one direction: what the second person can be to the first.

The first two are in standard deviations from the average pair of texts, "cosine" is the plain similarity
behind the first, the distances are 0 (same) to 1 (far), "shared_language" is 0 or 1. nan is unknown: there
was no text to compare, or a background could not be placed.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """Some members and the vectors of all they have stated; row i of a feature array is members[i]."""

    members: tuple[Member, ...]
    challenges: StatementVectors
    expertise: StatementVectors

    @classmethod
    def of(cls, members: Sequence[Member], index: MemberIndex) -> Self:
        """Look up the members' vectors; who has none of a kind is unknown in the features of that kind."""
        ids = [member.id for member in members]
        return cls(
            tuple(members),
            index.vectors_of(ids, Kind.CHALLENGE),
            index.vectors_of(ids, Kind.EXPERTISE),
        )

    def rows_of(self, vectors: StatementVectors) -> NDArray[np.intp]:
        """Return the row of the member behind each statement."""
        row_of = {member.id: row for row, member in enumerate(self.members)}
        return np.array([row_of[owner] for owner in vectors.owners.tolist()], dtype=np.intp)


def column(features: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """Return one named feature of (..., len(FEATURE_NAMES)) as (...)."""
    return features[..., FEATURE_NAMES.index(name)]


def directed_features(
    askers: Party, givers: Party, index: MemberIndex, distances: Distances
) -> NDArray[np.float64]:
    """Return (askers, givers, len(FEATURE_NAMES)): what each giver can be to each asker.

    Of several challenges and several fields of expertise the best pair counts, in each column for itself.
    """
    solved, cosines = _solved(askers, givers, index)
    standing = _standing(askers, givers, index)
    mine, theirs = [m.profile for m in askers.members], [m.profile for m in givers.members]
    language = pairwise(_share, [p.languages for p in mine], [p.languages for p in theirs])
    texts = np.stack([solved, standing, cosines], axis=-1)
    return np.concatenate([texts, distances.table(mine, theirs), language[..., None]], axis=-1)


def pair_features(
    seeker: Party, candidates: Party, index: MemberIndex, distances: Distances
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both directions between one seeker and n candidates, each (n, len(FEATURE_NAMES)).

    The seeker's party holds the one challenge that is asked about. The backward direction, what the seeker
    can be to the candidate, takes the candidate's best challenge.
    """
    forward = directed_features(seeker, candidates, index, distances)[0]
    backward = directed_features(candidates, seeker, index, distances)[:, 0]
    return forward, backward


def _solved(
    askers: Party, givers: Party, index: MemberIndex
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the best standardised and the best plain similarity of askers' challenges to givers' expertise.

    A text that resembles everything (a hub) is corrected for from both of its sides: the mean is taken of how
    unusual the similarity is for the challenge and how unusual it is for the expertise that answers it.
    """
    asked, answers = askers.challenges, givers.expertise
    cosines = asked.matrix @ answers.matrix.T
    for_challenge = standardise(index.moments(asked, Kind.EXPERTISE), cosines)
    for_expertise = standardise(index.moments(answers, Kind.CHALLENGE), cosines.T).T
    where = np.ix_(askers.rows_of(asked), givers.rows_of(answers))
    shape = len(askers.members), len(givers.members)
    return _best((for_challenge + for_expertise) / 2, where, shape), _best(cosines, where, shape)


def _standing(askers: Party, givers: Party, index: MemberIndex) -> NDArray[np.float64]:
    """Return the best similarity of askers' to givers' challenges, standardised from both sides."""
    mine, theirs = askers.challenges, givers.challenges
    cosines = mine.matrix @ theirs.matrix.T
    for_mine = standardise(index.moments(mine, Kind.CHALLENGE), cosines)
    for_theirs = standardise(index.moments(theirs, Kind.CHALLENGE), cosines.T).T
    where = np.ix_(askers.rows_of(mine), givers.rows_of(theirs))
    return _best((for_mine + for_theirs) / 2, where, (len(askers.members), len(givers.members)))


def _best(
    values: NDArray[np.floating], where: tuple[NDArray[np.intp], ...], shape: tuple[int, int]
) -> NDArray[np.float64]:
    best = np.full(shape, np.nan)
    np.fmax.at(best, where, values)
    return best


def _share(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    return float(not set(mine).isdisjoint(theirs))
