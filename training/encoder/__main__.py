"""`python -m training.encoder`: tune the bundled encoder, and show what it gained from how many items."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sentence_transformers import SentenceTransformer

from models.text.adapter import Adapter
from models.text.bundled import unpack_bundled_encoder
from training.encoder.items import HELD_OUT_THEMES, STOP_THEMES, Item, Split, read_items
from training.encoder.measure import HELPERS, Measurement, gain, measure
from training.encoder.tuning import Plan, Tuned, tune

ITEMS = Path(__file__).parents[2] / "data" / "encoder" / "items.jsonl"


def main() -> None:
    """Tune with each of the sizes asked for, largest first; the first one's adapter is kept."""
    options = _parser().parse_args()
    split = Split.of(read_items(options.items), stop=STOP_THEMES, held_out=HELD_OUT_THEMES)
    sizes = sorted(
        {min(size, len(split.train)) for size in options.sizes or [len(split.train)]}, reverse=True
    )
    with tempfile.TemporaryDirectory() as folder:
        before = _measured(unpack_bundled_encoder(Path(folder, "bundled")), split.held_out)
        rows = [_tuned(Path(folder), split, size, before, options.out) for size in sizes]
    report = {"held_out_themes": HELD_OUT_THEMES, "untuned": _told(before), "tuned": rows}
    print(json.dumps(report, indent=2))  # noqa: T201 - the answer of a command


def _tuned(
    folder: Path, split: Split, size: int, before: dict[str, Measurement], out: Path | None
) -> dict[str, Any]:
    encoder = SentenceTransformer(str(unpack_bundled_encoder(folder / "bundled")), device="cpu")
    started = time.monotonic()
    tuned = tune(encoder, split.smaller(size), split.stop, Plan(), _show)
    minutes = (time.monotonic() - started) / 60
    about = {"items": size, "steps": tuned.steps, "most_steps": tuned.most, "minutes": round(minutes, 1)}
    # What is measured is what will be shipped: half precision, out of the file.
    place = folder / f"adapter-{size}"
    tuned.adapter.save(place, about)
    after = _measured(unpack_bundled_encoder(folder / f"tuned-{size}", place), split.held_out)
    result = about | {"looks": _looks(tuned), "held_out": _told(after), "gain": _gains(after, before)}
    if out is not None and size == len(split.train):
        Adapter.load(place).save(out, result)
    return result


def _measured(folder: Path, items: tuple[Item, ...]) -> dict[str, Measurement]:
    encoder = SentenceTransformer(str(folder), device="cpu")
    return {helper: measure(encoder, items, helper=helper) for helper in HELPERS}


def _told(measured: dict[str, Measurement]) -> dict[str, dict[str, float]]:
    return {
        helper: {"ndcg_5": round(m.ndcg, 3), "recall_10": round(m.recall, 3), "first": round(m.first, 3)}
        for helper, m in measured.items()
    }


def _gains(after: dict[str, Measurement], before: dict[str, Measurement]) -> dict[str, list[float]]:
    return {helper: [round(v, 3) for v in gain(after[helper], before[helper])] for helper in HELPERS}


def _looks(tuned: Tuned) -> list[list[float]]:
    return [[step, round(seen.ndcg, 3)] for step, seen in tuned.looks]


def _show(done: int, total: int) -> None:
    print(f"\rstep {done} of {total}", end="" if done < total else "\n", file=sys.stderr)  # noqa: T201 - progress


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.encoder", description=__doc__)
    parser.add_argument("--items", type=Path, default=ITEMS, help="the training items")
    parser.add_argument("--sizes", type=int, nargs="*", help="how many items to learn from; all if not given")
    parser.add_argument("--out", type=Path, help="folder for the adapter that learned from all items")
    return parser


if __name__ == "__main__":
    main()
