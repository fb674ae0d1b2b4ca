"""Run one set, or all of them: `python -m training.benchmarks reviewers --data ../shared/data --json`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from models.domain.errors import ModspilError
from training.benchmarks import exposure, folketing, melo, reviewers, sample
from training.benchmarks.encoders import RememberingEncoder, open_encoder
from training.benchmarks.report import as_text, write_report
from training.benchmarks.results import Table

SHARED, OWN = Path("../shared/data"), Path("data")
"""Where public sets are looked for, and where the project keeps its own."""
SETS: dict[str, tuple[ModuleType, Path]] = {
    "reviewers": (reviewers, SHARED),
    "folketing": (folketing, SHARED),
    "melo": (melo, SHARED),
    "sample": (sample, OWN),
}
ALL, EXPOSURE = "all", "exposure"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; a set that is not there is skipped, and that is said."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Exposure simulates instead of reading a set, and has options of its own.
        return exposure.main(given[1:]) if given[:1] == [EXPOSURE] else _run_sets(_options(given))
    except ModspilError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201 - the command's answer
        return 2


def _run_sets(options: argparse.Namespace) -> int:
    names = list(SETS) if options.name == ALL else [options.name]
    tables = [table for name in names for table in _measured(name, options)]
    if options.write and tables:
        write_report(tables, options.write, options.encoder)
    documents = {"encoder": options.encoder, "results": [table.as_json() for table in tables]}
    print(json.dumps(documents, indent=2) if options.json else as_text(tables))  # noqa: T201 - as above
    return 0


def _measured(name: str, options: argparse.Namespace) -> list[Table]:
    module, root = SETS[name]
    folder = (options.data or root) / module.FOLDER
    if not folder.is_dir():
        _say(f"{name}: skipped, {folder} is missing; name the folder that holds it by --data.")
        return []
    _say(f"{name}: measuring with the encoder {options.encoder} ...")
    encoder = RememberingEncoder(
        open_encoder(options.encoder, options.home), options.home / "benchmarks", name, _reading
    )
    tables: list[Table] = module.run(folder, encoder)
    return tables


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.benchmarks", description=__doc__)
    parser.add_argument(
        "name",
        choices=[*SETS, ALL],
        help=f"which set; or {EXPOSURE}, which takes other options (see {EXPOSURE} --help)",
    )
    parser.add_argument("--data", type=Path, help=f"folder of the sets; {SHARED} for public ones otherwise")
    parser.add_argument(
        "--encoder", default="bundled", help="bundled, tuned, hashing, or an encoder's folder or name"
    )
    parser.add_argument("--home", type=Path, default=Path("var"), help="where encoder and vectors are kept")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write tables and plots into this page")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser.parse_args(arguments)


def _reading(done: int, total: int) -> None:
    _say(f"  read {done} of {total} texts")


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - progress of a command


if __name__ == "__main__":
    sys.exit(main())
