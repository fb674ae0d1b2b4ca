"""The slate: what was shown to whom, kept as it was shown."""

import datetime as dt
from dataclasses import dataclass

from models.domain.distance import Distance, DistancePreference
from models.domain.errors import NotFoundError
from models.domain.members import Intent


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the seeker and the sentence of the candidate it met, both verbatim; cosine in [-1, 1].

    The two statements are those the sentences were read in; None in slates that were kept without them.
    """

    mine: str
    theirs: str
    similarity: float
    my_statement: int | None
    their_statement: int | None


@dataclass(frozen=True, slots=True)
class SlateEntry:
    """One person on a slate, with the features and the propensity under which he was shown."""

    position: int
    candidate_id: int
    score: float
    forward: float
    backward: float
    propensity: float
    features: tuple[float | None, ...]
    backward_features: tuple[float | None, ...]
    distance: Distance
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """The list a seeker was shown for one challenge; fewer entries than wanted mean that no more fit.

    Texts stand in it as they were; whoever reads it later gets `reading.as_read`, where `challenge` may be
    None.
    """

    id: str
    seeker_id: int
    statement_id: int
    challenge: str | None
    intent: Intent
    preference: DistancePreference
    ranker: str
    fingerprint: str
    wanted: int
    feature_names: tuple[str, ...]
    shown_at: dt.datetime
    entries: tuple[SlateEntry, ...]

    def entry_of(self, candidate_id: int) -> SlateEntry:
        """Return the entry of one candidate, or say that he is not on this slate."""
        for entry in self.entries:
            if entry.candidate_id == candidate_id:
                return entry
        raise NotFoundError(f"candidate on slate {self.id}", candidate_id)
