"""Problem themes: the list a member chooses from, and which of them a text is probably about."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save_file
from scipy.special import softmax

from models.domain.errors import UnfitFileError
from models.domain.members import Kind
from models.text.encoder import Vectors
from models.text.folder import checksum, read_json, write_json

TAXONOMY = Path(__file__).parents[2] / "data" / "themes" / "themes.jsonl"
PARAMETERS, MANIFEST = "classifier.safetensors", "classifier.json"
"""The two files of a classifier's folder."""
KINDS = tuple(Kind)
OFFERED_FROM = 0.05
"""A theme less probable is offered to nobody: a wrong offer costs a glance, a missing one a long list."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A problem that members of different trades can share, in two languages."""

    id: str
    da: str
    en: str
    description_da: str
    description_en: str
    area: str

    def name(self, language: str) -> str:
        """Return the name in Danish (`da`) or else in English."""
        return self.da if language == "da" else self.en

    def description(self, language: str) -> str:
        """Return the line of description in Danish (`da`) or else in English."""
        return self.description_da if language == "da" else self.description_en


@lru_cache
def themes(path: Path = TAXONOMY) -> tuple[Theme, ...]:
    """Return all themes in the order of the file, the themes of an area together; read once.

    Raises `UnfitFileError` with the line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitFileError(f"{path} cannot be read as a list of themes: {error}.") from error
    found: dict[str, Theme] = {}
    for number, line in enumerate(lines, start=1):
        theme = _theme(f"{path}, line {number}", line)
        if theme.id in found:
            raise UnfitFileError(f"{path}, line {number}: the id {theme.id!r} stands there twice; keep one.")
        found[theme.id] = theme
    if not found:
        raise UnfitFileError(f"{path} is empty; a list of themes has at least one line.")
    return tuple(found.values())


@lru_cache
def themes_by_id() -> dict[str, Theme]:
    """Return the themes that come with the project by their ids, in the order of their list."""
    return {theme.id: theme for theme in themes()}


def _theme(where: str, line: str) -> Theme:
    names = [field.name for field in fields(Theme)]
    try:
        values: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnfitFileError(f"{where} is no JSON: {error}.") from error
    if not isinstance(values, dict):
        raise UnfitFileError(f"{where} needs the fields {', '.join(names)}.")
    for name in names:
        if not isinstance(values.get(name), str) or not values[name].strip():
            raise UnfitFileError(f"{where}: {name} is {values.get(name)!r}; write a text.")
    return Theme(**{name: values[name] for name in names})


@dataclass(frozen=True, slots=True, eq=False)
class ThemeClassifier:
    """Tells from a text's vector which themes it is about; a multinomial logistic regression.

    `weights` is (themes, d); `offsets` is (kinds, themes + 1), in the order of `KINDS`. The last column is
    that of no theme at all, whose score hangs on nothing else: where no theme speaks up, none is left.
    """

    themes: tuple[str, ...]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def probabilities(self, vectors: Vectors, kind: Kind) -> NDArray[np.float64]:
        """Return the probability of each theme, (n, themes), for texts of one kind, (n, d).

        What a row lacks to 1 is the probability that none of the themes fits.
        """
        scores = np.zeros((len(vectors), len(self.themes) + 1))
        scores[:, :-1] = vectors @ self.weights.T
        every: NDArray[np.float64] = softmax(scores + self.offsets[KINDS.index(kind)], axis=1)
        return every[:, :-1]

    def likely(self, vectors: Vectors, kind: Kind, at_most: int = 3) -> list[list[tuple[str, float]]]:
        """Return the themes worth offering for each text, with their probabilities, best first.

        Fewer than `at_most`, or none, where the others are less probable than `OFFERED_FROM`.
        """
        return [list(self._offered(row, at_most)) for row in self.probabilities(vectors, kind)]

    def _offered(self, row: NDArray[np.float64], at_most: int) -> Iterator[tuple[str, float]]:
        for place in np.argsort(-row, kind="stable")[:at_most].tolist():
            if row[place] >= OFFERED_FROM:
                yield self.themes[place], float(row[place])

    def save(self, folder: Path, encoder: str, about: Mapping[str, Any]) -> None:
        """Write parameters and manifest; `encoder` is the fingerprint of the vectors learned from."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file({"weights": self.weights, "offsets": self.offsets}, folder / PARAMETERS)
        digest = checksum(folder / PARAMETERS)
        manifest = {"sha256": digest, "encoder": encoder, "themes": self.themes, **about}
        write_json(folder / MANIFEST, manifest)

    @classmethod
    def load(cls, folder: Path, fingerprint: str) -> Self | None:
        """Read a saved classifier; None where it has learned from the vectors of another encoder.

        Raises `UnfitFileError` when a file is missing, damaged, or not the one the manifest tells of.
        """
        told = read_json(folder / MANIFEST)
        if not isinstance(told, dict) or not {"sha256", "encoder", "themes"} <= told.keys():
            raise UnfitFileError(f"{folder / MANIFEST} tells of no classifier; run `make themes`.")
        # What follows the encoder's own name is how it was run: the vectors are the same but for noise.
        if not fingerprint.startswith(told["encoder"]):
            return None
        try:
            parameters = load((folder / PARAMETERS).read_bytes())
            is_whole = told["sha256"] == checksum(folder / PARAMETERS)
        except (OSError, SafetensorError) as error:
            raise UnfitFileError(f"{folder / PARAMETERS} cannot be read: {error}; restore it.") from error
        if not is_whole:
            raise UnfitFileError(f"{folder / PARAMETERS} is not the file {MANIFEST} tells of; restore both.")
        return cls(tuple(told["themes"]), parameters["weights"], parameters["offsets"])
