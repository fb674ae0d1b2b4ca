import json
import re

import pytest

from models.domain.introductions import State
from models.domain.members import Intent, Visibility
from service.use_cases import introductions
from service.use_cases.members import get_member, show_statement
from service.use_cases.suggest import suggest


@pytest.fixture
def introduction(context, network, emails):
    """The first person and somebody from his slate have met; the introduction, and who the other is."""
    slate = suggest(context, emails[0], Intent.SUPPORT)
    other = slate.members[slate.slate.entries[0].candidate_id].email
    asked = introductions.request_introduction(context, slate_id=slate.slate.id, candidate=other, message="")
    introductions.accept(context, asked.id, other)
    introductions.report(context, asked.id, other, State.MET)
    return asked.id


def test_suggestions_for_one_person_are_one_document(modspil, network, emails):
    result = modspil("suggest", emails[0], "--intent", "challenge", "--limit", 2, "--json")
    assert result.code == 0
    assert result.json["intent"] == "challenge"
    assert [s["position"] for s in result.json["suggestions"]] == [1, 2]
    assert {s["member"]["email"] for s in result.json["suggestions"]} < set(emails[1:])


def test_suggestions_for_several_people_are_one_document_a_line(modspil, network, emails):
    result = modspil("suggest", *emails[:3], "--intent", "support", "--json")
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.code == 0
    assert len(documents) == len({document["slate_id"] for document in documents}) == 3


def test_an_unknown_person_among_several_ends_the_lines_with_an_error(modspil, network, emails):
    result = modspil("suggest", emails[0], "nobody@firma.example", "--intent", "support", "--json")
    slate, error = map(json.loads, result.stdout.splitlines())
    assert result.code == 2
    assert slate["suggestions"]
    assert error == {"error": "NotFoundError", "message": "No member is known as 'nobody@firma.example'."}
    assert "Error: No member is known as 'nobody@firma.example'." in result.stderr


def test_the_administrator_sees_names_but_no_text_its_author_keeps_back(modspil, context, network, emails):
    for email in emails[1:]:
        for statement in get_member(context, email).statements:
            show_statement(context, email, statement.id, Visibility.MATCHING)
    result = modspil("suggest", emails[0], "--intent", "support")
    assert result.stdout.count("No sentences to show") == len(emails) - 1
    assert emails[1] in result.stdout
    assert "theirs:" not in result.stdout
    documents = modspil("suggest", emails[0], "--intent", "support", "--json").json
    assert [suggestion["evidence"] for suggestion in documents["suggestions"]] == [[]] * (len(emails) - 1)


def test_suggestions_are_shown_with_names_and_sentences(modspil, network, emails, people):
    result = modspil("suggest", emails[0], "--intent", "support")
    shown = next(person for person in people[1:] if person["name"] in result.stdout)
    assert any(f"theirs: {said}" in result.stdout for said in shown["challenges"] + shown["expertise"])
    assert f"mine:   {people[0]['challenges'][0]}" in result.stdout


def test_distances_are_shown_in_words_and_as_one_number(modspil, network, emails):
    result = modspil("suggest", emails[0], "--intent", "support")
    shown = r"industry \w+, function \w+, level \w+; whole background [01]\.\d\d apart"
    assert re.search(shown, result.stdout)


def test_wishes_about_distance_are_kept_with_the_slate(modspil, network, emails):
    asked = ("suggest", emails[0], "--intent", "support", "--industry", "far", "--level", "near", "--json")
    assert modspil(*asked).json["preference"] == {"industry": "far", "function": "any", "level": "near"}


def test_a_wish_that_does_not_exist_is_refused(modspil, network, emails):
    result = modspil("suggest", emails[0], "--intent", "support", "--function", "alike")
    assert result.code == 2
    assert "'any', 'same', 'near', 'far'" in result.stderr


def test_a_short_slate_says_that_no_more_fit(modspil, network, emails):
    assert "No more people fit well" in modspil("suggest", emails[0], "--intent", "support").stdout


def test_a_challenge_that_was_not_stated_is_refused(modspil, network, emails):
    result = modspil("suggest", emails[0], "--intent", "support", "--challenge", 2)
    assert result.code == 2
    assert "has no challenge 2; choose 1 to 1" in result.stderr


@pytest.mark.parametrize("form", ["{}\n{}\n{}\n{}", "name;E-mail;Email\na;b;{}\na;b;{}\na;b;{}\na;b;{}"])
def test_a_plan_seats_everybody_of_a_list_and_of_a_table(modspil, network, emails, tmp_path, form):
    path = tmp_path / "attendees.csv"
    path.write_text(form.format(*emails), encoding="utf-8")
    result = modspil("plan", path, "--rounds", 2, "--table-size", 2, "--seconds", 0.1, "--json")
    assert result.code == 0
    rounds = [sorted(email for table in tables for email in table) for tables in result.json["rounds"]]
    assert rounds == [sorted(emails[:4])] * 2
    assert 0 < result.json["value"] <= result.json["bound"] + 1e-9


def test_a_plan_is_printed_round_by_round_with_its_proof(modspil, network, emails, tmp_path):
    path = tmp_path / "attendees.txt"
    path.write_text("\n".join(emails), encoding="utf-8")
    result = modspil("plan", path, "--rounds", 1, "--table-size", 5, "--seconds", 0)
    assert result.stdout.startswith("Round 1\n")
    assert "at most" in result.stderr


@pytest.mark.parametrize(
    ("content", "fix"),
    [
        (b"", "names nobody"),
        (b"email\n", "names nobody"),
        (b"A@firma1.example\na@firma1.example", "a@firma1.example more than once"),
        (b"stranger@firma.example", "No member is known as 'stranger@firma.example'"),
        (b"PK\x03\x04", "workbook"),
    ],
)
def test_a_list_of_attendees_that_cannot_be_used_is_refused(modspil, network, tmp_path, content, fix):
    path = tmp_path / "attendees.txt"
    path.write_bytes(content)
    result = modspil("plan", path, "--rounds", 1, "--table-size", 2, "--json")
    assert result.code == 2
    assert fix in result.json["message"]
    assert fix in result.stderr


def test_a_meeting_is_rated_and_the_rating_corrected(modspil, introduction, emails):
    def rate(useful):
        stars = ("--useful", useful, "--challenged", 4, "--supported", 2)
        return modspil(
            "rate", introduction, "--by", emails[0], *stars, "--learned", "Lyt.", "--meet-again", "--json"
        )

    assert rate(5).json["meet_again"] is True
    assert rate(3).json | {"useful": 3, "learned": "Lyt.", "did": ""} == rate(3).json


def test_stars_go_to_five(modspil, introduction, emails):
    result = modspil(
        "rate", introduction, "--by", emails[0], "--useful", 6, "--challenged", 1, "--supported", 1, "--json"
    )
    assert result.code == 2
    assert "6 is not in the range 1<=x<=5" in result.json["message"]


def test_a_meeting_of_others_cannot_be_rated(modspil, introduction, context, emails):
    parties = introductions.get_introduction(context, introduction)
    stranger = next(e for e in emails if e not in {parties.seeker.email, parties.candidate.email})
    stars = ("--useful", 1, "--challenged", 1, "--supported", 1)
    result = modspil("rate", introduction, "--by", stranger, *stars)
    assert result.code == 2
    assert "between two other people" in result.stderr


def test_the_evaluation_leaves_the_network_alone_and_names_every_ranker(modspil, home):
    result = modspil("evaluate", "--sample", "--json")
    assert result.code == 0
    assert result.json["encoder"] == "hashing"
    of = {(row["ranker"], row["intent"]): row["ndcg@5"] for row in result.json["results"]}
    assert {intent for _, intent in of} == {"support", "challenge"}
    assert {"random", "bm25", "cosine"} < {ranker for ranker, _ in of}
    assert all(figure["low"] <= figure["value"] <= figure["high"] for figure in of.values())
    assert modspil("doctor", "--json").json["findings"][0]["detail"] == "0 members"
