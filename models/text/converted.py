"""Converting a sentence-transformers encoder to OpenVINO: a graph from tokens to unit vectors, in 8 bits."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.text.engine import GRAPH, TOKENIZER, import_openvino

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

POOLINGS = frozenset({"mean", "cls"})
LARGEST = 127
"""Weights become whole numbers from -127 to 127, times a scale of their row."""


class UnfitEncoderError(Exception):
    """An encoder that has no compiled form; the message says why."""


def write_converted(transformer: "SentenceTransformer", folder: Path, max_tokens: int) -> None:
    """Write the graph of an encoder and its tokenizer into an existing, empty folder.

    The weights are those in memory, so whatever was merged into them is in the graph.
    Raises `UnfitEncoderError` for anything but a transformer, pooled by mean or first token.
    """
    network = _Network(transformer[0], _pooling(transformer))
    _tokenizer(transformer, max_tokens).save(str(folder / TOKENIZER), pretty=False)
    library = import_openvino()
    tokens = torch.ones((2, 4), dtype=torch.long)
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    with _quiet(), torch.no_grad():
        try:
            graph = library.convert_model(
                network, example_input={"input_ids": tokens, "attention_mask": mask}
            )
        except Exception as error:
            # The converter has no error class of its own, and traces code of any encoder.
            raise UnfitEncoderError(f"OpenVINO cannot convert it ({type(error).__name__})") from error
    _compress(library, graph)
    library.save_model(graph, folder / GRAPH, compress_to_fp16=False)


class _Network(torch.nn.Module):
    def __init__(self, transformer: Any, pooling: str) -> None:  # noqa: ANN401 - its class differs by release
        super().__init__()
        self.transformer: Any = transformer.auto_model
        self.pooling = pooling

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        # The sum stands for the mean: dividing by the count does not turn a vector.
        is_read = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = hidden[:, 0] if self.pooling == "cls" else (hidden * is_read).sum(1)
        return torch.nn.functional.normalize(pooled, dim=-1)


def _pooling(transformer: "SentenceTransformer") -> str:
    names = [type(module).__name__ for module in transformer]
    if names not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise UnfitEncoderError(f"it is made of {', '.join(names)}, not of a transformer and its pooling")
    module: Any = transformer[1]
    settings = module.get_config_dict()
    pooling = settings.get("pooling_mode")
    if pooling not in POOLINGS or not settings.get("include_prompt", True):
        raise UnfitEncoderError(f"it pools by {pooling}, not by the mean or the first token of all")
    return str(pooling)


def _tokenizer(transformer: "SentenceTransformer", max_tokens: int) -> Tokenizer:
    source = transformer.tokenizer
    if not getattr(source, "is_fast", False) or source.padding_side != "right":
        raise UnfitEncoderError("its tokenizer is not a fast one that pads at the end")
    tokenizer = Tokenizer.from_str(source.backend_tokenizer.to_str())
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding(pad_id=source.pad_token_id, pad_token=source.pad_token)
    return tokenizer


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep tracing from warning about branches that are the same for every text, and about old names."""
    loud = logging.getLogger("transformers")
    level = loud.level
    loud.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        loud.setLevel(level)


def _compress(library: Any, graph: Any) -> None:  # noqa: ANN401 - the library ships no types
    """Keep weights of linear layers as 8-bit integers and tables of embeddings in half precision.

    The processor's plugin knows the pattern (integers, converted, times a scale) and multiplies in integers.
    """
    for node in graph.get_ordered_ops():
        if node.get_type_name() == "MatMul" and node.get_attributes()["transpose_b"]:
            _replace(library, node, 1, _as_integers)
        elif node.get_type_name() == "Gather":
            _replace(library, node, 0, _as_halves)


def _replace(library: Any, node: Any, place: int, form: Any) -> None:  # noqa: ANN401 - bound C++ types
    source = node.input_value(place).get_node()
    is_matrix = source.get_type_name() == "Constant" and source.data.ndim == 2  # noqa: PLR2004 - rows, columns
    if is_matrix and source.data.dtype == np.float32:
        compressed = form(library.opset13, source.data)
        node.input(place).replace_source_output(compressed.output(0))


def _as_integers(ops: Any, weights: NDArray[np.float32]) -> Any:  # noqa: ANN401 - bound C++ types
    scales = np.maximum(np.abs(weights).max(axis=1, keepdims=True), np.finfo(np.float32).tiny) / LARGEST
    integers = np.round(weights / scales).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(integers), np.float32), ops.constant(scales))


def _as_halves(ops: Any, table: NDArray[np.float32]) -> Any:  # noqa: ANN401 - bound C++ types
    return ops.convert(ops.constant(table.astype(np.float16)), np.float32)
