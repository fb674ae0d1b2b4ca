"""A network of people who never were, with the faults of real embedding spaces in their vectors.

Vectors are drawn, not encoded: every text is a point near a few of many latent problems. All points share a
large common part, as those of real encoders do, and a smaller one with all texts of their language. Texts of
generalists lie near the middle of all problems, so they resemble everything: they become hubs.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.domain.industry import SECTIONS
from models.domain.members import Intent, Kind, Level, Member, Profile, Statement, Visibility
from models.ranking.distance import Distances
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import IndexedStatement
from models.text.language import Language
from training.comparison import Network

Floats = NDArray[np.float64]

FINGERPRINT = "simulated"
FUNCTIONS = ("generel ledelse", "hr", "økonomi", "jura", "salg", "marketing", "it", "produktion", "logistik")
LANGUAGES = (("da", "en"), ("da",), ("en",))
COLLEAGUES = 4
"""Members of one organisation."""
COMMON, LANGUAGE, TOPIC, NOISE = 2.5, 0.5, 1.0, 1.2
"""Lengths of what a text's vector is made of: two texts with nothing in common have a cosine of about .7."""
VAGUENESS = 0.6
"""What is left of topic and noise in the text of a generalist, who says something of everything."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a simulated network is made of; shares are of all members.

    `popularity` is the exponent of Zipf's law for how often a problem is stated: 0 is all alike. Expertise
    follows another order than demand, so some problems have many seekers and few who can help.
    """

    members: int = 5000
    topics: int = 60
    dimensions: int = 64
    generalists: float = 0.05
    newcomers: float = 0.1
    popularity: float = 0.8


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: when in the period, from 0 to 1, who, about which challenge, with what intent."""

    time: float
    seeker: Member
    challenge: Statement
    intent: Intent


@dataclass(frozen=True, eq=False)
class SimulatedPeriod:
    """A network, when in the period each member joined (0 is from its start), and all that is asked in it."""

    network: Network
    joined: Floats
    generalist: NDArray[np.bool_]
    asks: tuple[Ask, ...]


def simulate(recipe: Recipe, distances: Distances, *, random_state: int) -> SimulatedPeriod:
    """Draw a network and what its members ask in a period; the same `random_state` gives the same.

    Member i of the arrays is `network.members[i]`. Newcomers join in the second half of the period. Everybody
    asks one to three times after he has joined, each time about one of his challenges.
    """
    rng = np.random.default_rng(random_state)
    generalist = rng.random(recipe.members) < recipe.generalists
    joined = np.where(rng.random(recipe.members) < recipe.newcomers, rng.uniform(0.5, 1, recipe.members), 0.0)
    written = rng.choice(2, recipe.members, p=(0.75, 0.25))
    index, numbers = MemberIndex(recipe.dimensions, FINGERPRINT), itertools.count(1)
    space = _Space.draw(recipe, rng)
    members: list[Member] = []
    placed: list[IndexedStatement] = []
    for row in range(recipe.members):
        member = _member(row, written[row], numbers, rng)
        vague = VAGUENESS if generalist[row] else 1.0
        placed += [space.place(s, written[row], vague, rng) for s in member.statements]
        members.append(member)
    index.add(placed)
    asks = sorted(_asks(members, joined, rng), key=lambda ask: ask.time)
    return SimulatedPeriod(Network(members, index, distances), joined, generalist, tuple(asks))


@dataclass(frozen=True, slots=True, eq=False)
class _Space:
    common: Floats
    languages: Floats
    topics: Floats
    how_often: dict[Kind, Floats]

    @classmethod
    def draw(cls, recipe: Recipe, rng: np.random.Generator) -> "_Space":
        zipf = 1 / np.arange(1, recipe.topics + 1) ** recipe.popularity
        return cls(
            _directions(1, recipe.dimensions, rng)[0],
            _directions(2, recipe.dimensions, rng),
            _directions(recipe.topics, recipe.dimensions, rng),
            {kind: rng.permutation(zipf / zipf.sum()) for kind in Kind},
        )

    def place(
        self, statement: Statement, written: int, vague: float, rng: np.random.Generator
    ) -> IndexedStatement:
        """Put a text near one problem, with some of a second one in it."""
        first, second = rng.choice(len(self.topics), 2, replace=False, p=self.how_often[statement.kind])
        topic = self.topics[first] + 0.4 * self.topics[second]
        vector = (
            COMMON * self.common
            + LANGUAGE * self.languages[written]
            + vague * TOPIC * topic
            + vague * NOISE * _directions(1, len(self.common), rng)[0]
        )
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        return IndexedStatement(
            statement.id, statement.member_id, statement.kind, tuple(Language)[written], unit
        )


def _directions(number: int, dimensions: int, rng: np.random.Generator) -> Floats:
    drawn = rng.standard_normal((number, dimensions))
    unit: Floats = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def _member(row: int, written: int, numbers: Iterator[int], rng: np.random.Generator) -> Member:
    # No two texts share a word: what they have in common is in their vectors alone.
    texts = {kind: tuple(f"{kind.value}{row}x{n}" for n in range(rng.integers(1, 3))) for kind in Kind}
    section = rng.choice(list(SECTIONS))
    profile = Profile(
        email=f"member{row}@organisation{row // COLLEAGUES}.example",
        name=f"Member {row}",
        organisation=f"Organisation {row // COLLEAGUES}",
        industry=f"{rng.choice(SECTIONS[section]):02}",
        function=str(rng.choice(FUNCTIONS)),
        level=Level(rng.choice(list(Level))),
        region="Midtjylland",
        languages=LANGUAGES[0] if rng.random() < 0.7 else LANGUAGES[1 + written],  # noqa: PLR2004 - a share
        challenges=texts[Kind.CHALLENGE],
        expertise=texts[Kind.EXPERTISE],
        networks=(),
        external_id=None,
        cvr=None,
        group=None,
    )
    number = row + 1
    statements = tuple(
        Statement(next(numbers), number, kind, text, Visibility.NETWORK)
        for kind in Kind
        for text in texts[kind]
    )
    return Member(number, profile, statements, paused_until=None, version=1)


def _asks(members: list[Member], joined: Floats, rng: np.random.Generator) -> Iterator[Ask]:
    for member, since in zip(members, joined, strict=True):
        stated = member.stated(Kind.CHALLENGE)
        for _ in range(rng.integers(1, 4)):
            challenge = stated[rng.integers(len(stated))]
            yield Ask(
                float(rng.uniform(since, 1)), member, challenge, list(Intent)[rng.integers(len(Intent))]
            )
