"""Measures an import of many members, without the encoder: `python tests/benchmarks/bench_import.py`.

Prints one JSON document: rows per second of a first import, of the same file again and of an export, and
how much memory the import needed at its peak beyond what the program holds before it.
"""

import argparse
import datetime as dt
import filecmp
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from service.config import Settings
from service.context import Context
from service.db.database import Database
from service.use_cases.export_members import export_members
from service.use_cases.import_members import import_members

TEXT = "vi mister ordrer fordi omstilling tager for lang tid og medarbejderne ikke bliver spurgt"


class NoMatcher:
    """Encodes nothing: that is measured elsewhere."""

    def embed_pending(self, _progress):
        return 0


def write_members(path, rows):
    """Write a members file of so many rows, each with three texts of about 30 words."""
    words = TEXT.split()
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            turned = words[number % len(words) :] + words[: number % len(words)]
            texts = [
                f"{start} {number}: {' '.join(turned * 2)}" for start in ("Først", "Dernæst", "Til sidst")
            ]
            record = {
                "id": str(number),
                "email": f"person{number}@firma.example",
                "name": f"Søren Ærø {number}",
                "organisation": f"Firma {number // 3} A/S",
                "cvr": str(10_000_000 + number),
                "industry": "25.62 Maskinforarbejdning",
                "function": "produktion",
                "level": "mellemleder",
                "region": "Midtjylland",
                "languages": ["da", "en"],
                "challenges": texts[:2],
                "expertise": texts[2:],
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def measure(context, path, rows):
    """Import, import again, export: seconds of each, and the peak of the memory."""

    def load():
        with path.open("rb") as stream:
            import_members(context, stream, file_name=path.name, skip_invalid=False)

    def save():
        with path.with_suffix(".export").open("wb") as stream:
            export_members(context, stream, file_format="jsonl")

    result, before = {"rows": rows}, _peak()
    for name, work in (("import", load), ("import_again", load), ("export", save)):
        start, used = time.perf_counter(), time.process_time()
        work()
        seconds, processor = time.perf_counter() - start, time.process_time() - used
        result[name] = {
            "seconds": round(seconds, 1),
            "processor_seconds": round(processor, 1),
            "rows_per_second": round(rows / seconds),
            "rows_per_processor_second": round(rows / processor),
        }
    same = filecmp.cmp(path, path.with_suffix(".export"), shallow=False)
    return result | {"peak_mib_beyond_start": round(_peak() - before), "export_equals_file": same}


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--url", default="", help="another database than a fresh SQLite file; must be empty")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "members.jsonl"
        write_members(path, arguments.rows)
        settings = Settings(home=Path(folder) / "home", database_url=arguments.url)
        database = Database(settings.url)
        database.migrate()
        context = Context(settings, database, NoMatcher(), lambda: dt.datetime.now(dt.UTC))
        result = measure(context, path, arguments.rows)
        database.close()
    json.dump({"database": database.engine.dialect.name} | result, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
