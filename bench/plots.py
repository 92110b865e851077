"""The plots of the report, as SVG files that stay the same for the same figures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench import tables
from bench.connections import Crowding
from bench.results import Results, middle

# Readable on white, and different for colour-blind people.
COLOURS = {"service": "#0b6e99", "stock": "#c9c5ba"}
PARTS = dict(zip(tables.PROCESSES, ("#0b6e99", "#e08e2b", "#a23b4a", "#7a8b52"), strict=True))
STYLE: Any = {
    "svg.hashsalt": "bench",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "legend.frameon": False,
}


def suite(results: Results, folder: Path) -> dict[str, list[str]]:
    """Draw what there are figures for; the file names by the title of the table they belong to."""
    titles = [title for title, _ in tables.sections(results)]
    drawn: dict[str, list[str]] = {}
    with mpl.rc_context(STYLE):
        for title in titles:
            for start, draw in _DRAWERS.items():
                if title.startswith(start):
                    drawn.setdefault(title, []).append(draw(results, folder))
    return drawn


def load(results: Results, folder: Path) -> str:
    """Calls per second."""
    return _compare(results, folder, "load", "calls per second", lambda f: f.rate)


def latency(results: Results, folder: Path) -> str:
    """Median time of a call without others beside it."""
    return _compare(results, folder, "latency", "p50, ms", lambda f: f.p50)


def _compare(results: Results, folder: Path, kind: str, label: str, read: tables.Read) -> str:
    subjects = results.subjects(kind)
    figure, axes = canvas(len(subjects))
    systems = results.systems()
    for row, system in enumerate(systems):
        places = [at + (row - (len(systems) - 1) / 2) * 0.38 for at in range(len(subjects))]
        values = [middle(results.of(system, f"{kind} {one}"), read) for one in subjects]
        bars = axes.barh(
            places, [value or 0 for value in values], 0.36, color=COLOURS[system], label=system
        )
        digits = 2 if kind == "latency" else 0
        axes.bar_label(bars, [tables.number(value, digits) for value in values], padding=3)
    names = [f"{int(one):,} watchers" if one.isdigit() else one for one in subjects]
    return finish(figure, axes, names, label, folder / f"{kind}.svg")


def cpu(results: Results, folder: Path) -> str:
    """CPU per call, stacked by process."""
    rows = [
        (func, system)
        for func in results.subjects("load")
        for system in results.systems()
        if results.of(system, f"load {func}")
    ]
    figure, axes = canvas(len(rows))
    left = [0.0] * len(rows)
    for part, colour in PARTS.items():
        read = tables.of_process(part)
        values = [middle(results.of(system, f"load {func}"), read) or 0 for func, system in rows]
        axes.barh(range(len(rows)), values, 0.7, left=left, color=colour, label=part)
        left = [a + b for a, b in zip(left, values, strict=True)]
    names = [f"{func}, {system}" for func, system in rows]
    return finish(figure, axes, names, "CPU per call, microseconds", folder / "cpu.svg")


def fanout(results: Results, folder: Path) -> str:
    """Deliveries per second."""
    return _compare(results, folder, "fanout", "deliveries per second", lambda f: f.rate)


def idle(results: Results, folder: Path) -> str:
    """Memory per idle connection."""
    systems = results.systems()
    figure, axes = canvas(len(systems))
    values = [middle(results.of(system, "idle"), tables.weight) for system in systems]
    colours = [COLOURS[system] for system in systems]
    bars = axes.barh(range(len(systems)), [value or 0 for value in values], 0.6, color=colours)
    axes.bar_label(bars, [tables.number(value, 1) for value in values], padding=3)
    return finish(figure, axes, systems, "KB of RSS per connection", folder / "idle.svg")


def crowd(outcome: Crowding, folder: Path) -> list[str]:
    """Memory by process before and with the crowd."""
    with mpl.rc_context(STYLE):
        names = [name for name in tables.PROCESSES if name in outcome.after]
        figure, axes = canvas(len(names))
        for shift, part, colour in ((-0.19, "before", "#c9c5ba"), (0.19, "after", "#0b6e99")):
            values = [sum(getattr(outcome, part)[name]) for name in names]
            places = [at + shift for at in range(len(names))]
            label = "before" if part == "before" else f"{outcome.opened:,} connections"
            bars = axes.barh(places, values, 0.36, color=colour, label=label)
            axes.bar_label(bars, [tables.number(value) for value in values], padding=3)
        path = folder / "connections.svg"
        return [finish(figure, axes, names, "RSS of all processes of a name, MiB", path)]


def canvas(rows: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7.2, 0.9 + 0.55 * max(rows, 1)), layout="constrained")
    axes = figure.add_subplot()
    axes.grid(axis="x", color="#e6e6e6", linewidth=0.6)
    return figure, axes


def finish(figure: Figure, axes: Axes, names: Sequence[str], label: str, path: Path) -> str:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(label)
    if axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside upper right", ncols=4)
    figure.savefig(path, metadata={"Date": None})
    return path.name


_DRAWERS = {
    "Calls": load,
    "CPU per call": cpu,
    "One call in flight": latency,
    "Idle connections": idle,
    "One post to many": fanout,
}
