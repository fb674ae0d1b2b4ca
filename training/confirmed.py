"""Confirmed themes of a sample: what the authors of its texts would have ticked."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from models.domain.errors import BadInputError, UnfitFileError
from models.domain.members import Kind

Confirmed = Mapping[tuple[str, Kind, int], str | None]
"""The theme of a statement by the e-mail of its author, its kind and its place from 0; None: none fits."""
KEYS = {"email", "kind", "position", "theme"}


def read_confirmed(path: Path, known: Collection[str]) -> dict[tuple[str, Kind, int], str | None]:
    """Read a UTF-8 file with one statement a line, `{"email", "kind", "position", "theme": id or null}`.

    `known` are the ids there are. Raises `UnfitFileError`, naming the line, for what is no such line, for a
    theme that is unknown and for a statement that stands there twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitFileError(f"{path} cannot be read as confirmed themes: {error}.") from error
    confirmed: dict[tuple[str, Kind, int], str | None] = {}
    for number, line in enumerate(lines, start=1):
        try:
            statement, theme = _confirmed(json.loads(line), known)
        except (BadInputError, ValueError) as error:
            raise UnfitFileError(f"{path}, line {number}: {error}") from error
        if statement in confirmed:
            raise UnfitFileError(f"{path}, line {number}: this statement stands there twice; keep one line.")
        confirmed[statement] = theme
    return confirmed


def _confirmed(line: Any, known: Collection[str]) -> tuple[tuple[str, Kind, int], str | None]:  # noqa: ANN401 - whatever JSON may hold
    if not isinstance(line, dict) or line.keys() != KEYS:
        raise BadInputError(f"it needs the keys {', '.join(sorted(KEYS))}.")
    email, position, theme = line["email"], line["position"], line["theme"]
    if not isinstance(email, str) or type(position) is not int or position < 0:
        raise BadInputError(f"{email!r} and {position!r} are no e-mail and no place of a statement.")
    if theme is not None and (not isinstance(theme, str) or theme not in known):
        raise BadInputError(f"there is no theme {theme!r}; write an id of the list, or null.")
    return (email, Kind(line["kind"]), position), theme
