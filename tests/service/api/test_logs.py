import json

import pytest

SECRETS = ("person1", "firma1", "Søren", "mister ordrer", "Bearer", "mds_", "hemmelig")


@pytest.fixture
def logged(capsys):
    """Gives the lines logged since it was last asked."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_that_names_the_route(client, logged):
    answer = client.get("/api/v1/members/person1@firma1.example")
    (line,) = logged()
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/members/<email>", 404)
    assert line["request"] == answer.headers["X-Request-Id"]
    assert line["milliseconds"] >= 0


def test_nothing_personal_is_logged_whatever_is_sent(client, network, capsys):
    ask = {"email": network[0], "intent": "support"}
    person = client.get(f"/api/v1/members/{network[0]}").json
    sent = {name: value for name, value in person.items() if name not in {"paused_until", "version"}}
    client.put(f"/api/v1/members/{network[0]}", json=sent | {"industry": "hemmelig"})
    client.put(f"/api/v1/members/{network[0]}", json=sent)
    client.get(f"/api/v1/introductions?viewer={network[0]}")
    client.get("/api/v1/members?hemmelig=hemmelig")
    client.get("/person1@firma1.example?name=Søren")
    client.post("/api/v1/members/import", data=b"hemmelig", content_type="text/csv")
    client.post("/api/v1/suggestions", json=ask)
    client.delete(f"/api/v1/members/{network[0]}")
    written = capsys.readouterr()
    assert len(written.err.splitlines()) == 9
    for secret in SECRETS:
        assert secret not in written.err + written.out


def test_a_number_sent_by_the_client_is_not_believed(client):
    answer = client.get("/healthz", headers={"X-Request-Id": "person1"})
    assert answer.headers["X-Request-Id"] != "person1"
