#!/usr/bin/env python3
"""The cost of being watched: processor time of the event loops at a steady rate, in turn without a view, with the view in the
same process, with a socket for viewers and nobody there, and with an attached viewer.

    Benchmarks/view_cost.py [--rate 100000] [--seconds 10] [--rounds 5]

The view runs in a tmux window of 140x40. Every line goes to a file in memory, whose lines are counted. The times of
frames are those that the view itself shows among its handlers and queues (D).
"""
import argparse
import collections
import json
import pathlib
import re
import signal
import statistics
import subprocess
import tempfile
import time

import bench

PROGRAM = bench.HERE.parent / ".build/release/pysyslog-tui"
COLUMNS, ROWS = 140, 40
HEADLESS, SCREEN, SOCKET, ATTACHED = "headless", "open screen", "socket, nobody there", "attached viewer"
KINDS = HEADLESS, SCREEN, SOCKET, ATTACHED


class Collector:
    """pysyslog-tui, watched in one of the ways, until it is stopped."""

    def __init__(self, kind):
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm")
        folder, self.port = pathlib.Path(self.folder.name), bench.free_port()
        self.output = folder / "out"
        configuration = folder / "logging.json"
        configuration.write_text(
            json.dumps({
                "version": 1,
                "handlers": {
                    "file": {"class": "logging.FileHandler", "filename": str(self.output)},
                    "none": {"class": "logging.NullHandler"},
                },
                "loggers": {"pysyslog": {"handlers": ["none"], "propagate": False}},
                "root": {"level": "INFO", "handlers": ["file"]},
            }))
        command = [str(PROGRAM), "127.0.0.1", str(self.port), "-l", str(configuration)]
        self.tmux = ["tmux", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        self.has_view, self.process, self.viewer = kind in (SCREEN, ATTACHED), None, None
        if kind == SCREEN:
            self.pid = self.in_terminal([*command, "--quit-confirm", "never"])
        else:
            command += [] if kind == HEADLESS else ["--view-socket", str(folder / "view")]
            self.process = subprocess.Popen([*command, "--no-tui"], stderr=subprocess.DEVNULL)
            self.pid = self.process.pid
        bench.wait_for_port(self.port)
        if kind == ATTACHED:
            self.viewer = self.in_terminal([str(PROGRAM), "--attach", str(folder / "view")])
            self.wait_for_screen()

    def in_terminal(self, command):
        """Starts a command in a window of its own; returns its process."""
        size = ["-x", str(COLUMNS), "-y", str(ROWS)]
        subprocess.run([*self.tmux, "new-session", "-d", *size, *command], check=True)
        return int(self.ask("display-message", "-p", "#{pane_pid}"))

    def wait_for_screen(self):
        deadline = time.monotonic() + 10
        while "stream:" not in self.ask("capture-pane", "-p"):
            if time.monotonic() > deadline:
                raise SystemExit("the viewer shows nothing")
            time.sleep(0.05)

    def ask(self, *words):
        return subprocess.run([*self.tmux, *words], check=True, stdout=subprocess.PIPE, text=True).stdout

    def threads(self):
        """Seconds of processor time by name of thread."""
        times = collections.Counter()
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            times[(task / "comm").read_text().strip()] += int((task / "schedstat").read_text().split()[0]) / 1e9
        return times

    def frames(self):
        """Milliseconds that drawing took: the median of the last frames, and the longest of them."""
        self.ask("send-keys", "D")
        deadline = time.monotonic() + 10
        while True:
            shown = re.search(r"([0-9.]+) ms, longest ([0-9.]+) ms", self.ask("capture-pane", "-p"))
            if shown:
                return float(shown[1]), float(shown[2])
            if time.monotonic() > deadline:
                raise SystemExit("the view shows no times of frames")
            time.sleep(0.05)

    def stop(self):
        """Ends the collector; returns how many lines it wrote."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
        for pid in [self.viewer] if self.process else [self.pid]:
            if pid:
                subprocess.run(["kill", str(pid)], check=True)
                while pathlib.Path(f"/proc/{pid}").exists():
                    time.sleep(0.02)
        lines = bench.count_lines(self.output)
        self.folder.cleanup()
        return lines


def measure(kind, connections, per_write, rate, seconds):
    """One run: nanoseconds of the event loops for each line, per cent of a core of who shows lines, the times of frames."""
    collector = Collector(kind)
    lines = int(rate * seconds / connections)
    numbers = [collector.port, connections, lines, per_write, rate]
    before = collector.threads()
    frames = None
    if lines:
        load = subprocess.Popen([bench.LOAD, *(str(number) for number in numbers)])
        time.sleep(seconds * 0.9)
        frames = collector.frames() if collector.has_view else None
        if load.wait() != 0:
            raise SystemExit("the load failed")
    elif collector.has_view:
        time.sleep(seconds)
        frames = collector.frames()
    used = collector.threads() - before
    sent, arrived = connections * lines, collector.stop()
    if arrived != sent:
        raise SystemExit(f"{arrived} of {sent} lines arrived")
    return used["event-loop"] / max(sent, 1) * 1e9, (used["screen"] + used["viewers"]) / seconds * 100, frames


def compare(title, connections, per_write, rate, seconds, rounds):
    print(f"\n{title}, {rate:,} lines/s for {seconds:g} s")
    runs = {kind: [] for kind in KINDS}
    for number in range(1, rounds + 1):
        bench.progress(f"round {number} of {rounds}")
        for kind in KINDS:
            runs[kind].append(measure(kind, connections, per_write, rate, seconds))
    bench.progress("")
    for kind in KINDS:
        loops, shown = (statistics.median(run[index] for run in runs[kind]) for index in (0, 1))
        ratios = [run[0] / headless[0] for run, headless in zip(runs[kind], runs[HEADLESS])]
        spread = f"{statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})"
        print(f"  {kind:22} {loops:6.0f} ns of the event loops a line, {spread} of headless; its view thread {shown:.1f} % of a core")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=100_000, help="lines a second")
    parser.add_argument("--seconds", type=float, default=10, help="how long each run takes")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs")
    options = parser.parse_args()
    rest = (options.rate, options.seconds, options.rounds)
    runs = 3 * len(KINDS) * options.rounds + 3
    print(f"This takes about {runs * (options.seconds + 1) / 60:.0f} minutes.")
    compare("4 connections, 250 lines a write", 4, 250, *rest)
    compare("4 connections, 25 lines a write", 4, 25, *rest)
    compare("50 connections, 1 line a write", 50, 1, *rest)
    print(f"\nframes of {COLUMNS}x{ROWS}, milliseconds: median, longest of the last ones")
    for rate in (0, 10_000, 100_000):
        median, longest = measure(SCREEN, 4, 25, rate, options.seconds)[2]
        print(f"  {rate:9,} lines/s {median:8.2f} {longest:8.2f}")


if __name__ == "__main__":
    main()
