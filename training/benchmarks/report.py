"""Benchmarks as people read them: tables in text and Markdown, and a plot of each."""

import re
from collections.abc import Sequence
from pathlib import Path

from models.domain.errors import BadInputError
from training.benchmarks.results import Row, Source, Table
from training.evaluate import Estimate

BEGIN, END = "<!-- benchmarks: written by make bench-quality -->", "<!-- benchmarks: end -->"
FIGURES = "figures"
COLOURS = {Source.PUBLISHED: "#8a8f98", Source.BASELINE: "#5a6b8c", Source.OURS: "#c0392b"}


def as_text(tables: Sequence[Table]) -> str:
    """Return the tables for a terminal."""
    return "\n\n".join(f"{table.title} ({table.what})\n{_aligned(_cells(table))}" for table in tables)


def write_report(tables: Sequence[Table], page: Path, encoder: str) -> None:
    """Put tables and plots between the markers of a page; the plots go into the folder beside it.

    Raises `BadInputError` for a page without the markers, before anything is written.
    """
    text = page.read_text(encoding="utf-8")
    found = re.search(f"{re.escape(BEGIN)}.*?{re.escape(END)}", text, re.DOTALL)
    if found is None:
        raise BadInputError(f"{page} lacks the lines {BEGIN!r} and {END!r}; put them where figures belong.")
    (page.parent / FIGURES).mkdir(exist_ok=True)
    for table in tables:
        _draw(table, page.parent / FIGURES / f"{table.name}.svg")
    body = "\n\n".join(_section(table) for table in tables)
    written = f"{BEGIN}\n\nEncoder: {encoder}.\n\n{body}\n\n{END}"
    page.write_text(text[: found.start()] + written + text[found.end() :], encoding="utf-8")


def _section(table: Table) -> str:
    header, *rows = _cells(table)
    lines = [header, ["---"] * len(header), *rows]
    listed = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    plot = f"![{table.title}]({FIGURES}/{table.name}.svg)"
    return f"### {table.title}\n\n{_sentence(table.what)}\n\n{listed}\n\n{plot}"


def _cells(table: Table) -> list[list[str]]:
    rows = [["Method", "", *table.metrics]]
    for row in table.rows:
        figures = [_figure(row.figures[metric]) if metric in row.figures else "" for metric in table.metrics]
        rows.append([row.method, row.source.value, *figures])
    return rows


def _figure(figure: Estimate | float) -> str:
    if isinstance(figure, Estimate):
        return f"{_short(figure.value)} [{_short(figure.low)}, {_short(figure.high)}]"
    return _short(figure)


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _draw(table: Table, path: Path) -> None:
    # Plots are for those who measure; a service is installed without the library.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    metric = table.metrics[0]
    rows = sorted(table.rows, key=lambda row: _value(row, metric), reverse=table.is_loss)
    # Fixed names inside the file, so that the same figures give the same file; text stays text.
    with mpl.rc_context({"svg.hashsalt": table.name, "svg.fonttype": "none"}):
        figure = Figure(figsize=(8, 0.8 + 0.34 * len(rows)), layout="constrained")
        axes = figure.add_subplot()
        for place, row in enumerate(rows):
            value = row.figures[metric]
            colour = COLOURS[row.source]
            axes.plot([_value(row, metric)], [place], "o", color=colour, zorder=3)
            if isinstance(value, Estimate):
                axes.plot([value.low, value.high], [place, place], color=colour, linewidth=2)
        axes.set_yticks(range(len(rows)), [row.method for row in rows])
        axes.set_xlabel(f"{metric} (less is better)" if table.is_loss else metric)
        axes.grid(axis="x", alpha=0.3)
        axes.spines[["top", "right", "left"]].set_visible(False)
        for label, row in zip(axes.get_yticklabels(), rows, strict=True):
            label.set_color(COLOURS[row.source])
            label.set_fontweight("bold" if row.source is Source.OURS else "normal")
        figure.savefig(path, metadata={"Date": None})


def _value(row: Row, metric: str) -> float:
    value = row.figures[metric]
    return value.value if isinstance(value, Estimate) else value
