import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.domain.industry import SECTION_OF, SECTIONS, Industry, stated_industry

DIVISIONS = st.sampled_from(sorted(SECTION_OF))
DIGITS = st.integers(0, 9).map(str)
NAMES = st.sampled_from(["", " Navn", "  et navn, med tegn", ": Navn", " - Navn", "; 24 timer"])


@given(division=DIVISIONS, group=DIGITS, last=DIGITS, name=NAMES)
def test_every_way_of_writing_a_class_is_the_same_class(division, group, last, name):
    expected = Industry(SECTION_OF[division], division, division + group + last)
    section = expected.section
    dotted = f"{division}.{group}{last}"
    for code in (
        dotted,
        f"{division}{group}{last}",
        f"{division}{group}{last}00",
        f"{dotted}.00",
        f" {section} {dotted}",
        f"{section}{dotted}",
        f"{section.lower()}.{dotted}",
    ):
        if expected.class_code != "9999":
            assert Industry.parse(code + name) == expected
    assert str(expected) == dotted


@given(division=DIVISIONS, group=DIGITS, name=NAMES)
def test_a_division_and_a_group_are_read_as_the_division(division, group, name):
    for code in (division, f"{division}.{group}", f"{division}{group}", f"{SECTION_OF[division]} {division}"):
        assert Industry.parse(code + name) == Industry(SECTION_OF[division], division, None)


@given(section=st.sampled_from(sorted(SECTIONS)), name=NAMES)
def test_a_letter_is_a_section(section, name):
    if not name.startswith(";"):
        assert Industry.parse(section + name) == Industry(section, None, None)


@given(text=st.text(max_size=12))
def test_any_text_is_an_industry_or_a_clear_complaint(text):
    try:
        industry = Industry.parse(text)
    except BadInputError as error:
        assert repr(text) in str(error)  # noqa: PT017 - both outcomes are right
        assert stated_industry(text) is None
    else:
        assert Industry.parse(str(industry)) == stated_industry(text) == industry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C", Industry("C", None, None)),
        ("C Industri", Industry("C", None, None)),
        ("25", Industry("C", "25", None)),
        ("25.62", Industry("C", "25", "2562")),
        ("256200", Industry("C", "25", "2562")),
        ("25.62 Maskinforarbejdning", Industry("C", "25", "2562")),
        ("62.01.00", Industry("J", "62", "6201")),
        ("C 25 Fremstilling af metalprodukter", Industry("C", "25", None)),
        ("C 3D-print", Industry("C", None, None)),
        ("01", Industry("A", "01", None)),
        ("84.11 Generelle offentlige tjenester", Industry("O", "84", "8411")),
    ],
)
def test_known_forms(text, expected):
    assert Industry.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "does not begin with an industry code"),
        ("Industri", "does not begin with an industry code"),
        ("e-handel", "does not begin with an industry code"),
        ("1.11", "does not begin with an industry code"),
        ("25620", "does not begin with an industry code"),
        ("C 25620", "does not begin with an industry code"),
        ("25-62", "does not begin with an industry code"),
        ("34", "division 34, which DB07 does not have"),
        ("00", "division 00, which DB07 does not have"),
        ("X Uoplyst", "section X; DB07 has the sections A to U"),
        ("C 47", "division 47 is part of G, not C"),
        ("999999", "the code for an unknown industry"),
    ],
)
def test_what_is_no_industry_is_refused(text, complaint):
    with pytest.raises(BadInputError, match=complaint):
        Industry.parse(text)
