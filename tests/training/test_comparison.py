import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import index_of, person

from models.domain.errors import BadInputError
from models.domain.members import Intent, Kind
from models.ranking.distance import Distances
from training.comparison import (
    ASKED,
    CAPPED,
    CONFIRMED,
    DEPTHS,
    DIVERSE,
    MEANING,
    NO_THEMES,
    PRIOR,
    Network,
    compare,
)
from training.judgements import Query

DISTANCES = Distances.read(Path(__file__).parents[2] / "data" / "functions.csv")
HANDOVER = "natholdet glemmer at overlevere fejl til dagholdet"
SEEKER = person(1, [HANDOVER], ["jeg kan lægge budget"])
SOLVED = "jeg fik natholdet til at overlevere fejl til dagholdet"
SOLVER = person(2, ["kantinen er for dyr"], [SOLVED], function="hr")
STRANGER = person(3, ["huslejen stiger"], ["jeg kan tysk grammatik"], function="jura")
BARRED = [
    person(4, [HANDOVER], [HANDOVER], function="hr", organisation=SEEKER.profile.organisation),
    person(5, [HANDOVER], [HANDOVER], function="hr", group=SEEKER.profile.organisation),
    person(6, [HANDOVER], [HANDOVER]),
    person(7, [HANDOVER], [HANDOVER], function="hr", languages=("en",)),
]
NETWORK = [SEEKER, SOLVER, STRANGER, *BARRED]


THEMED = (NO_THEMES, ASKED, CONFIRMED)


def judged(candidate=SOLVER, *, challenge=1, seeker=SEEKER):
    return {Query(seeker.email, challenge, intent): {candidate.email: 3} for intent in Intent}


def compared(judgements, members=NETWORK, confirmed=None):
    network = Network(members, index_of(members), DISTANCES)
    return compare(network, judgements, confirmed or {}, random_state=0)


def test_every_ranker_is_measured_for_each_intent_at_each_depth():
    rows = compared(judged())

    assert {(row.ranker, row.intent) for row in rows} == {
        (ranker, intent)
        for ranker in (
            "random",
            "bm25",
            "cosine",
            MEANING,
            NO_THEMES,
            PRIOR,
            ASKED,
            CONFIRMED,
            DIVERSE,
            CAPPED,
        )
        for intent in Intent
    }
    assert all(tuple(row.at) == DEPTHS for row in rows)


def test_whoever_has_solved_it_is_found_by_all_that_read_the_texts():
    for row in compared(judged()):
        assert row.at[5].recall.value == 1.0
        if row.ranker != "random":
            assert row.at[5].ndcg.value == 1.0


def test_the_gain_of_the_prior_ranker_is_the_difference_of_both_measures():
    rows = compared(judged())
    prior = {row.intent: row for row in rows if row.ranker == "prior"}
    for row in rows:
        difference = prior[row.intent].at[5].ndcg.value - row.at[5].ndcg.value
        assert row.prior_gain.value == pytest.approx(difference)
        assert row.prior_gain.low <= row.prior_gain.value <= row.prior_gain.high


def test_confirming_changes_the_themes_of_statements_and_nothing_else():
    network = Network(NETWORK, index_of(NETWORK), DISTANCES)
    confirmed = network.confirming({(SOLVER.email, Kind.EXPERTISE, 0): "handover"})

    themes = {s.text: s.theme for member in confirmed.members for s in member.statements}
    assert {text for text, theme in themes.items() if theme == "handover"} == {SOLVED}
    assert confirmed.of_theme("handover") == [SOLVER.id]
    assert confirmed.of_theme(None) == confirmed.of_theme("pricing") == []
    assert confirmed.confirming({}).members == NETWORK


def test_a_confirmed_theme_finds_who_shares_no_word_with_the_challenge():
    stuck = person(1, ["min bedste svejser vil ikke lede dem han fiskede sammen med"])
    helper = person(2, [], ["as a surgeon I became head of my ward"], function="hr", languages=("da", "en"))
    crowd = [
        person(n, [f"huslejen stiger {n}"], [f"jeg kan tysk {n}"], function="jura") for n in range(3, 40)
    ]
    theme = {(stuck.email, Kind.CHALLENGE, 0): "peers", (helper.email, Kind.EXPERTISE, 0): "peers"}

    rows = compared(judged(helper, seeker=stuck), [stuck, *crowd, helper], theme)

    found = {row.ranker: row.at[5].recall.value for row in rows if row.intent is Intent.SUPPORT}
    assert found[CONFIRMED] == 1.0
    # Nothing tells the likely themes of others here, so the seeker's own confirmation meets none.
    assert found[NO_THEMES] == found[PRIOR] == found[ASKED] == 0.0


@pytest.mark.parametrize("barred", BARRED)
def test_who_must_not_meet_the_seeker_counts_neither_for_a_ranker_nor_against_it(barred):
    grades = {query: grade | {barred.email: 3} for query, grade in judged().items()}

    assert compared(grades) == compared(judged())


@pytest.mark.parametrize("barred", BARRED)
def test_judgements_of_nobody_but_those_who_must_not_meet_cannot_be_reached(barred):
    with pytest.raises(BadInputError, match="nothing to average"):
        compared(judged(barred))


@pytest.mark.parametrize("paused", [SEEKER, SOLVER])
def test_a_pause_counts_for_no_ranker(paused):
    resting = replace(paused, paused_until=dt.date(2030, 1, 1))
    members = [resting if member is paused else member for member in NETWORK]

    assert all(row.at[5].recall.value == 1.0 for row in compared(judged(), members))


@pytest.mark.parametrize(
    ("judgements", "complaint"),
    [
        (judged(seeker=person(9)), r"name 'person9@firma9\.example', who is not in the network"),
        (judged(person(9)), r"name 'person9@firma9\.example', who is not in the network"),
        (judged(challenge=2), r"name challenge 2 of person1@firma1\.example, who has 1"),
    ],
)
def test_judgements_of_another_network_are_refused(judgements, complaint):
    with pytest.raises(BadInputError, match=complaint):
        compared(judgements)
