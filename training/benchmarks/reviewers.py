"""Who is expert enough to review a paper: the gold standard of Stelmakh and others (2023), arXiv 2303.16750.

58 reviewers rated their expertise for papers they had read. A score is computed from the reviewer's own
papers, in ten variants of which papers those are. The loss goes over every two papers of one reviewer with
different ratings: the difference is the weight, a wrong order costs it, a tie costs half.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from models.retrieval.background import Floats
from models.text.encoder import TextEncoder
from training.benchmarks.methods import SOURCES, Scoring, methods
from training.benchmarks.reading import csv_rows, json_lines
from training.benchmarks.results import Row, Table, published, share

FOLDER = "reviewer_gold_standard"
HIGH, LOW = 4, 2
"""An easy pair has one paper rated at least `HIGH` and one at most `LOW`; in a hard one both are high."""
METRICS = ("loss", "easy", "hard")
PUBLISHED = {
    name: dict(zip(METRICS, figures, strict=True))
    for name, figures in {
        "SPECTER2+SciNCL": (0.21, 0.91, 0.65),
        "SPECTER2": (0.22, 0.89, 0.61),
        "SPECTER+MFR": (0.24, 0.88, 0.60),
        "SPECTER": (0.27, 0.85, 0.57),
        "TPMS": (0.28, 0.80, 0.62),
        "ELMo": (0.34, 0.70, 0.57),
    }.items()
}


def run(folder: Path, encoder: TextEncoder) -> list[Table]:
    """Measure the mean over the ten variants."""
    papers = {line["id"]: _text(line) for line in json_lines(folder / "papers.jsonl.gz")}
    ratings: dict[str, dict[str, float]] = defaultdict(dict)
    for row in csv_rows(folder / "ratings.csv"):
        ratings[row["reviewer"]][row["paper"]] = float(row["expertise"])
    variants = json.loads((folder / "profiles.json").read_text(encoding="utf-8"))
    sums: dict[str, list[Floats]] = defaultdict(list)
    for own in variants.values():
        profiles = {reviewer: [papers[paper] for paper in own[reviewer]] for reviewer in ratings}
        for method, scores in methods(profiles, encoder).items():
            sums[method].append(_tallied(ratings, papers, scores))
    rows = [_row(method, np.mean(found, axis=0)) for method, found in sums.items()]
    what = f"{len(ratings)} reviewers, {sum(map(len, ratings.values()))} ratings"
    return [
        Table(
            "reviewers",
            "Reviewers: who is expert for a paper",
            f"{what}; less loss is better; intervals from drawing reviewers.",
            [*published(PUBLISHED), *rows],
            is_loss=True,
        )
    ]


def _tallied(
    ratings: Mapping[str, Mapping[str, float]], papers: Mapping[str, str], scores: Scoring
) -> Floats:
    """Return the tallies of all reviewers, (reviewers, metrics, 2)."""
    rated = sorted({paper for of_one in ratings.values() for paper in of_one})
    found = dict(zip(rated, scores([papers[paper] for paper in rated]), strict=True))
    return np.stack(
        [
            tally(of_one, {paper: float(found[paper][column]) for paper in of_one})
            for column, of_one in enumerate(ratings.values())
        ]
    )


def tally(ratings: Mapping[str, float], scores: Mapping[str, float]) -> Floats:
    """Return sum and count of each metric over one reviewer's pairs, (metrics, 2)."""
    stars, values = (np.array([of[paper] for paper in ratings]) for of in (ratings, scores))
    better, worse = np.nonzero(stars[:, None] > stars)
    weight = stars[better] - stars[worse]
    right = (np.sign(values[better] - values[worse]) + 1) / 2
    easy = (stars[better] >= HIGH) & (stars[worse] <= LOW)
    hard = (stars[better] >= HIGH) & (stars[worse] >= HIGH)
    return np.array(
        [
            [(weight * (1 - right)).sum(), weight.sum()],
            [right[easy].sum(), easy.sum()],
            [right[hard].sum(), hard.sum()],
        ]
    )


def _row(method: str, sums: Floats) -> Row:
    figures = {metric: share(sums[:, place, 0], sums[:, place, 1]) for place, metric in enumerate(METRICS)}
    return Row(method, SOURCES[method], figures)


def _text(paper: Mapping[str, str | None]) -> str:
    return ". ".join(part for part in (paper["title"], paper["abstract"]) if part)
