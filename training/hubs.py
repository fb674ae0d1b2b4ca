"""Hubs: expertise that is near to every challenge, before and after similarities are standardised."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.ranking.features import standardised
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import LANGUAGES, StatementVectors
from models.text.language import Language
from training.measures import hubness, k_occurrence

NEAREST = 10
AT_ONCE = 1000
"""Challenges compared at once, so that memory does not grow with the square of the network."""


@dataclass(frozen=True, slots=True, eq=False)
class Hubs:
    """How often each text of expertise, (n,), is among the ten nearest of a challenge, and whose it is."""

    plain: NDArray[np.intp]
    corrected: NDArray[np.intp]
    owners: NDArray[np.int64]

    @property
    def skewness(self) -> tuple[float, float]:
        """The hubness of plain and of standardised similarities."""
        return hubness(self.plain), hubness(self.corrected)

    def share_of(self, members: NDArray[np.int64]) -> tuple[float, float]:
        """Return which share of the places among the nearest these members take, plain and standardised."""
        theirs = np.isin(self.owners, members)
        plain, corrected = (
            float(counts[theirs].sum() / counts.sum()) for counts in (self.plain, self.corrected)
        )
        return plain, corrected


def hubs(index: MemberIndex, language: Language | None = None) -> Hubs:
    """Ask all challenges of an index for their nearest expertise, as the features of pairs compare them.

    With a language only expertise in that one is looked at, as by a search, which takes each for itself.
    Raises `BadInputError` where there are too few texts for a nearest ten to mean anything.
    """
    everybody = sorted(index.member_ids)
    asked, answers = (index.vectors_of(everybody, kind) for kind in (Kind.CHALLENGE, Kind.EXPERTISE))
    if language is not None:
        answers = _part(answers, answers.languages == LANGUAGES.index(language))
    if len(answers.owners) <= NEAREST:
        raise BadInputError(f"There are {len(answers.owners)} texts; hubs show among more than {NEAREST}.")
    plain = corrected = np.zeros(len(answers.owners), dtype=np.intp)
    for start in range(0, len(asked.owners), AT_ONCE):
        some = _part(asked, slice(start, start + AT_ONCE))
        cosines = some.matrix @ answers.matrix.T
        plain = plain + k_occurrence(cosines.astype(np.float64), NEAREST)
        corrected = corrected + k_occurrence(standardised(some, answers, cosines, index), NEAREST)
    return Hubs(plain, corrected, answers.owners)


def _part(vectors: StatementVectors, rows: slice | NDArray[np.bool_]) -> StatementVectors:
    return StatementVectors(
        vectors.kind,
        vectors.statement_ids[rows],
        vectors.owners[rows],
        vectors.languages[rows],
        vectors.matrix[rows],
    )
