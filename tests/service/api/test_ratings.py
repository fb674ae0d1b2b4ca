import pytest

from service.use_cases.ratings import get_ratings

STARS = {"useful": 4, "challenged": 5, "supported": 2}


@pytest.fixture
def seeker(network):
    return network[0]


@pytest.fixture
def mine(client, introduction, seeker):
    """The address of the seeker's rating of a meeting that took place."""
    at = f"/api/v1/introductions/{introduction['id']}"
    client.post(f"{at}/accept", json={"by": introduction["candidate"]})
    client.put(f"{at}/outcome", json={"by": seeker, "state": "met"})
    return f"{at}/ratings/{seeker}"


def test_a_rating_is_kept_and_can_be_corrected(client, context, introduction, mine):
    first = client.put(mine, json=STARS | {"learned": "Spørg først.", "meet_again": True})
    assert first.status_code == 200
    assert first.json == STARS | {
        "introduction_id": introduction["id"],
        "learned": "Spørg først.",
        "did": "",
        "meet_again": True,
        "rated_at": "2025-03-03T09:30:00Z",
    }
    assert client.put(mine, json=STARS | {"useful": 1}).json["useful"] == 1
    (kept,) = get_ratings(context, introduction["id"])
    assert (kept.useful, kept.learned) == (1, "")


def test_a_rating_can_be_withdrawn_any_number_of_times(client, context, introduction, mine):
    client.put(mine, json=STARS)
    assert client.delete(mine).status_code == 204
    assert get_ratings(context, introduction["id"]) == ()
    assert client.delete(mine).status_code == 204


def test_a_rating_needs_a_meeting_and_a_party(client, introduction, network, seeker):
    at = f"/api/v1/introductions/{introduction['id']}/ratings"
    early = client.put(f"{at}/{seeker}", json=STARS)
    assert (early.status_code, early.json["title"]) == (409, "Illegal transition")
    stranger = next(e for e in network if e not in {seeker, introduction["candidate"]})
    assert client.put(f"{at}/{stranger}", json=STARS).status_code == 403
    assert client.delete(f"{at}/{stranger}").status_code == 403


@pytest.mark.parametrize("stars", [0, 6, 2.5, "many", None])
def test_stars_go_from_one_to_five(client, mine, stars):
    answer = client.put(mine, json=STARS | {"challenged": stars})
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json["errors"]] == ["challenged"]
