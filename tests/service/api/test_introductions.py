import uuid

import pytest

from service.scopes import Scope

INTRODUCTIONS = "/api/v1/introductions"


@pytest.fixture
def seeker(network):
    return network[0]


@pytest.fixture
def at(introduction):
    """The address of the introduction."""
    return f"{INTRODUCTIONS}/{introduction['id']}"


def seen(client, at, viewer):
    return client.get(at, query_string={"viewer": viewer}).json


def test_a_request_is_found_where_the_answer_says(client, slate, seeker):
    candidate = slate["suggestions"][0]["member"]
    body = {"slate_id": slate["slate_id"], "candidate": candidate["email"], "message": " Hej "}
    asked = client.post(INTRODUCTIONS, json=body)
    assert asked.status_code == 201
    assert (asked.json["state"], asked.json["message"]) == ("requested", "Hej")
    found = client.get(asked.headers["Location"], query_string={"viewer": seeker})
    assert found.json == {
        "introduction": asked.json,
        "role": "seeker",
        "intent": "support",
        "other": candidate,
    }


def test_asking_twice_is_asking_once(client, introduction):
    body = {"slate_id": introduction["slate_id"], "candidate": introduction["candidate"]}
    assert client.post(INTRODUCTIONS, json=body).json["id"] == introduction["id"]


def test_only_somebody_on_the_slate_can_be_asked(client, slate, seeker):
    body = {"slate_id": slate["slate_id"], "candidate": seeker}
    assert client.post(INTRODUCTIONS, json=body).status_code == 404
    assert client.post(INTRODUCTIONS, json=body | {"slate_id": str(uuid.uuid4())}).status_code == 404


def test_who_was_asked_may_accept_and_then_either_reports(client, introduction, at, seeker):
    accepted = client.post(f"{at}/accept", json={"by": introduction["candidate"]})
    assert (accepted.status_code, accepted.json["state"]) == (200, "accepted")
    met = client.put(f"{at}/outcome", json={"by": seeker, "state": "met"})
    assert (met.status_code, met.json["state"]) == (200, "met")
    corrected = client.put(f"{at}/outcome", json={"by": introduction["candidate"], "state": "not_met"})
    assert corrected.json["state"] == "not_met"


def test_a_decline_is_never_told_to_the_seeker(client, introduction, at, seeker):
    before = seen(client, at, seeker)
    declined = client.post(f"{at}/decline", json={"by": introduction["candidate"]})
    assert declined.json["state"] == "declined"
    assert seen(client, at, introduction["candidate"])["introduction"]["state"] == "declined"
    assert seen(client, at, seeker) == before


def test_names_are_for_those_who_may_read_members_until_both_have_said_yes(
    client, client_with, introduction, at, seeker
):
    outsider = client_with(Scope.INTRODUCTIONS_READ)
    assert seen(client, at, seeker)["other"]["email"] == introduction["candidate"]
    for viewer in (seeker, introduction["candidate"]):
        assert seen(outsider, at, viewer)["other"] is None
    client.post(f"{at}/accept", json={"by": introduction["candidate"]})
    assert seen(outsider, at, seeker)["other"]["email"] == introduction["candidate"]
    assert seen(outsider, at, introduction["candidate"])["other"]["email"] == seeker


def test_what_is_not_possible_is_said(client, introduction, at, seeker, network):
    assert client.post(f"{at}/accept", json={"by": seeker}).status_code == 403
    (stranger,) = [e for e in network if e not in {seeker, introduction["candidate"]}][:1]
    assert client.get(at, query_string={"viewer": stranger}).status_code == 403
    early = client.put(f"{at}/outcome", json={"by": seeker, "state": "met"})
    assert (early.status_code, early.json["title"]) == (409, "Illegal transition")
    assert client.post(f"{at}/accept", json={"by": "nobody@firma.example"}).status_code == 404
    assert client.put(f"{at}/outcome", json={"by": seeker, "state": "expired"}).status_code == 422
    assert client.get(at).json["errors"][0]["field"] == "viewer"
    assert client.get(f"{INTRODUCTIONS}/{uuid.uuid4()}", query_string={"viewer": seeker}).status_code == 404


def test_a_members_introductions_are_listed_newest_first_along_the_links(client, slate, seeker, clock):
    asked = []
    for suggestion in slate["suggestions"][:3]:
        body = {"slate_id": slate["slate_id"], "candidate": suggestion["member"]["email"]}
        asked.insert(0, client.post(INTRODUCTIONS, json=body).json["id"])
        clock.advance(minutes=1)
    listed, address = [], f"{INTRODUCTIONS}?viewer={seeker}&limit=2"
    while address:
        answer = client.get(address)
        listed += [view["introduction"]["id"] for view in answer.json["introductions"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert listed == asked


def test_both_sides_read_the_same_questions_and_nobody_else(client, network, introduction):
    asked = f"/api/v1/introductions/{introduction['id']}/questions"
    mine = client.get(asked, query_string={"viewer": network[0]}).json
    theirs = client.get(asked, query_string={"viewer": introduction["candidate"]}).json
    assert mine == theirs
    assert len(mine["questions"]) == 3
    third = next(email for email in network[1:] if email != introduction["candidate"])
    assert client.get(asked, query_string={"viewer": third}).status_code == 403
