"""What is known of a pair before it meets, in numbers, once for each direction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.domain.members import Kind, Member, Statement
from models.ranking.agreement import Themed, agreement
from models.ranking.distance import Distances, pairwise
from models.retrieval.background import Seen, unusual
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import StatementVectors
from models.text.encoder import Vectors
from models.text.lexical import word_overlap
from models.text.themes import ThemeClassifier

FEATURE_NAMES: tuple[str, ...] = (
    "challenge_to_expertise",
    "challenge_to_challenge",
    "cosine",
    "industry_distance",
    "function_distance",
    "level_distance",
    "shared_language",
    "words_to_expertise",
    "words_to_challenge",
    "theme_to_expertise",
    "theme_to_challenge",
)
"""The columns of every feature array, for one direction: what the second person can be to the first.

The first two and those of words are in standard deviations from the average pair of texts, by meaning and by
shared words; "cosine" is the plain similarity behind the first, the distances are 0 (same) to 1 (far),
"shared_language" is 0 or 1, those of themes are the probability that both texts have one theme. nan is
unknown: no text to compare, a background that cannot be placed, no language named, no theme told.
"""


USUAL_OVERLAP, USUAL_SPREAD, PRIOR_PAIRS = 0.03, 0.03, 10
"""Mean and deviation of overlap between ordinary texts; as many pairs' worth of it temper a small pool."""
WORDS_FOLLOW_MEANING = 0.3
"""Deviations of shared words to be expected for each deviation of meaning, within one language."""
WORDS_ACROSS = 1.0
"""What texts in two languages are credited with beyond that.

An encoder sees a helper less clearly across languages, so the best across would always lie below the best
within. Chosen so that both are found alike often; see docs/quality.md.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """Some members and the vectors of all they have stated; row i of a feature array is members[i].

    `themes` tells the likely themes of these vectors; without it only confirmed ones are known.
    """

    members: tuple[Member, ...]
    challenges: StatementVectors
    expertise: StatementVectors
    themes: ThemeClassifier | None = None

    @classmethod
    def of(cls, members: Sequence[Member], index: MemberIndex, themes: ThemeClassifier | None = None) -> Self:
        """Look up the members' vectors; who has none of a kind is unknown in the features of that kind."""
        ids = [member.id for member in members]
        return cls(
            tuple(members),
            index.vectors_of(ids, Kind.CHALLENGE),
            index.vectors_of(ids, Kind.EXPERTISE),
            themes,
        )

    def asking(self, challenge_id: int) -> Self:
        """Return the same members with the vectors of one challenge alone; none, where it is not indexed."""
        stated = self.challenges
        this = stated.statement_ids == challenge_id
        one = replace(
            stated,
            statement_ids=stated.statement_ids[this],
            owners=stated.owners[this],
            languages=stated.languages[this],
            matrix=stated.matrix[this],
        )
        return replace(self, challenges=one)

    def texts_of(self, vectors: StatementVectors) -> list[str]:
        """Return the text of each statement; empty where it was removed after the index was read."""
        said = self._statements()
        return [said[n].text if n in said else "" for n in vectors.statement_ids.tolist()]

    def themed(self, vectors: StatementVectors) -> Themed:
        """Return the statements with the themes their authors have confirmed."""
        said = self._statements()
        confirmed = [said[n].theme if n in said else None for n in vectors.statement_ids.tolist()]
        return Themed(vectors, confirmed, self.themes)

    def rows_of(self, vectors: StatementVectors) -> NDArray[np.intp]:
        """Return the row of the member behind each statement."""
        row_of = {member.id: row for row, member in enumerate(self.members)}
        return np.array([row_of[owner] for owner in vectors.owners.tolist()], dtype=np.intp)

    def _statements(self) -> dict[int, Statement]:
        return {statement.id: statement for member in self.members for statement in member.statements}


def column(features: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """Return one named feature of (..., len(FEATURE_NAMES)) as (...)."""
    return features[..., FEATURE_NAMES.index(name)]


def directed_features(
    askers: Party, givers: Party, index: MemberIndex, distances: Distances
) -> NDArray[np.float64]:
    """Return (askers, givers, len(FEATURE_NAMES)): what each giver can be to each asker.

    Of several challenges and several fields of expertise the best pair counts, in each column for itself.
    """
    standing = _compared(askers, askers.challenges, givers, givers.challenges, index)
    return _joined(askers, givers, standing, _background(askers, givers, distances), index)


def pair_features(
    seeker: Party, candidates: Party, index: MemberIndex, distances: Distances
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both directions between one seeker and n candidates, each (n, len(FEATURE_NAMES)).

    The seeker's party holds the one challenge that is asked about. The backward direction, what the seeker
    can be to the candidate, takes the candidate's best challenge.
    """
    standing = _compared(seeker, seeker.challenges, candidates, candidates.challenges, index)
    background = _background(seeker, candidates, distances)
    # What is the same from both sides is worked out once.
    forward = _joined(seeker, candidates, standing, background, index)[0]
    backward = _joined(candidates, seeker, standing.turned(), background.swapaxes(0, 1), index)[:, 0]
    return forward, backward


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Askers against givers, each (askers, givers): the best pair of texts, in each number for itself."""

    meaning: NDArray[np.float64]
    words: NDArray[np.float64]
    theme: NDArray[np.float64]
    cosine: NDArray[np.float64]

    def turned(self) -> "_Compared":
        """Return the same with givers as askers."""
        return _Compared(self.meaning.T, self.words.T, self.theme.T, self.cosine.T)


def _joined(
    askers: Party, givers: Party, standing: _Compared, background: NDArray[np.float64], index: MemberIndex
) -> NDArray[np.float64]:
    solved = _compared(askers, askers.challenges, givers, givers.expertise, index)
    texts = np.stack([solved.meaning, standing.meaning, solved.cosine], axis=-1)
    bridges = np.stack([solved.words, standing.words, solved.theme, standing.theme], axis=-1)
    return np.concatenate([texts, background, bridges], axis=-1)


def _background(askers: Party, givers: Party, distances: Distances) -> NDArray[np.float64]:
    """Return the three distances and whether a language is shared, (askers, givers, 4)."""
    mine, theirs = [m.profile for m in askers.members], [m.profile for m in givers.members]
    language = pairwise(_share, [p.languages for p in mine], [p.languages for p in theirs])
    return np.concatenate([distances.table(mine, theirs), language[..., None]], axis=-1)


def _compared(
    askers: Party, asked: StatementVectors, givers: Party, answers: StatementVectors, index: MemberIndex
) -> _Compared:
    cosines = asked.matrix @ answers.matrix.T
    meaning = standardised(asked, answers, cosines, index)
    same_language = asked.languages[:, None] == answers.languages
    overlap = word_overlap(askers.texts_of(asked), givers.texts_of(answers))
    where = np.ix_(askers.rows_of(asked), givers.rows_of(answers))
    shape = len(askers.members), len(givers.members)
    return _Compared(
        _best(meaning, where, shape),
        _best(shared_words(overlap, same_language, meaning), where, shape),
        _best(agreement(askers.themed(asked), givers.themed(answers)), where, shape),
        _best(cosines, where, shape),
    )


def standardised(
    asked: StatementVectors, answers: StatementVectors, cosines: Vectors, index: MemberIndex
) -> NDArray[np.float64]:
    """Measure each similarity, (asked, answers), against what is usual for both of its texts."""
    return unusual(
        cosines,
        Seen(asked.languages, *index.moments(asked, answers.kind)),
        Seen(answers.languages, *index.moments(answers, asked.kind)),
    )


def shared_words(
    overlap: NDArray[np.float64], same_language: NDArray[np.bool_], meaning: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return shared words in deviations from the average pair of one language, all (asked, answers).

    Two texts in different languages share no words, whatever they say. They get what their meaning promises
    and `WORDS_ACROSS`, so that nobody is passed over for the language he writes in.
    """
    told = overlap[same_language]
    count = told.size
    mean = (told.sum() + PRIOR_PAIRS * USUAL_OVERLAP) / (count + PRIOR_PAIRS)
    squares = ((told - mean) ** 2).sum() + PRIOR_PAIRS * USUAL_SPREAD**2
    deviation = np.sqrt(squares / (count + PRIOR_PAIRS))
    centre = meaning[same_language].mean() if count else 0.0
    expected = WORDS_FOLLOW_MEANING * (meaning - centre) + WORDS_ACROSS
    return np.where(same_language, (overlap - mean) / deviation, expected)


def _best(
    values: NDArray[np.floating], where: tuple[NDArray[np.intp], ...], shape: tuple[int, int]
) -> NDArray[np.float64]:
    best = np.full(shape, np.nan)
    np.fmax.at(best, where, values)
    return best


def _share(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float | None:
    # Who has named no language is kept from nobody (`Member.can_talk_to`), so he is damped for nobody either.
    return float(not set(mine).isdisjoint(theirs)) if mine and theirs else None
