"""Problem themes on the pages, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from models.text.themes import Theme, themes, themes_by_id
from service.use_cases.coach import LikelyTheme
from service.web.texts import gettext, in_danish, lazy_gettext

AREAS = {
    "leading-people": lazy_gettext("Leading people"),
    "leading-oneself": lazy_gettext("Leading oneself"),
    "working-life": lazy_gettext("Working life"),
    "owners-and-money": lazy_gettext("Owners and money"),
    "customers-and-market": lazy_gettext("Customers and market"),
    "knowledge-and-projects": lazy_gettext("Knowledge and projects"),
    "strategy-and-change": lazy_gettext("Strategy and change"),
    "operations": lazy_gettext("Operations"),
    "digital-and-data": lazy_gettext("Digital and data"),
    "public-and-voluntary": lazy_gettext("Public and voluntary work"),
    "communication-and-responsibility": lazy_gettext("Communication and responsibility"),
}


@dataclass(frozen=True, slots=True)
class NamedTheme:
    """A theme by the words its reader knows it by."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Area:
    """The themes of one area."""

    name: str
    themes: tuple[NamedTheme, ...]


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """The themes to tap for one text, which of them is chosen, and in words whether that is kept."""

    offered: tuple[NamedTheme, ...]
    chosen: str | None
    state: str


def theme_choice(chosen: str | None, kept: str | None, likely: Sequence[LikelyTheme]) -> ThemeChoice:
    """Offer the likely themes of a text, and first the chosen and the kept one: a slip can be undone."""
    ids = [theme.id for theme in likely]
    for one in (kept, chosen):
        if one is not None and one not in ids:
            ids.insert(0, one)
    return ThemeChoice(tuple(_named(themes_by_id()[one]) for one in ids), chosen, _state(chosen, kept))


def all_themes() -> tuple[Area, ...]:
    """Return all themes by area, in the order of their list."""
    return tuple(
        Area(str(AREAS[area]), tuple(map(_named, some)))
        for area, some in groupby(themes(), key=lambda theme: theme.area)
    )


def theme_name(theme: str) -> str:
    """Return the name of a theme."""
    return _named(themes_by_id()[theme]).name


def _named(theme: Theme) -> NamedTheme:
    language = "da" if in_danish() else "en"
    return NamedTheme(theme.id, theme.name(language), theme.description(language))


def _state(chosen: str | None, kept: str | None) -> str:
    if chosen is None:
        return "" if kept is None else gettext("The theme is taken away when you save.")
    return gettext("Confirmed.") if chosen == kept else gettext("Chosen; it is confirmed when you save.")
