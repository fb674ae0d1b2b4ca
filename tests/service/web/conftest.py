import io

import pytest
from service_fakes import fields, jsonl
from web_browser import Browser

from service import create_app
from service.config import Settings
from service.context import Context
from service.matcher import Matcher, open_encoder
from service.use_cases.import_members import import_members

PEOPLE = (
    ("Gudrun Havgaard", "Tangvig Maskiner", "25.62 Maskinforarbejdning", "produktion", "mellemleder"),
    ("Ottilia Bryndum", "Skovklinikken Nord", "86.10 Hospitaler", "sundhedsfaglig", "topleder"),
    ("Valdemar Østrup", "Kodekælderen", "J 62 Programmering", "it", "specialist"),
    ("Ursula Klitmøller", "Ådalens Lærerkreds", "P Undervisning", "undervisning", "teamleder"),
    ("Tobias Fladstrand", "Murbo Entreprise", "F 41 Byggeri", "byggeledelse", "bestyrelse"),
)


@pytest.fixture
def demo():
    return True


@pytest.fixture
def context(database, clock, tmp_path, demo):
    settings = Settings(home=tmp_path / "home", encoder="hashing", demo=demo, secret_key="of these tests")
    return Context(settings, database, Matcher(settings, database, open_encoder(settings)), clock)


@pytest.fixture
def people():
    """Five people of five trades; the first struggles with what the others know, and the other way round."""
    leader = "den dygtigste fagmand blev leder for sine egne kolleger"
    rota = "sygefraværet vokser og vagtplanen går ikke op"
    return [
        fields(
            number,
            name=name,
            organisation=organisation,
            industry=industry,
            function=function,
            level=level,
            challenges=[f"Hos {organisation} sker det, at {leader if number == 1 else rota}."],
            expertise=[f"Jeg, {name}, har prøvet, at {rota if number == 1 else leader}."],
        )
        for number, (name, organisation, industry, function, level) in enumerate(PEOPLE, 1)
    ]


@pytest.fixture
def network(context, people):
    """The people as members; their e-mail addresses."""
    import_members(context, io.BytesIO(jsonl(people)), file_name="people.jsonl", skip_invalid=False)
    context.matcher.embed_pending()
    return [person["email"] for person in people]


@pytest.fixture
def app(context):
    return create_app(context=context)


@pytest.fixture
def browser(app):
    """Somebody who reads English."""
    return Browser(app)


@pytest.fixture
def browser_of(app):
    """Gives a browser in which a member has stepped in."""
    return lambda email, language="en": Browser(app, language).step_in(email)


@pytest.fixture
def identity(people):
    """Gives everything by which the n-th person could be known."""

    def identity(email):
        person = next(person for person in people if person["email"] == email)
        return {email, person["name"], person["organisation"], *person["name"].split()}

    return identity
