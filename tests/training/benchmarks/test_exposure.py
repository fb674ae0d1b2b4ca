import json
from pathlib import Path

from fakes import index_of, person

from training.benchmarks.__main__ import main as run
from training.benchmarks.exposure import ARRANGEMENTS, main

DATA = Path(__file__).parents[3] / "data"


def test_the_report_compares_all_arrangements_and_is_the_same_each_time(tmp_path, capsys):
    figure = tmp_path / "exposure.svg"
    arguments = ["--members", "60", "--data", str(DATA), "--plot", str(figure), "--json"]
    assert main(arguments) == 0
    report, drawn = capsys.readouterr().out, figure.read_bytes()
    assert main(arguments) == 0

    assert capsys.readouterr().out == report
    assert figure.read_bytes() == drawn
    figures = json.loads(report)
    assert list(figures["exposure"]) == list(ARRANGEMENTS)
    assert figures["exposure"]["plain"]["price"] == 0
    assert figures["exposure"]["all"]["most_expected"] <= figures["cap"]
    assert set(figures["hubness"]) == {"simulated", "simulated, even demand"}
    for found in figures["hubness"].values():
        assert set(found["by_language"]) == {"da", "en"}
        assert all(set(one) == {"plain", "standardised"} for one in found["by_language"].values())


def test_a_language_with_too_few_texts_for_hubs_is_left_out(tmp_path, capsys):
    texts = [f"ord{number} emne{number % 7} sag{number % 5} jeg har" for number in range(24)]
    people = [person(number + 1, [text], [text]) for number, text in enumerate(texts)]
    index_of(people).save(tmp_path / "danish.npz")
    given = ["exposure", "--members", "60", "--data", str(DATA), "--index", str(tmp_path / "danish.npz")]

    assert run(given) == 0
    assert list(json.loads(capsys.readouterr().out)["hubness"]["index"]["by_language"]) == ["da"]


def test_the_benchmark_is_run_by_its_name_like_the_others_and_complains_like_them(tmp_path, capsys):
    assert run(["exposure", "--members", "60", "--data", str(DATA)]) == 0
    assert json.loads(capsys.readouterr().out)["members"] == 60

    assert run(["exposure", "--members", "60", "--data", str(DATA), "--index", str(tmp_path / "no.npz")]) == 2
    assert "no.npz" in capsys.readouterr().err
