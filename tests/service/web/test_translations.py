from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from service import web

HERE = Path(web.__file__).parent
RENEW = "run `make translations` and translate what is new"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@pytest.fixture(params=["da", "en"])
def folder(request):
    return HERE / "translations" / request.param / "LC_MESSAGES"


@pytest.fixture
def catalogue(folder):
    with (folder / "messages.po").open("rb") as file:
        return read_po(file, locale=folder.parent.name)


@pytest.fixture(scope="module")
def used():
    """Every text the pages and their code ask for."""
    with (HERE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(HERE, methods, options, keywords=KEYWORDS)
    return {message for _, _, message, *_ in found}


def test_the_catalogue_holds_exactly_what_the_pages_use(catalogue, used):
    assert {message.id for message in catalogue if message.id} == used, RENEW


def test_nothing_is_untranslated_or_doubtful(catalogue):
    for message in filter(lambda message: message.id, catalogue):
        texts = message.string if message.pluralizable else (message.string,)
        assert all(texts), f"{message.id!r} is not translated; {RENEW}"
        assert not message.fuzzy, message.id


def test_placeholders_survive_translation(catalogue):
    for message in filter(lambda message: message.id, catalogue):
        assert not list(message.check(catalogue)), message.id


def test_the_compiled_catalogue_is_fresh(folder, catalogue):
    with (folder / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert _texts(compiled) == _texts(catalogue), RENEW


def test_english_says_what_the_code_says(catalogue):
    if catalogue.locale.language == "en":
        assert all(message.string == message.id for message in catalogue if message.id)


def _texts(catalogue):
    # Babel reads plural forms from the two kinds of file as lists and as tuples.
    return {tuple(m.id) if m.pluralizable else m.id: list(m.string) for m in catalogue if m.id}
