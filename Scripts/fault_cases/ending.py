"""The collector is stopped while its output is stuck."""
import subprocess
import time

from .collector import Collector, configuration
from .load import Load, check_order
from .row import Row, expect


def stuck_output(folder, scale):
    """SIGTERM while nobody reads the pipe on standard output; `--drain-timeout 1`"""
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
    text = configuration({"stdout": handler})
    with Collector(folder, text, "--drain-timeout", "1", stdout=subprocess.PIPE) as collector:
        load = Load(collector.port("TCP"), lines=2_000, seconds=0)  # Less than the queue holds.
        load.finish()
        start = time.monotonic()
        account = collector.stop()
        taken = time.monotonic() - start
        expect(taken < 5, f"the end took {taken:.1f} s")
        delivered = account.delivered["stdout"]
        expect(account.received == load.all_lines, account.line)
        # Of the batch that was being written at the end the pipe may have taken a part; its last line may be cut.
        whole, _, _ = collector.process.stdout.read().rpartition(b"\n")
        in_pipe = check_order(whole.split(b"\n"))
        most = delivered + account.lost.get("still being written", 0)
        expect(delivered <= in_pipe <= most, f"{in_pipe} lines are in the pipe; {account.line}")
        return Row("4 connections", load.all_lines, delivered, collector.peak, account.lost)


CASES = [stuck_output]
