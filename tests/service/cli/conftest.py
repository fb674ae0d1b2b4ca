import json
import sys

import pytest
from service_fakes import fields, jsonl

from service.cli import main
from service.config import Settings
from service.context import open_context

TRADES = [
    "25.62 Maskinforarbejdning",
    "86.10 Hospitaler",
    "J 62 Programmering",
    "P Undervisning",
    "F 41 Byggeri",
]


class Result:
    """What a command printed, and how it ended."""

    def __init__(self, code, stdout, stderr):
        self.code, self.stdout, self.stderr = code, stdout, stderr

    @property
    def json(self):
        return json.loads(self.stdout)


@pytest.fixture(autouse=True)
def home(tmp_path, database_url, monkeypatch):
    """A home and a migrated database of its own for each test."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("MODSPIL_HOME", str(home))
    monkeypatch.setenv("MODSPIL_DATABASE_URL", database_url)
    monkeypatch.setenv("MODSPIL_ENCODER", "hashing")
    monkeypatch.setenv("MODSPIL_RELEVANCE_FLOOR", "-5")
    return home


@pytest.fixture
def modspil(monkeypatch, capsys):
    """Runs a command line as the console script does, in this process."""

    def modspil(*words):
        monkeypatch.setattr(sys, "argv", ["modspil", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        return Result(stopped.value.code, *capsys.readouterr())

    return modspil


@pytest.fixture
def people():
    """Five people of five trades who all know what the others struggle with."""
    return [
        fields(
            number,
            industry=trade,
            challenges=[f"Den dygtigste fagmand blev leder for sine kolleger i afdeling {number}."],
            expertise=[f"Blev selv leder for sine kolleger som den dygtigste fagmand i afdeling {number}."],
        )
        for number, trade in enumerate(TRADES, 1)
    ]


@pytest.fixture
def emails(people):
    return [person["email"] for person in people]


@pytest.fixture
def file(tmp_path, people):
    path = tmp_path / "members.jsonl"
    path.write_bytes(jsonl(people))
    return path


@pytest.fixture
def network(modspil, file):
    assert modspil("import", file).code == 0


@pytest.fixture
def context():
    context = open_context(Settings.from_environment())
    yield context
    context.database.close()
