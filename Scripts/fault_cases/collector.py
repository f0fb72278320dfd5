"""A running collector: its ports, its log, its metrics and its peak memory."""
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.request

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / ".build/release/pysyslog"


def configuration(handlers, root=None):
    """A logging configuration: the lines of peers go to `handlers`, the collector's own messages to standard error."""
    for handler in handlers.values():
        handler.setdefault("formatter", "line")
    return json.dumps({
        "version": 1,
        "formatters": {"line": {"format": "%(name)s %(message)s"}},
        "handlers": {**handlers, "log": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "DEBUG", "handlers": root or list(handlers)},
        "loggers": {"pysyslog": {"handlers": ["log"], "propagate": False}},
    })


def file_handler(path, kind="FileHandler", **settings):
    """The configuration of a handler that writes to `path`."""
    kind = kind if kind == "FileHandler" else f"handlers.{kind}"
    return {"class": f"logging.{kind}", "filename": str(path), **({"pysyslog": settings} if settings else {})}


def wait_until(condition, what, seconds=60):
    """Looks every 10 ms whether `condition` holds, and returns what it returned."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s: {what}")
        time.sleep(0.01)
    return result


class Collector:
    """Use it as a context manager: leaving kills the process if it still runs.

    `command` is what runs the program, such as a program that sets limits; `environment` adds variables to our own.
    """

    def __init__(
            self, folder, text, *options, program=None, user=None, stdout=subprocess.DEVNULL, port=0, command=(),
            environment={}):
        self.folder, self.peak = pathlib.Path(folder), 0
        self.configuration = self.folder / "logging.json"
        self.configuration.write_text(text)
        self.log_path = self.folder / "collector.log"
        arguments = [
            *command, program or PROGRAM, "127.0.0.1", str(port), "-l", self.configuration, "--metrics", "127.0.0.1:0", *options]
        self.log_start = self.log_path.stat().st_size if self.log_path.exists() else 0
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                arguments, stdout=stdout, stderr=log, user=user, cwd=self.folder, env={**os.environ, **environment})

    def __enter__(self):
        try:
            self.wait_for_log("Serving metrics on")
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()

    @property
    def log(self):
        """What this process has logged so far."""
        return self.log_path.read_bytes()[self.log_start:].decode(errors="replace")

    def wait_for_log(self, text, count=1):
        wait_until(lambda: self.log.count(text) >= count or self.process.poll() is not None, f"{text!r} in the log")
        if self.log.count(text) < count:
            raise AssertionError(f"the collector ended with {self.process.returncode}:\n{self.log}")

    def port(self, transport):
        """The port of the first listener for UDP or TCP."""
        return self.ports(transport)[0]

    def ports(self, transport):
        """The ports of all listeners for UDP or TCP; of TLS the log says TCP."""
        return [int(port) for port in re.findall(rf"over {transport} on: [^ ]*:(\d+) ", self.log)]

    def metrics(self):
        """The value of each metric, by its name and labels as they are served."""
        address = re.search(r"Serving metrics on (\S+)", self.log)[1]
        with urllib.request.urlopen(address, timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}

    def memory(self, field="VmRSS"):
        """A field of /proc/PID/status in kB; 0 when the process has ended."""
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        except FileNotFoundError:
            return 0
        found = re.search(rf"{field}:\s+(\d+) kB", status)
        return int(found[1]) if found else 0

    def note_peak(self):
        """Takes in VmHWM, which the kernel forgets with the process."""
        self.peak = max(self.peak, self.memory("VmHWM"))

    @property
    def descriptors(self):
        """How many descriptors are open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def reload(self, text=None):
        """Replaces the configuration, as an editor does, and asks for it; the log has one answer for each request."""
        if text is not None:
            new = self.configuration.with_suffix(".new")
            new.write_text(text)
            new.rename(self.configuration)
        self.process.send_signal(signal.SIGHUP)

    def stop(self, seconds=60):
        """Ends it by SIGTERM, and returns the closing account."""
        self.note_peak()
        self.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"did not end within {seconds} s of SIGTERM")
            self.note_peak()
            time.sleep(0.005)
        if self.process.returncode != 0:
            raise AssertionError(f"the collector ended with {self.process.returncode}:\n{self.log[-2000:]}")
        return Account(self.log.splitlines()[-1])

    def kill(self):
        self.note_peak()
        self.process.kill()
        self.process.wait()


class Account:
    """The closing account, from the last line of the log."""

    def __init__(self, line):
        self.line = line
        found = re.search(r"Received (\d+) lines? \((\d+) bytes\) from .*; delivered: ([^;]*); (.*)$", line)
        if not found:
            raise AssertionError(f"no closing account: {line}")
        self.received, self.bytes = int(found[1]), int(found[2])
        self.delivered = {name: int(count) for name, count in re.findall(r"([\w ]+?) (\d+)(?:, |$)", found[3])}
        self.lost = {}
        for count, reason in re.findall(r"\w+ (?:lost|dropped) (\d+)(?: datagrams)? \(([^)]*)\)", found[4]):
            self.lost[reason] = self.lost.get(reason, 0) + int(count)
        self.nothing_lost = found[4].startswith("nothing lost")
