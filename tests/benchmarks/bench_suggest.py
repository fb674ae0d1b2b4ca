"""How long `suggest` takes in a large network, beside the bare FAISS searches it needs; prints JSON.

Timed is everything from the use case's call to its answer: the index is checked against the database, the
seeker, his conflicts and the people found are read, features, ranking, the cap on exposure, evidence, and the
slate is stored. Left out are the encoder, which is asked nothing because a challenge has its vector already,
and the web. The bare searches are those of the same suggestion without anything around them: the same
questions to flat indexes of the same statements, one thread as well. Both take turns, because other work on
the machine would otherwise fall on one of them alone.

Texts and vectors are random, because the time of a search depends on the number and the length of the
vectors and not on what they mean. Half of the members write Danish, half English, and a fifth of each half
speak nothing else. Each stage is a process of its own, so that its memory is its own: the network is filled
(members imported, vectors stored), an index is built from the database and saved, and one is opened from its
file.
"""

import argparse
import contextlib
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import faiss
import numpy as np

from models.domain.functions import FunctionList
from models.domain.industry import SECTION_OF
from models.domain.members import Intent, Kind
from models.ranking.recommender import POOL
from models.retrieval.statements import SHELVES
from models.text.language import DANISH, ENGLISH, Language
from service.config import DATA, Settings
from service.context import Context, utc_now
from service.db import members
from service.db.database import Database
from service.matcher import Matcher
from service.threads import keep_linear_algebra_in_one_thread
from service.use_cases.import_members import import_members
from service.use_cases.suggest import suggest

DIMENSIONS = 384
LEVELS = ("bestyrelse", "topleder", "mellemleder", "teamleder", "specialist")
SMALL_WORDS = {Language.DANISH: sorted(DANISH - ENGLISH), Language.ENGLISH: sorted(ENGLISH - DANISH)}
ASKERS = 1000


class RandomEncoder:
    """A vector for each text, by chance, but the same whenever it is asked."""

    fingerprint = f"random-{DIMENSIONS}"
    dimensions = DIMENSIONS

    def encode(self, texts, kind, *, progress=None):
        vectors = np.stack(
            [np.random.default_rng(zlib.crc32(t.encode())).normal(size=DIMENSIONS) for t in texts]
        )
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    def truncated(self, texts):
        return []


def network(size, rng):
    """Return a members file of people who say random things; four to an organisation."""
    words = ["".join(rng.choices("abdefghiklmnoprstuvyz", k=rng.randint(3, 10))) for _ in range(5000)]
    functions = [function.code for function in FunctionList.read(DATA / "functions.csv").functions]
    industries = [f"{division}.{last}" for division in sorted(SECTION_OF) for last in (10, 21, 22, 30, 90)]

    def texts(language, length):
        small = SMALL_WORDS[language]
        several = range(rng.randint(1, 2))
        half = length // 2
        return [
            " ".join(
                f"{' '.join(rng.choices(words, k=half - 3) + rng.choices(small, k=3))}." for _ in range(2)
            )
            for _ in several
        ]

    for number in range(size):
        language = rng.choice(list(Language))
        yield {
            "email": f"member{number}@organisation{number // 4}.example",
            "name": f"Member {number}",
            "organisation": f"Organisation {number // 4}",
            "industry": rng.choice(industries),
            "function": rng.choice(functions),
            "level": rng.choice(LEVELS),
            "region": "Midtjylland",
            "languages": [language] if rng.random() < 0.2 else list(Language),
            "challenges": texts(language, 30),
            "expertise": texts(language, 20),
        }


@contextlib.contextmanager
def opened(home):
    """Open the network in a folder."""
    keep_linear_algebra_in_one_thread()
    settings = Settings(home=home, database_url="", encoder="hashing")
    database = Database(settings.url)
    database.migrate()
    yield Context(settings, database, Matcher(settings, database, RandomEncoder()), utc_now)
    database.close()


def timed(work):
    """Return the milliseconds of the clock and of the processor that a piece of work takes."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - used)


def peak():
    """Return the most MiB this process has held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def fill(home, options):
    """Import the network and store its vectors."""
    lines = (json.dumps(member) + "\n" for member in network(options.members, random.Random(0)))
    file = io.BytesIO("".join(lines).encode())
    with opened(home) as context:
        taken = timed(lambda: import_members(context, file, file_name="members.jsonl", skip_invalid=False))
    return {"seconds": taken[0] / 1000, "processor_seconds": taken[1] / 1000}


def start(home, options):
    """Open the index: from its file where there is one, else from the database."""
    with opened(home) as context:
        seconds, processor = (value / 1000 for value in timed(context.matcher.refresh))
        statements = len(context.matcher.refresh())
    return {
        "seconds": seconds,
        "processor_seconds": processor,
        "statements": statements,
        "peak_mib": peak(),
    }


def bare_searches(index, askers):
    """Return a function that runs the searches of one suggestion and nothing else."""
    flat = {shelf: faiss.IndexFlatIP(DIMENSIONS) for shelf in SHELVES}
    everybody = sorted(index.member_ids)
    for kind in Kind:
        held = index.vectors_of(everybody, kind)
        for place, language in enumerate(Language):
            flat[kind, language].add(held.matrix[held.languages == place])
    asked = {kind: [index.vectors_of([member.id], kind).matrix for member in askers] for kind in Kind}

    def search(number):
        mine, gives = asked[Kind.CHALLENGE][number][:1], asked[Kind.EXPERTISE][number]
        for question, kind in ((mine, Kind.EXPERTISE), (mine, Kind.CHALLENGE), (gives, Kind.CHALLENGE)):
            for language in Language:
                flat[kind, language].search(question, POOL)

    return search


def percentiles(times):
    """Return the middle and the slowest hundredth by the clock, and the middle of processor time."""
    clock, processor = np.array(times).T
    return {
        "p50": np.percentile(clock, 50),
        "p99": np.percentile(clock, 99),
        "processor_p50": np.percentile(processor, 50),
    }


def ask(home, options):
    """Ask again and again, with the bare searches in between."""
    faiss.omp_set_num_threads(1)
    with opened(home) as context:
        index = context.matcher.refresh()
        with context.database.read() as session:
            everybody = members.page(session, after=None, limit=options.members)
        askers = random.Random(1).sample(everybody, min(ASKERS, len(everybody)))
        del everybody
        search, asked, bare = bare_searches(index, askers), [], []

        def once(number):
            suggest(context, askers[number].email, list(Intent)[number % 2])

        for turn in range(options.warm_up + options.repeats):
            number = turn % len(askers)
            asked.append(timed(lambda n=number: once(n)))
            bare.append(timed(lambda n=number: search(n)))
    asked, bare = asked[options.warm_up :], bare[options.warm_up :]
    ratio = {name: value / percentiles(bare)[name] for name, value in percentiles(asked).items()}
    return {"suggest_ms": percentiles(asked), "bare_searches_ms": percentiles(bare), "ratio": ratio}


STAGES = {"fill": fill, "build": start, "open": start, "ask": ask}


def stage(name, home, options):
    """Run one stage in a process of its own, and return what it tells."""
    numbers = {"members": options.members, "repeats": options.repeats, "warm-up": options.warm_up}
    command = [sys.executable, __file__, "--stage", name, "--home", str(home)]
    command += [word for key, value in numbers.items() for word in (f"--{key}", str(value))]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def measure(home, options):
    """Run all stages, or all but the first where the network is there already."""
    filled = {} if (home / "modspil.sqlite3").exists() else {"fill": stage("fill", home, options)}
    for file in (home / "index").glob("*"):
        file.unlink()
    told = filled | {name: stage(name, home, options) for name in ("build", "open", "ask")}
    return {"benchmark": "suggest", "members": options.members, **told.pop("ask"), **told}


def main():
    """Measure, or be one of the stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=500)
    parser.add_argument("--warm-up", type=int, default=50)
    parser.add_argument("--home", type=Path, help="where the network is, or may stay")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        result = STAGES[options.stage](home, options) if options.stage else measure(home, options)
    print(json.dumps(result, indent=1))  # noqa: T201 - the figures are what a benchmark is for


if __name__ == "__main__":
    main()
