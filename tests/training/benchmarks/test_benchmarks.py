import gzip
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.domain.members import Kind
from models.text.hashing import HashingEncoder
from training.benchmarks.__main__ import main
from training.benchmarks.encoders import RememberingEncoder
from training.benchmarks.melo import first_ranks
from training.benchmarks.report import BEGIN, END, write_report
from training.benchmarks.results import Row, Source, Table
from training.benchmarks.reviewers import tally
from training.evaluate import Estimate

TITLES = ["Officer", "Kok", "Chief executive"]
TABLE = Table(
    "tiny",
    "A tiny set",
    "two methods",
    [
        Row("theirs", Source.PUBLISHED, {"MRR": 0.5}),
        Row("ours", Source.OURS, {"MRR": Estimate(1.0, 0.9, 1.0)}),
    ],
    is_loss=False,
)


def packed(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path):
    """MELO with three titles, each of which is found under its own words."""
    for direction in ("dnk_q_da_c_da", "dnk_q_da_c_en"):
        folder = tmp_path / "data" / "melo_danish" / direction
        packed(folder / "queries.tsv.gz", [(f"Q{n}", title) for n, title in enumerate(TITLES)])
        packed(folder / "corpus_elements.tsv.gz", [(f"C{n}", title) for n, title in enumerate(TITLES)])
        packed(folder / "annotations.tsv.gz", [(f"Q{n}", "0", f"C{n}", "1") for n in range(len(TITLES))])
    known = "dataset,model,MRR,A@1\ndnk_q_da_c_da,e5,0.6178,0.5068\n"
    (tmp_path / "data" / "melo_danish" / "published_results.csv").write_text(known, encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def bench(tmp_path, capsys):
    def bench(*words):
        code = main([*map(str, words), "--home", str(tmp_path / "home"), "--encoder", "hashing"])
        return code, *capsys.readouterr()

    return bench


def test_a_set_prints_ours_beside_baselines_and_published_numbers(bench, data):
    code, out, _ = bench("melo", "--data", data, "--json")
    rows = json.loads(out)["results"][0]["rows"]
    assert code == 0
    assert [row["source"] for row in rows] == ["published", "baseline", "baseline", "ours"]
    assert rows[0]["MRR"] == {"value": 0.6178}
    assert rows[-1]["MRR"] == {"value": 1.0, "low": 1.0, "high": 1.0}


@pytest.mark.parametrize("name", ["reviewers", "folketing", "melo"])
def test_a_set_that_is_missing_is_skipped_and_that_is_said(bench, tmp_path, name):
    code, out, err = bench(name, "--data", tmp_path, "--json")
    assert code == 0
    assert json.loads(out)["results"] == []
    assert f"{name}: skipped" in err


def test_the_sample_network_is_measured_for_both_intents(bench):
    code, out, _ = bench("sample", "--json")
    assert code == 0
    assert [table["name"] for table in json.loads(out)["results"]] == ["sample_support", "sample_challenge"]


def test_a_second_run_reads_nothing_again_and_finds_the_same(tmp_path):
    first = RememberingEncoder(HashingEncoder(), tmp_path, "set")
    vectors = first.encode(TITLES, Kind.EXPERTISE)
    told = []
    second = RememberingEncoder(HashingEncoder(), tmp_path, "set", lambda *place: told.append(place))
    np.testing.assert_array_equal(second.encode(TITLES, Kind.EXPERTISE), vectors)
    assert told == []
    second.encode(TITLES, Kind.CHALLENGE)
    assert told == [(3, 3)]


def test_ties_stand_in_the_order_of_the_columns():
    scores = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 2.0], [1.0, 1.0, 1.0]])
    judged = np.array([[False, True, False], [False, False, True], [False, False, False]])
    assert first_ranks(scores, judged).tolist() == [2, 2, np.inf]


RATINGS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([1.0, 2.0, 3.5, 4.0, 5.0]), min_size=1)


@given(RATINGS)
def test_a_perfect_order_costs_nothing_a_reversed_one_all_and_ties_half(ratings):
    perfect = tally(ratings, ratings)
    reverse = tally(ratings, {paper: -stars for paper, stars in ratings.items()})
    tied = tally(ratings, dict.fromkeys(ratings, 0.0))
    assert perfect[0, 0] == 0
    assert reverse[0, 0] == pytest.approx(perfect[0, 1])
    assert tied[0, 0] == pytest.approx(perfect[0, 1] / 2)
    assert perfect[1, 0] == perfect[1, 1]
    assert reverse[2, 0] == 0


def test_the_loss_weighs_by_the_difference_of_the_ratings():
    ratings = {"a": 5.0, "b": 4.0, "c": 1.0}
    scores = {"a": 0.1, "b": 0.9, "c": 0.5}
    assert tally(ratings, scores).tolist() == [[5, 8], [1, 2], [0, 1]]


def test_tables_and_plots_are_written_between_the_markers_only(tmp_path):
    page = tmp_path / "quality.md"
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", encoding="utf-8")
    write_report([TABLE], page, "bundled")
    written = page.read_text(encoding="utf-8")
    plot = (tmp_path / "figures" / "tiny.svg").read_bytes()
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    assert "| ours | ours | 1.000 [.900, 1.000] |" in written
    write_report([TABLE], page, "bundled")
    assert page.read_text(encoding="utf-8") == written
    assert (tmp_path / "figures" / "tiny.svg").read_bytes() == plot


def test_a_page_without_markers_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("text", encoding="utf-8")
    with pytest.raises(BadInputError, match="lacks the lines"):
        write_report([TABLE], page, "bundled")
    assert list(tmp_path.iterdir()) == [page]
