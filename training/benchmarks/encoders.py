"""Encoders for benchmarks: opened without the service, and spared from reading a text twice."""

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.domain.members import Kind
from models.progress import Progress
from models.text.bundled import unpack_bundled_encoder
from models.text.compiled import CompiledEncoder
from models.text.encoder import TextEncoder, Vectors
from models.text.hashing import HashingEncoder
from models.text.sentence_encoder import SentenceEncoder

AT_A_TIME = 2048
"""Texts that are read between two saves: a stopped run loses at most these."""


ADAPTER = Path("data/encoder/adapter")


def open_encoder(name: str, home: Path) -> TextEncoder:
    """Return `bundled`, `tuned`, `hashing`, or what a sentence-transformers folder or name holds.

    What it needs on disk is kept below `home`.
    """
    if name == "hashing":
        return HashingEncoder()
    folder = home / "encoder"
    source: Path | str = name
    if name in {"bundled", "tuned"}:
        source = unpack_bundled_encoder(folder / name, ADAPTER if name == "tuned" else None)
    warn = logging.getLogger(__name__).warning
    return CompiledEncoder(
        SentenceEncoder.open(source), folder, lambda reason: warn("not compiled: %s", reason)
    )


class RememberingEncoder:
    """An encoder that keeps every vector in one file, so that a second run reads nothing again."""

    def __init__(
        self, encoder: TextEncoder, folder: Path, name: str, progress: Progress | None = None
    ) -> None:
        self._encoder = encoder
        self._progress = progress
        self._file = folder / f"{name}-{encoder.fingerprint}.npz"
        self._known: dict[str, Vectors] = {}
        if self._file.exists():
            with np.load(self._file, allow_pickle=False) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the encoder behind it."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str], kind: Kind, *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, in order; only what is new is read."""
        keys = [hashlib.sha256(f"{kind.value}\0{text}".encode()).hexdigest()[:32] for text in texts]
        new = sorted(
            {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}.items()
        )
        for start in range(0, len(new), AT_A_TIME):
            part = new[start : start + AT_A_TIME]
            vectors = self._encoder.encode([text for _, text in part], kind)
            self._known.update(zip((key for key, _ in part), vectors, strict=True))
            self._save()
            for tell in filter(None, (progress, self._progress)):
                tell(start + len(part), len(new))
        return np.array([self._known[key] for key in keys], dtype=np.float32).reshape(-1, self.dimensions)

    def truncated(self, texts: Sequence[str]) -> list[int]:
        """Return the positions of texts of which the end is not read."""
        return self._encoder.truncated(texts)

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # A reader, or a run that is stopped, never sees half a file.
        written = self._file.with_suffix(f".{os.getpid()}.npz")
        np.savez(written, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
        written.replace(self._file)
