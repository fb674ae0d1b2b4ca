import json
import re
import shlex
from pathlib import Path

import click
import pytest

from service import create_app, current
from service.cli import cli
from service.config import Settings
from service.day_documents import SeatingDocument
from service.documents import SlateDocument
from service.scopes import MEANING
from service.use_cases.member_record import check
from service.use_cases.members_file import FileFormat, MembersFile
from service.use_cases.text_source import open_text

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(page for folder in ("docs", "data", "models") for page in ROOT.glob(f"{folder}/**/*.md")),
    ]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
OPTION = re.compile(r"--[a-z][a-z-]+")
PATH = re.compile(r"`((?:\.ci|data|docs|models|service|tests|training)/[\w./-]*)`")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def rows(text):
    """The cells of every row of every table."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(group=cli, prefix=""):
    """Every command by the name a person types."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def options_of(command):
    names = [name for param in command.params for name in (*param.opts, *param.secondary_opts)]
    return {name for name in names if name.startswith("--")}


def anchors(text):
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def calls(text):
    """The words of every call of modspil or make, in shell blocks and in sentences."""
    blocked = "\n".join(blocks(text, "sh")).replace("\\\n", " ").splitlines()
    for line in (*blocked, *re.findall(r"`((?:modspil|make) [^`\n]+)`", text)):
        words = shlex.split(line, comments=True)
        if words and words[0] in {"modspil", "make"}:
            yield words


@pytest.fixture
def openapi(tmp_path):
    app = create_app(Settings(home=tmp_path, encoder="hashing"))
    yield app.api_doc
    current.of(app).database.close()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_setting_stands_in_the_configuration_with_its_default_and_meaning(name):
    field = Settings.model_fields[name]
    value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    row = [f"`MODSPIL_{name.upper()}`", f"`{value}`" if value else "empty", field.description]
    assert row in rows(read("docs/configuration.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_setting_that_does_not_exist(page):
    known = {f"MODSPIL_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"MODSPIL_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_each_command_has_its_section_with_exactly_its_options(name, command):
    page = read("docs/commands.md")
    found = re.search(rf"^### `modspil {name}\b[^`]*`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md needs a section '### `modspil {name} ...`'"
    described = {option for cells in rows(found[1]) for option in OPTION.findall(cells[0])}
    assert described == options_of(command)


def test_no_section_tells_of_a_command_that_does_not_exist():
    sections = re.findall(r"^### `modspil ([a-z ]+[a-z])", read("docs/commands.md"), re.MULTILINE)
    assert sorted(sections) == sorted(name for name, _ in commands())


def test_the_operations_of_the_api_stand_there_with_their_scopes_and_no_others(openapi):
    expected = [
        [method.upper(), f"`{path.removeprefix('/api/v1')}`", _scopes(operation), operation["summary"]]
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    ]
    methods = {"GET", "POST", "PUT", "DELETE"}
    described = [cells for cells in rows(read("docs/api.md")) if cells[0] in methods]
    assert sorted(described) == sorted(expected)


def _scopes(operation):
    return ", ".join(f"`{scope}`" for need in operation["security"] for scope in need["bearer"])


@pytest.mark.parametrize("scope", MEANING)
def test_each_scope_stands_there_with_its_meaning(scope):
    assert [f"`{scope}`", MEANING[scope]] in rows(read("docs/api.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = page.parent / target if target else page
        if not file.exists() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_folders_that_are_named_exist(page):
    named = PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_examples_exist_with_their_options(page):
    known, targets = dict(commands()), re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE)
    for program, *words in calls(page.read_text(encoding="utf-8")):
        if program == "make":
            assert set(words) <= {*targets, *(word for word in words if "=" in word)}
        elif words[0] not in {"--help", "--version", "COMMAND"}:
            name = " ".join(words[:2]) if words[0] == "token" else words[0]
            assert name in known
            assert {word for word in words if word.startswith("--")} <= options_of(known[name])


def test_each_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page.suffix == ".md" and page.exists() and page not in reached:
            reached.add(page)
            links = LINK.findall(page.read_text(encoding="utf-8"))
            waiting += [
                (page.parent / link.partition("#")[0]).resolve() for link in links if "://" not in link
            ]
            waiting += [path / "README.md" for path in waiting if path.is_dir()]
    lost = [str(page.relative_to(ROOT)) for page in PAGES if page not in reached]
    assert lost == []


def test_the_member_in_the_examples_of_both_forms_of_the_members_file_is_the_same_and_valid(tmp_path):
    page = read("docs/data-formats.md")
    members = [
        check(record.row, record.fields)
        for form, block in (
            (FileFormat.JSONL, blocks(page, "json")[0]),
            (FileFormat.CSV, blocks(page, "csv")[0]),
        )
        for record in _records(tmp_path / form, form, block)
    ]
    assert [member.problems for member in members] == [(), ()]
    assert members[0].fields == members[1].fields


def _records(path, form, text):
    path.write_text(text, encoding="utf-8")
    with path.open("rb") as stream, open_text(stream) as source:
        return list(MembersFile(source, form).records())


@pytest.mark.parametrize(("place", "schema"), [("suggestions", SlateDocument), ("rounds", SeatingDocument)])
def test_documents_in_the_examples_are_whole(place, schema):
    documents = [json.loads(block) for block in blocks(read("docs/data-formats.md"), "json")]
    (example,) = (document for document in documents if place in document)
    assert schema.model_validate(example).model_dump(mode="json") == example


def test_the_member_of_the_readme_is_in_the_sample_network():
    known = {json.loads(line)["email"] for line in read("data/sample/members.jsonl").splitlines()}
    named = {word for words in calls(read("README.md")) for word in words if "@" in word}
    assert named
    assert named <= known
