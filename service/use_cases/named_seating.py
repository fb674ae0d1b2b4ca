"""A seating as people read it: e-mail addresses in the place of numbers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from models.domain.network_day import Seating, Table, Unplaced


@dataclass(frozen=True, slots=True)
class NamedUnplaced:
    """Somebody without a seat, and why; the reason names the rounds unless it holds for all of them."""

    email: str
    reason: str


@dataclass(frozen=True, slots=True)
class NamedSeating:
    """Rounds of tables of e-mail addresses, what they are worth, and who has no seat."""

    rounds: tuple[tuple[tuple[str, ...], ...], ...]
    value: float
    bound: float
    gap: float
    worst_off: float
    unplaced: tuple[NamedUnplaced, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the document that `modspil plan --json` and the API give."""
        return asdict(self)


def named(seating: Seating, emails: Mapping[int, str], seconds: float) -> NamedSeating:
    """Name everybody whose number has an e-mail address; the others are left out."""
    return NamedSeating(
        rounds=tuple(
            tuple(table for table in (_named_table(t, emails) for t in tables) if table)
            for tables in seating.rounds
        ),
        value=seating.value,
        bound=seating.bound,
        gap=seating.gap,
        worst_off=seating.worst_off,
        unplaced=tuple(_named_unplaced(seating.unplaced, emails, len(seating.rounds))),
        seconds=seconds,
    )


def _named_table(table: Table, emails: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(emails[person] for person in table if person in emails)


def _named_unplaced(
    unplaced: Iterable[Unplaced], emails: Mapping[int, str], rounds: int
) -> Iterator[NamedUnplaced]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in unplaced:
        if one.person in emails:
            found[emails[one.person], one.reason].append(one.round)
    for (email, reason), where in found.items():
        places = "" if len(where) == rounds else f"round {', '.join(map(str, sorted(where)))}: "
        yield NamedUnplaced(email, places + reason)
