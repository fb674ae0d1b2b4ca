import json

import pytest

from models.domain.errors import UnfitFileError
from models.domain.members import Intent
from training.judgements import Query, read_judgements

IDA = {"seeker": "ida@a.example", "challenge": 1, "support": {"bo@b.example": 3}, "challenge_grades": {}}


def written(path, *lines):
    file = path / "judgements.jsonl"
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return file


def test_each_line_judges_one_challenge_for_both_intents(tmp_path):
    second = IDA | {
        "challenge": 2,
        "support": {},
        "challenge_grades": {"bo@b.example": 1, "eva@c.example": 2},
    }

    assert read_judgements(written(tmp_path, IDA, second)) == {
        Query("ida@a.example", 1, Intent.SUPPORT): {"bo@b.example": 3},
        Query("ida@a.example", 1, Intent.CHALLENGE): {},
        Query("ida@a.example", 2, Intent.SUPPORT): {},
        Query("ida@a.example", 2, Intent.CHALLENGE): {"bo@b.example": 1, "eva@c.example": 2},
    }


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2: Expecting"),
        ("", "line 2: Expecting"),
        ([], "line 2: it needs the keys seeker, challenge, support and challenge_grades"),
        ({"seeker": "eva@c.example"}, "line 2: it needs the keys"),
        (IDA, "line 2: this challenge is judged twice"),
        (IDA | {"challenge": 0}, "line 2: 'ida@a.example' and 0 are no e-mail"),
        (IDA | {"challenge": True}, "and True are no e-mail"),
        (IDA | {"seeker": None}, "line 2: None and 1 are no e-mail"),
        (IDA | {"challenge": 2, "support": []}, r"line 2: \[\] does not give grades"),
        (IDA | {"challenge": 2, "support": {"bo": 4}}, "line 2: the grade of 'bo' is 4; it goes from 0 to 3"),
        (IDA | {"challenge": 2, "support": {"bo": "3"}}, "the grade of 'bo' is '3'"),
        (IDA | {"challenge": 2, "support": {"bo": True}}, "the grade of 'bo' is True"),
        (IDA | {"challenge": 2, "support": {"ida@a.example": 1}}, "cannot be judged for himself"),
    ],
)
def test_what_is_no_judgement_is_refused_with_its_line(tmp_path, line, complaint):
    with pytest.raises(UnfitFileError, match=complaint):
        read_judgements(written(tmp_path, IDA, line))


def test_a_missing_file_and_a_wrong_encoding_are_unfit(tmp_path):
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes('{"seeker": "søren"}'.encode("latin-1"))

    for file in (tmp_path / "missing.jsonl", latin):
        with pytest.raises(UnfitFileError, match="cannot be read as judgements"):
            read_judgements(file)
