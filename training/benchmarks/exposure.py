"""What the cap on exposure brings and costs in a simulated network, and what hubs there are; prints JSON.

Run as `python -m training.benchmarks exposure`. With `--index` the hubs of a saved index are counted too.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from models.domain.members import Kind
from models.progress import Progress
from models.ranking.distance import Distances
from models.ranking.diversity import DIVERSITY
from models.ranking.exposure import CAP, Exposure
from models.retrieval.member_index import MemberIndex
from models.text.language import Language
from training.hubs import NEAREST, hubs
from training.measures import lorenz
from training.period import SEATS, Outcome, answers, replay
from training.simulate import Recipe, SimulatedPeriod, simulate

ARRANGEMENTS: Mapping[str, tuple[Exposure | None, float]] = {
    "plain": (None, 0.0),
    "cap": (Exposure(CAP, lift=0.0), 0.0),
    "cap, newcomers lifted": (Exposure(CAP), 0.0),
    "all": (Exposure(CAP), DIVERSITY),
}
DRAWN = {"plain": "tab:red", "all": "tab:blue"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate a network, ask its period once with each arrangement, and report."""
    options = _options(arguments)
    index = MemberIndex.load(options.index) if options.index else None
    distances = Distances.read(options.data / "functions.csv")
    recipe = Recipe(members=options.members)
    period = simulate(recipe, distances, random_state=options.seed)
    outcomes = _replayed(period, _to_stderr)
    even = simulate(Recipe(members=options.members, popularity=0.0), distances, random_state=options.seed)
    document: dict[str, Any] = {
        "benchmark": "exposure",
        "members": options.members,
        "questions": len(period.asks),
        "seed": options.seed,
        "cap": CAP,
        "seats": SEATS,
        "exposure": {
            name: _figures(outcome, outcomes["plain"], period) for name, outcome in outcomes.items()
        },
        "hubness": {"simulated": _hubness(period), "simulated, even demand": _hubness(even)},
    }
    if index is not None:
        document["hubness"]["index"] = _skewness(index)
    if options.plot:
        plot(outcomes, options.plot)
    sys.stdout.write(json.dumps(document, indent=1) + "\n")
    return 0


def plot(outcomes: Mapping[str, Outcome], path: Path) -> None:
    """Draw, with and without the cap, how many requests members may expect, and their Lorenz curves."""
    # The same figures shall give the same file.
    with mpl.rc_context({"svg.hashsalt": "modspil", "font.size": 9}):
        figure = Figure(figsize=(8, 3.4), layout="constrained")
        counts, shares = figure.subplots(1, 2)
        for name, colour in DRAWN.items():
            expected = outcomes[name].expected
            label = "without cap" if name == "plain" else "with cap, diverse, newcomers lifted"
            rank = np.arange(1, len(expected) + 1)
            counts.plot(rank, np.sort(expected)[::-1], color=colour, label=label)
            shares.plot(np.linspace(0, 1, len(expected) + 1), lorenz(expected), color=colour, label=label)
        counts.axhline(CAP, color="0.5", linestyle=":", label="cap")
        counts.set(xscale="log", xlabel="members, most requested first", ylabel="expected requests a month")
        shares.plot([0, 1], [0, 1], color="0.5", linestyle=":", label="all alike")
        shares.set(xlabel="share of members, least requested first", ylabel="share of all requests")
        for axes in (counts, shares):
            axes.legend(frameon=False)
            axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, metadata={"Date": None})


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.benchmarks exposure", description=__doc__)
    parser.add_argument("--members", type=int, default=Recipe().members, help="size of the network")
    parser.add_argument("--seed", type=int, default=0, help="of all chance")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the list of functions")
    parser.add_argument("--index", type=Path, help="a saved index whose hubs are counted as well")
    parser.add_argument("--plot", type=Path, help="where to draw the figure, as SVG")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    return parser.parse_args(arguments)


def _replayed(period: SimulatedPeriod, progress: Progress) -> dict[str, Outcome]:
    answered = answers(period, progress)
    return {
        name: replay(period, answered, exposure=exposure, diversity=diversity)
        for name, (exposure, diversity) in ARRANGEMENTS.items()
    }


def _figures(outcome: Outcome, plain: Outcome, period: SimulatedPeriod) -> dict[str, float]:
    score, before = (float(np.nanmean(o.mean_scores)) for o in (outcome, plain))
    return {
        "most_expected": outcome.most,
        "members_above_cap": int((outcome.expected > CAP).sum()),
        "gini": outcome.gini,
        "never_shown": outcome.never_shown,
        "newcomers_never_shown": float((outcome.expected[period.joined > 0] == 0).mean()),
        "mean_score": score,
        "price": 1 - score / before,
        "people_shown": outcome.seats,
    }


def _hubness(period: SimulatedPeriod) -> dict[str, Any]:
    generalists = np.flatnonzero(period.generalist) + 1
    plain, standardised = hubs(period.network.index).share_of(generalists)
    shares = {"generalists_plain": plain, "generalists_standardised": standardised}
    return _skewness(period.network.index) | shares


def _skewness(index: MemberIndex) -> dict[str, Any]:
    """Count hubs among all expertise, and among that in each language that has enough of it."""
    enough = [
        language for language in Language if index.background((Kind.EXPERTISE, language)).count > NEAREST
    ]
    together, *apart = (
        dict(zip(("plain", "standardised"), hubs(index, language).skewness, strict=True))
        for language in (None, *enough)
    )
    return together | {"by_language": dict(zip(enough, apart, strict=True))}


def _to_stderr(done: int, total: int) -> None:
    if done % 1000 == 0 or done == total:
        sys.stderr.write(f"{done} of {total} questions\n")


if __name__ == "__main__":
    sys.exit(main())
