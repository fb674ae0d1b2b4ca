"""What tuning has learned, small enough to ship: corrections of low rank to an encoder's weights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save_file

from models.domain.errors import UnfitFileError
from models.text.folder import checksum, read_json, write_json

WEIGHTS, MANIFEST = "adapter.safetensors", "adapter.json"
DOWN, UP = ".lora_A", ".lora_B"
"""The names peft gives the two factors, so that its tools can read the file."""


def identity(folder: Path) -> dict[str, Any]:
    """Return what tells one saved adapter from another; empty where there is none."""
    manifest = read_json(folder / MANIFEST) or {}
    return {name: manifest[name] for name in ("sha256", "scale") if name in manifest}


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """Low-rank corrections (as in LoRA, Hu et al. 2022) by name: (rank, in) below, (out, rank) above.

    What is added to a weight is `scale` times the product of its two factors.
    """

    factors: Mapping[str, NDArray[np.float16]]
    scale: float

    @classmethod
    def approximating(
        cls, corrections: Mapping[str, NDArray[np.float32]], rank: int, *, scale: float = 1.0
    ) -> Self:
        """Return the adapter of at most this rank nearest to these corrections by least squares."""
        factors = {}
        for name, correction in corrections.items():
            left, strength, right = np.linalg.svd(correction, full_matrices=False)
            root = np.sqrt(strength[:rank])
            stem, weight = name.rsplit(".", 1)
            factors[f"{stem}{DOWN}.{weight}"] = (root[:, None] * right[:rank]).astype(np.float16)
            factors[f"{stem}{UP}.{weight}"] = (left[:, :rank] * root).astype(np.float16)
        return cls(factors, scale)

    def corrections(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Give the name of each corrected weight and what is to be added to it, (out, in)."""
        for name in sorted(self.factors):
            if DOWN in name:
                # Products of half-precision numbers and their sums are exact in double precision, in whatever
                # order a processor adds them. So tuned weights, and their fingerprint, are the same on all.
                down = self.factors[name].astype(np.float64)
                up = self.factors[name.replace(DOWN, UP)].astype(np.float64)
                yield name.replace(DOWN, ""), (self.scale * (up @ down)).astype(np.float32)

    def corrected(self, weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
        """Return all weights, the adapter's added; raises `UnfitFileError` where it fits another encoder."""
        result = dict(weights)
        for name, correction in self.corrections():
            if name not in weights or weights[name].shape != correction.shape:
                raise UnfitFileError(f"The adapter corrects {name!r}, which this encoder does not have so.")
            result[name] = weights[name] + correction
        return result

    def save(self, folder: Path, about: Mapping[str, Any]) -> None:
        """Write the factors and their manifest; `about` says where they come from."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file(dict(self.factors), folder / WEIGHTS)
        digest = checksum(folder / WEIGHTS)
        write_json(folder / MANIFEST, {"sha256": digest, "scale": self.scale, **about})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a saved adapter; raises `UnfitFileError` when it is missing, damaged or half of it."""
        told = identity(folder)
        try:
            content = (folder / WEIGHTS).read_bytes()
            factors = load(content)
        except (OSError, SafetensorError) as error:
            raise UnfitFileError(f"{folder} holds no adapter that can be read: {error}.") from error
        if told.get("sha256") != checksum(folder / WEIGHTS):
            raise UnfitFileError(f"{folder / WEIGHTS} is not the file {MANIFEST} tells of; restore both.")
        return cls(factors, float(told["scale"]))
