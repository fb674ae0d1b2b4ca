"""Danish job titles and the ESCO occupations they belong to, named in Danish and in English (MELO).

Retyk and others (2024), arXiv 2410.08319. Every name of an occupation is a profile of its own; ties stand in
the order of trec_eval: the higher id first.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.retrieval.background import Floats
from models.text.encoder import TextEncoder
from training.benchmarks.methods import SOURCES, methods
from training.benchmarks.reading import csv_rows, tab_rows
from training.benchmarks.results import Row, Table, mean, published

FOLDER = "melo_danish"
DIRECTIONS = {"dnk_q_da_c_da": "Danish to Danish", "dnk_q_da_c_en": "Danish to English"}
NAMES = {
    "e5": "e5-mistral-7b",
    "openai": "OpenAI large",
    "me5": "multilingual-e5-large",
    "bge_m3": "bge-m3",
    "char_tf_idf": "character TF-IDF",
    "bm25": "BM25",
    "paraph_mmpnet": "paraphrase-multilingual-mpnet",
}
"""The published methods that are shown, by their names in the file."""


def run(folder: Path, encoder: TextEncoder) -> list[Table]:
    """Measure both directions."""
    known = csv_rows(folder / "published_results.csv")
    return [_measured(folder / name, title, known, encoder) for name, title in DIRECTIONS.items()]


def _measured(folder: Path, title: str, known: list[dict[str, str]], encoder: TextEncoder) -> Table:
    queries = dict(tab_rows(folder / "queries.tsv.gz"))
    # From the highest id down, so that a stable sort leaves ties as trec_eval does.
    names = {id_: [name] for id_, name in sorted(tab_rows(folder / "corpus_elements.tsv.gz"), reverse=True)}
    relevant: dict[str, set[str]] = defaultdict(set)
    for query, _, element, grade in tab_rows(folder / "annotations.tsv.gz"):
        if int(grade) > 0:
            relevant[query].add(element)
    judged = np.array([[element in relevant[query] for element in names] for query in queries])
    rows = []
    for method, scores in methods(names, encoder).items():
        ranks = first_ranks(scores(list(queries.values())), judged)
        figures = {"MRR": mean(1 / ranks), "A@1": mean(ranks == 1)}
        rows.append(Row(method, SOURCES[method], figures))
    return Table(
        folder.name,
        f"MELO: {title}",
        f"{len(queries)} job titles, {len(names)} names; intervals from drawing titles.",
        [*published(_known(known, folder.name)), *rows],
        is_loss=False,
    )


def first_ranks(scores: Floats, judged: NDArray[np.bool_]) -> Floats:
    """Return the rank of the first relevant column of each row, ties in the order of the columns.

    Infinite where a row has none, so that its reciprocal is 0.
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    sorted_judged = np.take_along_axis(judged, order, axis=1)
    ranks: Floats = np.where(sorted_judged.any(axis=1), sorted_judged.argmax(axis=1) + 1.0, np.inf)
    return ranks


def _known(rows: list[dict[str, str]], dataset: str) -> dict[str, dict[str, float]]:
    found = {row["model"]: row for row in rows if row["dataset"] == dataset}
    return {
        name: {metric: float(found[key][metric]) for metric in ("MRR", "A@1")}
        for key, name in NAMES.items()
        if key in found
    }
