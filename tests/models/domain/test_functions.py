from pathlib import Path

import pytest

from models.domain.errors import UnfitFileError
from models.domain.functions import Function, FunctionList

FILE = Path(__file__).parents[3] / "data" / "functions.csv"
HEADER = "code,danish,english,family,aliases\n"
CODES = """
    generel ledelse, hr, økonomi, salg, marketing, kommunikation, produktion, drift, logistik, indkøb, it,
    data, forskning og udvikling, produktudvikling, kvalitet, jura, projektledelse, kundeservice,
    bæredygtighed, arbejdsmiljø, undervisning, sundhedsfaglig, byggeledelse, forretningsudvikling,
    politik og interessevaretagelse
"""


def test_the_shipped_list_holds_every_canonical_function():
    functions = FunctionList.read(FILE).functions

    assert {f.code for f in functions} == {code.strip() for code in CODES.split(",")}
    assert len(functions) == 25
    assert all(f.danish.casefold() == f.code and f.english and f.family for f in functions)


def test_every_function_has_a_relative():
    families = [f.family for f in FunctionList.read(FILE).functions]

    assert all(families.count(family) > 1 for family in families)


@pytest.mark.parametrize("name", ["hr", "HR", "Human resources", "people &  culture", "Personale"])
def test_a_function_is_found_by_any_of_its_names(name):
    assert FunctionList.read(FILE).find(name).code == "hr"


def test_an_unheard_of_function_is_not_found():
    assert FunctionList.read(FILE).find("falkoner") is None


def test_one_name_for_two_functions_is_refused():
    sales = Function("salg", "Salg", "Sales", "marked", ("handel",))
    trade = Function("handel", "Handel", "Trade", "marked", ())

    with pytest.raises(UnfitFileError, match="'handel' names both 'salg' and 'handel'"):
        FunctionList([sales, trade])


def test_a_file_that_is_no_list_of_functions_is_refused(tmp_path):
    other, latin = tmp_path / "other.csv", tmp_path / "latin.csv"
    other.write_text("code,family\nhr,mennesker\n")
    latin.write_bytes(HEADER.encode() + "økonomi,Økonomi,Finance,x,".encode("latin-1"))

    with pytest.raises(UnfitFileError, match="needs the columns code, danish, english, family, aliases"):
        FunctionList.read(other)
    for unreadable in (latin, tmp_path / "missing.csv"):
        with pytest.raises(UnfitFileError, match="cannot be read as a list of functions"):
            FunctionList.read(unreadable)


@pytest.mark.parametrize(
    "line", ["salg,Salg,Sales,,", "salg,Salg, ,marked,", ",Salg,Sales,marked,", "salg,,Sales,marked,"]
)
def test_a_function_without_a_name_or_a_family_is_refused(tmp_path, line):
    file = tmp_path / "functions.csv"
    file.write_text(f"{HEADER}{line}\n")

    with pytest.raises(UnfitFileError, match="lacks one of code, danish, english, family"):
        FunctionList.read(file)
