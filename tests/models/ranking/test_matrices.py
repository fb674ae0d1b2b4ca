import csv
from itertools import combinations
from pathlib import Path

import pytest

from models.domain.errors import UnfitFileError
from models.domain.functions import FunctionList
from models.domain.members import Level
from models.ranking.matrices import DistanceMatrix

DATA = Path(__file__).parents[3] / "data"
FUNCTIONS = FunctionList.read(DATA / "functions.csv").functions
NAMES = ["hr", "it", "salg"]
GOOD = "function,hr,it,salg\nhr,0,1,0.8\nit,1,0,0.4\nsalg,0.8,0.4,0\n"


def read(tmp_path, text, names=NAMES):
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    return DistanceMatrix.read(file, names)


def functions():
    return DistanceMatrix.read(DATA / "distance" / "function_distance.csv", [f.code for f in FUNCTIONS])


def levels():
    return DistanceMatrix.read(DATA / "distance" / "level_distance.csv", list(Level))


def test_a_table_gives_its_distances_whichever_comes_first(tmp_path):
    table = read(tmp_path, GOOD)

    assert table.between("hr", "salg") == table.between("salg", "hr") == 0.8
    assert table.between("it", "it") == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        (GOOD.replace("hr", "pr"), "missing, unknown or doubled: hr, pr"),
        ("function,hr,it,it,salg\n", "missing, unknown or doubled: it"),
        (GOOD.replace("\nit,1", "\nhr,1"), "name its rows as it names its columns"),
        (GOOD + "\n", "name its rows as it names its columns"),
        (GOOD.replace("0.4,0\n", "0.4\n"), r"row 'salg' has 2 distances; give 3"),
        (GOOD.replace("1,0.8", "1,far"), r"row 'hr', column 'salg' is 'far'; give a number from 0 to 1"),
        (GOOD.replace("hr,0,", "hr,0.1,"), r"row 'hr', column 'hr' is 0.1; give 0"),
        (GOOD.replace("1,0.8", "1,1.8"), r"row 'hr', column 'salg' is 1.8; give a number above 0"),
        (GOOD.replace("1,0.8", "1,nan"), r"row 'hr', column 'salg' is nan; give a number above 0"),
        (GOOD.replace("1,0.8", "1,0"), r"row 'hr', column 'salg' is 0; give a number above 0"),
        (GOOD.replace("1,0.8", "1,0.6"), r"row 'hr', column 'salg' is 0.6; give the same number"),
    ],
)
def test_what_is_no_table_of_distances_is_refused_with_its_place_and_fix(tmp_path, text, complaint):
    with pytest.raises(UnfitFileError, match=complaint):
        read(tmp_path, text)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(UnfitFileError, match=r"none\.csv cannot be read as a table of distances"):
        DistanceMatrix.read(tmp_path / "none.csv", NAMES)
    (tmp_path / "table.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(UnfitFileError, match="cannot be read"):
        DistanceMatrix.read(tmp_path / "table.csv", NAMES)


def test_functions_of_one_family_are_nearer_on_average_than_those_of_two():
    table = functions()
    within, across = [], []
    for one, other in combinations(FUNCTIONS, 2):
        (within if one.family == other.family else across).append(table.between(one.code, other.code))

    assert sum(within) / len(within) < sum(across) / len(across) - 0.2


def test_functions_are_judged_in_the_five_steps_that_are_documented():
    with (DATA / "distance" / "function_distance.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]

    assert {cell for row in rows for cell in row[1:]} == {"0", "0.2", "0.4", "0.6", "0.8", "1"}


def test_a_longer_way_between_levels_is_farther_and_never_longer_than_its_steps():
    table = levels()
    for high, middle, low in combinations(Level, 3):
        first, second = table.between(high, middle), table.between(middle, low)
        assert max(first, second) < table.between(high, low) <= first + second


def test_the_board_is_nearer_to_the_executive_than_the_team_leader_is():
    table = levels()

    assert table.between(Level.BOARD, Level.EXECUTIVE) < table.between(Level.EXECUTIVE, Level.TEAM)
