"""How fast the bundled encoder reads, compiled beside plain, and how near their vectors are; prints JSON.

The texts are what an import of the sample network reads: statements and their sentences. Plain and compiled
take turns, and each figure is the median of its turns, because other work on the machine would otherwise fall
on one of them alone. A query is one challenge, read on its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import psutil

from models.domain.members import Kind
from models.text.bundled import unpack_bundled_encoder
from models.text.compiled import CompiledEncoder
from models.text.sentence_encoder import SentenceEncoder
from models.text.sentences import split_sentences
from service.config import DATA


def statements():
    """Return the sample network's challenges and fields of expertise, by kind."""
    lines = (DATA / "sample" / "members.jsonl").read_text("utf-8").splitlines()
    members = [json.loads(line) for line in lines]
    return {
        Kind.CHALLENGE: [text for member in members for text in member["challenges"]],
        Kind.EXPERTISE: [text for member in members for text in member["expertise"]],
    }


def with_sentences(texts):
    """Return texts, each followed by its sentences if there are several."""
    for text in texts:
        sentences = split_sentences(text)
        yield text
        yield from sentences if len(sentences) > 1 else []


def timed(work):
    """Return the seconds of the clock and of the processor that a piece of work takes."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


def take_turns(encoders, texts, queries, repeats):
    """Return, for each encoder, seconds of reading all texts and milliseconds of each query."""
    seconds, milliseconds = defaultdict(list), defaultdict(list)
    for repeat in range(repeats):
        for name, encoder in encoders.items():
            seconds[name].append(timed(lambda e=encoder: e.encode(texts, Kind.EXPERTISE)))
        # Twenty in a row, as no service runs both: each would find the caches full of the other's weights,
        # and perhaps PyTorch's threads still spinning.
        for name, encoder in encoders.items():
            for query in queries[repeat * 20 : (repeat + 1) * 20]:
                taken = timed(lambda e=encoder, q=query: e.encode([q], Kind.CHALLENGE))
                milliseconds[name].append(1000 * np.array(taken))
    return seconds, milliseconds


def cosines(encoders, by_kind, count):
    """Return the cosine of both vectors of each of so many texts, half of them of each kind."""
    found = []
    for kind, texts in by_kind.items():
        one, other = (encoder.encode(texts[: count // 2], kind) for encoder in encoders.values())
        found.extend(np.einsum("td,td->t", one, other))
    return np.array(found)


def resident_memory(name, home):
    """Return the MiB of a process of its own that has opened one encoder and read a text."""
    command = [sys.executable, __file__, "--resident", name, "--home", str(home)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def open_encoders(home):
    """Return both encoders by name."""
    plain = SentenceEncoder.open(unpack_bundled_encoder(home / "bundled"))
    return {"plain": plain, "compiled": CompiledEncoder(plain, home, sys.exit)}


def measure(home, options):
    """Open both encoders, and measure."""
    encoders, by_kind = open_encoders(home), statements()
    for encoder in encoders.values():
        encoder.encode(["."], Kind.CHALLENGE)
    every = [text for texts in by_kind.values() for text in with_sentences(texts)]
    texts = [every[row] for row in np.random.default_rng(0).permutation(len(every))[: options.texts]]
    seconds, milliseconds = take_turns(encoders, texts, by_kind[Kind.CHALLENGE], options.repeats)
    near = cosines(encoders, by_kind, options.cosines)
    rate = {name: len(texts) / np.median(turns, axis=0) for name, turns in seconds.items()}
    query = {name: np.median(turns, axis=0) for name, turns in milliseconds.items()}
    return {
        "benchmark": "encoder",
        "texts": len(texts),
        "words_per_text": np.mean([len(text.split()) for text in texts]),
        "repeats": options.repeats,
        "texts_per_second": {name: value[0] for name, value in rate.items()},
        "texts_per_processor_second": {name: value[1] for name, value in rate.items()},
        "query_ms": {name: value[0] for name, value in query.items()},
        "query_processor_ms": {name: value[1] for name, value in query.items()},
        "ratio": {
            "texts": rate["compiled"][0] / rate["plain"][0],
            "texts_by_processor": rate["compiled"][1] / rate["plain"][1],
            "query": query["plain"][0] / query["compiled"][0],
            "query_by_processor": query["plain"][1] / query["compiled"][1],
        },
        "cosine": {"texts": len(near), "mean": float(near.mean()), "least": float(near.min())},
        "resident_mib": {name: resident_memory(name, home) for name in encoders},
    }


def main():
    """Measure, or be the process whose memory is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=256)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--cosines", type=int, default=500)
    parser.add_argument("--home", type=Path, help="where the unpacked encoder is, or may stay")
    parser.add_argument("--resident", choices=["plain", "compiled"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        if options.resident:
            open_encoders(home)[options.resident].encode(["."], Kind.CHALLENGE)
            result = round(psutil.Process().memory_info().rss / 2**20)
        else:
            result = measure(home, options)
    print(json.dumps(result, indent=1))  # noqa: T201 - the figures are what a benchmark is for


if __name__ == "__main__":
    main()
