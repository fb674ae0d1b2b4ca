import json
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_fakes import fields, profile, profiles

from models.domain.members import Level, email_key
from service.use_cases.member_record import (
    COLUMNS,
    THEMES,
    InvalidRowsError,
    RowProblem,
    Truncation,
    check,
    fields_of,
    profile_of,
    shown,
)
from service.use_cases.stated_text import MAX_TEXT, TextFault, canonical, fault_of

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def accepted(**changes):
    checked = check(2, fields(**changes))
    assert checked.problems == ()
    return checked.fields


def fixes(**changes):
    """The problems of a record that is good but for these fields: (column, value, fix)."""
    checked = check(2, fields(**changes))
    assert checked.fields is None
    return [(problem.column, problem.value, problem.fix) for problem in checked.problems]


@given(profiles())
def test_a_canonical_profile_is_accepted_as_it_is(stated):
    checked = check(1, fields_of(stated))
    assert profile_of(checked.fields) == stated
    assert checked.truncated == ()


@given(st.dictionaries(st.sampled_from(COLUMNS), anything))
def test_whatever_a_row_holds_is_accepted_or_explained(changes):
    checked = check(7, fields() | changes)
    if checked.fields is None:
        assert checked.problems
        assert all(
            p.row == 7 and p.column in COLUMNS and p.fix and p.value.isprintable() for p in checked.problems
        )
    else:
        assert check(7, json.loads(json.dumps(checked.fields))).fields == checked.fields


@given(st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True))
def test_every_problem_of_a_row_is_found(columns):
    wrong = {column: {"not": "usable"} for column in columns}
    assert {problem.column for problem in check(1, fields() | wrong).problems} == set(columns)


def test_the_columns_are_those_of_the_file_in_its_order():
    assert list(fields_of(profile())) == list(COLUMNS)


OPTIONAL = {"id", "cvr", "group", "networks", *THEMES}


@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in OPTIONAL])
def test_a_required_column_may_not_be_missing(column):
    record = fields()
    del record[column]
    problems = check(4, record).problems
    assert problems == (RowProblem(4, column, "", "the column is required; give a value"),)


def test_what_is_optional_may_be_missing_empty_or_null():
    for record in (
        {c: v for c, v in fields().items() if c not in {"id", "cvr", "group", "networks"}},
        fields(id="", cvr=" ", networks=[]),
        fields(id=None, cvr=None, networks=None),
    ):
        checked = check(1, record).fields
        assert (checked["id"], checked["cvr"], checked["networks"]) == (None, None, [])


def test_an_address_is_folded():
    assert accepted(email=" Anna.SØRENSEN@Firma.Example\n")["email"] == "anna.sørensen@firma.example"


@given(st.text(max_size=8))
def test_folding_an_address_twice_is_folding_it_once(text):
    assert email_key(email_key(text)) == email_key(text)


def test_folding_is_settled_for_every_letter():
    letters = (c for c in map(chr, range(sys.maxunicode + 1)) if c.isalnum())
    assert [c for c in letters if email_key(email_key(c)) != email_key(c)] == []


@pytest.mark.parametrize(
    "address",
    ["a@b.dk", "a.b+c@x-y.example", "o'neil@firma.example", "info@rødgrød.dk", "1@2.3a", "a_b@firma.co.uk"],
)
def test_addresses_people_have_are_accepted(address):
    assert accepted(email=address)["email"] == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@firma",
        "@firma.dk",
        "anna@",
        "a b@firma.dk",
        "a@b@firma.dk",
        ".a@firma.dk",
        "a.@firma.dk",
        "a..b@firma.dk",
        "a@-firma.dk",
        "a@firma..dk",
        "a@firma.dk.",
        "Anna <a@firma.dk>",
        "a@firma.dk, b@firma.dk",
        "x" * 250 + "@b.dk",
    ],
)
def test_what_is_no_address_is_refused(address):
    ((column, _, fix),) = fixes(email=address)
    assert column == "email"
    assert "e-mail" in fix or "empty" in fix


@pytest.mark.parametrize("given_as", ["12345678", " 12345678 ", 12345678])
def test_a_register_number_may_be_a_number(given_as):
    assert accepted(cvr=given_as)["cvr"] == "12345678"


@pytest.mark.parametrize("wrong", ["1234567", "123456789", "DK123456", 1234567, "١٢٣٤٥٦٧٨", True, 12345678.0])
def test_a_register_number_has_eight_digits(wrong):
    ((column, value, _),) = fixes(cvr=wrong)
    assert (column, value) == ("cvr", str(wrong))


@pytest.mark.parametrize("level", Level)
def test_levels_are_named_as_in_the_file_in_any_case(level):
    assert accepted(level=f" {level.value.capitalize()} ")["level"] == level.value


def test_an_unknown_level_names_the_five():
    ((column, value, fix),) = fixes(level="chef")
    assert (column, value) == ("level", "chef")
    assert all(level.value in fix for level in Level)


def test_languages_are_codes_or_names_and_are_kept_as_codes():
    assert accepted(languages=["Dansk", "EN", "danish", "Swedish", "tysk", " fr "])["languages"] == [
        "da",
        "en",
        "sv",
        "de",
        "fr",
    ]


def test_a_language_nobody_speaks_and_no_language_are_refused():
    assert [problem[:2] for problem in fixes(languages=["da", "klingon", "xx"])] == [
        ("languages", "klingon"),
        ("languages", "xx"),
    ]
    assert fixes(languages=[])[0][2] == "name at least one language"


def test_industry_is_kept_as_written_once_it_is_understood():
    assert accepted(industry=" 25.62 Maskinforarbejdning ")["industry"] == "25.62 Maskinforarbejdning"
    ((column, value, fix),) = fixes(industry="Metal")
    assert (column, value) == ("industry", "Metal")
    assert "DB07" in fix


def test_texts_are_composed_trimmed_and_use_line_feeds():
    decomposed = unicodedata.normalize("NFD", "  få overblik\r\npå én gang\r")
    assert accepted(challenges=[decomposed])["challenges"] == ["få overblik\npå én gang"]


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_and_half_characters_are_refused_wherever_they_stand(sign):
    for changes in ({"name": f"a{sign}b"}, {"challenges": [f"a{sign}b"]}, {"networks": [f"a{sign}b"]}):
        ((column, value, fix),) = fixes(**changes)
        assert column in changes
        assert value.isprintable()
        assert "leave out" in fix


def test_a_name_is_one_line_and_no_longer_than_the_database_keeps():
    assert fixes(name="a\nb")[0][2] == "write it on one line, without tabs"
    assert accepted(name="x" * 200)
    assert fixes(name="x" * 201)[0][2] == "shorten it to 200 characters"


def test_an_organisation_must_fit_in_the_form_in_which_it_is_compared():
    assert fixes(organisation="ß" * 150)[0][2] == "shorten it to 200 characters"


def test_a_member_needs_something_to_say():
    assert fixes(challenges=[], expertise=[]) == [
        ("expertise", "[]", "state at least one challenge or one expertise")
    ]
    assert accepted(challenges=[])
    assert accepted(expertise=[])


def test_empty_texts_and_texts_stated_twice_are_refused():
    assert fixes(challenges=["a", " "]) == [("challenges", " ", "write a text; it may not be empty")]
    assert "twice" in fixes(challenges=["a", "b", "a "])[0][2]


def test_a_list_must_be_a_list_of_texts():
    assert fixes(challenges="a")[0][2] == 'write a list of texts, as in ["one text", "another"]'
    assert fixes(challenges=["a", 3]) == [("challenges", "3", "write a text")]


def test_a_long_text_is_cut_between_words_and_reported():
    text = "ord " * 2000
    checked = check(5, fields(challenges=["kort", text]))
    assert checked.truncated == (Truncation(5, "challenges", len(text.strip())),)
    kept = checked.fields["challenges"][1]
    assert len(kept) <= MAX_TEXT
    assert text.startswith(kept)
    assert kept.endswith("ord")


def test_a_text_of_exactly_the_longest_length_is_kept_whole():
    text = "x" * MAX_TEXT
    checked = check(1, fields(challenges=[text]))
    assert (checked.fields["challenges"], checked.truncated) == ([text], ())


@given(st.text("a \n", min_size=MAX_TEXT + 1, max_size=MAX_TEXT + 200))
def test_a_cut_text_is_a_beginning_that_needs_no_second_cut(text):
    checked = check(1, fields(challenges=[text, "kort"]))
    if checked.fields is not None:
        kept = checked.fields["challenges"][0]
        assert text.strip().startswith(kept)
        again = check(1, checked.fields)
        assert (again.fields, again.truncated) == (checked.fields, ())


def test_a_word_without_end_is_cut_in_two():
    checked = check(1, fields(challenges=["x" * 9000]))
    assert checked.fields["challenges"] == ["x" * MAX_TEXT]


@given(st.text() | st.integers() | st.none() | st.lists(st.text()))
def test_what_is_shown_can_be_printed_on_one_short_line(value):
    assert shown(value).isprintable()
    assert all(a <= b for a, b in pairwise([0, len(shown("æ" * 100)), 60]))


def test_the_error_counts_rows_and_names_the_first_problems():
    problems = [RowProblem(row, "cvr", "1", "write 8 digits") for row in (2, 2, 3, 9)]
    error = InvalidRowsError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == (
        "Nothing was stored: 3 row(s) cannot be used. row 2, cvr '1': write 8 digits; "
        "row 2, cvr '1': write 8 digits; row 3, cvr '1': write 8 digits; and more."
    )


@pytest.mark.parametrize(
    ("written", "themes"),
    [(None, []), ([], []), (["", " silos "], [None, "silos"]), ([None, None], [None, None])],
)
def test_themes_stand_beside_their_texts_and_nothing_is_no_theme(written, themes):
    assert accepted(challenges=["a", "b"], challenge_themes=written)["challenge_themes"] == themes


@pytest.mark.parametrize("column", THEMES)
def test_an_unknown_theme_is_named_with_what_to_write(column):
    ((told, value, fix),) = fixes(**{column: ["silo"]})
    assert (told, value) == (column, "silo")
    assert "the id of a theme (data/themes/themes.jsonl" in fix


@pytest.mark.parametrize("themes", [["silos"], ["silos", None, None]])
def test_there_are_as_many_themes_as_texts_or_none(themes):
    ((told, _, fix),) = fixes(challenges=["a", "b"], challenge_themes=themes)
    assert told == "challenge_themes"
    assert fix == "write 2 themes, one for each text and in their order, or none at all"


def test_a_theme_is_not_missed_where_the_texts_themselves_are_wrong():
    assert [told for told, _, _ in fixes(challenges=[""], challenge_themes=["silos", "silos"])] == [
        "challenges"
    ]


@given(st.text())
def test_a_text_without_fault_is_accepted_as_it_is_and_no_other(text):
    said = canonical(text)
    if said and fault_of(said) is None:
        assert accepted(challenges=[said])["challenges"] == [said]
    elif said:
        assert [column for column, _, _ in fixes(challenges=[said])] == ["challenges"]


def test_the_faults_of_a_text_are_told_apart():
    assert fault_of("x" * (MAX_TEXT + 1)) is TextFault.TOO_LONG
    assert fault_of("a\x07b") is TextFault.NO_TEXT
    assert fault_of("x" * MAX_TEXT) is None
