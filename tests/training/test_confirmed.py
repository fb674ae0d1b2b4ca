import json

import pytest

from models.domain.errors import UnfitFileError
from models.domain.members import Kind
from training.confirmed import read_confirmed

LINE = {"email": "a@b.example", "kind": "challenge", "position": 0, "theme": "silos"}


def read(tmp_path, *lines):
    path = tmp_path / "themes.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return read_confirmed(path, {"silos", "stress"})


def test_a_statement_has_a_theme_or_none(tmp_path):
    assert read(tmp_path, LINE, LINE | {"kind": "expertise", "position": 1, "theme": None}) == {
        ("a@b.example", Kind.CHALLENGE, 0): "silos",
        ("a@b.example", Kind.EXPERTISE, 1): None,
    }


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("{", "line 2: "),
        ([], "line 2: it needs the keys email, kind, position, theme"),
        (LINE | {"more": 1}, "line 2: it needs the keys"),
        (LINE | {"position": -1}, "line 2: 'a@b.example' and -1 are no e-mail and no place"),
        (LINE | {"kind": "wish"}, "line 2: 'wish' is not a valid Kind"),
        (LINE | {"theme": "weather"}, "line 2: there is no theme 'weather'"),
        (LINE | {"theme": ["silos"]}, r"line 2: there is no theme \['silos'\]"),
        (LINE, "line 2: this statement stands there twice"),
    ],
)
def test_a_line_that_is_none_is_named(tmp_path, wrong, complaint):
    with pytest.raises(UnfitFileError, match=complaint):
        read(tmp_path, LINE, wrong)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnfitFileError, match="cannot be read as confirmed themes"):
        read_confirmed(tmp_path / "none", ())
