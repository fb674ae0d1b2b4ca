import io

import pytest
from service_fakes import fields, jsonl

from service import create_app
from service.scopes import Scope
from service.use_cases.import_members import import_members
from service.use_cases.tokens import create_token

LEADING = "Den dygtigste fagmand blev leder for sine kolleger i afdeling {}, og nu er der uro."
LED = "Blev leder for sine kolleger som den dygtigste fagmand i afdeling {}."
OTHER = (
    "Strømpriser svinger",
    "Lageret er fuldt",
    "Kunder ringer om natten",
    "Varmen svigter",
    "Hegnet rustede",
)
TRADES = (
    "25.62 Maskinforarbejdning",
    "86.10 Hospitaler",
    "J 62 Programmering",
    "P Undervisning",
    "F 41 Byggeri",
)


@pytest.fixture
def app(context):
    return create_app(context=context)


@pytest.fixture
def client_with(app, context):
    """Gives a client whose token holds these scopes and no others."""

    def client_with(*scopes):
        client = app.test_client()
        token = create_token(context, f"token for {' '.join(scopes)}", scopes)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return client_with


@pytest.fixture
def client(client_with):
    """A client that may do everything."""
    return client_with(*Scope)


@pytest.fixture
def network(context):
    """The e-mail addresses of ten people: the first five know the same problem, the others have their own."""
    people = [
        fields(number, industry=trade, challenges=[LEADING.format(number)], expertise=[LED.format(number)])
        for number, trade in enumerate(TRADES, 1)
    ]
    people += [
        fields(number, challenges=[f"{text}."], expertise=[f"{text} ikke mere."])
        for number, text in enumerate(OTHER, len(people) + 1)
    ]
    import_members(context, io.BytesIO(jsonl(people)), file_name="people.jsonl", skip_invalid=False)
    return [person["email"] for person in people]


@pytest.fixture
def slate(client, network):
    """What the first of them was shown."""
    answer = client.post("/api/v1/suggestions", json={"email": network[0], "intent": "support"})
    assert answer.status_code == 201, answer.json
    return answer.json


@pytest.fixture
def introduction(client, slate):
    """The first person on that slate has been asked; the document with both parties' addresses."""
    candidate = slate["suggestions"][0]["member"]["email"]
    asked = {"slate_id": slate["slate_id"], "candidate": candidate, "message": "Har du tid?"}
    answer = client.post("/api/v1/introductions", json=asked)
    assert answer.status_code == 201, answer.json
    return answer.json | {"candidate": candidate}
