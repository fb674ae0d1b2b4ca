import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_fakes import fields, jsonl
from theme_fakes import example_of, telling

from models.domain.errors import NotFoundError
from models.domain.members import Kind
from models.retrieval.demand import Demand
from models.text.coaching import AdviceCode
from models.text.hashing import HashingEncoder
from service.matcher import Matcher
from service.use_cases.coach import MOST_TEXTS, Likelihood, LikelyTheme, coach_member
from service.use_cases.import_members import import_members
from service.use_cases.members import get_member, pause_member

FERRY = "Færgen over sundet sejler kun om sommeren, og så står vi der"
OTHERS = ("Regnskab og moms", "Elever på gulvet", "Vagtplan om natten", "Strøm i hallen", "Taget er tæt")
CREW = 6


@pytest.fixture
def emails(context):
    """Six people on ferries among forty others; the last one asks."""
    told = [f"{FERRY} {n}." for n in range(CREW)] + [f"{OTHERS[n % 5]} {n}." for n in range(40)]
    people = [fields(n, challenges=[text], expertise=[f"Nummer {n}."]) for n, text in enumerate(told, 1)]
    import_members(context, io.BytesIO(jsonl(people)), file_name="people.jsonl", skip_invalid=False)
    context.matcher.embed_pending()
    return [person["email"] for person in people]


def demand(context, email, expertise):
    return [text.demand for text in coach_member(context, email, [], expertise).texts]


def test_a_text_is_told_roughly_how_many_it_meets(context, emails):
    (found,) = demand(context, emails[-1], [f"{FERRY}."])
    assert found == Demand(6, 10)


def test_neither_himself_nor_somebody_paused_is_counted(context, emails):
    (found,) = demand(context, emails[0], [f"{FERRY}."])
    assert found == Demand.of(CREW - 1)
    pause_member(context, emails[1], context.today + dt.timedelta(days=9))
    (found,) = demand(context, emails[-1], [f"{FERRY}."])
    assert found == Demand.of(CREW - 1)


def test_few_look_like_nobody_and_one_more_or_less_hardly_ever_shows(context, emails):
    told = []
    for email in emails[:CREW]:
        told += demand(context, emails[-1], [f"{FERRY}."])
        pause_member(context, email, context.today + dt.timedelta(days=9))
    told += demand(context, emails[-1], [f"{FERRY}."])
    assert told == [Demand(6, 10), *[Demand(3, 5)] * 3, *[Demand(0, 2)] * 3]


def test_too_little_text_meets_nothing(context, emails):
    assert demand(context, emails[-1], ["", "Færgen over sundet"]) == [None, None]


def test_advice_comes_in_the_order_of_the_texts_and_nothing_is_kept(context, emails):
    before = get_member(context, emails[-1])
    coaching = coach_member(context, emails[-1], ["Kort.", f"{FERRY}."], [])
    assert [(text.kind, text.text) for text in coaching.texts] == [
        (Kind.CHALLENGE, "Kort."),
        (Kind.CHALLENGE, f"{FERRY}."),
    ]
    assert [advice.code for advice in coaching.texts[0].advice] == [AdviceCode.TOO_SHORT]
    assert [advice.code for advice in coaching.advice] == [AdviceCode.NO_EXPERTISE]
    assert get_member(context, emails[-1]) == before


def test_nothing_is_counted_while_another_encoders_vectors_serve(context, emails):
    other = Matcher(context.settings, context.database, HashingEncoder(dimensions=64))
    drafts = other.encode([FERRY], Kind.EXPERTISE)
    assert other.members_met(drafts, Kind.EXPERTISE, set()) is None


def test_a_stranger_is_not_coached(context):
    with pytest.raises(NotFoundError):
        coach_member(context, "nobody@nowhere.example", [], [])


def likely(context, email, *challenges):
    return [one.likely_themes for one in coach_member(context, email, challenges, []).texts]


def test_each_text_is_told_the_themes_it_is_probably_about(context, emails):
    silos, none, pricing = likely(
        telling(context), emails[0], example_of("silos"), f"{FERRY}.", example_of("pricing")
    )
    assert silos[0] == LikelyTheme(
        "silos", "Siloer mellem afdelinger", "Silos between departments", Likelihood.LIKELY
    )
    assert pricing[0].id == "pricing"
    assert all(len(offered) <= 3 for offered in (silos, none, pricing))


def test_too_little_text_is_about_nothing(context, emails):
    assert likely(telling(context), emails[0], "", "Siloer.") == [(), ()]


def test_an_encoder_that_knows_no_themes_offers_none(context, emails):
    assert likely(context, emails[0], example_of("silos")) == [()]


@given(st.floats(0, 1), st.floats(0, 1))
def test_how_likely_a_theme_is_grows_with_its_probability(one, other):
    steps = list(Likelihood)
    low, high = sorted((one, other))
    assert steps.index(Likelihood.of(high)) <= steps.index(Likelihood.of(low))


@pytest.mark.parametrize(
    ("probability", "step"),
    [(1, "likely"), (0.5, "likely"), (0.49, "possible"), (0.25, "possible"), (0.1, "faint")],
)
def test_the_steps_begin_where_they_are_said_to(probability, step):
    assert Likelihood.of(probability) == step


def test_texts_beyond_the_most_are_advised_on_and_no_more(context, emails):
    texts = [f"{FERRY} {number}." for number in range(MOST_TEXTS + 2)]
    coached = coach_member(context, emails[-1], [], texts).texts
    assert [one.text for one in coached] == texts
    assert [one.demand is None for one in coached] == [False] * MOST_TEXTS + [True] * 2
