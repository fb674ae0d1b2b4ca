"""Questions in the Danish parliament: which minister answers is told from what ministers have said before.

The proceedings of January to March 2023, public. For each answered question the candidates are the ministers
with at least five speeches on earlier dates, and these speeches are their profiles; a question whose answerer
is none of them is left out. The title by which the question addresses the minister is not used.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.retrieval.background import Floats
from models.text.encoder import TextEncoder
from training.benchmarks.methods import SOURCES, methods
from training.benchmarks.reading import json_lines
from training.benchmarks.results import Row, Table, mean, published

FOLDER = "folketing"
LEAST_SPEECHES = 5
PUBLISHED = {
    "BM25, mean of best 3 (reference)": {"MRR": 0.438, "Hit@1": 0.268, "Hit@3": 0.512},
    "multilingual-e5-small, mean of best 3 (reference)": {"MRR": 0.613, "Hit@1": 0.431, "Hit@3": 0.748},
}
"""Measured on the same part by others than this code; the encoder read the first 600 characters."""


def run(folder: Path, encoder: TextEncoder) -> list[Table]:
    """Measure where each question's minister stands among the candidates of its day."""
    ranks: dict[str, list[int]] = defaultdict(list)
    for candidates, questions in days(folder):
        names = list(candidates)
        answerers = np.array([names.index(answerer) for _, answerer in questions])
        for method, scores in methods(candidates, encoder).items():
            ranks[method] += _ranks(scores([text for text, _ in questions]), answerers)
    return [_table({method: np.array(found) for method, found in ranks.items()})]


def days(folder: Path) -> Iterator[tuple[dict[str, list[str]], list[tuple[str, str]]]]:
    """Yield for each day the candidates with their speeches, and the questions with their answerers."""
    speeches = list(json_lines(folder / "speeches.jsonl.gz"))
    asked = [line for line in json_lines(folder / "questions.jsonl.gz") if line["answered"]]
    for day in sorted({line["date"] for line in asked}):
        said: dict[str, list[str]] = defaultdict(list)
        for speech in speeches:
            if speech["date"] < day:
                said[speech["paren"]].append(speech["text"])
        candidates = {name: texts for name, texts in sorted(said.items()) if len(texts) >= LEAST_SPEECHES}
        questions = [
            (line["question"], line["answerer"])
            for line in asked
            if line["date"] == day and line["answerer"] in candidates
        ]
        if questions:
            yield candidates, questions


def _ranks(scores: Floats, right: NDArray[np.intp]) -> list[int]:
    """Return the rank of each right column, the first is 1; who has as high a score stands before it."""
    own = scores[np.arange(len(right)), right]
    ranks: list[int] = (scores >= own[:, None]).sum(axis=1).tolist()
    return ranks


def _table(ranks: Mapping[str, NDArray[np.intp]]) -> Table:
    count = len(next(iter(ranks.values())))
    rows = [
        Row(
            method,
            SOURCES[method],
            {"MRR": mean(1 / found), "Hit@1": mean(found == 1), "Hit@3": mean(found <= 3)},  # noqa: PLR2004 - as named
        )
        for method, found in ranks.items()
    ]
    return Table(
        "folketing",
        "Folketing: which minister answers",
        f"{count} questions in Danish; intervals from drawing questions.",
        [*published(PUBLISHED), *rows],
        is_loss=False,
    )
