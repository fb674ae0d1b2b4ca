"""Running a converted encoder from its folder with OpenVINO; PyTorch is not needed for it."""

import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.domain.members import Kind
from models.progress import Progress
from models.text.encoder import Vectors

GRAPH = "encoder.xml"
TOKENIZER = "tokenizer.json"
BATCH = 16
STEP = 16
"""A text that is read alone is filled up to a multiple of so many tokens. OpenVINO prepares itself anew for
every length it has not met, which takes a third as long as the reading, and odd lengths are slow anyway."""
CONFIGURATION = {
    # One request at a time has all threads: simultaneous ones wait for each other instead of fighting.
    "PERFORMANCE_HINT": "LATENCY",
    # Two processes that pin their threads would pin them to the same cores.
    "ENABLE_CPU_PINNING": False,
    # What is not multiplied in integers stays in single precision, on every processor.
    "INFERENCE_PRECISION_HINT": "f32",
    # So many numbers of a hidden vector share a scale; fewer are more exact, more are faster.
    "DYNAMIC_QUANTIZATION_GROUP_SIZE": "128",
}


def import_openvino() -> Any:  # noqa: ANN401 - the library ships no types
    """Return the library, kept from reporting its use over the network."""
    # It sends an event already when it is imported, unless its companion package cannot be: then it has a
    # stub that sends nothing (openvino/tools/ovc/telemetry_utils.py).
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino  # noqa: PLC0415 - only after the line above

    return openvino


class Engine:
    """A converted encoder in memory: tokens in, unit vectors out; safe to use from several threads."""

    def __init__(self, folder: Path, prompts: Mapping[str, str], dimensions: int) -> None:
        core = import_openvino().Core()
        graph = core.read_model(folder / GRAPH)
        self._request = core.compile_model(graph, "CPU", CONFIGURATION).create_infer_request()
        # Padding and truncation are set once and for all in its file, so threads may share it.
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        padding: Any = self._tokenizer.padding
        truncation: Any = self._tokenizer.truncation
        self._filler, self._limit = padding["pad_id"], truncation["max_length"]
        self._prompts = prompts
        self._dimensions = dimensions
        self._computing = threading.Lock()

    def encode(self, texts: Sequence[str], kind: Kind, *, progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text, in order; what is beyond the tokenizer's limit is not read."""
        prompt = self._prompts[kind.value]
        # Texts of like length share a batch, which spares padding.
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._encode_batch([prompt + texts[row] for row in rows])
            if progress is not None:
                progress(start + len(rows), len(texts))
        return vectors

    def truncated(self, texts: Sequence[str]) -> list[int]:
        """Return the positions of texts of which the end is not read, under either prompt."""
        prompts = set(self._prompts.values())
        return [
            row
            for row, text in enumerate(texts)
            if any(self._tokenizer.encode(prompt + text).overflowing for prompt in prompts)
        ]

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        tokens = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        if len(texts) == 1:
            tokens, mask = self._widened(tokens, self._filler), self._widened(mask, 0)
        # The lock is held for one batch only, so that a single query need not wait for a whole import.
        with self._computing:
            (vectors,) = self._request.infer([tokens, mask]).values()
        return np.asarray(vectors, dtype=np.float32)

    def _widened(self, row: NDArray[np.int64], filler: int) -> NDArray[np.int64]:
        length = row.shape[1]
        width = min(-(-length // STEP) * STEP, self._limit)
        return np.pad(row, ((0, 0), (0, width - length)), constant_values=filler)
