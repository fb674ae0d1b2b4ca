import uuid

import pytest

SUGGESTIONS = "/api/v1/suggestions"


def test_a_slate_has_exactly_the_documented_form(client, network):
    answer = client.post(
        SUGGESTIONS, json={"email": network[0], "intent": "challenge", "challenge": 1, "limit": 3}
    )
    assert answer.status_code == 201
    slate = answer.json
    assert list(slate) == ["slate_id", "ranker", "intent", "preference", "suggestions"]
    assert slate["intent"] == "challenge"
    assert slate["preference"] == {"industry": "any", "function": "any", "level": "any"}
    assert [s["position"] for s in slate["suggestions"]] == [1, 2, 3]
    for suggestion in slate["suggestions"]:
        assert list(suggestion) == ["position", "member", "score", "evidence", "distance"]
        assert list(suggestion["member"]) == [
            "id",
            "email",
            "name",
            "organisation",
            "industry",
            "function",
            "level",
        ]
        assert list(suggestion["distance"]) == ["industry", "function", "level"]
        assert 0 <= suggestion["score"] <= 1
        for evidence in suggestion["evidence"]:
            assert list(evidence) == ["mine", "theirs", "similarity"]
    assert network[0] not in {s["member"]["email"] for s in slate["suggestions"]}


def test_a_slate_is_found_again_where_the_answer_says(client, network):
    shown = client.post(SUGGESTIONS, json={"email": network[0], "intent": "support"})
    assert shown.headers["Location"] == f"/api/v1/slates/{shown.json['slate_id']}"
    assert client.get(shown.headers["Location"]).json == shown.json


def test_a_wish_about_distance_is_kept_with_the_slate_it_made(client, network):
    # Everybody is asked for, so that no seat is left to the lot, and both slates hold the same people.
    asked = {"email": network[0], "intent": "support", "limit": len(network)}
    asked |= {"preference": {"industry": "same", "level": "far"}}
    shown = client.post(SUGGESTIONS, json=asked).json
    without = client.post(SUGGESTIONS, json=asked | {"preference": {}}).json

    wished = {"industry": "same", "function": "any", "level": "far"}
    assert shown["preference"] == wished
    assert client.get(f"/api/v1/slates/{shown['slate_id']}").json == shown
    before = {s["member"]["email"]: s["score"] for s in without["suggestions"]}
    assert {s["distance"]["level"] for s in shown["suggestions"]} == {0}
    assert all(s["score"] < before[s["member"]["email"]] for s in shown["suggestions"])


def test_a_wish_that_does_not_exist_is_refused_with_its_place(client, network):
    wrong = {"email": network[0], "intent": "support", "preference": {"level": "near enough"}}
    answer = client.post(SUGGESTIONS, json=wrong)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "preference.level"


@pytest.mark.parametrize("hidden", ["matching", "after_yes"])
def test_a_text_that_is_hidden_is_gone_from_every_slate_at_once_and_comes_back(client, slate, hidden):
    where = f"/api/v1/slates/{slate['slate_id']}"
    first = slate["suggestions"][0]
    member = f"/api/v1/members/{first['member']['email']}"
    assert first["evidence"]
    for statement in client.get(member).json["statements"]:
        client.put(f"{member}/statements/{statement['id']}/visibility", json={"visibility": hidden})
    left = client.get(where).json["suggestions"]
    assert left == [first | {"evidence": []}, *slate["suggestions"][1:]]
    for statement in client.get(member).json["statements"]:
        client.put(f"{member}/statements/{statement['id']}/visibility", json={"visibility": "network"})
    assert client.get(where).json == slate


def test_a_confirmed_theme_is_told_to_nobody_else_before_or_after_the_yes(
    client, network, slate, introduction
):
    member = f"/api/v1/members/{introduction['candidate']}"
    for statement in client.get(member).json["statements"]:
        client.put(f"{member}/statements/{statement['id']}/theme", json={"theme": "silos"})
    assert "silos" in client.get(member).text
    for answered in (False, True):
        if answered:
            by = {"by": introduction["candidate"]}
            client.post(f"/api/v1/introductions/{introduction['id']}/accept", json=by)
        for path in (f"/slates/{slate['slate_id']}", f"/introductions/{introduction['id']}"):
            told = client.get(f"/api/v1{path}", query_string={"viewer": network[0]})
            assert told.status_code == 200
            assert "silo" not in told.text.casefold()
            assert "theme" not in told.text.casefold()


def test_a_text_that_is_removed_is_gone_from_every_slate_at_once(client, slate):
    where, first = f"/api/v1/slates/{slate['slate_id']}", slate["suggestions"][0]
    member = client.get(f"/api/v1/members/{first['member']['email']}").json
    for column in ("statements", "paused_until", "version"):
        del member[column]
    client.put(
        f"/api/v1/members/{member['email']}", json=member | {"expertise": [], "challenges": ["Noget nyt."]}
    )
    assert client.get(where).json["suggestions"][0] == first | {"evidence": []}


def test_a_text_for_after_the_yes_is_shown_after_the_yes(client, slate, introduction):
    where, first = f"/api/v1/slates/{slate['slate_id']}", slate["suggestions"][0]
    member = f"/api/v1/members/{introduction['candidate']}"
    for statement in client.get(member).json["statements"]:
        client.put(f"{member}/statements/{statement['id']}/visibility", json={"visibility": "after_yes"})
    assert client.get(where).json["suggestions"][0]["evidence"] == []
    client.post(f"/api/v1/introductions/{introduction['id']}/accept", json={"by": introduction["candidate"]})
    assert client.get(where).json["suggestions"][0] == first


def test_an_erased_member_leaves_the_slate(client, slate):
    gone = slate["suggestions"][0]["member"]["email"]
    client.delete(f"/api/v1/members/{gone}")
    left = client.get(f"/api/v1/slates/{slate['slate_id']}").json["suggestions"]
    assert left == slate["suggestions"][1:]


def test_questions_that_cannot_be_answered_say_why(client, network):
    unknown = client.post(SUGGESTIONS, json={"email": "nobody@firma.example", "intent": "support"})
    assert (unknown.status_code, unknown.json["title"]) == (404, "Not found")
    ninth = client.post(SUGGESTIONS, json={"email": network[0], "intent": "support", "challenge": 9})
    assert ninth.status_code == 422
    assert "has no challenge 9" in ninth.json["detail"]
    wrong = client.post(SUGGESTIONS, json={"email": network[0], "intent": "praise"})
    assert wrong.json["errors"][0]["field"] == "intent"
    assert wrong.json["errors"][0]["value"] == "praise"


def test_a_slate_that_never_was_is_not_found(client):
    assert client.get(f"/api/v1/slates/{uuid.uuid4()}").status_code == 404
    assert client.get("/api/v1/slates/1").status_code == 422


def test_three_questions_go_with_a_slate_in_either_language(client, slate):
    asked = f"/api/v1/slates/{slate['slate_id']}/questions"
    danish, english = client.get(asked).json, client.get(asked, query_string={"language": "en"}).json
    assert list(danish) == ["questions"]
    assert [list(question) for question in danish["questions"]] == [["id", "text", "kind", "sharp"]] * 3
    assert [q["id"] for q in danish["questions"]] == [q["id"] for q in english["questions"]]
    assert danish != english
    assert not any(question["sharp"] for question in danish["questions"])


def test_a_language_nobody_wrote_the_questions_in_is_refused(client, slate):
    answer = client.get(f"/api/v1/slates/{slate['slate_id']}/questions?language=sv")
    assert answer.status_code == 422
