import numpy as np
import pytest
from service_fakes import profile

from models.domain.distance import Distance, DistancePreference, Wish
from models.domain.members import Intent, Kind
from models.domain.slates import Evidence, Slate, SlateEntry
from service.config import Settings
from service.context import Context
from service.db import members, profiles, slates
from service.db.changes import next_change
from service.use_cases import introductions


class KnownScores:
    """Values meetings by the two members' numbers alone, in [0, 1] and the same both ways."""

    def pair_scores(self, people):
        numbers = np.array([member.id for member in people], dtype=np.float64)
        return np.abs(np.sin(np.add.outer(numbers, numbers) + np.multiply.outer(numbers, numbers)))


@pytest.fixture
def context(database, clock, tmp_path):
    return Context(Settings(home=tmp_path), database, KnownScores(), clock)


@pytest.fixture
def enrol(context):
    """Puts people into the network: `enrol(4)` gives four members, all of other organisations."""

    def enrol(number, **changes):
        stated = {"challenges": ("Vi mangler hænder.",), "expertise": ("Skiftehold.",)}
        people = [profile(i, **stated | changes) for i in range(1, number + 1)]
        with context.database.write() as session:
            profiles.save_all(session, people, next_change(session), context.clock())
            return [members.find(session, one.email) for one in people]

    return enrol


def entry(position, seeker, candidate):
    mine, theirs = seeker.stated(Kind.CHALLENGE)[0], candidate.stated(Kind.EXPERTISE)[0]
    return SlateEntry(
        position=position,
        candidate_id=candidate.id,
        score=0.5,
        forward=0.75,
        backward=0.25,
        propensity=1 / 3,
        features=(0.1, None),
        backward_features=(None, 0.2),
        distance=Distance(industry=1.0, function=None, level=0.25),
        evidence=(Evidence("Vi mangler hænder.", "Skiftehold.", 0.5, mine.id, theirs.id),),
    )


@pytest.fixture
def show(context):
    """Shows a seeker some candidates and returns the stored slate."""
    shown = []

    def show(seeker, *candidates):
        slate = Slate(
            id=f"slate-{len(shown) + 1}",
            seeker_id=seeker.id,
            statement_id=seeker.statements[0].id,
            challenge=seeker.statements[0].text,
            intent=Intent.SUPPORT,
            preference=DistancePreference(Wish.FAR, Wish.SAME, Wish.ANY),
            ranker="prior",
            fingerprint="hashing",
            wanted=5,
            feature_names=("one", "two"),
            shown_at=context.clock(),
            entries=tuple(entry(i, seeker, candidate) for i, candidate in enumerate(candidates, 1)),
        )
        with context.database.write() as session:
            slates.insert(session, slate)
        shown.append(slate)
        return slate

    return show


@pytest.fixture
def ask(context, show):
    """Lets one member ask another, from a slate of their own."""

    def ask(seeker, candidate, message="Har du tid?"):
        slate = show(seeker, candidate)
        return introductions.request_introduction(
            context, slate_id=slate.id, candidate=candidate.email, message=message
        )

    return ask


@pytest.fixture
def pair(enrol):
    return enrol(2)


@pytest.fixture
def asked(pair, ask):
    """An introduction that waits for the second member's answer."""
    return ask(*pair)
