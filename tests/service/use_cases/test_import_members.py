import io
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_fakes import csv_file, fields, jsonl, profile, profiles
from sqlalchemy import delete, func, select

from models.domain.errors import UnfitFileError
from models.domain.members import Kind
from service.db import members
from service.db.tables import MemberRow, StatementRow
from service.use_cases.export_members import export_members
from service.use_cases.import_members import InvalidRowsError, Truncation, import_members
from service.use_cases.member_record import COLUMNS, THEMES
from service.use_cases.members_file import FileFormat, header, written

GOOD_ROWS = 963


def load(context, data, file_name="members.jsonl", *, skip_invalid=False, progress=None):
    return import_members(
        context, io.BytesIO(data), file_name=file_name, skip_invalid=skip_invalid, progress=progress
    )


def export(context, file_format):
    stream = io.BytesIO()
    export_members(context, stream, file_format=file_format)
    return stream.getvalue()


def everybody(context):
    with context.database.read() as session:
        return members.page(session, after=None, limit=10_000)


def counts(report):
    return report.created, report.updated, report.unchanged, report.skipped


@pytest.mark.parametrize("file_format", FileFormat)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(stated=st.lists(profiles(), min_size=1, max_size=4, unique_by=lambda p: p.email))
def test_a_canonical_file_comes_out_as_it_went_in(context, file_format, stated):
    with context.database.write() as session:
        session.execute(delete(MemberRow))
    canonical = (header(file_format) + written(stated, file_format)).encode()
    load(context, canonical, f"members.{file_format.value}")
    assert export(context, file_format) == canonical
    assert [member.profile for member in everybody(context)] == stated


@pytest.mark.parametrize(("first", "second"), [("csv", "jsonl"), ("jsonl", "csv")])
def test_an_export_in_one_format_carries_the_network_over_to_the_other(context, first, second):
    load(context, jsonl(fields(number, challenges=["a | b", '"', "x\ny"]) for number in range(1, 8)))
    before, other = export(context, first), export(context, second)
    with context.database.write() as session:
        session.execute(delete(MemberRow))
    load(context, other, f"x.{second}")
    assert export(context, first) == before


def test_an_import_says_what_it_created_updated_and_left_alone(context):
    assert counts(load(context, jsonl(map(fields, (1, 2, 3))))) == (3, 0, 0, 0)
    assert counts(load(context, jsonl(map(fields, (1, 2, 3))))) == (0, 0, 3, 0)
    changed = [fields(4), fields(2, region="Fyn"), fields(1)]
    assert counts(load(context, jsonl(changed))) == (1, 1, 1, 0)
    assert [(m.profile.name, m.version) for m in everybody(context)] == [
        (profile(1).name, 1),
        (profile(2).name, 2),
        (profile(3).name, 1),
        (profile(4).name, 1),
    ]


def test_a_member_is_known_by_his_address_in_any_case(context):
    load(context, jsonl([fields(1)]))
    report = load(context, jsonl([fields(1, email="PERSON1@firma1.EXAMPLE", region="Fyn")]))
    assert counts(report) == (0, 1, 0, 0)


def test_a_removed_statement_is_closed_and_not_lost(context):
    load(context, jsonl([fields(1, challenges=["a", "b"])]))
    load(context, jsonl([fields(1, challenges=["b"])]))
    (member,) = everybody(context)
    assert [s.text for s in member.stated(Kind.CHALLENGE)] == ["b"]
    with context.database.read() as session:
        closed = session.scalars(select(StatementRow).where(StatementRow.closed_at.is_not(None))).one()
    assert closed.text == "a"


def test_statements_can_be_found_after_an_import(context):
    load(context, jsonl(map(fields, (1, 2))))
    assert context.matcher.pending() == 0


def test_an_import_takes_one_change_number_however_many_rows_it_has(context):
    load(context, jsonl(map(fields, range(1100))))
    with context.database.read() as session:
        born = select(func.count(StatementRow.opened_at.distinct()))
        assert session.scalar(born) == 1


def test_progress_counts_lines_then_members_then_statements(context):
    seen = []
    load(context, jsonl(map(fields, range(1200))), progress=lambda *step: seen.append(step))
    starts = [i for i, (a, b) in enumerate(itertools.pairwise([(0, 0), *seen])) if b[0] <= a[0]]
    series = [seen[i:j] for i, j in itertools.pairwise([0, *starts, len(seen)])]
    assert [part[-1] for part in series] == [(1200, 1200), (1200, 1200), (2400, 2400)]
    assert all(done <= total for done, total in seen)


def test_long_texts_are_cut_and_reported(context):
    report = load(context, jsonl([fields(1), fields(2, expertise=["ord " * 1500])]))
    assert report.truncated == (Truncation(2, "expertise", 5999),)


def test_one_address_in_two_orders_of_its_accents_is_one_address(context):
    accents = ("\u0345\u0301", "\u0301\u0345")
    rows = [fields(number, email=f"\u03b1{both}@firma.example") for number, both in enumerate(accents)]
    with pytest.raises(InvalidRowsError, match="the same address stands in row 1"):
        load(context, jsonl(rows))


def test_an_address_that_stands_twice_names_the_first_row(context):
    data = csv_file([fields(1), fields(2), fields(3, email=" PERSON1@firma1.example"), fields(1, cvr="1")])
    with pytest.raises(InvalidRowsError) as caught:
        load(context, data, "m.csv")
    assert [(p.row, p.column) for p in caught.value.problems] == [(4, "email"), (5, "cvr"), (5, "email")]
    assert "stands in row 2" in caught.value.problems[0].fix
    assert counts(load(context, data, "m.csv", skip_invalid=True)) == (2, 0, 0, 2)


def test_a_bad_row_stops_everything_unless_it_may_be_skipped(context):
    load(context, jsonl([fields(1)]))
    before = everybody(context)
    data = jsonl([fields(1, region="Fyn"), fields(2, level="chef"), fields(3)])
    with pytest.raises(InvalidRowsError) as caught:
        load(context, data)
    assert [(p.row, p.column, p.value) for p in caught.value.problems] == [(2, "level", "chef")]
    assert everybody(context) == before
    report = load(context, data, skip_invalid=True)
    assert counts(report) == (1, 1, 0, 1)
    assert report.problems == caught.value.problems


def test_an_unfit_file_changes_nothing(context):
    with pytest.raises(UnfitFileError):
        load(context, b"email;name\nx@y.dk;X\n", "m.csv")
    assert everybody(context) == []


def test_a_latin_1_file_with_semicolons_from_a_spreadsheet_is_understood(context):
    data = csv_file([fields(1)], delimiter=";", encoding="latin-1")
    report = load(context, data, "medlemmer.csv")
    assert everybody(context)[0].profile == profile(1)
    assert len(report.notices) == 1
    assert "Windows-1252" in report.notices[0]


def test_an_error_while_writing_leaves_nothing_behind(context):
    def stop(done, _total):
        if done == 1000:
            stops.append(done)
        if len(stops) == 2:
            raise KeyboardInterrupt

    stops = []
    with pytest.raises(KeyboardInterrupt):
        load(context, jsonl(map(fields, range(1500))), progress=stop)
    assert everybody(context) == []


def test_an_interrupted_encoding_loses_no_member_and_is_taken_up_again(context):
    def stop(done, total):
        if total == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(context, jsonl(map(fields, (1, 2))), progress=stop)
    assert len(everybody(context)) == 2
    assert counts(load(context, jsonl(map(fields, (1, 2))))) == (0, 0, 2, 0)
    assert context.matcher.pending() == 0


BAD = [
    {"email": "anna.firma.example"},
    {"email": ""},
    {"name": "  "},
    {"level": "chef"},
    {"industry": "Metal"},
    {"cvr": "1234567"},
    {"languages": ["da", "volapyk?"]},
    {"languages": []},
    {"challenges": ["god", ""]},
    {"challenges": [], "expertise": []},
    {"region": "Fyn\x07"},
    {"organisation": "x" * 201},
]
"""Twelve kinds of bad rows."""


def thousand_rows():
    """A spreadsheet of 1,000 rows, 37 of them bad; returns it and the bad rows' (row, column)."""
    records = [fields(number) for number in range(1000)]
    expected = []
    for place, kind in zip(range(3, 1000, 27), itertools.cycle(BAD), strict=False):
        records[place] |= kind
        expected.append((place + 2, list(kind)[-1]))
    return csv_file(records, delimiter=";", encoding="utf-8-sig"), expected


def test_all_37_bad_rows_of_a_thousand_are_named_with_column_value_and_fix(context):
    data, expected = thousand_rows()
    assert len(expected) == 37
    with pytest.raises(InvalidRowsError) as caught:
        load(context, data, "medlemmer.csv")
    problems = caught.value.problems
    assert [(p.row, p.column) for p in problems] == expected
    assert all(p.fix for p in problems)
    assert everybody(context) == []


def test_the_other_963_rows_of_that_thousand_are_imported_when_asked_for(context):
    data, expected = thousand_rows()
    report = load(context, data, "medlemmer.csv", skip_invalid=True)
    assert counts(report) == (GOOD_ROWS, 0, 0, 37)
    assert [(p.row, p.column) for p in report.problems] == expected
    assert len(everybody(context)) == GOOD_ROWS


def test_a_row_is_named_with_all_that_is_wrong_with_it(context):
    bad = fields(1, email="x", name="", cvr="1", level="?", region="")
    with pytest.raises(InvalidRowsError) as caught:
        load(context, csv_file([bad]), "m.csv")
    assert [p.column for p in caught.value.problems] == ["email", "name", "cvr", "level", "region"]
    assert all(p.column in COLUMNS for p in caught.value.problems)


def test_a_text_that_the_encoder_does_not_read_to_its_end_is_named(context, monkeypatch):
    monkeypatch.setattr(
        context.matcher, "truncated", lambda texts: [i for i, t in enumerate(texts) if "x" in t]
    )
    long_texts = {"challenges": ["kort", "y" * 1500], "expertise": ["x" * 1500]}
    report = load(context, jsonl([fields(1), fields(2, **long_texts)]))
    assert [notice for notice in report.notices if "only the beginning" in notice] == [
        "Row 2, expertise: only the beginning of this text is searched; the encoder stops there."
    ]


def test_a_file_without_themes_takes_nobodys_away_and_one_with_them_replaces_them(context):
    load(context, jsonl([fields(challenges=["a", "b"], challenge_themes=["silos", None])]))
    plain = {name: value for name, value in fields(challenges=["b", "a"]).items() if name not in THEMES}
    assert counts(load(context, jsonl([plain]))) == (0, 1, 0, 0)
    assert everybody(context)[0].profile.challenge_themes == (None, "silos")
    load(context, jsonl([plain | {"challenge_themes": ["pricing", None]}]))
    assert everybody(context)[0].profile.challenge_themes == ("pricing", None)
