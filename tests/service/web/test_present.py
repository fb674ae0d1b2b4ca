from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_fakes import profile

from service.web import present
from service.web.present import Stranger, veiled

WORDS = st.lists(st.sampled_from(["hos", "og", "vi", "Tang", "fem,", "leder.", "A/S"]), max_size=6).map(
    " ".join
)
names = st.sampled_from(["Bo Ærø", "Åse Østrup-Friis", "Émile O'Hara", "Marie C. Bang"])
organisations = st.sampled_from(["Tangvig (Nord) A/S", "C++ Gruppen", "Å", "Region Havbjerg"])


@pytest.fixture(autouse=True)
def _hidden(monkeypatch):
    monkeypatch.setattr(present, "gettext", lambda text: text)


@given(names, organisations, WORDS, WORDS, st.sampled_from([str, str.upper, str.lower]))
def test_whole_names_never_pass(name, organisation, before, after, spelt):
    writer = profile(name=name, organisation=organisation)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(present, "gettext", lambda text: "…")
        shown = veiled(f"{before} {spelt(name)} {spelt(organisation)} {writer.email} {after}", writer)
    for known in (name, writer.email):
        assert known.casefold() not in shown.casefold()
    assert organisation.casefold() not in shown.casefold().split()


@given(WORDS)
def test_a_text_without_names_passes_as_it_is(text):
    assert veiled(text, profile(name="Bo Ærø", organisation="Havbjerg A/S")) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kvistlys kultur", "[name hidden]s kultur"),
        ("Det gamle Kvistly.", "Det gamle [name hidden]."),
        ("Spørg Ida eller Ida-Marie", "Spørg [name hidden] eller [name hidden]-Marie"),
        ("kvistlyngen blomstrer", "kvistlyngen blomstrer"),
        ("Den Gode dag", "Den Gode dag"),
    ],
)
def test_parts_of_names_are_hidden_where_they_stand_alone(text, shown):
    writer = profile(name="Ida Lund", organisation="Den Gode Kvistly")
    assert veiled(text, writer) == shown


def test_a_group_of_companies_is_hidden_like_the_organisation():
    writer = profile(name="Ida Lund", organisation="Den Gode Kvistly", group="Mosegrund Holding A/S")
    said = "Hos Mosegrunds søster og i MOSEGRUND HOLDING A/S"
    assert veiled(said, writer) == "Hos [name hidden]s søster og i [name hidden]"


def test_a_stranger_has_no_field_for_a_name():
    assert {field.name for field in fields(Stranger)} == {"function", "level", "industry", "region"}
