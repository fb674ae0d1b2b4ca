"""The index is a cache: thrown away, behind, ahead or damaged, it ends up equal to the database."""

import pytest
from service_fakes import profile

from models.domain.members import Kind
from models.text.compiled import CompiledEncoder
from models.text.sentence_encoder import SentenceEncoder
from service import matcher as matcher_module
from service.config import Settings
from service.context import open_context
from service.doctor import equal_indices, examine
from service.matcher import Matcher, open_encoder
from service.use_cases.members import erase_member, save_member


@pytest.fixture(autouse=True)
def index_is_written_at_every_change(monkeypatch):
    monkeypatch.setattr(matcher_module, "WORTH_SAVING", 1)


def another_process(context):
    return Matcher(context.settings, context.database, open_encoder(context.settings))


def index_files(context):
    return list((context.settings.home / "index").iterdir())


def save(context, number, **changes):
    return save_member(context, profile(number, **changes), expected_version=None).member


def test_a_removed_statement_leaves_the_index_of_every_process(context):
    save(context, 1)
    other = another_process(context)
    assert len(other.refresh()) == 2
    save(context, 1, expertise=())
    assert len(other.refresh()) == 1


def test_an_erased_member_leaves_the_index_of_every_process(context):
    member = save(context, 1)
    save(context, 2)
    other = another_process(context)
    assert member.id in other.refresh().member_ids
    erase_member(context, member.email)
    assert member.id not in other.refresh().member_ids


def test_the_saved_index_is_caught_up_at_the_next_start(context):
    save(context, 1)
    context.matcher.refresh()
    before = index_files(context)
    save(context, 2)
    started = another_process(context)
    assert len(started.refresh()) == 4
    assert before
    assert equal_indices(started.refresh(), another_process(context).rebuild())


def test_a_damaged_index_file_is_replaced(context):
    save(context, 1)
    context.matcher.refresh()
    (file,) = index_files(context)
    file.write_bytes(file.read_bytes()[:100])
    assert len(another_process(context).refresh()) == 2


def test_an_index_that_is_ahead_of_a_restored_database_is_not_used(context):
    save(context, 1)
    kept = context.matcher.refresh()
    kept._sequence = 1000
    (file,) = index_files(context)
    kept.save(file)
    assert another_process(context).refresh().sequence < 1000


def test_an_erased_member_leaves_the_index_file_of_every_machine(context, tmp_path, monkeypatch):
    member = save(context, 1)
    save(context, 2)
    elsewhere = context.settings.model_copy(update={"home": tmp_path / "elsewhere"})
    other = Matcher(elsewhere, context.database, open_encoder(elsewhere))
    vector = other.refresh().vectors_of([member.id], Kind.CHALLENGE).matrix.tobytes()
    (file,) = (elsewhere.home / "index").iterdir()
    assert vector in file.read_bytes()
    monkeypatch.setattr(matcher_module, "WORTH_SAVING", 1000)
    erase_member(context, member.email)
    other.refresh()
    assert vector not in file.read_bytes()


def test_a_process_that_replaces_a_killed_one_reads_what_that_one_left(context):
    save(context, 1)
    with context.database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM vectors")
    assert not context.matcher.ready()
    another_process(context).warm_up()
    assert context.matcher.ready()


def test_the_doctor_finds_a_healthy_network_healthy(context):
    save(context, 1)
    assert all(finding.ok for finding in examine(context))


def test_the_doctor_finds_an_index_that_differs_and_mends_it(context):
    save(context, 1)
    index = context.matcher.refresh()
    index.remove([1])
    findings = {finding.what: finding.ok for finding in examine(context)}
    assert findings == {"database": True, "vectors": True, "index": False}
    assert all(finding.ok for finding in examine(context))


def test_no_byte_of_an_erased_member_stays_in_database_or_index(sqlite_url, clock, tmp_path):
    settings = Settings(home=tmp_path / "home", encoder="hashing", database_url=sqlite_url)
    context = open_context(settings, clock=clock)
    member = save(context, 1, challenges=("Zwanzigtausend Kiebitze sitzen auf dem Dach.",))
    vector = context.matcher.refresh().vectors_of([member.id], Kind.CHALLENGE).matrix.tobytes()
    erase_member(context, member.email)
    context.database.close()
    kept = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert kept
    for trace in (member.email.encode(), b"Kiebitze", vector[:64]):
        assert not any(trace in content for content in kept)


def test_a_folder_that_cannot_be_written_hinders_nobody(context, capsys):
    (context.settings.home).mkdir(parents=True)
    (context.settings.home / "index").write_text("a file where the folder should be")
    save(context, 1)
    assert len(context.matcher.refresh()) == 2
    assert "index not saved" in "".join(capsys.readouterr())


def test_what_a_killed_process_left_of_an_index_goes_with_the_next_erasure(context):
    member = save(context, 1)
    context.matcher.refresh()
    (file,) = index_files(context)
    file.with_name(f"{file.name}-torn").write_bytes(b"half an index")
    erase_member(context, member.email)
    assert index_files(context) == [file]


@pytest.mark.parametrize(("runtime", "kind"), [("compiled", CompiledEncoder), ("plain", SentenceEncoder)])
def test_the_encoder_runs_as_it_is_set_and_opening_loads_nothing(tmp_path, runtime, kind):
    settings = Settings(home=tmp_path, encoder="nobody/nothing", encoder_runtime=runtime)
    assert type(open_encoder(settings)) is kind
    assert list(tmp_path.iterdir()) == []


def test_one_line_tells_why_an_encoder_is_not_compiled(tmp_path, capsys):
    encoder = open_encoder(Settings(home=tmp_path, encoder="nobody/nothing"))
    encoder._on_plain("it pools by max")
    (line,) = "".join(capsys.readouterr()).splitlines()
    assert "not compiled" in line
    assert "it pools by max" in line
