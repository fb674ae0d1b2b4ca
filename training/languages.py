"""Whether a ranking is as good for either language, and finds people who write in the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from models.text.language import Language
from training.evaluate import DRAWS, TAILS, Estimate, Rankings, Values, mean_over_seekers
from training.judgements import WORTH_A_MEETING, Judgements, Query

DEPTH = 10


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """nDCG by the language of the challenge, and recall at 10 of those who write in the same or another one.

    `behind` is by how much the second recall lies below the first; with 0 in its interval they are alike.
    None where nobody who is worth a meeting writes so.
    """

    ndcg: Mapping[Language, Estimate]
    same: float | None
    across: float | None
    behind: Estimate | None


def by_language(  # noqa: PLR0913 - what was found, what is right, and who writes how
    rankings: Rankings,
    ndcg: Values,
    judgements: Judgements,
    asked_in: Callable[[Query], Language],
    written_in: Callable[[str], frozenset[Language]],
    *,
    random_state: int,
) -> ByLanguage:
    """Compare languages; who writes in both is left out of the recalls, for both would find him."""
    split = {
        language: {query: value for query, value in ndcg.items() if asked_in(query) is language}
        for language in Language
    }
    tallies: dict[str, np.ndarray] = {}
    for query, grades in judgements.items():
        top = set(rankings[query][:DEPTH])
        tally = tallies.setdefault(query.seeker, np.zeros((2, 2)))
        for candidate, grade in grades.items():
            languages = written_in(candidate)
            if grade >= WORTH_A_MEETING and len(languages) == 1:
                tally[int(asked_in(query) not in languages)] += candidate in top, 1
    found = np.stack(list(tallies.values()))
    return ByLanguage(
        {
            language: mean_over_seekers(values, random_state=random_state)
            for language, values in split.items()
            if values
        },
        *_recalls(found.sum(axis=0)),
        _behind(found, random_state),
    )


def _recalls(tally: np.ndarray) -> tuple[float | None, float | None]:
    same, across = (float(found / of) if of else None for found, of in tally)
    return same, across


def _behind(found: np.ndarray, random_state: int) -> Estimate | None:
    """Return the gap; the interval comes from drawing whole seekers, as all intervals do."""
    same, across = _recalls(found.sum(axis=0))
    if same is None or across is None:
        return None
    rng = np.random.default_rng(random_state)
    drawn = found[rng.integers(0, len(found), size=(DRAWS, len(found)))].sum(axis=1)
    both = drawn[(drawn[:, :, 1] > 0).all(axis=1)]
    share = both[:, :, 0] / both[:, :, 1]
    low, high = np.percentile(share[:, 0] - share[:, 1], TAILS)
    return Estimate(same - across, float(low), float(high))
