"""Measure the ranking on the sample network, whose judgements were written before any ranking was seen."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.progress import Progress
from models.ranking.distance import Distances
from models.ranking.rankers import PriorRanker
from models.text.themes import themes
from service.config import DATA, Settings
from service.context import Context
from service.db import members
from service.db.database import Database
from service.matcher import Matcher, open_encoder
from service.themes import theme_classifier
from service.use_cases.import_members import import_members
from service.use_cases.sample import SAMPLE
from training.comparison import Comparison, Network, compare
from training.confirmed import read_confirmed
from training.fusion import FusionRow, compare_fusions
from training.judgements import Judgements, read_judgements

RANDOM_STATE = 0


def evaluate_sample(context: Context, progress: Progress | None = None) -> list[Comparison]:
    """Measure the rankers, with the configured encoder."""
    network = _sample_network(context, progress)
    confirmed = read_confirmed(SAMPLE / "themes.jsonl", {theme.id for theme in themes()})
    return compare(network, _judgements(), confirmed, random_state=RANDOM_STATE)


def evaluate_fusions(context: Context, progress: Progress | None = None) -> list[FusionRow]:
    """Measure the ways to put both directions of a pair together, with the configured encoder."""
    network = _sample_network(context, progress)
    return list(compare_fusions(network, _judgements(), PriorRanker(), random_state=RANDOM_STATE))


def _judgements() -> Judgements:
    return read_judgements(SAMPLE / "judgements.jsonl")


def _sample_network(context: Context, progress: Progress | None) -> Network:
    """Import the sample network into a database of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="modspil-") as folder:
        settings = context.settings.model_copy(update={"home": Path(folder), "database_url": ""})
        database = Database(settings.url)
        try:
            database.migrate()
            matcher = Matcher(settings, database, open_encoder(context.settings))
            return _imported(Context(settings, database, matcher, context.clock), progress)
        finally:
            database.close()


def fusions_as_json(rows: list[FusionRow], settings: Settings) -> dict[str, Any]:
    """Return one document: a row for each fusion and intent."""
    return {
        "encoder": settings.encoder,
        "results": [asdict(row) | {"intent": row.intent.value} for row in rows],
    }


def as_json(comparisons: list[Comparison], settings: Settings) -> dict[str, Any]:
    """Return one document: a row for each ranker and intent, with its interval at each depth."""
    return {
        "encoder": settings.encoder,
        "results": [
            {
                "ranker": row.ranker,
                "intent": row.intent.value,
                **{f"ndcg@{k}": asdict(evaluation.ndcg) for k, evaluation in row.at.items()},
                **{f"recall@{k}": asdict(evaluation.recall) for k, evaluation in row.at.items()},
                "prior_gain": asdict(row.prior_gain),
                "by_language": asdict(row.by_language),
            }
            for row in comparisons
        ],
    }


def _imported(context: Context, progress: Progress | None) -> Network:
    with (SAMPLE / "members.jsonl").open("rb") as stream:
        import_members(context, stream, file_name="members.jsonl", skip_invalid=False, progress=progress)
    index = context.matcher.refresh()
    with context.database.read() as session:
        everybody = members.page(session, after=None, limit=members.count(session))
    classifier = theme_classifier(index.fingerprint)
    return Network(everybody, index, Distances.read(DATA / "functions.csv"), classifier)
