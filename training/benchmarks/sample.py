"""The sample network without members: what a person has stated, ranked for what another struggles with.

Only the texts are compared; background, distance and the other's own gain play no part, so these figures are
no figures of suggestions. The settings of `models/ranking/profiles.py` were chosen here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.domain.members import Intent
from models.retrieval.background import Floats
from models.text.encoder import TextEncoder
from training.benchmarks.methods import SOURCES, Scoring, methods
from training.benchmarks.reading import json_lines
from training.benchmarks.results import RANDOM_STATE, Row, Table
from training.evaluate import evaluate
from training.judgements import Judgements, Query, read_judgements

FOLDER = "sample"
NEAR, DEEP = 5, 10


def run(folder: Path, encoder: TextEncoder) -> list[Table]:
    """Measure both intents; nobody is suggested to himself or to a colleague."""
    members = {line["email"]: line for line in json_lines(folder / "members.jsonl")}
    profiles = {email: [*line["challenges"], *line["expertise"]] for email, line in members.items()}
    judgements = read_judgements(folder / "judgements.jsonl")
    scorings = methods(profiles, encoder)
    return [
        _table(
            intent,
            {query: of for query, of in judgements.items() if query.intent is intent},
            members,
            scorings,
        )
        for intent in Intent
    ]


def _table(
    intent: Intent, judgements: Judgements, members: Mapping[str, Any], scorings: Mapping[str, Scoring]
) -> Table:
    asked = [members[query.seeker]["challenges"][query.challenge - 1] for query in judgements]
    rows = []
    for method, scores in scorings.items():
        found = scores(asked)
        rankings = {
            query: _ranking(query, row, members) for query, row in zip(judgements, found, strict=True)
        }
        near, deep = (evaluate(rankings, judgements, k, random_state=RANDOM_STATE) for k in (NEAR, DEEP))
        figures = {f"nDCG@{NEAR}": near.ndcg, f"recall@{DEEP}": deep.recall}
        rows.append(Row(method, SOURCES[method], figures))
    return Table(
        f"sample_{intent.value}",
        f"Sample network, texts alone: {intent.value}",
        f"{len(judgements)} challenges, {len(members)} people; intervals from drawing seekers.",
        rows,
        is_loss=False,
    )


def _ranking(query: Query, scores: Floats, members: Mapping[str, Any]) -> list[str]:
    employer = members[query.seeker]["organisation"]
    ranked = sorted(zip(-scores, members, strict=True), key=lambda pair: pair[0])
    return [email for _, email in ranked if members[email]["organisation"] != employer][:DEEP]
