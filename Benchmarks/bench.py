"""Measures collectors side by side: each scenario runs them in turn, several times, and compares them pair by pair.

The figure is lines per second of processor time that the collector used (user and system, all threads), from
/proc/PID/stat: it does not depend on how fast the sender is. The machine's speed drifts, so read the ratios.
Every run checks that all lines have arrived. Everything stays on loopback and in memory.
"""
import argparse
import json
import os
import pathlib
import socket
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LOAD = HERE / ".build/release/load"
PYSYSLOG = HERE.parent / ".build/release/pysyslog"
RSYSLOG = HERE.parent / ".build/rsyslog/rsyslogd"
TICKS = os.sysconf("SC_CLK_TCK")
DEFAULT_FORMAT = "%(levelname)s:%(name)s:%(message)s"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Pysyslog:
    """The collector of this project, writing to a file by a logging configuration."""

    def __init__(self, name="pysyslog", log_format=DEFAULT_FORMAT):
        self.name, self.log_format = name, log_format

    def command(self, folder, port, output):
        configuration = {
            "version": 1,
            "formatters": {"line": {"format": self.log_format}},
            "handlers": {
                "file": {"class": "logging.FileHandler", "filename": str(output), "formatter": "line"},
                "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
            },
            "loggers": {"pysyslog": {"handlers": ["stderr"], "propagate": False}},
            "root": {"level": "INFO", "handlers": ["file"]},
        }
        path = folder / "logging.json"
        path.write_text(json.dumps(configuration))
        return [PYSYSLOG, "127.0.0.1", str(port), "-l", path]


class Rsyslog:
    """rsyslog with its fastest settings for this: imptcp, a direct queue, a large file buffer."""

    name = "rsyslog imptcp"

    def command(self, folder, port, output):
        path = folder / "rsyslog.conf"
        path.write_text(
            f"""global(workDirectory="{folder}" maxMessageSize="64k")
            module(load="imptcp" threads="2")
            template(name="line" type="string" string="INFO:%fromhost-ip%:%rawmsg%\\n")
            ruleset(name="in" queue.type="direct") {{
              action(type="omfile" file="{output}" template="line" ioBufferSize="256k" flushOnTXEnd="off"
                     asyncWriting="off")
            }}
            input(type="imptcp" port="{port}" address="127.0.0.1" ruleset="in" socketBacklog="1024")
            """
        )
        return [RSYSLOG, "-n", "-f", path, "-i", folder / "pid"]


def measure(collector, connections, lines, per_write):
    """One run: lines of all connections, seconds of processor time, seconds on the clock, bytes resident at most."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder, port = pathlib.Path(name), free_port()
        output = folder / "out"
        process = subprocess.Popen(
            [str(word) for word in collector.command(folder, port, output)], stderr=subprocess.DEVNULL
        )
        try:
            wait_for_port(port)
            before, begun = cpu(process.pid), time.monotonic()
            subprocess.run([LOAD, str(port), str(connections), str(lines), str(per_write)], check=True)
            elapsed = time.monotonic() - begun
            seconds = cpu(process.pid) - before
            memory = peak_memory(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)
        arrived = count_lines(output)
        if arrived != connections * lines:
            raise SystemExit(f"{collector.name}: {arrived} of {connections * lines} lines arrived")
        return connections * lines, seconds, elapsed, memory


def wait_for_port(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def count_lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def compare(title, first, second, connections, lines, per_write, rounds):
    """Runs two collectors in turn and prints medians, and the median of the ratios pair by pair."""
    print(f"\n{title}")
    runs = {first: [], second: []}
    for collector in (first, second):  # A warm-up that is not counted.
        measure(collector, connections, max(1, lines // 10), per_write)
    for _ in range(rounds):
        for collector in (first, second):
            runs[collector].append(measure(collector, connections, lines, per_write))
    for collector in (first, second):
        rate = statistics.median(count / max(cpu_time, 1 / TICKS) for count, cpu_time, _, _ in runs[collector])
        wall = statistics.median(count / elapsed for count, _, elapsed, _ in runs[collector])
        memory = max(run[3] for run in runs[collector])
        print(
            f"  {collector.name:24} {rate / 1e6:7.2f} M lines/CPU-s  {wall / 1e6:6.2f} M lines/s"
            f"  {memory / 2**20:6.1f} MiB"
        )
    ratios = [b[1] / max(a[1], 1 / TICKS) for a, b in zip(runs[first], runs[second])]
    print(f"  ratio                    {statistics.median(ratios):7.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each collector")
    parser.add_argument("--scale", type=float, default=1, help="how many lines, as a factor")
    arguments = parser.parse_args()
    ours, rsyslog = Pysyslog(), Rsyslog()

    def lines(number):
        return max(1, int(number * arguments.scale))

    print("138-byte RFC 5424 lines over loopback to a file in memory; sender on the same machine.")
    compare("bulk: 2 connections, 500 lines a write", ours, rsyslog, 2, lines(1_500_000), 500, arguments.rounds)
    compare("trickle: 50 connections, 1 line a write", ours, rsyslog, 50, lines(10_000), 1, arguments.rounds)
    timed = Pysyslog("pysyslog with asctime", "%(asctime)s %(levelname)s %(name)s %(message)s")
    compare("formats: with the time of day, and without", timed, ours, 2, lines(1_500_000), 500, arguments.rounds)


if __name__ == "__main__":
    main()
