"""Periodic jobs that ask other companies: several questions at once, with a bound for each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from redis.lock import Lock

from models import db
from tasks.jobs.periodic import PeriodicTask, Stop, register
from tasks.jobs.queued import NOBODY, record
from tasks.rpc.context import AfterCommit, Ctx

Take = Callable[[Ctx, str], int]
"""Takes one row about which a company is to be asked and leaves `ctx.afterwards`; 0: none is due.

The question raises `Stop` when the company does not answer.
"""


def asking(take: Take, *, companies: Collection[str], at_once: int) -> Take:
    """Make `take(ctx, company)` a task that beat can start.

    A run continues until nothing is due. Each company is asked at most `at_once` questions at a
    time; one that does not answer is asked no more in this run, which then counts as failed. What
    is taken, and what each answer changes, are transactions of their own.
    """
    parts = {"take": staticmethod(take), "companies": tuple(companies), "at_once": at_once}
    register(AskingTask, take, **parts)
    return take


class AskingTask(PeriodicTask):
    """One run; rows are the answers that were recorded."""

    abstract = True
    take: Take
    companies: tuple[str, ...]
    at_once: int

    def _work(self, lease: Lock) -> int:
        rows = 0
        with ThreadPoolExecutor(self.at_once * len(self.companies)) as threads:
            asked = _Asked(threads, self.at_once)
            while self._ask(asked):
                for step, answer in asked.answers():
                    record(step, answer)
                    rows += 1
                lease.reacquire()
        if asked.silent:
            raise Stop("; ".join(asked.silent.values()), rows)
        return rows

    def _ask(self, asked: _Asked) -> bool:
        """Ask as much as is due and may be asked; whether any answer is awaited."""
        for company in self.companies:
            while asked.may_ask(company) and (step := self._take(company)):
                asked.ask(company, step)
        return asked.waits

    def _take(self, company: str) -> AfterCommit | None:
        with db.transaction() as session:
            ctx = Ctx(session, NOBODY, int(time.time()))
            self.take(ctx, company)
        return ctx.after_commit


class _Asked:
    """The questions that are not answered yet, each in a thread."""

    def __init__(self, threads: ThreadPoolExecutor, at_once: int) -> None:
        self._threads, self._at_once = threads, at_once
        self._open: dict[Future[Any], tuple[str, AfterCommit]] = {}
        self._numbers: Counter[str] = Counter()
        self.silent: dict[str, str] = {}
        """The companies that do not answer, and what is known of it."""

    @property
    def waits(self) -> bool:
        return bool(self._open)

    def may_ask(self, company: str) -> bool:
        return company not in self.silent and self._numbers[company] < self._at_once

    def ask(self, company: str, step: AfterCommit) -> None:
        self._numbers[company] += 1
        self._open[self._threads.submit(step.ask)] = company, step

    def answers(self) -> Iterator[tuple[AfterCommit, Any]]:
        """Wait until there is an answer, and return all that there are."""
        done, _ = wait(self._open, return_when=FIRST_COMPLETED)
        for future in done:
            company, step = self._open.pop(future)
            self._numbers[company] -= 1
            try:
                yield step, future.result()
            except Stop as silent:
                self.silent[company] = str(silent)
