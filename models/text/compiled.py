"""A sentence-transformers encoder compiled for the processor: nearly the same vectors, faster."""

import shutil
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from models.domain.members import Kind
from models.progress import Progress
from models.text.encoder import Vectors
from models.text.engine import Engine, import_openvino
from models.text.folder import MANIFEST, is_whole, read_json, write_whole
from models.text.sentence_encoder import SentenceEncoder

FORMAT = 1
"""To be raised when the written files change, so that older folders are written anew."""
PREFIX = "compiled-"
FORM = "int8"
"""Ends the fingerprint: these vectors are near the plain encoder's, but not the same.

Differences of one search would add up unnoticed where the two kinds met, and figures measured with one
would be told of the other. A change of runtime is therefore a change of encoder, and changed over in order.
To be changed when the same weights would get other vectors.
"""
LEAST_COSINE = 0.995
"""To the plain encoder's vectors, for each of the probes; an encoder that misses it stays plain."""
PROBES = (
    "",
    "Løn",
    "Jeg skal lede tidligere kolleger, efter at jeg er blevet deres chef.",
    "How do I manage former peers after my promotion?",
    "Vi indfører varmepumper i fjernvarmen og mangler montører. " * 6,
    "The board wants growth, the bank wants security, and I want to sleep at night. " * 28,
)


class CompiledEncoder:
    """Answers in the place of a plain encoder, which it converts on first use and keeps below `home`.

    An encoder that has no compiled form, or one too far from the plain one, answers itself; `on_plain` is
    told why.
    """

    def __init__(self, plain: SentenceEncoder, home: Path, on_plain: Callable[[str], object]) -> None:
        self._plain = plain
        self._home = home
        self._on_plain = on_plain
        self._converting = threading.Lock()
        self._loading = threading.Lock()
        self._manifest: dict[str, Any] | None = None
        self._engine: Engine | None = None

    @property
    def fingerprint(self) -> str:
        """The plain encoder's and, unless that one answers, the numeric form of the compiled one."""
        is_plain = self._converted().get("unfit")
        return self._plain.fingerprint if is_plain else f"{self._plain.fingerprint}-{FORM}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._converted().get("dimensions") or self._plain.dimensions

    def encode(self, texts: Sequence[str], kind: Kind, *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, in order, read as far as the plain encoder reads."""
        return self._answering().encode(texts, kind, progress=progress)

    def truncated(self, texts: Sequence[str]) -> list[int]:
        """Return the positions of texts of which the end is not read, under either prompt."""
        return self._answering().truncated(texts)

    def _answering(self) -> Engine | SentenceEncoder:
        manifest = self._converted()
        if manifest.get("unfit"):
            return self._plain
        with self._loading:
            if self._engine is None:
                self._engine = Engine(self._folder, manifest["prompts"], manifest["dimensions"])
            return self._engine

    @property
    def _folder(self) -> Path:
        # Its name holds the fingerprint, so that no process can come by the graph of another encoder.
        return self._home / f"{PREFIX}{self._plain.fingerprint}"

    def _converted(self) -> dict[str, Any]:
        """Make sure that the compiled form is there and whole, and return its manifest."""
        with self._converting:
            if self._manifest is None:
                expected = {"format": FORMAT, "openvino": import_openvino().get_version()}
                try:
                    if not is_whole(self._folder, expected):
                        write_whole(self._folder, expected, partial(_write, self._plain))
                        self._remove_others()
                    self._manifest = read_json(self._folder / MANIFEST) or {}
                except OSError as error:
                    self._manifest = {
                        "unfit": f"{self._home} cannot hold the compiled form ({error.strerror})"
                    }
                if reason := self._manifest.get("unfit"):
                    self._on_plain(reason)
            return self._manifest

    def _remove_others(self) -> None:
        for folder in self._home.glob(f"{PREFIX}*"):
            # A longer name is a folder that another process is writing at this moment.
            is_written = len(folder.name) == len(self._folder.name)
            if is_written and folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)


def _write(plain: SentenceEncoder, folder: Path) -> dict[str, object]:
    """Convert and try; return what to remember: prompts, nearness, or why there is no compiled form."""
    # It needs PyTorch, whose import takes seconds; a converted encoder is used without.
    from models.text.converted import UnfitEncoderError, write_converted  # noqa: PLC0415

    prompts, dimensions = plain.prompts, plain.dimensions
    try:
        write_converted(plain.transformer, folder, plain.max_tokens)
        cosine = _least_cosine(plain, Engine(folder, prompts, dimensions))
    except UnfitEncoderError as error:
        return _unfit(folder, str(error))
    except RuntimeError as error:  # OpenVINO's only error: this processor cannot run it.
        return _unfit(folder, f"OpenVINO cannot run it ({type(error).__name__})")
    if not cosine >= LEAST_COSINE:
        return _unfit(folder, f"compiled it is too far from the plain encoder (cosine {cosine:.4f})")
    return {"prompts": prompts, "dimensions": dimensions, "cosine": cosine}


def _unfit(folder: Path, reason: str) -> dict[str, object]:
    for file in folder.iterdir():
        file.unlink()
    return {"unfit": reason}


def _least_cosine(plain: SentenceEncoder, engine: Engine) -> float:
    cosines = [
        np.einsum("td,td->t", plain.encode(PROBES, kind), engine.encode(PROBES, kind)).min() for kind in Kind
    ]
    return float(min(cosines))
