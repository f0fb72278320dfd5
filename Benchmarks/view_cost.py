#!/usr/bin/env python3
"""The cost of the open screen: processor time by thread at a steady rate, without and with pysyslog-tui's view.

    Benchmarks/view_cost.py [--rate 100000] [--seconds 10] [--build .build/release]

The view runs in a tmux window of 140x40. Both write every line to a file, which is checked for its count of lines.
"""
import argparse
import collections
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--rate", type=int, default=100_000)
parser.add_argument("--seconds", type=float, default=10)
parser.add_argument("--peers", type=int, default=4)
parser.add_argument("--build", default=str(pathlib.Path(__file__).parent.parent / ".build/release"))
options = parser.parse_args()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def threads(process):
    """Seconds of processor time by name of thread."""
    times = collections.Counter()
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        name = (task / "comm").read_text().strip()
        times[name] += int((task / "schedstat").read_text().split()[0]) / 1e9
    return times


def send(port):
    """Sends at the rate from several addresses; returns the count of lines."""
    connections = []
    for number in range(options.peers):
        connection = socket.socket()
        connection.bind((f"127.0.1.{number + 1}", 0))
        connection.connect(("127.0.0.1", port))
        connections.append(connection)
    line = b"<134>Nov 23 06:05:56 web-01 nginx[4283]: 10.1.4.8 - - GET /api/v1/items?page=82 HTTP/1.1 200 rt=0.082\n"
    start = time.monotonic()
    sent = 0
    while (passed := time.monotonic() - start) < options.seconds:
        due = int(passed * options.rate) - sent
        for connection in connections:
            connection.sendall(line * (due // len(connections)))
            sent += due // len(connections)
        time.sleep(0.005)
    for connection in connections:
        connection.close()
    return sent


def measure(view):
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        target = pathlib.Path(folder) / "lines.txt"
        configuration = pathlib.Path(folder) / "logging.json"
        handler = {"class": "logging.FileHandler", "filename": str(target)}
        configuration.write_text(
            json.dumps({"version": 1, "handlers": {"file": handler}, "root": {"level": "INFO", "handlers": ["file"]}}))
        command = f"{options.build}/pysyslog-tui 127.0.0.1 {port} -l {configuration}"
        server = f"view-cost-{os.getpid()}"
        if view:
            tmux = ["tmux", "-L", server, "-f", "/dev/null"]
            subprocess.run([*tmux, "new-session", "-d", "-x", "140", "-y", "40", f"exec {command}"], check=True)
            process = int(subprocess.check_output([*tmux, "display-message", "-p", "#{pane_pid}"]))
        else:
            process = subprocess.Popen([*command.split(), "--no-tui"]).pid
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        sent = send(port)
        time.sleep(0.5)
        times = threads(process)
        os.kill(process, 15)
        time.sleep(2)
        if view:
            subprocess.run([*tmux, "kill-server"], stderr=subprocess.DEVNULL)
        else:
            os.waitpid(process, 0)
        with target.open("rb") as file:
            received = sum(1 for line in file if line.startswith(b"<134>"))
        return sent, received, times


for view in (False, True):
    sent, received, times = measure(view)
    used = ", ".join(f"{name} {seconds / options.seconds * 100:.2f} %" for name, seconds in sorted(times.items()))
    print(f"{'open screen' if view else 'headless':12} {sent / options.seconds:,.0f} lines/s, lost {sent - received}; {used}")
