"""The words of the domain in the reader's language."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from models.domain.distance import NO_WISH, Distance, DistancePreference, Wish, reach
from models.domain.functions import FunctionList
from models.domain.industry import Industry
from models.domain.members import Level
from models.ranking.questions import Question
from service.config import DATA
from service.web.texts import format_clock, format_day, gettext, in_danish, lazy_gettext, ngettext

LEVELS = {
    Level.BOARD: lazy_gettext("Board member"),
    Level.EXECUTIVE: lazy_gettext("Executive"),
    Level.MIDDLE: lazy_gettext("Middle manager"),
    Level.TEAM: lazy_gettext("Team leader"),
    Level.SPECIALIST: lazy_gettext("Specialist"),
}
REGIONS = {
    "Nordjylland": lazy_gettext("North Jutland"),
    "Midtjylland": lazy_gettext("Central Jutland"),
    "Syddanmark": lazy_gettext("Southern Denmark"),
    "Sjælland": lazy_gettext("Zealand"),
    "Hovedstaden": lazy_gettext("Greater Copenhagen"),
}
REASONS = {
    "no one else is there": lazy_gettext("nobody else was there in that round"),
    "no one left to meet": lazy_gettext("there was nobody left whom this person could meet"),
    "paused until": lazy_gettext("this person has asked for a pause"),
    "no table fits": lazy_gettext("no table had room beside people this person could meet"),
}
"""How the planner begins its reasons, and how the page puts them."""


def level(value: Level) -> str:
    """Name a management level."""
    return str(LEVELS[value])


def region(name: str) -> str:
    """Name a region; one that is not Danish keeps its own name."""
    return str(REGIONS.get(name, name))


def function(name: str) -> str:
    """Name a function; one that is not in the list keeps its own name."""
    known = _functions().find(name)
    if known is None:
        return name
    return known.danish if in_danish() else known.english


def industry(code: str) -> str:
    """Name the section of an industry; anything finer could give a member away."""
    return _sections()[Industry.parse(code).section]["da" if in_danish() else "en"]


def day(value: dt.date) -> str:
    """Write a date out; a time counts by the clock in Denmark."""
    return format_day(value, "d. MMMM y" if in_danish() else "d MMMM y")


def moment(value: dt.datetime) -> str:
    """Write a time out, by the clock in Denmark."""
    return f"{day(value)}, {format_clock(value)}"


def distance(apart: Distance, mine: Level, theirs: Level) -> str:
    """Say how far two people are apart: 'Another industry, same function, two levels above you'."""
    words = [
        _degree(
            apart.industry,
            {
                Wish.SAME: gettext("same industry"),
                Wish.NEAR: gettext("related industry"),
                Wish.FAR: gettext("another industry"),
            },
            gettext("the industries cannot be compared"),
        ),
        _degree(
            apart.function,
            {
                Wish.SAME: gettext("same function"),
                Wish.NEAR: gettext("related function"),
                Wish.FAR: gettext("another function"),
            },
            gettext("the functions cannot be compared"),
        ),
        _steps(mine.rank - theirs.rank),
    ]
    sentence = ", ".join(words)
    return sentence[:1].upper() + sentence[1:]


def questions(found: Iterable[Question]) -> list[str]:
    """Put the deck's questions in the reader's language."""
    return [question.in_language("da" if in_danish() else "en") for question in found]


def met(preference: DistancePreference, people: Sequence[Distance]) -> str:
    """Say how many people meet all wishes about distance, and of how many nobody can tell."""
    if preference == NO_WISH or not people:
        return ""
    answers = [preference.met_by(apart) for apart in people]
    unknown = answers.count(None)
    known = gettext("%(met)d of %(shown)d meet all your wishes.", met=answers.count(True), shown=len(people))
    if not unknown:
        return known
    doubt = ngettext("For %(num)d we cannot tell.", "For %(num)d we cannot tell.", unknown)
    return f"{known} {doubt}"


def reason(planner: str) -> str:
    """Say why somebody has no seat; what the planner counted follows in brackets."""
    known = next((str(words) for start, words in REASONS.items() if planner.startswith(start)), None)
    if known is None:
        return planner
    counted = ", ".join(_counted(planner))
    return f"{known} ({counted})" if counted else known


def _counted(planner: str) -> Iterator[str]:
    conflicts, met, absent = (
        int(found[1]) if (found := re.search(rf"(\d+) {what}", planner)) else 0
        for what in ("conflict", "met already", "absent")
    )
    if conflicts:
        yield ngettext(
            "%(num)d colleague or other conflict", "%(num)d colleagues or other conflicts", conflicts
        )
    if met:
        yield ngettext("%(num)d met already", "%(num)d met already", met)
    if absent:
        yield ngettext("%(num)d absent", "%(num)d absent", absent)


def _degree(value: float | None, words: Mapping[Wish, str], unknown: str) -> str:
    degree = reach(value)
    return unknown if degree is None else words[degree]


def _steps(above: int) -> str:
    if above == 0:
        return gettext("same level")
    if above > 0:
        return ngettext("one level above you", "%(num)d levels above you", above)
    return ngettext("one level below you", "%(num)d levels below you", -above)


@lru_cache
def _functions() -> FunctionList:
    return FunctionList.read(DATA / "functions.csv")


@lru_cache
def _sections() -> dict[str, dict[str, str]]:
    with (DATA / "industries.csv").open(encoding="utf-8", newline="") as file:
        return {row["letter"]: row for row in csv.DictReader(file)}
