"""The methods that are compared on every set: two baselines and ours, all behind one call."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from models.domain.members import Kind
from models.ranking.profiles import ProfileRanker, TextProfile, mean_of_best
from models.retrieval.background import Floats
from models.text.encoder import TextEncoder
from models.text.lexical import LexicalIndex
from training.benchmarks.results import Source

BEST_FEW = 3
"""The baselines pool as the published ones did."""
OURS = "Modspil"
BM25 = f"BM25, mean of best {BEST_FEW}"
COSINE = f"encoder alone, mean of best {BEST_FEW}"
SOURCES = {BM25: Source.BASELINE, COSINE: Source.BASELINE, OURS: Source.OURS}

Scoring = Callable[[Sequence[str]], Floats]
"""Queries in, (queries, profiles) out, the profiles in the order they were given; more is better."""


def methods(profiles: Mapping[str, Sequence[str]], encoder: TextEncoder) -> dict[str, Scoring]:
    """Return what scores these profiles, by the texts of each, for any queries."""
    owners = np.repeat(np.arange(len(profiles)), [len(texts) for texts in profiles.values()])
    texts = [text for profile in profiles.values() for text in profile]

    def by_words(queries: Sequence[str]) -> Floats:
        index = LexicalIndex().fit(texts)
        return mean_of_best(np.stack([index.scores(query) for query in queries]), owners, _few)

    def by_cosine(queries: Sequence[str]) -> Floats:
        asked, answers = encoder.encode(queries, Kind.CHALLENGE), encoder.encode(texts, Kind.EXPERTISE)
        return mean_of_best((asked @ answers.T).astype(np.float64), owners, _few)

    def ours(queries: Sequence[str]) -> Floats:
        ranker = ProfileRanker([TextProfile(id_, tuple(said)) for id_, said in profiles.items()], encoder)
        place = {id_: column for column, id_ in enumerate(ranker.ids)}
        return ranker.scores(queries)[:, [place[id_] for id_ in profiles]]

    return {BM25: by_words, COSINE: by_cosine, OURS: ours}


def _few(count: int) -> int:
    return min(count, BEST_FEW)
