"""Bytes of unknown encoding, read once and given back as text."""

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO, TextIO, cast

from models.domain.errors import UnfitFileError

_SAVE_AS = "save it as UTF-8 text (in Excel: 'CSV UTF-8') and try again"
_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
"""How Excel workbooks, old and new, and gzip files begin."""


@dataclass(frozen=True, slots=True)
class TextSource:
    """A whole text in a file; `lines` is about how many it has, `notices` what was assumed of it."""

    file: TextIO
    lines: int
    notices: tuple[str, ...]


@contextmanager
def open_text(stream: BinaryIO) -> Iterator[TextSource]:
    """Copy a stream that may be read only once, find out its encoding, and give its text.

    UTF-8 and UTF-16 announce or prove themselves; what is neither is read as Windows-1252, which old
    spreadsheets write. Raises `UnfitFileError` for anything that is no text or mixes encodings.
    """
    with tempfile.TemporaryFile() as copy:
        scan = _Scan()
        for line in stream:
            scan.read(line)
            copy.write(line)
        encoding, notices = scan.verdict()
        copy.seek(0)
        # Line ends are the readers' business: they may stand inside a quoted text.
        text = TextIOWrapper(cast("BinaryIO", copy), encoding=encoding, newline="")
        try:
            yield TextSource(text, scan.lines, notices)
        finally:
            text.detach()


class _Scan:
    """Looks at every line once, and says what encoding they are all in."""

    def __init__(self) -> None:
        self.lines = 0
        self._utf16: codecs.IncrementalDecoder | None = None
        self._is_utf8 = False
        self._first_other: int | None = None
        self._others_decode = True

    def read(self, line: bytes) -> None:
        self.lines += 1
        if self.lines == 1:
            self._begin(line)
        if self._utf16 is not None:
            self._decode_utf16(self._utf16, line)
        elif b"\0" in line:
            raise UnfitFileError(f"Line {self.lines} holds zero bytes, so the file is no text; {_SAVE_AS}.")
        elif not line.isascii():
            self._decode(line)

    def verdict(self) -> tuple[str, tuple[str, ...]]:
        if self._utf16 is not None:
            self._decode_utf16(self._utf16, b"", final=True)
            return "utf-16", ()
        if self._first_other is None:
            return "utf-8-sig", ()
        if self._is_utf8 or not self._others_decode:
            raise UnfitFileError(
                f"Line {self._first_other} is not UTF-8, but others are in no other encoding; {_SAVE_AS}."
            )
        return "cp1252", (
            "The file is not UTF-8; it was read as Windows-1252 (Latin-1). Check a name with æ, ø or å.",
        )

    def _begin(self, line: bytes) -> None:
        if line.startswith(_ARCHIVES):
            raise UnfitFileError(f"The file is a workbook or an archive and not a text; {_SAVE_AS}.")
        if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._utf16 = codecs.getincrementaldecoder("utf-16")()
        # A byte order mark promises UTF-8 for all that follows.
        self._is_utf8 = line.startswith(codecs.BOM_UTF8)

    def _decode_utf16(self, decoder: codecs.IncrementalDecoder, line: bytes, *, final: bool = False) -> None:
        try:
            decoder.decode(line, final)
        except UnicodeDecodeError as error:
            raise UnfitFileError(f"Line {self.lines} is no proper UTF-16; {_SAVE_AS}.") from error

    def _decode(self, line: bytes) -> None:
        if _decodes(line, "utf-8"):
            self._is_utf8 = True
            return
        self._first_other = self._first_other or self.lines
        self._others_decode = self._others_decode and _decodes(line, "cp1252")


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
