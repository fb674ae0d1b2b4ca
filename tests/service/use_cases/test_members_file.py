import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_fakes import csv_file, fields, jsonl, profile, profiles

from models.domain.errors import BadInputError, UnfitFileError
from service.use_cases.member_record import COLUMNS, REQUIRED, RowProblem, check, fields_of, profile_of
from service.use_cases.members_file import FileFormat, Record, header, recognise, written
from service.use_cases.text_source import open_text


def read(data, file_name="members.csv"):
    """The records of a file, and its notices."""
    with open_text(io.BytesIO(data)) as source:
        file = recognise(source, file_name)
        return list(file.records()), file.notices()


def read_profiles(data, file_name):
    return [profile_of(check(r.row, r.fields).fields) for r in read(data, file_name)[0]]


def rows(data, file_name="members.csv"):
    return [record.row for record in read(data, file_name)[0]]


def edited(data, old, new):
    assert data.count(old) == 1
    return data.replace(old, new)


@pytest.mark.parametrize("file_format", FileFormat)
@given(st.lists(profiles(), min_size=1, max_size=4))
def test_what_is_written_is_read_back_and_written_the_same(file_format, stated):
    data = (header(file_format) + written(stated, file_format)).encode()
    again = read_profiles(data, f"members.{file_format.value}")
    assert again == stated
    assert (header(file_format) + written(again, file_format)).encode() == data


@pytest.mark.parametrize(
    "texts",
    [
        ("a | b", "c"),
        ("a|b",),
        ("|",),
        ("| a", "b |"),
        ("a \\| b", "\\", "\\|", "\\\\|"),
        ("a\n|\nb",),
        ('says "x", then; y',),
        ("=1+1",),
        ("C:\\temp\\",),
    ],
)
@pytest.mark.parametrize("file_format", FileFormat)
def test_texts_with_the_formats_own_signs_survive(texts, file_format):
    stated = [profile(challenges=texts)]
    data = (header(file_format) + written(stated, file_format)).encode()
    assert read_profiles(data, f"members.{file_format.value}") == stated


def test_a_list_in_a_cell_is_separated_by_bars_between_spaces():
    line = written([profile(languages=("da", "en"), challenges=("a", "b|c"))], FileFormat.CSV)
    assert ",da | en,a | b\\|c," in line


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("", []),
        ("  ", []),
        ("a", ["a"]),
        ("a | b", ["a ", " b"]),
        ("a|b", ["a|b"]),
        ("a | | b", ["a ", " ", " b"]),
        ("a |", ["a ", ""]),
        ("x\\y", ["x\\y"]),
    ],
)
def test_a_cell_is_split_only_where_a_bar_stands_alone(cell, texts):
    data = csv_file([fields(challenges=cell)])
    assert read(data)[0][0].fields["challenges"] == texts


def test_json_leaves_out_what_is_optional_and_not_stated():
    line = written([profile(external_id=None, cvr=None, networks=(), expertise=())], FileFormat.JSONL)
    assert list(json.loads(line)) == list(REQUIRED)
    assert json.loads(line)["expertise"] == []
    assert "Søren" in line


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write_is_read(delimiter, encoding):
    stated = [profile(1, challenges=("a, b; c\td", "linje\nto")), profile(2)]
    data = csv_file(map(fields_of, stated), delimiter=delimiter, encoding=encoding)
    assert read_profiles(data, "members.csv") == stated


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    lines = csv_file([fields(1, challenges=["to\nlinjer"]), fields(2), fields(3)]).split(b"\r\n")
    data = b"\r\n".join([b"", lines[0], b"", lines[1], b";;".replace(b";", b","), *lines[2:]])
    assert rows(data) == [4, 6, 7]


def test_lines_are_counted_as_an_editor_counts_them():
    data = b"\n" + jsonl([fields(1)]) + b"\n  \n" + jsonl([fields(2)])
    assert rows(data, "members.jsonl") == [2, 5]


def test_the_header_may_be_in_any_order_case_and_spacing():
    columns = [f" {column.upper()} " for column in reversed(COLUMNS)]
    lines = csv_file([fields_of(profile())], columns=COLUMNS[::-1]).split(b"\r\n", 1)
    data = ",".join(columns).encode() + b"\r\n" + lines[1]
    assert read_profiles(data, "members.csv") == [profile()]


def test_optional_columns_may_be_left_out():
    columns = [column for column in COLUMNS if column not in {"id", "cvr", "group", "networks"}]
    data = csv_file([fields()], columns=columns)
    assert read_profiles(data, "members.csv") == [profile(external_id=None, cvr=None)]


def test_columns_nobody_knows_are_mentioned_once():
    data = csv_file([fields(telefon="1", Note="x"), fields(2)], columns=[*COLUMNS, "telefon", "Note"])
    assert read(data)[1] == ("Not used, because the name is unknown: telefon, note.",)
    lines = jsonl([fields(telefon="1"), fields(2, telefon="2")])
    assert read(lines, "m.jsonl")[1] == ("Not used, because the name is unknown: telefon.",)


def test_missing_columns_are_one_clear_error():
    data = csv_file([fields()], columns=["email", "name", "organisation"])
    with pytest.raises(
        UnfitFileError, match=r"missing: industry, function.*It says: email, name, organisation"
    ):
        read(data)


def test_a_file_without_any_header_is_refused():
    data = csv_file([fields(1), fields(2)]).split(b"\r\n", 1)[1]
    with pytest.raises(UnfitFileError, match="first row must name the columns"):
        read(data)


def test_a_column_named_twice_is_refused():
    with pytest.raises(UnfitFileError, match="twice: name"):
        read(csv_file([fields()], columns=[*COLUMNS, "name"]))


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(UnfitFileError, match="empty"):
        read(data)


def test_a_header_alone_is_a_network_of_nobody():
    assert read(csv_file([])) == ([], ())


def test_a_row_with_too_few_or_too_many_cells_says_so():
    good = csv_file([fields(1), fields(2)])
    records, _ = read(good + b"a,b\r\n" + b",".join([b"x"] * 17))
    assert [type(record) for record in records] == [Record, Record, RowProblem, RowProblem]
    assert [problem.row for problem in records[2:]] == [4, 5]
    assert "write 16 cells, not 2" in records[2].fix
    assert "write 16 cells, not 17" in records[3].fix


def test_a_stray_quotation_mark_harms_its_own_row_only():
    data = edited(csv_file([fields(1), fields(2), fields(3)]), b"Firma 2 A/S", b'"Firma" 2 A/S')
    records, _ = read(data)
    assert [type(record) for record in records] == [Record, RowProblem, Record]
    assert records[1].row == 3
    assert "twice" in records[1].fix


def test_an_open_quotation_mark_that_swallows_rows_refuses_the_file():
    plain = [fields(number, challenges=["uden komma"]) for number in (1, 2, 3)]
    data = edited(csv_file(plain), b"Firma 2 A/S", b'"Firma 2 A/S')
    with pytest.raises(UnfitFileError, match="quotation mark in line 3 has no partner"):
        read(data)


def test_a_cell_without_end_refuses_the_file():
    data = edited(csv_file([fields(1)]), b"Firma 1 A/S", b'"' + b"tekst\n" * 200_000)
    with pytest.raises(UnfitFileError, match="quotation mark in line 2 has no partner"):
        read(data)


@pytest.mark.parametrize(
    "line", ["{", "name: x", '{"a": 1,}', "[" * 100_000, "1" * 10_000, '{"a": "\t"}', "{} {}", "nul"]
)
def test_a_line_that_is_no_json_says_so(line):
    data = jsonl([fields(1)]) + line.encode() + b"\n" + jsonl([fields(2)])
    records, _ = read(data, "members.jsonl")
    assert [record.row for record in records] == [1, 2, 3]
    assert isinstance(records[1], RowProblem)
    assert "JSON object" in records[1].fix


@pytest.mark.parametrize("line", ["3", '"x"', "null", "[1]"])
def test_a_line_that_is_no_object_says_so(line):
    records, _ = read(jsonl([fields()]) + line.encode(), "members.jsonl")
    assert records[1] == RowProblem(2, "", line, "write a JSON object, as in {...}")


def test_one_json_array_is_refused_with_the_fix():
    with pytest.raises(UnfitFileError, match="one JSON object on each line"):
        read(json.dumps([fields()]).encode(), "members.json")


@pytest.mark.parametrize(
    ("file_name", "data"),
    [
        ("-", jsonl([fields()])),
        ("-", csv_file([fields()])),
        ("medlemmer.txt", csv_file([fields()], delimiter=";")),
        ("MEMBERS.CSV", csv_file([fields()])),
        ("m.tsv", csv_file([fields()], delimiter="\t")),
        ("m.ndjson", jsonl([fields()])),
    ],
)
def test_the_form_is_recognised_by_name_or_content(file_name, data):
    assert read_profiles(data, file_name) == [profile()]


def test_an_unknown_format_is_refused():
    with pytest.raises(BadInputError, match="choose jsonl or csv"):
        FileFormat("xlsx")


def test_a_text_without_a_theme_leaves_its_place_empty():
    stated = profile(challenges=("a", "b", "c"), challenge_themes=(None, "silos", None))
    assert written([stated], FileFormat.CSV).endswith(", | silos | ,\n")
    assert json.loads(written([stated], FileFormat.JSONL))["challenge_themes"] == [None, "silos", None]
