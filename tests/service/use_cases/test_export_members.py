import io
import json

import pytest
from service_fakes import NOW, fields, jsonl, profile

from models.domain.errors import BadInputError
from service.db.changes import next_change
from service.db.profiles import save_all
from service.use_cases.export_members import export_members
from service.use_cases.import_members import import_members
from service.use_cases.member_record import COLUMNS


def save(context, *profiles):
    with context.database.write() as session:
        save_all(session, profiles, next_change(session), NOW)


def export(context, file_format="jsonl", progress=None):
    stream = io.BytesIO()
    count = export_members(context, stream, file_format=file_format, progress=progress)
    return count, stream.getvalue()


def test_an_empty_network_gives_an_empty_file(context):
    assert export(context) == (0, b"")
    assert export(context, "csv") == (0, ",".join(COLUMNS).encode() + b"\n")


def test_members_come_out_oldest_first_and_are_counted(context):
    save(context, profile(3), profile(1))
    save(context, profile(2), profile(1, region="Fyn"))
    count, data = export(context)
    assert count == 3
    assert [json.loads(line)["id"] for line in data.splitlines()] == ["3", "1", "2"]


def test_danish_letters_are_written_as_themselves(context):
    save(context, profile())
    assert "Søren Ærø".encode() in export(context)[1]
    assert "Søren Ærø".encode() in export(context, "csv")[1]


def test_progress_ends_with_everybody(context):
    save(context, *map(profile, range(600)))
    seen = []
    export(context, progress=lambda *step: seen.append(step))
    assert seen == [(500, 600), (600, 600)]


def test_an_export_shows_one_state_while_an_import_goes_on(context):
    save(context, *map(profile, range(600)))
    _, before = export(context)
    changed = [fields(number, region="Fyn") for number in range(601)]

    def interfere(done, _total):
        if done == 500:
            import_members(context, io.BytesIO(jsonl(changed)), file_name="x.jsonl", skip_invalid=False)

    count, during = export(context, progress=interfere)
    assert (count, during) == (600, before)
    assert export(context)[1] != before


def test_an_unknown_format_is_refused_before_anything_is_written(context):
    stream = io.BytesIO()
    with pytest.raises(BadInputError, match="xml"):
        export_members(context, stream, file_format="xml")
    assert stream.getvalue() == b""
