"""The collector is stopped while its output is stuck."""
import re
import signal
import subprocess
import threading
import time

from .collector import Collector, configuration, file_handler
from .datagrams import DatagramLoad
from .load import Load, check_order, connect_from, line, lines_of
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
        # The pipe may have taken a part of the last batch, so the last line may be cut.
        whole, _, _ = collector.process.stdout.read().rpartition(b"\n")
        in_pipe = check_order(whole.split(b"\n"))
        most = delivered + account.lost.get("still being written", 0)
        expect(delivered <= in_pipe <= most, f"{in_pipe} lines are in the pipe; {account.line}")
        return Row("4 connections", load.all_lines, delivered, collector.peak, account.lost)


def unread_datagrams(folder, scale):
    """SIGTERM with thousands of datagrams unread; `--drain-timeout 0`"""
    file, peers = folder / "out.log", 4
    text = configuration({"file": file_handler(file)})
    options = ["--listen", "udp://127.0.0.1:0?name=udp", "--drain-timeout", "0"]
    with Collector(folder, text, *options) as collector:
        collector.process.send_signal(signal.SIGSTOP)
        load = DatagramLoad(collector.port("UDP"), lines=5_000, peers=peers)
        load.finish()
        # It goes on when SIGTERM waits for it.
        threading.Timer(0.2, collector.process.send_signal, [signal.SIGCONT]).start()
        account = collector.stop(seconds=10)
        delivered = check_order(lines_of(file))
        expect(account.received == account.delivered["file"] == delivered, account.line)
        expect(account.lost.get("drain deadline", 0) > 0, account.line)
        return Row("4 UDP senders, as fast as they go", load.all_lines, delivered, collector.peak, account.lost)


def waiting_connections(folder, scale):
    """SIGTERM while connections wait for a descriptor"""
    file, connections = folder / "out.log", []
    limits = ["prlimit", "--nofile=150"]
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, "--drain-timeout", "1", command=limits) as collector:
        for number in range(1, 101):
            connections.append(connect_from(f"127.52.0.{number}", collector.port("TCP")))
            connections[-1].sendall(line(0))
        collector.wait_for_log("cannot accept connections")
        account = collector.stop()
        delivered = check_order(lines_of(file))
        expect(account.received == account.delivered["file"] == delivered > 0, account.line)
        never = int(re.search(r" closed (\d+) connections \(never accepted\)", account.line)[1])
        return Row("100 connections, one line each", 100, delivered, collector.peak, {"connections never accepted": never})


CASES = [stuck_output, unread_datagrams, waiting_connections]
