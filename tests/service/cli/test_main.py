import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("variable", "value"), [("MODSPIL_PORT", "many"), ("MODSPIL_HOME", "/dev/null"), ("MODSPIL_LOCALE", "sv")]
)
def test_a_setting_that_cannot_be_used_is_named(modspil, monkeypatch, variable, value):
    monkeypatch.delenv("MODSPIL_DATABASE_URL")
    monkeypatch.setenv(variable, value)
    result = modspil("doctor", "--json")
    assert result.code == 2
    assert variable in result.json["message"]
    assert value in result.json["message"]


def test_a_database_that_does_not_answer_is_a_failure_and_no_bad_input(modspil, monkeypatch):
    monkeypatch.setenv("MODSPIL_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/nothing")
    result = modspil("doctor")
    assert result.code == 1
    assert "does not answer" in result.stderr
    assert "secret" not in result.stderr


def test_a_wrong_option_is_bad_input_with_a_document_too(modspil):
    result = modspil("doctor", "--heal", "--json")
    assert result.code == 2
    assert result.json["error"] == "NoSuchOption"
    assert "--heal" in result.stderr


def test_the_console_script_ends_with_the_right_code_and_keeps_messages_off_stdout(file):
    def run(*words):
        return subprocess.run(
            [sys.executable, "-m", "service.cli", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
        )

    good, bad = (
        run("import", file, "--json"),
        run("suggest", "nobody@firma.example", "--intent", "support", "--json"),
    )
    assert (good.returncode, bad.returncode) == (0, 2)
    assert json.loads(good.stdout)["created"] == 5
    assert "5 created" in good.stderr
    assert json.loads(bad.stdout)["error"] == "NotFoundError"
    assert bad.stderr == "Error: No member is known as 'nobody@firma.example'.\n"
