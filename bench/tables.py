"""Results as Markdown, for the terminal and for the report."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bench.results import Outcome, Results, middle, spread, valid
from bench.specs import CallFigures, FanoutFigures, IdleFigures
from bench.systems import OWN, STOCK

Read = Callable[[Any], float]

PROCESSES = ("gateway", "worker", "valkey", "postgres")
INVALID = "INVALID "


def number(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def total(figures: Any) -> float:
    """CPU of all server processes together."""
    return float(sum(figures.cpu.values()))


def weight(figures: IdleFigures) -> float:
    """KB per connection of all server processes together."""
    return sum(figures.kb.values())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first two columns are words, the others numbers."""
    rule = ["---", "---", *["---:"] * (len(head) - 2)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def ratio(results: Results, work: str, read: Read) -> str:
    """The service's figure divided by the stock peer's."""
    own, peer = (middle(results.of(name, work), read) for name in (OWN, STOCK))
    return f"{own / peer:.2f}" if own is not None and peer else "-"


def calls(results: Results, kind: str) -> str:
    """Calls per second and times, for the works whose names begin with `kind`."""
    head = ("call", "system", "calls/s", "p50 ms", "p95 ms", "p99 ms", "CPU us", "spread", "ratio")
    read: Read = (lambda f: f.rate) if kind == "load" else (lambda f: f.p50)
    rows = []
    for func in results.subjects(kind):
        for system in results.systems():
            found = results.of(system, f"{kind} {func}")
            if found:
                last = ratio(results, f"{kind} {func}", read) if system == OWN else ""
                rows.append([func, system, *_call_cells(found), _percent(found, read), last])
    return table(head, rows)


def _call_cells(found: Sequence[Outcome]) -> list[str]:
    flag = "" if valid(found) else INVALID
    times: tuple[Read, ...] = (lambda f: f.p50, lambda f: f.p95, lambda f: f.p99)
    cells = [flag + number(middle(found, lambda f: f.rate))]
    cells += [number(middle(found, read), 2) for read in times]
    return [*cells, number(middle(found, total))]


def _percent(found: Sequence[Outcome], read: Read) -> str:
    share = spread(found, read)
    return "-" if share is None else f"{share:.0%}"


def shares(results: Results) -> str:
    """CPU per call by process, under load."""
    head = ("call", "system", *PROCESSES, "client", "cores busy", "by others")
    rows = []
    for func in results.subjects("load"):
        for system in results.systems():
            found = results.of(system, f"load {func}")
            if found:
                rows.append([func, system, *_share_cells(found)])
    return table(head, rows)


def _share_cells(found: Sequence[Outcome]) -> list[str]:
    times: list[Read] = [*map(of_process, PROCESSES), lambda f: f.client_cpu]
    cores: list[Read] = [lambda f: f.cores_busy, by_others]
    cells = [number(middle(found, read)) for read in times]
    return cells + [number(middle(found, read), 2) for read in cores]


def by_others(figures: CallFigures) -> float:
    """Cores that were busy with other work than the servers and the load generator."""
    return figures.cores_busy - figures.rate * (total(figures) + figures.client_cpu) / 1e6


def of_process(name: str) -> Read:
    """Reads the CPU of one process."""
    return lambda figures: figures.cpu.get(name, 0.0)


def idle(results: Results) -> str:
    """Memory of a connection, and CPU to open it and start its session, by process."""
    words = ("system", "session")
    costs = (f"{name} us" for name in PROCESSES)
    head = (*words, "open", "KB each", "gateway KB", "connect/s", *costs, "idle cores")
    rows = []
    for system in results.systems():
        found = results.of(system, "idle")
        if found:
            session = "started" if system == OWN else "none"
            rows.append([system, session, *_idle_cells(found)])
    return table(head, rows)


def _idle_cells(found: Sequence[Outcome]) -> list[str]:
    flag = "" if valid(found) else INVALID
    return [
        flag + number(middle(found, lambda f: f.connections)),
        number(middle(found, weight), 1),
        number(middle(found, lambda f: f.kb["gateway"]), 1),
        number(middle(found, lambda f: f.connect_rate)),
        *(number(middle(found, _opening(name))) for name in PROCESSES),
        number(middle(found, lambda f: f.idle_cores), 3),
    ]


def _opening(name: str) -> Read:
    return lambda figures: figures.connect_cpu.get(name, 0.0)


def fanout(results: Results) -> str:
    """Deliveries per second with four posts on their way, times with one."""
    head = ("watchers", "system", "deliveries/s", "CPU us", "p50 ms", "p99 ms", "last ms", "ratio")
    rows = []
    for watchers in results.subjects("fanout"):
        rows += [_fanout_row(results, watchers, system) for system in results.systems()]
    return table(head, rows)


def _fanout_row(results: Results, watchers: str, system: str) -> list[str]:
    found = results.of(system, f"fanout {watchers}")
    flag = "" if valid(found) else INVALID
    return [
        f"{int(watchers):,}",
        system,
        flag + number(middle(found, lambda f: f.rate)),
        number(middle(found, total), 2),
        *(number(middle(found, read), 1) for read in _FANOUT_TIMES),
        ratio(results, f"fanout {watchers}", lambda f: f.rate) if system == OWN else "",
    ]


_FANOUT_TIMES: tuple[Read, ...] = (lambda f: f.p50, lambda f: f.p99, lambda f: f.all_p50)


def faults(results: Results) -> str:
    """Faults, a line each; empty without any."""
    return "\n".join(f"- {line(one)}" for one in results.outcomes if one.faults)


def line(outcome: Outcome) -> str:
    """One measurement in a few words, while it is running."""
    figures, name = outcome.figures, f"{outcome.system} {outcome.work}"
    if figures is None:
        return f"{name}: {INVALID}{outcome.error}"
    text = f"{name}: {_short(figures)}"
    if not outcome.faults:
        return text
    sample = getattr(figures, "sample", "")
    return f"{text} {INVALID}{outcome.faults} faults {getattr(figures, 'errnos', '')} {sample}"


def _short(figures: CallFigures | IdleFigures | FanoutFigures) -> str:
    if isinstance(figures, CallFigures):
        return f"{figures.rate:,.0f}/s, p50 {figures.p50:.2f} ms, {total(figures):,.0f} us CPU"
    if isinstance(figures, IdleFigures):
        return f"{weight(figures):.1f} KB each, {figures.connect_rate:,.0f} connects/s"
    return f"{figures.rate:,.0f} deliveries/s, last after {figures.all_p50:.1f} ms"


def sections(results: Results) -> list[tuple[str, str]]:
    """Titles and tables, as far as there are figures for them."""
    plan = results.plan
    load = f"Calls, {plan.sockets} sockets x {plan.in_flight} in flight"
    found: list[tuple[str, str]] = []
    if results.subjects("load"):
        found.append((load, calls(results, "load")))
        found.append(("CPU per call by process, microseconds, same load", shares(results)))
    if results.subjects("latency"):
        found.append(("One call in flight", calls(results, "latency")))
    if any(one.work == "idle" for one in results.outcomes):
        found.append(("Idle connections", idle(results)))
    if results.subjects("fanout"):
        found.append(("One post to many watchers", fanout(results)))
    if faulty := faults(results):
        found.append(("Not valid", faulty))
    return found


def render(results: Results) -> str:
    """Everything, as text."""
    return "\n\n".join(f"{title}\n\n{body}" for title, body in sections(results))
