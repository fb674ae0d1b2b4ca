import pytest
from theme_fakes import example_of, telling

from models.text.themes import themes


@pytest.fixture
def context(context):
    return telling(context)


def test_all_themes_are_listed_in_both_languages(client):
    listed = client.get("/api/v1/themes").json["themes"]
    assert [theme["id"] for theme in listed] == [theme.id for theme in themes()]
    assert all(theme["da"] and theme["en"] and theme["area"] for theme in listed)


def test_the_coach_offers_likely_themes_in_both_languages(client, network):
    sent = {"challenges": [example_of("silos")]}
    answer = client.post(f"/api/v1/members/{network[0]}/coaching", json=sent)
    assert answer.json["texts"][0]["likely_themes"][0] == {
        "id": "silos",
        "da": "Siloer mellem afdelinger",
        "en": "Silos between departments",
        "likelihood": "likely",
    }
