"""One text that a member states: its one form, why it cannot be kept, and where it is cut."""

import re
import unicodedata
from enum import StrEnum

MAX_TEXT = 4000
"""Characters kept of one challenge or expertise; of a file's the rest is cut off at a word and reported."""

LONGEST_WORD = 100
"""How much is given up to cut between words; a longer word is cut in two."""

NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no text has in it, but what other programs may leave there."""


class TextFault(StrEnum):
    """Why a text cannot be kept as it is."""

    TOO_LONG = "too_long"
    NO_TEXT = "no_text"


def canonical(text: str) -> str:
    """Bring a text into its one form: composed characters, line feeds, no space around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fault_of(text: str) -> TextFault | None:
    """Say why a text in its canonical form cannot be kept; None where it can."""
    if len(text) > MAX_TEXT:
        return TextFault.TOO_LONG
    return TextFault.NO_TEXT if NO_TEXT.search(text) else None


def cut(text: str) -> str:
    """Shorten a text to `MAX_TEXT` characters, between words where it has any."""
    words = re.match(rf"(?s).{{{MAX_TEXT - LONGEST_WORD},{MAX_TEXT}}}(?=\s)", text)
    return (words[0] if words else text[:MAX_TEXT]).rstrip()
