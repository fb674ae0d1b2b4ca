"""An encoder's folder: checksums that tell whether it is whole, and which encoder it is."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
IGNORED_SUFFIXES = frozenset({".md", ".lock"})


def checksum(path: Path) -> str:
    """Return the SHA-256 of one file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksum of every file below a folder that shapes the vectors, by relative name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): checksum(path)
        for path in files
        if path.name != MANIFEST and path.suffix not in IGNORED_SUFFIXES
    }


def fingerprint_of(parts: dict[str, str], *, name: str) -> str:
    """Return `name` with twelve digits that stand for all of `parts`."""
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return f"{name}-{digest[:12]}"


def write_json(path: Path, content: Any) -> None:  # noqa: ANN401 - JSON has no narrower type
    """Write one JSON document, readable for people, and see it to the disk."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def read_json(path: Path) -> Any | None:  # noqa: ANN401 - JSON has no narrower type
    """Return one JSON document, or None when the file is missing or damaged."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def is_whole(folder: Path, expected: Mapping[str, object]) -> bool:
    """Say whether the manifest states what is expected, and every file is as the manifest knows it."""
    manifest = read_json(folder / MANIFEST) or {}
    if any(manifest.get(name) != value for name, value in expected.items()):
        return False
    return bool(manifest.get("files") == checksums(folder))


def write_whole(
    folder: Path, expected: Mapping[str, object], write: Callable[[Path], Mapping[str, object]]
) -> None:
    """Let `write` fill an empty folder and tell more for its manifest, then put that in place in one step.

    A reader never sees half of it, and what breaks off leaves what was there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as workshop:
        built = Path(workshop, "built")
        built.mkdir()
        told = write(built)
        write_json(built / MANIFEST, {**expected, **told, "files": checksums(built)})
        _put_in_place(built, folder, expected)


def _put_in_place(built: Path, folder: Path, expected: Mapping[str, object]) -> None:
    try:
        built.replace(folder)
    except OSError:  # Something is there: another process was faster, or a damaged folder waits for its end.
        if not is_whole(folder, expected):
            folder.replace(built.with_name("damaged"))
            built.replace(folder)


def declared_dimensions(folder: Path) -> int | None:
    """Return the length of the vectors if the folder's manifest states it, else None.

    Reading it here spares a caller that only wants to open an index the seconds it takes to load weights.
    """
    dimensions = (read_json(folder / MANIFEST) or {}).get("dimensions")
    return dimensions if isinstance(dimensions, int) else None
