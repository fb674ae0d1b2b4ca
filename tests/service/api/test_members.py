import json

import pytest
from service_fakes import csv_file, fields, jsonl

MEMBERS = "/api/v1/members"


@pytest.fixture
def member(client):
    """The document of one saved member."""
    return client.put(f"{MEMBERS}/person1@firma1.example", json=fields()).json


def one(email="person1@firma1.example"):
    return f"{MEMBERS}/{email}"


def test_a_new_member_is_created_and_then_found_where_the_answer_says(client):
    created = client.put(one(), json=fields())
    assert created.status_code == 201
    assert created.headers["ETag"] == '"1"'
    assert created.json == fields() | {
        "statements": [
            {"id": number, "kind": kind, "text": fields()[column][0], "visibility": "network", "theme": None}
            for number, (kind, column) in enumerate(
                (("challenge", "challenges"), ("expertise", "expertise")), start=1
            )
        ],
        "paused_until": None,
        "version": 1,
    }
    assert client.get(created.headers["Location"]).json == created.json


def test_saving_the_same_again_changes_nothing(client, member):
    again = client.put(one(), json=fields())
    assert again.status_code == 200
    assert again.json == member


def test_to_whom_a_text_is_shown_is_kept_with_the_member(client, member):
    path = f"{one()}/statements/{member['statements'][1]['id']}/visibility"
    shown = client.put(path, json={"visibility": "after_yes"})
    assert (shown.status_code, shown.headers["ETag"]) == (200, '"2"')
    assert [s["visibility"] for s in shown.json["statements"]] == ["network", "after_yes"]
    assert client.put(path, json={"visibility": "after_yes"}).json == shown.json
    assert client.put(one(), json=fields(region="Fyn")).json["statements"] == shown.json["statements"]


@pytest.mark.parametrize(("number", "body", "status"), [(99, "network", 404), (1, "family", 422)])
def test_a_text_that_is_not_there_or_a_wrong_visibility_is_refused(client, member, number, body, status):
    answer = client.put(f"{one()}/statements/{number}/visibility", json={"visibility": body})
    assert answer.status_code == status


def test_nobody_sets_the_visibility_of_somebody_elses_text(client, member):
    client.put(one("person2@firma2.example"), json=fields(2))
    path = f"{one('person2@firma2.example')}/statements/{member['statements'][0]['id']}/visibility"
    answer = client.put(path, json={"visibility": "matching"})
    assert answer.status_code == 404
    assert client.get(one()).json == member


def test_a_confirmed_theme_is_kept_with_the_member(client, member):
    path = f"{one()}/statements/{member['statements'][0]['id']}/theme"
    confirmed = client.put(path, json={"theme": "silos"})
    assert (confirmed.status_code, confirmed.headers["ETag"]) == (200, '"2"')
    assert [s["theme"] for s in confirmed.json["statements"]] == ["silos", None]
    assert (confirmed.json["challenge_themes"], confirmed.json["expertise_themes"]) == (["silos"], [])
    assert client.put(path, json={"theme": "silos"}).json == confirmed.json
    assert client.put(one(), json=fields(region="Fyn")).json["statements"] == confirmed.json["statements"]
    assert client.put(path, json={"theme": None}).json["challenge_themes"] == []


def test_an_unknown_theme_is_refused_with_what_to_send(client, member):
    for path, sent in [
        (f"{one()}/statements/{member['statements'][0]['id']}/theme", {"theme": "silo"}),
        (one(), fields(challenge_themes=["silo"])),
    ]:
        answer = client.put(path, json=sent)
        assert answer.status_code == 422
        (problem,) = answer.json["errors"]
        assert problem["value"] == "silo"
        assert "themes.jsonl" in problem["fix"]
    assert client.get(one()).json == member


def test_an_address_means_the_same_in_capitals(client, member):
    assert client.get(one("Person1@Firma1.example")).json == member
    assert client.put(one("PERSON1@firma1.example"), json=fields()).status_code == 200


def test_a_change_needs_the_version_that_is_current(client, member):
    changed = fields(name="Søren Ny")
    first = client.put(one(), json=changed, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    second = client.put(one(), json=fields(name="Søren Gammel"), headers={"If-Match": '"1"'})
    assert (second.status_code, second.json["title"]) == (412, "Stale version")
    assert client.get(one()).json["name"] == "Søren Ny"


def test_the_address_in_the_path_and_in_the_body_must_be_the_same(client):
    answer = client.put(one("other@firma1.example"), json=fields())
    assert answer.status_code == 422
    assert "the path names 'other@firma1.example'" in answer.json["detail"]


@pytest.mark.parametrize(
    ("change", "field", "fix"),
    [
        ({"industry": "ZZ"}, "industry", "does not begin with an industry code"),
        ({"level": "konge"}, "level", "bestyrelse"),
        ({"challenges": ["x" * 4001]}, "challenges", "4000 characters"),
        ({"challenges": [], "expertise": []}, "expertise", "at least one"),
        ({"name": "a\u0000b"}, "name", "control character"),
        ({"name": "\ud800"}, "name", "U+D800"),
        ({"shoe_size": 43}, "shoe_size", "leave it out"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told_field_by_field(client, change, field, fix):
    answer = client.put(one(), json=fields() | change)
    assert answer.status_code == 422
    (problem,) = answer.json["errors"]
    assert problem["field"] == field
    assert fix in problem["fix"]


def test_all_problems_of_a_profile_are_told_at_once(client):
    answer = client.put(one(), json={"email": "nobody", "level": 7})
    named = {problem["field"] for problem in answer.json["errors"]}
    assert {"email", "name", "organisation", "level", "challenges"} <= named


def test_members_are_listed_page_by_page_along_the_links(client, network):
    found, address = [], f"{MEMBERS}?limit=5"
    while address:
        answer = client.get(address)
        found += [member["email"] for member in answer.json["members"]]
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert found == network


def test_an_erased_member_is_gone(client, member):
    assert client.delete(one()).status_code == 204
    assert client.get(one()).status_code == 404
    assert client.delete(one()).json["type"] == "urn:modspil:problem:not-found"


def test_a_pause_begins_and_ends(client, member):
    paused = client.put(f"{one()}/pause", json={"until": "2025-06-01"})
    assert (paused.status_code, paused.json["paused_until"]) == (200, "2025-06-01")
    assert client.put(f"{one()}/pause", json={"until": None}).json["paused_until"] is None
    assert client.put(f"{one()}/pause", json={"until": "2025-01-01"}).status_code == 422


def test_who_is_not_to_be_met_is_not_suggested(client, network):
    ask = {"email": network[0], "intent": "support", "limit": 10}

    def suggested():
        answer = client.post("/api/v1/suggestions", json=ask)
        return {s["member"]["email"] for s in answer.json["suggestions"]}

    avoided = f"{one(network[0])}/not-with/{network[1]}"
    assert network[1] in suggested()
    assert client.put(avoided).status_code == 204
    assert network[1] not in suggested()
    assert client.delete(avoided).status_code == 204
    assert network[1] in suggested()


def test_nobody_can_be_kept_apart_from_himself_or_from_a_stranger(client, network):
    assert client.put(f"{one(network[0])}/not-with/{network[0]}").status_code == 422
    assert client.put(f"{one(network[0])}/not-with/stranger@firma.example").status_code == 404


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/jsonl", jsonl([fields(1), fields(2)])),
        ("text/csv", csv_file([fields(1), fields(2)])),
        ("text/csv; charset=utf-8", csv_file([fields(1), fields(2)], delimiter=";")),
    ],
)
def test_a_members_file_is_imported(client, kind, body):
    answer = client.post(f"{MEMBERS}/import", data=body, content_type=kind)
    assert answer.status_code == 200, answer.json
    assert answer.json == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "problems": [],
        "truncated": [],
        "notices": [],
    }
    assert client.get(one("person2@firma2.example")).json["name"] == "Søren Ærø 2"


def test_a_file_with_a_bad_row_is_refused_with_the_row(client):
    body = jsonl([fields(1), fields(2, level="konge")])
    answer = client.post(f"{MEMBERS}/import", data=body, content_type="application/jsonl")
    assert answer.status_code == 422
    (problem,) = answer.json["errors"]
    assert (problem["row"], problem["field"], problem["value"]) == (2, "level", "konge")
    assert client.get(MEMBERS).json["members"] == []


def test_a_bad_row_can_be_skipped(client):
    body = jsonl([fields(1), fields(2, level="konge")])
    answer = client.post(f"{MEMBERS}/import?skip_invalid=true", data=body, content_type="application/jsonl")
    assert (answer.json["created"], answer.json["skipped"]) == (1, 1)
    assert answer.json["problems"][0]["row"] == 2


def test_a_file_that_is_no_text_or_of_another_kind_is_refused(client):
    unfit = client.post(f"{MEMBERS}/import", data=b"PK\x03\x04", content_type="text/csv")
    assert (unfit.status_code, unfit.json["title"]) == (422, "Bad input")
    other = client.post(f"{MEMBERS}/import", data=b"{}", content_type="application/pdf")
    assert other.status_code == 415
    assert "application/jsonl" in other.json["detail"]


def test_what_is_exported_can_be_imported_again(client, network):
    exported = client.get(f"{MEMBERS}/export")
    assert exported.content_type == "application/jsonl"
    assert "members.jsonl" in exported.headers["Content-Disposition"]
    assert [json.loads(line)["email"] for line in exported.text.splitlines()] == network
    table = client.get(f"{MEMBERS}/export?format=csv")
    again = client.post(f"{MEMBERS}/import", data=table.data, content_type="text/csv")
    assert again.json["unchanged"] == len(network)
    exported.close()
    table.close()


def test_the_coach_answers_in_the_documented_form_and_keeps_nothing(client, network):
    before = client.get(f"/api/v1/members/{network[0]}").json
    sent = {"challenges": ["Kort.", "Den dygtigste fagmand blev leder for sine kolleger i vores afdeling."]}
    answer = client.post(f"/api/v1/members/{network[0]}/coaching", json=sent)
    assert answer.status_code == 200
    short, other = answer.json["texts"]
    assert short == {
        "kind": "challenge",
        "text": "Kort.",
        "advice": [{"code": "too_short", "start": 0, "quote": "Kort."}],
        "demand": None,
        "likely_themes": [],
    }
    assert other["demand"] == {"at_least": 0, "at_most": 2}
    assert other["likely_themes"] == []
    assert answer.json["advice"] == [{"code": "no_expertise", "start": 0, "quote": ""}]
    assert client.get(f"/api/v1/members/{network[0]}").json == before
