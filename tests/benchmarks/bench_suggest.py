"""How long `suggest` takes among 10,000 members, beside the bare FAISS searches it needs; prints JSON.

The texts are random words and the encoder is the hashing one with as many dimensions as the real one, because
the time of a search depends on the number and the length of the vectors, not on what they mean.
"""

import argparse
import io
import json
import random
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np

from models.domain.members import Intent, Kind
from models.ranking.recommender import POOL
from models.text.hashing import HashingEncoder
from service.config import Settings
from service.context import Context, utc_now
from service.db import members
from service.db.database import Database
from service.matcher import Matcher
from service.use_cases.import_members import import_members
from service.use_cases.suggest import suggest

DIMENSIONS = 384
FUNCTIONS = ("hr", "økonomi", "salg", "produktion", "it", "kvalitet", "logistik", "jura")
LEVELS = ("bestyrelse", "topleder", "mellemleder", "teamleder", "specialist")
SECTIONS = "ACDEFGHIJKLMNOPQRS"


def network(size, rng):
    """Return a members file of people who say random things; four to an organisation."""
    words = ["".join(rng.choices("abdefghiklmnoprstuvyæøå", k=rng.randint(3, 10))) for _ in range(5000)]
    for number in range(size):
        yield {
            "email": f"member{number}@organisation{number // 4}.example",
            "name": f"Member {number}",
            "organisation": f"Organisation {number // 4}",
            "industry": rng.choice(SECTIONS),
            "function": rng.choice(FUNCTIONS),
            "level": rng.choice(LEVELS),
            "region": "Midtjylland",
            "languages": ["da"],
            "challenges": [" ".join(rng.choices(words, k=30)) + "." for _ in range(rng.randint(1, 2))],
            "expertise": [" ".join(rng.choices(words, k=20)) + "." for _ in range(rng.randint(1, 2))],
        }


def milliseconds(work, repeats):
    """Return the times of the repeats of a piece of work."""
    times = []
    for repeat in range(repeats):
        start = time.perf_counter()
        work(repeat)
        times.append(1000 * (time.perf_counter() - start))
    return times


def bare_searches(index, people):
    """Return a function that runs the searches of one suggestion and nothing else."""
    everybody = [member.id for member in people]
    flat, asked = {}, {}
    for kind in Kind:
        held = index.vectors_of(everybody, kind)
        flat[kind] = faiss.IndexFlatIP(DIMENSIONS)
        flat[kind].add(held.matrix)
        asked[kind] = [index.vectors_of([member.id], kind).matrix for member in people[:1000]]

    def search(number):
        challenge = asked[Kind.CHALLENGE][number % 1000][:1]
        flat[Kind.EXPERTISE].search(challenge, POOL)
        flat[Kind.CHALLENGE].search(challenge, POOL)
        for row in asked[Kind.EXPERTISE][number % 1000]:
            flat[Kind.CHALLENGE].search(row[None], POOL)

    return search


def main():
    """Build the network, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=500)
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    file = io.BytesIO(
        "".join(json.dumps(m) + "\n" for m in network(options.members, random.Random(0))).encode()
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), database_url="", encoder="hashing")
        database = Database(settings.url)
        database.migrate()
        encoder = HashingEncoder(dimensions=DIMENSIONS)
        context = Context(settings, database, Matcher(settings, database, encoder), utc_now)
        import_members(context, file, file_name="members.jsonl", skip_invalid=False)
        index = context.matcher.refresh()
        with database.read() as session:
            people = members.page(session, after=None, limit=options.members)

        def ask(number):
            intent = list(Intent)[number % 2]
            suggest(context, people[number * 7 % len(people)].email, intent)

        milliseconds(ask, 50)
        asked = milliseconds(ask, options.repeats)
        bare = milliseconds(bare_searches(index, people), options.repeats)
        database.close()
    print(  # noqa: T201 - the figures are what a benchmark is for
        json.dumps(
            {
                "benchmark": "suggest",
                "members": options.members,
                "statements": len(index),
                "suggest_ms": {"p50": np.percentile(asked, 50), "p99": np.percentile(asked, 99)},
                "bare_searches_ms": {"p50": np.percentile(bare, 50), "p99": np.percentile(bare, 99)},
                "ratio_p50": np.percentile(asked, 50) / np.percentile(bare, 50),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
