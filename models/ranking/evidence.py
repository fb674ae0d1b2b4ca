"""Why these two: sentences of theirs, side by side, word for word."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Intent, Kind, Member
from models.domain.slates import Evidence
from models.retrieval.background import Floats
from models.retrieval.statements import SHELVES, Shelf
from models.text.encoder import Vectors

CLEARLY_ABOVE = 0.5
"""A pair is shown when it lies at least this far up from the average to the best pair of these two people."""

_About = tuple[Kind, frozenset[Kind]]
_SOLVED: _About = (Kind.CHALLENGE, frozenset({Kind.EXPERTISE}))
_STANDING: _About = (Kind.CHALLENGE, frozenset({Kind.CHALLENGE}))
_EITHER: _About = (Kind.CHALLENGE, frozenset(Kind))
_GIVEN_BACK: _About = (Kind.EXPERTISE, frozenset({Kind.CHALLENGE}))
TOPICS: dict[Intent, tuple[_About, ...]] = {
    Intent.SUPPORT: (_SOLVED, _GIVEN_BACK, _STANDING),
    Intent.CHALLENGE: (_EITHER, _GIVEN_BACK),
}
"""What the pairs are about, in the order of showing: the kind of my sentence, and the kinds it may meet."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceVectors:
    """One person's sentences, the statement and the shelf each is from, their unit vectors, row by row."""

    sentences: tuple[str, ...]
    statement_ids: tuple[int, ...]
    shelves: tuple[Shelf, ...]
    matrix: Vectors

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kind of the statement each sentence is from."""
        return tuple(kind for kind, _ in self.shelves)

    def of(self, statement_ids: Collection[int]) -> "SentenceVectors":
        """Return the sentences of these statements alone."""
        rows = [row for row, number in enumerate(self.statement_ids) if number in statement_ids]
        return SentenceVectors(
            tuple(self.sentences[row] for row in rows),
            tuple(self.statement_ids[row] for row in rows),
            tuple(self.shelves[row] for row in rows),
            self.matrix[rows],
        )


def evidence_for_both(  # noqa: PLR0913, PLR0917 - two people, what they said, and what is asked
    seeker: Member,
    candidate: Member,
    mine: SentenceVectors,
    theirs: SentenceVectors,
    lead: Floats,
    intent: Intent,
    limit: int,
) -> tuple[Evidence, ...]:
    """Return the evidence (`best_evidence`) of all who may read it, before and after both have said yes.

    Each sees other texts, so each gets the best of what he sees, and no text that is hidden takes the place
    of one that is shown. What each of them reads in the end is sorted out when he reads
    (`models.domain.reading`); where everything is shown to everybody, this is `best_evidence`.
    """
    views = dict.fromkeys(
        (
            frozenset(seeker.legible_to(reader.id, both_said_yes=both_said_yes)),
            frozenset(candidate.legible_to(reader.id, both_said_yes=both_said_yes)),
        )
        for reader in (seeker, candidate)
        for both_said_yes in (True, False)
    )
    found = {
        (pair.my_statement, pair.mine, pair.their_statement, pair.theirs): pair
        for my_ids, their_ids in views
        for pair in best_evidence(mine.of(my_ids), theirs.of(their_ids), lead, intent, limit)
    }
    return tuple(found.values())


def best_evidence(
    mine: SentenceVectors, theirs: SentenceVectors, lead: Floats, intent: Intent, limit: int
) -> tuple[Evidence, ...]:
    """Return up to `limit` pairs of sentences, the most telling first; no sentence is used twice.

    1. Only pairs on a topic of the intent count; `TOPICS` are asked in turn, each for its best pair.
    2. A pair far below the best of these two people is left out rather than shown as a reason.
    3. At least one pair is shown wherever there are sentences to compare.

    `mine` holds the sentences of the one challenge that is asked about, and those of my expertise. `lead`,
    (shelves, shelves), is taken off: two sentences are no nearer for being in one language (`language_lead`).
    More is not corrected for: measured against everything, sentence by sentence, those came first that are
    unlike all others and say little (docs/quality.md).
    """
    cosines = mine.matrix @ theirs.matrix.T
    nearness = cosines - lead[np.ix_(_places(mine), _places(theirs))]
    allowed = [_on_topic(mine, theirs, about) for about in TOPICS[intent]]
    comparable = nearness[np.logical_or.reduce(allowed)]
    if comparable.size == 0:
        return ()
    average, best = comparable.mean(), comparable.max()
    telling = nearness >= min(average + CLEARLY_ABOVE * (best - average), best)
    return tuple(
        Evidence(
            mine=mine.sentences[row],
            theirs=theirs.sentences[col],
            similarity=float(cosines[row, col]),
            my_statement=mine.statement_ids[row],
            their_statement=theirs.statement_ids[col],
        )
        for row, col in _pick(mine, theirs, nearness, np.stack(allowed) & telling, limit)
    )


def _places(said: SentenceVectors) -> NDArray[np.intp]:
    return np.array([SHELVES.index(shelf) for shelf in said.shelves], dtype=np.intp)


def _on_topic(mine: SentenceVectors, theirs: SentenceVectors, about: _About) -> NDArray[np.bool_]:
    my_kind, their_kinds = about
    from_me = np.array([kind is my_kind for kind in mine.kinds], dtype=bool)
    from_them = np.array([kind in their_kinds for kind in theirs.kinds], dtype=bool)
    pairs: NDArray[np.bool_] = from_me[:, None] & from_them
    return pairs


def _pick(
    mine: SentenceVectors,
    theirs: SentenceVectors,
    nearness: Floats,
    open_pairs: NDArray[np.bool_],
    limit: int,
) -> list[tuple[int, int]]:
    """Ask the topics (topics, mine, theirs) in turn for their best pair whose sentences are still unused."""
    picked: list[tuple[int, int]] = []
    for topic in cycle(range(len(open_pairs))):
        if len(picked) == limit or not open_pairs.any():
            break
        if open_pairs[topic].any():
            best = np.where(open_pairs[topic], nearness, -np.inf).argmax()
            row, col = (int(place) for place in np.unravel_index(best, nearness.shape))
            picked.append((row, col))
            open_pairs[:, _repeats(mine, row), :] = False
            open_pairs[:, :, _repeats(theirs, col)] = False
    return picked


def _repeats(said: SentenceVectors, row: int) -> list[bool]:
    return [sentence == said.sentences[row] for sentence in said.sentences]
