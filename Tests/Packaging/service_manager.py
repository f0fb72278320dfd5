"""Stands in for systemd where the packages are tested: starts one service as its unit says, and keeps its sockets.

Run with arguments of systemctl(1), it passes them to the manager, as `systemctl` in the path of the maintainer scripts.
"""
import contextlib
import fcntl
import os
import pwd
import shlex
import signal
import socket
import subprocess
import sys

CONTROL = "/run/service-manager"
NOTIFY = "/run/notify"
UNITS = "/lib/systemd/system/"
SERVICE = "pysyslog.service"


def settings(unit):
    """The lines of a unit, as lists by key."""
    found = {}
    with open(UNITS + unit) as lines:
        for line in lines:
            key, separator, value = line.strip().partition("=")
            if separator and not key.startswith("#"):
                found.setdefault(key, []).append(value)
    return found


def expanded(text):
    """Replaces the specifiers of systemd.unit(5) that the unit has."""
    return text.replace("%L", "/var/log").replace("%t", "/run")


class Manager:
    def __init__(self):
        self.process = None
        # By unit: the socket and its name.
        self.sockets = {}

    def open(self, unit):
        lines = settings(unit)
        if "ListenStream" in lines:
            opened = socket.create_server(("", int(lines["ListenStream"][0])), backlog=int(lines["Backlog"][0]))
        else:
            opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            opened.bind(("", int(lines["ListenDatagram"][0])))
        self.sockets[unit] = (opened, lines["FileDescriptorName"][0])

    def with_sockets(self, command, variables):
        """The command with the open sockets from descriptor 3 on, as sd_listen_fds(3) has it, and what to pass to it."""
        numbers = [fcntl.fcntl(opened, fcntl.F_DUPFD, 50) for opened, _ in self.sockets.values()]
        if not numbers:
            return command, []
        variables["LISTEN_FDS"] = str(len(numbers))
        variables["LISTEN_FDNAMES"] = ":".join(name for _, name in self.sockets.values())
        moves = " ".join(f"{3 + index}<&{number} {number}<&-" for index, number in enumerate(numbers))
        return ["/bin/bash", "-c", f"export LISTEN_PID=$$; exec \"$@\" {moves}", "bash", *command], numbers

    def environment(self):
        """The variables of the service: those of its EnvironmentFile=."""
        variables = {"PATH": "/usr/bin:/bin"}
        for path in self.unit["EnvironmentFile"]:
            with open(path.lstrip("-")) as lines:
                for line in lines:
                    name, separator, value = line.strip().partition("=")
                    if separator and not name.startswith("#"):
                        variables[name] = shlex.split(value)[0] if value else ""
        return variables

    def command(self, line, variables):
        words = []
        for word in shlex.split(line):
            words += variables.get(word[1:], "").split() if word.startswith("$") else [expanded(word)]
        return words

    def start(self):
        if self.is_active():
            return
        self.unit = settings(SERVICE)
        variables = self.environment()
        user = pwd.getpwnam(self.unit["User"][0])
        options = dict(
            user=user.pw_uid, group=user.pw_gid, extra_groups=[], env=variables,
            umask=int(self.unit["UMask"][0], 8), cwd=expanded(self.unit["WorkingDirectory"][0]),
            stdin=subprocess.DEVNULL, start_new_session=True)
        runtime = os.path.join("/run", self.unit["RuntimeDirectory"][0])
        os.makedirs(runtime, exist_ok=True)
        os.chown(runtime, user.pw_uid, user.pw_gid)
        for line in self.unit["ExecStartPre"]:
            subprocess.run(self.command(line, variables), check=True, stdout=subprocess.DEVNULL, **options)
        with contextlib.suppress(FileNotFoundError):
            os.remove(NOTIFY)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.settimeout(30)
            notify.bind(NOTIFY)
            os.chmod(NOTIFY, 0o777)
            variables["NOTIFY_SOCKET"] = NOTIFY
            command, numbers = self.with_sockets(self.command(self.unit["ExecStart"][0], variables), variables)
            self.process = subprocess.Popen(command, pass_fds=numbers, **options)
            for number in numbers:
                os.close(number)
            while b"READY=1" not in notify.recv(4096).split(b"\n"):
                pass

    def is_active(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        if self.is_active():
            self.process.terminate()
            limit = float(self.unit["TimeoutStopSec"][0].rstrip("s"))
            if self.process.wait(timeout=limit) != 0:
                raise RuntimeError(f"the service ended with status {self.process.returncode}")

    def perform(self, words):
        verb, *units = [word for word in words if not word.startswith("-")]
        if verb == "daemon-reload":
            return 0
        for unit in units:
            if unit.endswith(".socket") and verb == "start":
                self.open(unit)
            elif unit in self.sockets and verb == "stop":
                self.sockets.pop(unit)[0].close()
        units = [unit for unit in units if unit == SERVICE]
        if verb == "is-active":
            return 0 if units and self.is_active() else 3
        if verb == "is-enabled":
            return 1
        for _ in units:
            if verb == "start":
                self.start()
            elif verb == "stop":
                self.stop()
            elif verb == "restart" or verb == "try-restart" and self.is_active():
                self.stop()
                self.start()
            elif verb == "reload" or verb == "kill" and "--signal=HUP" in words:
                self.process.send_signal(signal.SIGHUP)
            elif verb == "show-pid":
                return self.process.pid if self.is_active() else 0
            elif verb != "try-restart":
                raise ValueError(verb)
        return 0

    def serve(self, listener):
        while True:
            connection, _ = listener.accept()
            with connection:
                words = connection.recv(65536).decode().split("\0")
                try:
                    answer = self.perform(words)
                except Exception as error:
                    answer = 1
                    print(f"service manager: {' '.join(words)}: {error!r}", file=sys.stderr, flush=True)
                connection.sendall(str(answer).encode())


def ask(*words):
    """What the manager answers to a command of systemctl."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(CONTROL)
        connection.sendall("\0".join(words).encode())
        return int(connection.recv(100))


def start_manager():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(CONTROL)
    listener.listen()
    if os.fork() == 0:
        Manager().serve(listener)
    listener.close()


if __name__ == "__main__":
    sys.exit(ask(*sys.argv[1:]))
