import shutil
from pathlib import Path

import numpy as np
import pytest
from fakes import person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.distance import Distance
from models.domain.errors import UnfitFileError
from models.domain.members import Level
from models.ranking.distance import Distances, background_distance, background_distances, industry_distance

DATA = Path(__file__).parents[3] / "data"
DISTANCES = Distances.read(DATA / "functions.csv")
INDUSTRIES = st.sampled_from(
    ["C", "C Industri", "25", "25.6", "25.62", "256200", "25.11", "26.11", "J", "62.01", "ukendt", ""]
)
FUNCTIONS = st.sampled_from(["hr", "HR", "human resources", "arbejdsmiljø", "salg", "falkoner", "Falkoner"])
PROFILES = st.builds(
    lambda industry, function, level: person(1, industry=industry, function=function, level=level).profile,
    INDUSTRIES,
    FUNCTIONS,
    st.sampled_from(Level),
)


@given(one=PROFILES, other=PROFILES)
def test_distances_are_symmetric_and_between_0_and_1(one, other):
    there, back = DISTANCES.between(one, other), DISTANCES.between(other, one)

    assert there == back
    assert all(axis is None or 0 <= axis <= 1 for axis in (there.industry, there.function, there.level))


@given(one=PROFILES)
def test_nobody_is_far_from_himself(one):
    same = DISTANCES.between(one, one)

    assert same.industry in {0, None}
    assert (same.function, same.level) == (0, 0)


@given(rows=st.lists(PROFILES, max_size=5), columns=st.lists(PROFILES, max_size=5))
def test_the_table_holds_the_distances_of_every_pair(rows, columns):
    table = DISTANCES.table(rows, columns)

    assert table.shape == (len(rows), len(columns), 3)
    for i, one in enumerate(rows):
        for j, other in enumerate(columns):
            pair = DISTANCES.between(one, other)
            expected = [
                np.nan if axis is None else axis for axis in (pair.industry, pair.function, pair.level)
            ]
            np.testing.assert_array_equal(table[i, j], expected)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("25.62", "256200 Maskinforarbejdning", 0),
        ("25.62", "25.11", 1 / 3),
        ("25.62", "26.11", 2 / 3),
        ("25.62", "62.01", 1),
        ("C", "62", 1),
        ("C Industri", "C", 0),
        ("25", "C 25 Metal", 0),
        ("25", "25.62", 1 / 6),
        ("C", "25", 1 / 3),
        ("C", "25.62", 1 / 3),
        ("25", "26.11", 2 / 3),
        ("25", "noget andet", None),
    ],
)
def test_industries_part_where_their_codes_part(one, other, distance):
    assert industry_distance(one, other) == distance


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("hr", "HR", 0),
        ("hr", "Human resources", 0),
        ("hr", "arbejdsmiljø", 0.4),
        ("hr", "salg", 0.8),
        ("Sales", "Markedsføring", 0.2),
        ("hr", "it", 1),
        ("falkoner", "FALKONER", 0),
        ("falkoner", "hr", None),
        ("falkoner", "fyrmester", None),
    ],
)
def test_functions_are_the_same_related_far_or_unknown(one, other, distance):
    assert DISTANCES.function_distance(one, other) == distance


def test_levels_are_as_far_apart_as_their_table_says():
    assert DISTANCES.level_distance(Level.BOARD, Level.SPECIALIST) == 1
    assert DISTANCES.level_distance(Level.TEAM, Level.MIDDLE) == 0.4
    assert DISTANCES.level_distance(Level.TEAM, Level.TEAM) == 0


def test_a_function_without_its_row_in_the_table_is_refused(tmp_path):
    shutil.copytree(DATA / "distance", tmp_path / "distance")
    functions = (DATA / "functions.csv").read_text(encoding="utf-8")
    (tmp_path / "functions.csv").write_text(
        f"{functions}falkoneri,Falkoneri,Falconry,jagt,\n", encoding="utf-8"
    )

    with pytest.raises(UnfitFileError, match=r"function_distance\.csv .* falkoneri"):
        Distances.read(tmp_path / "functions.csv")


@given(st.lists(st.lists(st.none() | st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_whole_background_lies_among_its_known_axes_for_one_pair_as_for_many(pairs):
    many = background_distances(np.array(pairs, dtype=np.float64))
    for axes, whole in zip(pairs, many, strict=True):
        known = [value for value in axes if value is not None]
        alone = background_distance(Distance(*axes))
        assert (alone is None) == (not known) == bool(np.isnan(whole))
        assert alone is None or alone == whole
        assert alone is None or min(known) - 1e-12 <= alone <= max(known) + 1e-12


@pytest.mark.parametrize(
    ("distance", "background"),
    [
        (Distance(1.0, 0.8, 0.0), 0.6),
        (Distance(None, 0.8, 0.4), 0.6),
        (Distance(None, None, 0.0), 0.0),
        (Distance(None, None, None), None),
    ],
)
def test_the_whole_background_is_the_mean_of_the_known_axes(distance, background):
    assert background_distance(distance) == (background if background is None else pytest.approx(background))
