"""Rankers beside their baselines, on one network with graded judgements."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.domain.conflicts import ConflictRules
from models.domain.errors import BadInputError
from models.domain.members import Intent, Kind, Member, Statement
from models.ranking.arrangement import PLAIN, Arrangement, Capped
from models.ranking.distance import Distances
from models.ranking.diversity import DIVERSITY
from models.ranking.exploration import NO_EXPLORATION
from models.ranking.exposure import Exposure
from models.ranking.rankers import CosineRanker, PairRanker, PriorRanker, RandomRanker
from models.ranking.recommender import FLOOR, POOL, Recommender
from models.retrieval.member_index import MemberIndex
from models.text.language import Language, language_of
from models.text.lexical import LexicalIndex
from models.text.themes import ThemeClassifier
from training.confirmed import Confirmed
from training.evaluate import Estimate, Evaluation, Rankings, evaluate, gain_over_seekers, ndcg
from training.exposure_log import ExposureLog
from training.judgements import Judgements, Query
from training.languages import ByLanguage, by_language

DEPTHS = (5, 10)
PRIOR = "prior"
MEANING = "meaning"
"""The prior ranker without the words and the themes two texts share."""
NO_THEMES = "prior, no themes"
ASKED = "prior, the challenge's theme confirmed"
"""The prior ranker where the seeker has confirmed the theme of what he asks about, and nobody else any."""
CONFIRMED = "prior, all themes confirmed"
"""The prior ranker where every author has confirmed the theme of every text that has one.

That none fits cannot be said: such a text keeps its likely themes.
"""
DIVERSE = "prior, diverse"
CAPPED = "prior, diverse, capped"
Order = Callable[[Query], Sequence[str]]
"""Answers one query with candidates by e-mail, best first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One ranker's quality for one intent, at each depth.

    `prior_gain` is how far the prior ranker's nDCG at the first depth is above this one's, query by query;
    an interval that holds 0 says that the two cannot be told apart.
    """

    ranker: str
    intent: Intent
    at: Mapping[int, Evaluation]
    prior_gain: Estimate
    by_language: ByLanguage


@dataclass(frozen=True, eq=False)
class Network:
    """Some members, and the index that holds their statements."""

    members: Sequence[Member]
    index: MemberIndex
    distances: Distances
    themes: ThemeClassifier | None = None

    def confirming(self, confirmed: Confirmed) -> "Network":
        """Return the same network after its members have confirmed these themes."""
        return replace(self, members=[_confirming(member, confirmed) for member in self.members])

    def of_theme(self, theme: str | None) -> list[int]:
        """Return the members who have confirmed a theme for one of their texts; nobody for None."""
        if theme is None:
            return []
        return [m.id for m in self.members if any(s.theme == theme for s in m.statements)]

    def member(self, email: str) -> Member:
        """Return a member by e-mail; a judgement of somebody unknown is an error in the judgements."""
        for member in self.members:
            if member.email == email:
                return member
        raise BadInputError(f"The judgements name {email!r}, who is not in the network.")

    def challenge(self, query: Query) -> Statement:
        """Return the challenge a query asks about; one that its seeker has not stated is an error as well."""
        stated = self.member(query.seeker).stated(Kind.CHALLENGE)
        if query.challenge > len(stated):
            raise BadInputError(
                f"The judgements name challenge {query.challenge} of {query.seeker}, who has {len(stated)}."
            )
        return stated[query.challenge - 1]

    def languages_of(self, email: str) -> frozenset[Language]:
        """Return the languages in which a member has written."""
        return frozenset(language_of(statement.text) for statement in self.member(email).statements)

    def rules(self) -> ConflictRules:
        """Nobody has met yet, and every pause is over; what people are keeps them apart all the same."""
        nothing: frozenset[frozenset[int]] = frozenset()
        return ConflictRules(
            on=dt.date.max,
            introduced=nothing,
            seated=nothing,
            not_with=nothing,
            competition=self.distances.functions,
        )

    def barred(self, seeker: Member) -> list[Member]:
        """Return whom the seeker must not meet."""
        rules = self.rules()
        return [member for member in self.members if rules.between(seeker, member) is not None]


def compare(
    network: Network, judgements: Judgements, confirmed: Confirmed, *, random_state: int
) -> list[Comparison]:
    """Measure random, BM25, plain cosine and the prior ranker, each intent for itself.

    The baselines order everybody who may be met; the prior ranker is asked as the service asks it: in its
    plain order, then with diverse slates, then with a cap on exposure as well, as if all queries had been
    asked in one period. It is asked without themes, too, and after the seeker, then everybody, has confirmed
    his themes as `confirmed` says. Who must not meet the seeker is left out of every ranking and of the
    judgements, so the ideal can be reached. Raises `BadInputError` where the judgements name somebody, or a
    challenge, that the network lacks.
    """
    judgements = possible(network, judgements)
    everybody = len(network.index)
    orders: dict[str, Order] = {
        "random": _ranked_by(RandomRanker(random_state), network, everybody, -np.inf),
        "bm25": _lexical(network),
        "cosine": _ranked_by(CosineRanker(), network, everybody, -np.inf),
        MEANING: _ranked_by(PriorRanker(MEANING, words_worth=0.0, themes_worth=0.0), network, POOL, FLOOR),
        NO_THEMES: _ranked_by(PriorRanker(NO_THEMES, themes_worth=0.0), network, POOL, FLOOR),
        PRIOR: _ranked_by(PriorRanker(), network, POOL, FLOOR),
        ASKED: _ranked_by(PriorRanker(), network.confirming(_asked(judgements, confirmed)), POOL, FLOOR),
        CONFIRMED: _ranked_by(PriorRanker(), network.confirming(confirmed), POOL, FLOOR),
        DIVERSE: _ranked_by(PriorRanker(), network, POOL, FLOOR, Arrangement(diversity=DIVERSITY)),
        CAPPED: _capped(PriorRanker(), network),
    }
    return [
        row
        for intent in Intent
        for row in _compared(network, orders, intent, judgements, random_state=random_state)
    ]


def possible(network: Network, judgements: Judgements) -> Judgements:
    """Return the judgements without those a seeker must not meet.

    Raises `BadInputError` where they name somebody, or a challenge, that the network lacks.
    """
    _require_known(network, judgements)
    met = {}
    for query, grades in judgements.items():
        barred = {member.email for member in network.barred(network.member(query.seeker))}
        met[query] = {candidate: grade for candidate, grade in grades.items() if candidate not in barred}
    return met


def _asked(judgements: Judgements, confirmed: Confirmed) -> Confirmed:
    asked = {(query.seeker, Kind.CHALLENGE, query.challenge - 1) for query in judgements}
    return {statement: theme for statement, theme in confirmed.items() if statement in asked}


def _confirming(member: Member, confirmed: Confirmed) -> Member:
    themes = {
        statement.id: confirmed.get((member.email, kind, position))
        for kind in Kind
        for position, statement in enumerate(member.stated(kind))
    }
    statements = tuple(replace(statement, theme=themes[statement.id]) for statement in member.statements)
    return replace(member, statements=statements)


def _require_known(network: Network, judgements: Judgements) -> None:
    # Nobody can suggest a stranger, so his grade would only make every ranking look worse.
    for query, grades in judgements.items():
        network.challenge(query)
        for candidate in grades:
            network.member(candidate)


def _compared(
    network: Network,
    orders: Mapping[str, Order],
    intent: Intent,
    judgements: Judgements,
    *,
    random_state: int,
) -> Iterator[Comparison]:
    asked = {query: grades for query, grades in judgements.items() if query.intent is intent}
    rankings: dict[str, Rankings] = {
        name: {query: order(query) for query in asked} for name, order in orders.items()
    }
    reached = {name: ndcg(ranking, asked, DEPTHS[0]) for name, ranking in rankings.items()}
    for name, ranking in rankings.items():
        yield Comparison(
            name,
            intent,
            {k: evaluate(ranking, asked, k, random_state=random_state) for k in DEPTHS},
            gain_over_seekers(reached[PRIOR], reached[name], random_state=random_state),
            by_language(
                ranking,
                reached[name],
                asked,
                lambda query: language_of(network.challenge(query).text),
                network.languages_of,
                random_state=random_state,
            ),
        )


def _ranked_by(
    ranker: PairRanker, network: Network, pool: int, floor: float, arrangement: Arrangement = PLAIN
) -> Order:
    recommender = Recommender(
        index=network.index,
        ranker=ranker,
        distances=network.distances,
        exploration=NO_EXPLORATION,
        floor=floor,
        pool=pool,
        arrangement=arrangement,
        themes=network.themes,
    )
    people = {member.id: member for member in network.members}

    def order(query: Query) -> list[str]:
        seeker, challenge = network.member(query.seeker), network.challenge(query)
        ranking = recommender.recommend(
            seeker,
            challenge,
            query.intent,
            rules=network.rules(),
            barred=lambda _ids: [member.id for member in network.barred(seeker)],
            members=lambda ids: {id_: people[id_] for id_ in ids},
            limit=max(DEPTHS),
            rng=np.random.default_rng(0),
            same_theme=network.of_theme(challenge.theme),
        )
        return [suggestion.member.email for suggestion in ranking.suggestions]

    return order


def _capped(ranker: PairRanker, network: Network) -> Order:
    """Return the order of slates that know those before them; `ExposureLog` stands in for the database."""
    log = ExposureLog()
    numbers = {member.email: member.id for member in network.members}

    def order(query: Query) -> list[str]:
        seeker = numbers[query.seeker]
        capped = Capped(Exposure(), lambda ids: log.incoming(ids, not_to=seeker))
        arrangement = Arrangement(diversity=DIVERSITY, capped=capped)
        emails = _ranked_by(ranker, network, POOL, FLOOR, arrangement)(query)
        log.show(seeker, [numbers[email] for email in emails[: DEPTHS[0]]])
        return list(emails)

    return order


def _lexical(network: Network) -> Order:
    lexical = LexicalIndex().fit([" ".join(s.text for s in member.statements) for member in network.members])

    def order(query: Query) -> list[str]:
        seeker = network.member(query.seeker)
        scores = lexical.scores(network.challenge(query).text)
        ranked = (network.members[row] for row in np.argsort(-scores, kind="stable"))
        barred = {member.id for member in network.barred(seeker)}
        return [member.email for member in ranked if member.id not in barred][: max(DEPTHS)]

    return order
