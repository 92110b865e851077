"""Counting in one process, and the sum over several."""

import os
import subprocess
import sys

import pytest

from front.hub import Hub
from front.metrics import BOUNDS, MOST_LABELS, Gauges, Histogram, Metrics, Snapshot, total
from front.shared_counts import SharedCounts, is_alive


def counted(**gauges: int) -> Snapshot:
    metrics = Metrics(frames_in=2)
    metrics.call("message.send", 0, wait=0.001, run=0.02, total=0.0305)
    metrics.call("message.send", 5, wait=0.0, run=0.0, total=7.6)
    metrics.refused("", 6)
    metrics.pushed("newmsg", 3)
    metrics.closed(4002)
    metrics.dropped("late reply")
    return Snapshot(os.getpid(), metrics, Gauges(**gauges))


class TestHistogram:
    @pytest.mark.parametrize(
        ("seconds", "bucket"), [(0.0, 0), (0.001, 0), (0.0011, 1), (8.0, 12), (9.0, 13)]
    )
    def test_a_value_lies_in_the_bucket_up_to_its_bound(self, seconds, bucket):
        histogram = Histogram()
        histogram.observe(seconds)
        assert histogram.counts == [int(one == bucket) for one in range(len(BOUNDS) + 1)]
        assert histogram.sum == seconds


class TestMetrics:
    def test_a_call_no_worker_had_is_no_run(self):
        metrics = counted().metrics
        assert metrics.calls == {("message.send", 0): 1, ("message.send", 5): 1, ("", 6): 1}
        assert [sum(one.counts) for one in (metrics.total, metrics.wait, metrics.run)] == [2, 1, 1]
        assert metrics.lag.sum == pytest.approx(0.0095)
        assert metrics.run_seconds == {"message.send": 0.02}

    def test_labels_from_outside_are_bounded(self):
        metrics = Metrics()
        for number in range(2 * MOST_LABELS):
            metrics.pushed(f"type{number}", 1)
            metrics.closed(3000 + number)
        assert len(metrics.pushes) == len(metrics.closes) == MOST_LABELS + 1
        assert metrics.pushes["other"] == metrics.closes[0] == MOST_LABELS
        metrics.pushed("type0", 1)
        assert metrics.pushes["type0"] == 2


class TestSharedCounts:
    def test_sums_what_the_others_pinned(self, tmp_path):
        counts = [SharedCounts(tmp_path, name) for name in ("one", "two", "three")]
        for one in counts:
            one.write(counted(connections=9))
            one.write(counted(connections=5, in_flight=1))
        snapshots = [counted(connections=7), *counts[0].others()]
        summed = total(snapshots, [os.getpid()])
        assert (summed.gauges.connections, summed.gauges.in_flight) == (17, 2)
        assert summed.gauges.processes == 3
        assert summed.metrics.frames_in == 6
        assert summed.metrics.calls["message.send", 0] == 3
        assert summed.metrics.total.sum == pytest.approx(3 * 7.6305)

    def test_the_dead_count_but_hold_nothing(self, tmp_path):
        dead = counted(connections=5)
        dead.pid = a_dead_process()
        SharedCounts(tmp_path, "dead").write(dead)
        snapshots = [counted(connections=1), *SharedCounts(tmp_path, "ours").others()]
        summed = total(snapshots, [one.pid for one in snapshots if is_alive(one.pid)])
        assert summed.gauges == Gauges(connections=1, processes=1)
        assert summed.metrics.frames_in == 4


def a_dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


async def test_what_was_shown_stays_counted(tmp_path):
    """Also when a process is killed right after it answered /metrics."""
    hub = Hub(tmp_path)
    hub.metrics.call("message.send", 0, wait=0.0, run=0.0, total=0.01)
    shown = hub.counted().metrics.calls
    (left,) = SharedCounts(tmp_path, "another").others()
    assert left.metrics.calls == shown == {("message.send", 0): 1}
