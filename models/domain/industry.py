"""Danish industry codes (DB07, the same tree as NACE revision 2): section, division, class."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from models.domain.errors import BadInputError

SECTIONS: dict[str, range] = {
    "A": range(1, 4),
    "B": range(5, 10),
    "C": range(10, 34),
    "D": range(35, 36),
    "E": range(36, 40),
    "F": range(41, 44),
    "G": range(45, 48),
    "H": range(49, 54),
    "I": range(55, 57),
    "J": range(58, 64),
    "K": range(64, 67),
    "L": range(68, 69),
    "M": range(69, 76),
    "N": range(77, 83),
    "O": range(84, 85),
    "P": range(85, 86),
    "Q": range(86, 89),
    "R": range(90, 94),
    "S": range(94, 97),
    "T": range(97, 99),
    "U": range(99, 100),
}
"""The two-digit divisions of each section; the numbers between them are not in use."""

SECTION_OF = {f"{number:02}": section for section, numbers in SECTIONS.items() for number in numbers}
NOT_STATED = "9999"
"""What the business register writes for "unknown"; it would otherwise pass for U, international bodies."""

_CODE = re.compile(
    r"""
    (?:(?P<section>[A-Za-z])(?=[\s0-9.:,]|$)[\s.:,]*+)?        # C
    (?:(?P<division>[0-9]{2})                                 # 25
       (?:\.?(?P<group>[0-9])                                 # 25.6, a group: read as its division
          (?:(?P<last>[0-9])(?:\.?[0-9]{2})?)?                # 25.62, 25.62.00, 256200
       )?
       (?!\w|\.\w|-[0-9])
    )?
    (?![0-9]{2})                                              # or else these digits are no code
    """,
    re.VERBOSE,
)
_FORMS = (
    "write a section letter or a DB07 code with or without its name, as in 'C', '25', '25.62' or '256200'"
)


@dataclass(frozen=True, slots=True)
class Industry:
    """A place in the DB07 tree, as deep as it was stated; `division` has two digits, `class_code` four."""

    section: str
    division: str | None
    class_code: str | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 'C', 'C Industri', '25', 'C 25', '25.62 Navn', '256200' or '25.62.00'.

        A three-digit group counts as its division. Raises `BadInputError` for anything else, for a division
        that does not exist, and for a letter that contradicts the digits.
        """
        found = _CODE.match(text.strip())
        letter = found["section"].upper() if found and found["section"] else None
        if not found or (letter is None and found["division"] is None):
            raise BadInputError(f"Industry {text!r} does not begin with an industry code; {_FORMS}.")
        class_code = found["division"] + found["group"] + found["last"] if found["last"] else None
        if class_code == NOT_STATED:
            raise BadInputError(f"Industry {text!r} is the code for an unknown industry; {_FORMS}.")
        return cls(_section(text, letter, found["division"]), found["division"], class_code)

    def __str__(self) -> str:
        if self.class_code is not None:
            return f"{self.class_code[:2]}.{self.class_code[2:]}"
        return self.division or self.section


@lru_cache(maxsize=4096)
def stated_industry(text: str) -> Industry | None:
    """Return the place that a profile's industry names, None where it names none; read once."""
    try:
        return Industry.parse(text)
    except BadInputError:
        return None


def _section(text: str, letter: str | None, division: str | None) -> str:
    section = letter if division is None else SECTION_OF.get(division)
    if section is None:
        raise BadInputError(
            f"Industry {text!r} names division {division}, which DB07 does not have; {_FORMS}."
        )
    if section not in SECTIONS:
        raise BadInputError(f"Industry {text!r} names section {section}; DB07 has the sections A to U.")
    if letter not in {None, section}:
        raise BadInputError(
            f"Industry {text!r} contradicts itself: division {division} is part of {section}, not {letter}."
        )
    return section
