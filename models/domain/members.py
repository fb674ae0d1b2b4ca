"""Who a member is and what he or she has said."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a statement says: a struggle, or something to give."""

    CHALLENGE = "challenge"
    EXPERTISE = "expertise"


class Intent(StrEnum):
    """What the seeker wants now."""

    SUPPORT = "support"
    CHALLENGE = "challenge"


class Level(StrEnum):
    """Management level, highest first; the values are those of the members file."""

    BOARD = "bestyrelse"
    EXECUTIVE = "topleder"
    MIDDLE = "mellemleder"
    TEAM = "teamleder"
    SPECIALIST = "specialist"

    @property
    def rank(self) -> int:
        """Steps below the board: 0 for the board, 4 for a specialist."""
        return tuple(Level).index(self)


@dataclass(frozen=True, slots=True)
class Profile:
    """One row of the members file: what a member, or an organiser for him, has stated.

    The themes of a kind are one for each of its texts, None for a text without one; or, where nothing is
    said about them, none at all.
    """

    email: str
    name: str
    organisation: str
    industry: str
    function: str
    level: Level
    region: str
    languages: tuple[str, ...]
    challenges: tuple[str, ...]
    expertise: tuple[str, ...]
    networks: tuple[str, ...]
    external_id: str | None
    cvr: str | None
    group: str | None
    challenge_themes: tuple[str | None, ...] = ()
    expertise_themes: tuple[str | None, ...] = ()

    def texts(self, kind: Kind) -> tuple[str, ...]:
        """Return the stated texts of one kind, in the member's own order."""
        return self.challenges if kind is Kind.CHALLENGE else self.expertise

    def themes(self, kind: Kind) -> tuple[str | None, ...]:
        """Return the confirmed themes of the texts of one kind, as many as there are texts."""
        said = self.challenge_themes if kind is Kind.CHALLENGE else self.expertise_themes
        return said or (None,) * len(self.texts(kind))

    def with_themes_kept(self, standing: Iterable["Statement"]) -> "Profile":
        """Return the profile with all themes told: where it says nothing, texts that stand keep theirs."""
        known = tuple(standing)
        return replace(
            self,
            challenge_themes=_or_nothing(self.challenge_themes or self._kept(Kind.CHALLENGE, known)),
            expertise_themes=_or_nothing(self.expertise_themes or self._kept(Kind.EXPERTISE, known)),
        )

    def _kept(self, kind: Kind, standing: tuple["Statement", ...]) -> tuple[str | None, ...]:
        # The same words under the other kind are one text to their author; under their own they come first.
        own_kind_last = sorted(standing, key=lambda statement: statement.kind is kind)
        themes = {statement.text: statement.theme for statement in own_kind_last}
        return tuple(themes.get(text) for text in self.texts(kind))

    @property
    def belongs_to(self) -> frozenset[str]:
        """The keys of the member's organisation and group, each by name and by register number.

        A group may be named by its parent's name or number, and the parent's own people name no group; so
        names and numbers are one set, and whoever shares one of them belongs together.
        """
        stated = {organisation_key(self.organisation), self.cvr}
        group = None if self.group is None else organisation_key(self.group)
        return frozenset(key for key in (*stated, group) if key is not None)


class Visibility(StrEnum):
    """To whom a statement is shown, widest first; it is used for matching in any case."""

    NETWORK = "network"
    AFTER_YES = "after_yes"
    MATCHING = "matching"

    def shows(self, *, both_said_yes: bool) -> bool:
        """Say whether somebody else may read the statement, before or after both have said yes."""
        return self is Visibility.NETWORK or (self is Visibility.AFTER_YES and both_said_yes)

    @classmethod
    def narrowest(cls, several: Iterable["Visibility"]) -> "Visibility":
        """Return the one of several that shows to fewest; of none, the widest."""
        return max(several, key=list(cls).index, default=cls.NETWORK)


@dataclass(frozen=True, slots=True)
class Statement:
    """One open text of a member, to whom its author shows it, and the theme he has confirmed for it."""

    id: int
    member_id: int
    kind: Kind
    text: str
    visibility: Visibility
    theme: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the network; seeker and candidate are roles of a member in one search."""

    id: int
    profile: Profile
    statements: tuple[Statement, ...]
    paused_until: dt.date | None
    version: int

    @property
    def email(self) -> str:
        """The unique key people know."""
        return self.profile.email

    def stated(self, kind: Kind) -> tuple[Statement, ...]:
        """Return the open statements of one kind, in the member's own order."""
        return tuple(s for s in self.statements if s.kind is kind)

    def legible_to(self, reader_id: int, *, both_said_yes: bool) -> dict[int, str]:
        """Return the open texts that a member may read now, by statement; one's own are always legible."""
        return {
            s.id: s.text
            for s in self.statements
            if reader_id == self.id or s.visibility.shows(both_said_yes=both_said_yes)
        }

    def is_paused(self, on: dt.date) -> bool:
        """Say whether the member has asked not to be introduced on this day."""
        return self.paused_until is not None and on < self.paused_until

    def works_with(self, other: "Member") -> bool:
        """Say whether both belong to the same organisation, by register number or by name."""
        mine, theirs = self.profile, other.profile
        if mine.cvr is not None and mine.cvr == theirs.cvr:
            return True
        return organisation_key(mine.organisation) == organisation_key(theirs.organisation)

    def shares_group_with(self, other: "Member") -> bool:
        """Say whether both belong to one organisation or to one group of companies."""
        return not self.profile.belongs_to.isdisjoint(other.profile.belongs_to)

    def can_talk_to(self, other: "Member") -> bool:
        """Say whether the two have a language in common; who has named none is taken to have."""
        mine, theirs = self.profile.languages, other.profile.languages
        return not mine or not theirs or not set(mine).isdisjoint(theirs)


def _or_nothing(themes: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Give the themes of equal profiles one form: none at all where no text has one."""
    return themes if any(themes) else ()


@lru_cache(maxsize=65_536)
def organisation_key(name: str) -> str:
    """Fold an organisation's name so that case and spacing do not hide a colleague."""
    return " ".join(name.casefold().split())


def email_key(address: str) -> str:
    """Fold an e-mail address so that case and spacing do not make two members of one person."""
    return unicodedata.normalize("NFC", address.strip().casefold())
