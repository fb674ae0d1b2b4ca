import json
from pathlib import Path

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
