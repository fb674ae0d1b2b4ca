"""A member's texts while he changes them: as they stand in the form, and why they cannot be kept yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from models.domain.members import Kind, Member, Profile
from service.use_cases.coach import MOST_TEXTS
from service.use_cases.stated_text import MAX_TEXT, TextFault, fault_of
from service.web.texts import gettext, lazy_gettext

FAULTS = {
    TextFault.TOO_LONG: lazy_gettext(
        "This text has %(length)d characters; at most %(longest)d are kept. Shorten it."
    ),
    TextFault.NO_TEXT: lazy_gettext(
        "Something in this text cannot be kept; it may have come along from another program. "
        "Take out what looks odd, or write it anew."
    ),
}


@dataclass(frozen=True, slots=True)
class DraftText:
    """One text in the form, and the theme that is chosen for it, if any."""

    text: str
    theme: str | None

    @property
    def fault(self) -> str:
        """Why it cannot be kept, in the reader's language; empty where it can."""
        found = fault_of(self.text)
        values = {"length": len(self.text), "longest": MAX_TEXT}
        return "" if found is None else str(FAULTS[found]) % values


@dataclass(frozen=True, slots=True)
class Draft:
    """Texts as they stand in the form, by kind; blank ones keep their place until they are saved."""

    texts: Mapping[Kind, tuple[DraftText, ...]]

    @classmethod
    def of(cls, member: Member) -> Self:
        """Begin with what a member has stated."""
        return cls({kind: tuple(DraftText(s.text, s.theme) for s in member.stated(kind)) for kind in Kind})

    def without(self, place: str) -> "Draft":
        """Take out the text of a field, named by kind and place as in `challenge-0`; others are unknown."""
        return Draft(
            {
                kind: tuple(one for n, one in enumerate(texts) if f"{kind}-{n}" != place)
                for kind, texts in self.texts.items()
            }
        )

    def legible(self, kind: Kind) -> tuple[str, ...]:
        """Return the texts of a kind for the coach; a blank stands for one that cannot be kept."""
        return tuple("" if one.fault else one.text for one in self.texts[kind])

    def saved_in(self, profile: Profile) -> Profile:
        """Return the profile with what stands here: no blanks, and no text twice."""
        stated: dict[Kind, dict[str, str | None]] = {kind: {} for kind in Kind}
        for kind, texts in self.texts.items():
            for one in texts:
                if one.text:
                    stated[kind][one.text] = stated[kind].get(one.text) or one.theme
        return replace(
            profile,
            challenges=tuple(stated[Kind.CHALLENGE]),
            expertise=tuple(stated[Kind.EXPERTISE]),
            challenge_themes=tuple(stated[Kind.CHALLENGE].values()),
            expertise_themes=tuple(stated[Kind.EXPERTISE].values()),
        )

    def refusal(self, profile: Profile) -> str:
        """Say in the reader's language why this cannot be saved in place of a profile; empty where it can."""
        saved = self.saved_in(profile)
        if not any(saved.texts(kind) for kind in Kind):
            return gettext("State at least one challenge or one thing you can give.")
        # Whoever has brought more in a file may mend them here.
        if any(len(saved.texts(kind)) > max(MOST_TEXTS, len(profile.texts(kind))) for kind in Kind):
            return gettext(
                "Nothing is saved yet: there are more than %(most)d challenges or things you can give. "
                "Join some, or take some out.",
                most=MOST_TEXTS,
            )
        if any(one.fault for texts in self.texts.values() for one in texts):
            return gettext(
                "Nothing is saved yet: one of the texts cannot be kept as it is. Below it stands why."
            )
        return ""
