import pytest
from service_fakes import csv_file, jsonl

from service.use_cases.members import get_member


def test_an_import_says_what_it_did(modspil, file):
    first, second = modspil("import", file), modspil("import", file, "--json")
    assert (first.code, first.stdout) == (0, "")
    assert "5 created, 0 updated, 0 unchanged, 0 skipped." in first.stderr
    assert second.json["imported"]
    assert second.json["unchanged"] == 5


def test_an_import_with_a_bad_row_imports_nothing_and_names_value_and_fix(modspil, tmp_path, people, context):
    path = tmp_path / "members.jsonl"
    path.write_bytes(jsonl([people[0], people[1] | {"level": "chef"}]))
    result = modspil("import", path, "--json")
    assert result.code == 2
    assert "row 2, level: 'chef' - write one of bestyrelse" in result.stderr
    assert "Nothing was imported" in result.stderr
    assert not result.json["imported"]
    assert [(p["row"], p["column"]) for p in result.json["problems"]] == [(2, "level")]
    with pytest.raises(Exception, match="No member is known"):
        get_member(context, people[0]["email"])


def test_an_import_can_leave_out_the_bad_rows(modspil, tmp_path, people):
    path = tmp_path / "members.csv"
    path.write_bytes(csv_file([people[0], people[1] | {"email": "nobody"}]))
    result = modspil("import", path, "--skip-invalid", "--json")
    assert result.code == 0
    assert (result.json["created"], result.json["skipped"]) == (1, 1)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_export_comes_back_as_it_went_out(modspil, network, tmp_path, ending):
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    assert modspil("export", first, "--json").json == {"exported": 5, "format": ending, "file": str(first)}
    assert modspil("import", first, "--json").json["unchanged"] == 5
    assert modspil("export", second).code == 0
    assert first.read_bytes() == second.read_bytes()


def test_an_export_to_stdout_is_nothing_but_the_file(modspil, network, tmp_path):
    result = modspil("export", "-", "--format", "csv")
    modspil("export", tmp_path / "members.csv")
    assert result.stdout == (tmp_path / "members.csv").read_text(encoding="utf-8")
    assert "5 members exported." in result.stderr


def test_an_export_to_stdout_leaves_no_room_for_a_document(modspil, network):
    result = modspil("export", "-", "--json")
    assert result.code == 2
    assert "give a file" in result.stderr


def test_an_export_that_cannot_be_written_says_so(modspil, network, tmp_path):
    result = modspil("export", tmp_path / "nowhere" / "members.csv")
    assert result.code == 2
    assert "cannot be written" in result.stderr


def test_an_erased_person_is_gone_for_the_next_search(modspil, network, emails):
    assert modspil("erase", emails[1], "--json").json == {"erased": emails[1]}
    again = modspil("suggest", emails[0], "--intent", "support", "--json")
    assert emails[1] not in again.stdout
    assert modspil("erase", emails[1]).code == 2


def test_the_sample_network_is_loaded_once(modspil):
    first, second = modspil("sample", "--json"), modspil("sample", "--json")
    assert (first.code, second.code) == (0, 0)
    assert first.json["members"]["created"] == second.json["members"]["unchanged"] >= 240
    assert first.json["network_day"] == second.json["network_day"]
