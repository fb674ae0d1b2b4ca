"""Rank any profiles for any queries, from two files, with nothing stored."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from models.domain.errors import BadInputError, UnfitFileError
from models.progress import Progress
from models.ranking.profiles import Id, ProfileRanker, TextProfile, TextQuery
from models.text.encoder import TextEncoder
from service.use_cases.text_source import open_text

Parsed = TypeVar("Parsed", TextProfile, TextQuery)
PROFILE_KEYS = frozenset({"id", "texts"})
QUERY_KEYS = frozenset({"id", "text"})
SHOWN = 60
"""So much of a value that cannot be used is shown; it may be a whole page."""


def rank_files(
    profiles: Path, queries: Path, encoder: TextEncoder, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Return for each query its ranking, best first; both files are checked before anything is read."""
    known, asked = read_profiles(profiles), read_queries(queries)
    rankings = ProfileRanker(known, encoder, progress).ranked(asked, progress)
    return [
        {"id": query.id, "ranking": [[id_, round(score, 6)] for id_, score in ranking]}
        for query, ranking in zip(asked, rankings, strict=True)
    ]


def read_profiles(path: Path) -> list[TextProfile]:
    """Read a line for each profile: `{"id": ..., "texts": [...]}`."""
    return _read(path, _profile)


def read_queries(path: Path) -> list[TextQuery]:
    """Read a line for each query: `{"id": ..., "text": ..., "exclude": [...]}`; `exclude` may be left out."""
    return _read(path, _query)


def _read(path: Path, parse: Callable[[Any], Parsed]) -> list[Parsed]:
    with path.open("rb") as stream, open_text(stream) as source:
        # Only a line feed ends a line; a text may hold other characters that would break it.
        lines = source.file.read().split("\n")
    found: dict[Id, Parsed] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            one = parse(json.loads(line))
        except (BadInputError, ValueError, RecursionError) as error:
            raise UnfitFileError(f"{path.name}, line {number}: {error}") from error
        if one.id in found:
            raise UnfitFileError(f"{path.name}, line {number}: the id {one.id!r} is there already; keep one.")
        found[one.id] = one
    if not found:
        raise UnfitFileError(f"{path.name} holds no line; write one JSON object a line.")
    return list(found.values())


def _profile(line: Any) -> TextProfile:  # noqa: ANN401 - whatever JSON may hold
    fields = _fields(line, PROFILE_KEYS, PROFILE_KEYS)
    texts = fields["texts"]
    if not isinstance(texts, list) or not texts:
        raise BadInputError(f"texts is {_shown(texts)}; write a list with one text or more.")
    return TextProfile(_id(fields["id"]), tuple(_text(text, "a text") for text in texts))


def _query(line: Any) -> TextQuery:  # noqa: ANN401 - whatever JSON may hold
    fields = _fields(line, QUERY_KEYS, QUERY_KEYS | {"exclude"})
    exclude = fields.get("exclude", [])
    if not isinstance(exclude, list):
        raise BadInputError(f"exclude is {_shown(exclude)}; write a list of profile ids.")
    return TextQuery(
        _id(fields["id"]), _text(fields["text"], "text"), frozenset(_id(excluded) for excluded in exclude)
    )


def _fields(line: Any, needed: frozenset[str], known: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401 - as above
    if not isinstance(line, dict):
        raise BadInputError(f"{_shown(line)} is no JSON object; write one in braces.")
    if missing := sorted(needed - line.keys()):
        raise BadInputError(f"{' and '.join(missing)} is missing; add it.")
    if strange := sorted(line.keys() - known):
        raise BadInputError(
            f"the key {_shown(strange[0])} is unknown; the keys are {', '.join(sorted(known))}."
        )
    return line


def _id(value: Any) -> Id:  # noqa: ANN401 - as above
    if isinstance(value, str) and value.strip():
        return value
    if type(value) is int:
        return value
    raise BadInputError(f"{_shown(value)} is no id; write a whole number, or a text that is not blank.")


def _text(value: Any, name: str) -> str:  # noqa: ANN401 - as above
    if not isinstance(value, str) or not value.strip():
        raise BadInputError(f"{name} is {_shown(value)}; write a text in quotation marks that is not blank.")
    return value


def _shown(value: Any) -> str:  # noqa: ANN401 - as above
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= SHOWN else f"{written[:SHOWN]}..."
