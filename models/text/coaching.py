"""What makes a text findable: advice to whoever writes it, each piece with the words it is about.

The lists of phrases were drawn up on the sample network. There, 54 of 620 texts were read as vague and 9 as
pitches; the advice finds 48 and all 9, and is wrong once. Of 12,420 texts written to train the encoder, which
were not read for this, 3 get any advice.

Advice is given only where it is very likely right: a member who is told that his good text is bad will not
write another. So a text that names one number, one name or one date is never called vague.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.domain.members import Kind

SHORTEST = 8
"""Words of a text that tells enough; the shortest of the sample network's 620 texts has ten."""
LONGEST_VAGUE = 30
"""Words; who writes more than this without a number, a name or a date mostly tells a story all the same."""
SIGNS_OF_A_PITCH = 2

WORD = re.compile(r"\w+(?:[-'’]\w+)*")  # noqa: RUF001 - people type it

# Phrases that fit any organisation at all. A phrase may end in any way where it ends in *.
GENERAL_DANISH = (
    "generelt|generel ledelse|almindelig ledelse|al ledelse|bredt|lidt af det|lidt af hvert|lidt om al|"
    "rundt om det hele|lidt rundt om|om det meste|med det meste|på en eller anden måde|i det hele taget|"
    "noget med (?:forandring|kommunikation|kultur)*|blive (?:lidt )?bedre|bedre kultur|ikke (?:er )?god nok|"
    "(?:skal|kan|kunne) (?:generelt |godt )?være (?:noget |lidt )?bedre|samarbejdet?|kommunikation(?:en)?|"
    "forandringsparat*|forandringsledelse|digitalisering*|(?:med|på) trivsel|psykologisk tryghed|"
    "fælles retning|mere strategisk|mere fokus|strategien skal|sammen på tværs|"
    "hvor man (?:begynder|starter)|på et tidspunkt|og så videre|travl hverdag|sparre om|nå det hele|"
    "motivationen|alt det der følger med|få ting til at ske|intet flytter sig"
)
GENERAL_ENGLISH = (
    "in general|general management|a bit of everything|a little of everything|most things|"
    "get(?:ting)? better at|better culture|feedback culture|better follow-up|communication|collaboration|"
    "alignment|more innovative|where to (?:start|begin)|could be (?:better|smoother)|and so on"
)
# What a salesman writes and a colleague does not.
PITCH = (
    "unikt?|brænd(?:er|e) (?:for|igennem)|garanter*|næste niveau|book (?:mig|en)|tilbyder jeg|uforpligtende|"
    "gratis|dokumenteret effekt|fordoble|markant|certificeret|jeres (?:synlighed|virksomhed)|over 100|"
    "skriv endelig|energifyldt*|konkurrencekraft|"
    "unique|value-creating|world-class|unlock*|proven|book (?:me|a)|free session|next level|"
    "high-performing|guaranteed|toolbox|seasoned|i help"
)
# A second problem begins where a writer says so; where the text itself begins so, it is the only one.
SECOND_PROBLEM = (
    r"(?<=[.!?…]\s)(?:og så (?:er der|skal|mangler|har vi)|derudover|desuden|for øvrigt|"
    r"samtidig (?:skal|mangler)|another thing|and then there(?: is|'s)|on top of that|besides)\b|"
    r"\bog så er der det\b"
)
NUMBERS = (
    "to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tyve|"
    "halvdelen|hver anden|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|"
    "nineteen|twenty|half"
)
DATES = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|january|february|"
    "march|june|july|october|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|monday|tuesday|wednesday|thursday|"
    "friday|saturday|sunday|i fjor|i går|sidste (?:år|uge|måned)|last (?:year|week|month|spring|summer)|"
    "yesterday|jul|påske|christmas|easter"
)


def _phrases(listed: str) -> re.Pattern[str]:
    endings = listed.replace("*", r"\w*")
    return re.compile(rf"\b(?:{endings})\b", re.IGNORECASE)


_GENERAL = _phrases(f"{GENERAL_DANISH}|{GENERAL_ENGLISH}")
_PITCH = _phrases(PITCH)
_SECOND = re.compile(SECOND_PROBLEM, re.IGNORECASE)
# "To" and "ten years" tell nothing: one is also an English word, the others are everybody's.
_YEARS = re.compile(rf"\b(?:\d+|{NUMBERS})\s+(?:år|years?)\b", re.IGNORECASE)
_CONCRETE = re.compile(
    rf"\d|['\"“”»«]|(?i:\b(?:{NUMBERS.removeprefix('to|')}|{DATES})\b)|(?<=[\w,;:]\s)(?!I\b)[A-ZÆØÅ]\w+"
)


class AdviceCode(StrEnum):
    """What might be better; the words for it belong to the pages."""

    TOO_SHORT = "too_short"
    VAGUE = "vague"
    TWO_PROBLEMS = "two_problems"
    SALES_PITCH = "sales_pitch"
    NO_EXPERTISE = "no_expertise"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice; `quote` stands in the text from `start` on, word for word."""

    code: AdviceCode
    start: int
    quote: str


def coach(text: str, kind: Kind) -> tuple[Advice, ...]:
    """Return the advice on one text, the most useful first; mostly there is none.

    - Too short: under `SHORTEST` words. Then nothing else is said.
    - Vague: a phrase that fits any organisation, in a text without a single number, name, date or quotation.
    - Two problems: a challenge in which a second one is announced.
    - A sales pitch: an expertise with `SIGNS_OF_A_PITCH` phrases of salesmen; a `!` is one, too.
    """
    words = len(WORD.findall(text))
    if words < SHORTEST:
        return (Advice(AdviceCode.TOO_SHORT, 0, text),) if words else ()
    found = [_vague(text, words)]
    found.append(_second_problem(text) if kind is Kind.CHALLENGE else _pitch(text))
    return tuple(advice for advice in found if advice is not None)


def coach_profile(expertise: Sequence[str]) -> tuple[Advice, ...]:
    """Return the advice on everything a member has stated together: you get by giving."""
    stated = any(WORD.search(text) for text in expertise)
    return () if stated else (Advice(AdviceCode.NO_EXPERTISE, 0, ""),)


def _vague(text: str, words: int) -> Advice | None:
    general = _GENERAL.search(text)
    if general is None or words > LONGEST_VAGUE or _CONCRETE.search(_YEARS.sub(" ", text)):
        return None
    return Advice(AdviceCode.VAGUE, general.start(), general[0])


def _second_problem(text: str) -> Advice | None:
    announced = next((found for found in _SECOND.finditer(text) if text[: found.start()].strip()), None)
    if announced is None:
        return None
    return Advice(AdviceCode.TWO_PROBLEMS, announced.start(), text[announced.start() :])


def _pitch(text: str) -> Advice | None:
    signs = list(_signs_of_a_pitch(text))
    if len(signs) < SIGNS_OF_A_PITCH:
        return None
    return Advice(AdviceCode.SALES_PITCH, signs[0].start(), signs[0][0])


def _signs_of_a_pitch(text: str) -> Iterator[re.Match[str]]:
    yield from _PITCH.finditer(text)
    yield from re.finditer("!(?=[^!]*$)", text)
