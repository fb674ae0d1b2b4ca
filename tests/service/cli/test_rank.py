import json

import pytest


@pytest.fixture
def rank(modspil, tmp_path):
    """Runs the command on lines; a line that is no text is written as JSON."""

    def rank(profiles, queries, *words):
        for name, lines in (("profiles", profiles), ("queries", queries)):
            written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
            (tmp_path / f"{name}.jsonl").write_text("\n".join(written), encoding="utf-8")
        places = ("--profiles", tmp_path / "profiles.jsonl", "--queries", tmp_path / "queries.jsonl")
        return modspil("rank", *places, *words)

    return rank


PROFILES = [
    {"id": "lean", "texts": ["Har indført lean på fire fabrikker.", "Spiller klarinet."]},
    {"id": 7, "texts": ["Leder for sygeplejersker på en akutmodtagelse."]},
    {"id": "bank", "texts": ["Credit policy in a small bank."]},
]
QUERIES = [
    {"id": "q1", "text": "Hvordan får jeg lean til at virke på fabrikkerne?", "exclude": [7, "nobody"]},
    {"id": 2, "text": "Sygeplejersker siger op på akutmodtagelsen."},
]


def test_each_query_has_its_ranking_without_what_it_excludes(rank, home):
    result = rank(PROFILES, QUERIES, "--json")
    assert result.code == 0
    first, second = result.json
    assert (first["id"], second["id"]) == ("q1", 2)
    assert [id_ for id_, _ in first["ranking"]] == ["lean", "bank"]
    assert second["ranking"][0][0] == 7
    assert {id_ for id_, _ in second["ranking"]} == {"lean", 7, "bank"}


def test_nothing_is_stored(rank, home):
    rank(PROFILES, QUERIES, "--json")
    assert list(home.iterdir()) == []


def test_the_order_of_lines_is_irrelevant(rank):
    forward, backward = rank(PROFILES, QUERIES, "--json"), rank(PROFILES[::-1], QUERIES[::-1], "--json")
    assert backward.json == forward.json[::-1]


def test_blank_lines_and_a_last_line_feed_are_passed_over(rank):
    assert rank([*PROFILES, "", " "], [*QUERIES, ""], "--json").json == rank(PROFILES, QUERIES, "--json").json


def test_people_are_shown_the_best_on_one_line_each(rank):
    result = rank(PROFILES, QUERIES)
    assert result.stdout.splitlines()[1].startswith("2: 7 (")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "x", "texts"', "Expecting"),
        ("[1]", "[1] is no JSON object"),
        ({"id": "x"}, "texts is missing"),
        ({"id": "x", "texts": ["a"], "text": "b"}, 'the key "text" is unknown'),
        ({"id": "x", "texts": []}, "texts is []; write a list with one text or more"),
        ({"id": "x", "texts": "a"}, 'texts is "a"'),
        ({"id": "x", "texts": ["a", None]}, "a text is null"),
        ({"id": "x", "texts": ["  "]}, "not blank"),
        ({"id": "", "texts": ["a"]}, '"" is no id'),
        ({"id": True, "texts": ["a"]}, "true is no id"),
        ({"id": "lean", "texts": ["a"]}, "the id 'lean' is there already"),
    ],
)
def test_a_profile_that_cannot_be_used_is_named_with_file_line_and_fix(rank, line, message):
    result = rank([*PROFILES, line], QUERIES, "--json")
    assert result.code == 2
    assert result.json["error"] == "UnfitFileError"
    assert result.json["message"].startswith("profiles.jsonl, line 4: ")
    assert message in result.json["message"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"id": "x"}, "text is missing"),
        ({"id": "x", "text": ["a"]}, 'text is ["a"]'),
        ({"id": "x", "text": "a", "exclude": "b"}, 'exclude is "b"; write a list'),
        ({"id": "x", "text": "a", "exclude": [1.5]}, "1.5 is no id"),
        ({"id": 2, "text": "a"}, "the id 2 is there already"),
    ],
)
def test_a_query_that_cannot_be_used_is_named_with_file_line_and_fix(rank, line, message):
    result = rank(PROFILES, [*QUERIES, line], "--json")
    assert result.code == 2
    assert result.json["message"].startswith("queries.jsonl, line 3: ")
    assert message in result.json["message"]


def test_a_file_without_a_line_is_refused(rank):
    result = rank([], QUERIES, "--json")
    assert (result.code, result.json["message"]) == (
        2,
        "profiles.jsonl holds no line; write one JSON object a line.",
    )
