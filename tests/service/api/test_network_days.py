import pytest

DAYS = "/api/v1/network-days"
SPRING = {"name": "Forår", "on": "2025-04-01", "rounds": 2, "table_size": 2}


@pytest.fixture
def day(client):
    """The address of a day without attendees."""
    return client.post(DAYS, json=SPRING).headers["Location"]


@pytest.fixture
def attended(client, day, network):
    """The address of a day that everybody attends."""
    assert client.put(f"{day}/attendees", json={"emails": network}).status_code == 200
    return day


@pytest.fixture
def plan(client, attended):
    """The address of its first plan."""
    return client.post(f"{attended}/plans", json={"seconds": 0.2, "seed": 7}).headers["Location"]


def test_a_day_is_set_up_and_found_where_the_answer_says(client):
    created = client.post(DAYS, json=SPRING)
    assert (created.status_code, created.headers["ETag"]) == (201, '"1"')
    assert created.json == SPRING | {"id": created.json["id"], "attendees": 0, "version": 1}
    assert client.get(created.headers["Location"]).json == created.json
    assert client.get(DAYS).json == {"days": [created.json]}


@pytest.mark.parametrize(
    ("field", "value"), [("rounds", 0), ("rounds", 21), ("table_size", 1), ("on", "soon"), ("name", "")]
)
def test_a_day_that_cannot_be_is_refused(client, field, value):
    answer = client.post(DAYS, json=SPRING | {field: value})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field


def test_attendees_change_only_over_the_version_that_was_read(client, day, network):
    first = client.put(f"{day}/attendees", json={"emails": network[:2]}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.json["attendees"], first.headers["ETag"]) == (200, 2, '"2"')
    late = client.put(f"{day}/attendees", json={"emails": network}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    wrong = client.put(f"{day}/attendees", json={"emails": network}, headers={"If-Match": "2"})
    assert wrong.status_code == 422
    assert wrong.json["errors"][0]["field"] == "If-Match"


def test_attendees_must_be_members(client, day, network):
    answer = client.put(f"{day}/attendees", json={"emails": [*network, "nobody@firma.example"]})
    assert answer.status_code == 422
    assert "nobody@firma.example" in answer.json["detail"]


def test_a_plan_has_the_documented_form_with_everybody_seated_or_accounted_for(client, attended, network):
    answer = client.post(f"{attended}/plans", json={"seconds": 0.2, "seed": 7})
    assert answer.status_code == 201
    plan = answer.json
    documented = ["rounds", "value", "bound", "gap", "worst_off", "unplaced", "seconds"]
    assert list(plan) == [*documented, "day_id", "version", "state", "seed"]
    assert (plan["version"], plan["state"], plan["seed"]) == (1, "draft", 7)
    assert len(plan["rounds"]) == SPRING["rounds"]
    for tables in plan["rounds"]:
        seated = [email for table in tables for email in table]
        assert sorted(seated) == sorted(network)
    assert plan["unplaced"] == []
    assert client.get(answer.headers["Location"]).json == plan


def test_a_plan_is_locked_then_published(client, attended, plan):
    early = client.post(f"{plan}/publish")
    assert (early.status_code, early.json["title"]) == (409, "Illegal transition")
    assert client.post(f"{plan}/lock").json["state"] == "locked"
    assert client.post(f"{plan}/publish").json["state"] == "published"
    assert client.post(f"{plan}/lock").status_code == 409
    client.post(f"{attended}/plans", json={"seconds": 0.1})
    assert client.get(f"{attended}/plan").json == client.get(plan).json


def test_a_plan_needs_attendees_and_little_time(client, day, attended):
    assert client.post(f"{attended}/plans", json={"seconds": 3600}).status_code == 422
    empty = client.post(DAYS, json=SPRING).headers["Location"]
    assert client.post(f"{empty}/plans", json={"seconds": 0.1}).status_code == 422


def test_days_and_plans_that_never_were_are_not_found(client, day):
    assert client.get(f"{DAYS}/999").status_code == 404
    assert client.get(f"{day}/plan").status_code == 404
    assert client.get(f"{day}/plans/3").status_code == 404
    assert client.post(f"{day}/plans/3/lock").status_code == 404
    assert client.put(f"{DAYS}/999/attendees", json={"emails": []}).status_code == 404
