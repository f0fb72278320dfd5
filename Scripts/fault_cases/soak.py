"""A soak: senders that never pause, everything that the cases do at random beside them, and memory that must stay flat."""
import pathlib
import random
import socket
import struct
import sys
import threading
import time

from .advisories import INPUTS, REQUESTS
from .certificates import TLSClient, make_certificate
from .collector import Collector, configuration, file_handler
from .datagrams import DatagramLoad
from .hostile import HELLO
from .load import Load, check_complete, check_order, connect_from, lines_of, numbers_of
from .network import syslog_handler
from .row import Row, expect

RATE = 500  # lines a second of each of the senders
SENDERS = 3  # of each kind: TCP, TLS, UDP
FLAT = 4_096  # kB that memory may be above what it was after the first minute


class Receiver:
    """What `SysLogHandler` sends to: it can be silent, reset its connection, or go away for a while."""

    def __init__(self):
        self.is_reading, self.must_reset = threading.Event(), threading.Event()
        self.is_reading.set()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            while self.is_reading.wait() and connection.recv(1 << 16):
                if self.must_reset.is_set():
                    self.must_reset.clear()
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
            connection.close()


class Soak:
    """A collector with everything, and what disturbs it."""

    def __init__(self, folder, seed):
        self.folder, self.random, self.receiver = folder, random.Random(seed), Receiver()
        self.file, self.moved, self.parts, self.reloads, self.in_bursts = folder / "out.log", [], 0, 0, 0
        self.served = folder / "server.pem"
        make_certificate(self.served, "server")
        options = ["--listen", "tcp://127.0.0.1:0", "--listen", "udp://127.0.0.1:0?name=udp", "--cert", self.served,
                   "--key", self.served, "--drain-timeout", "30", "--stats-interval", "5"]
        self.collector = Collector(folder, self.settings(), *options)

    def settings(self):
        """A configuration whose additional handler has another name each time it is changed."""
        return configuration({
            "file": file_handler(self.file), "net": syslog_handler(self.receiver.port),
            f"part{self.parts}": file_handler("/dev/null"),
            "rolling": {**file_handler(self.folder / "rolling.log", kind="RotatingFileHandler"), "maxBytes": 10 << 20,
                        "backupCount": 2}})

    def reload(self, text, answer):
        """Reloads; the log has one answer for each request."""
        self.reloads += 1
        before = self.collector.log.count(answer)
        self.collector.reload(text)
        self.collector.wait_for_log(answer, before + 1)

    # What disturbs it

    def change_configuration(self):
        self.parts += 1
        self.reload(self.settings(), "reloaded: 1 handler added")

    def break_configuration(self):
        self.reload(self.settings()[:-self.random.randrange(1, 50)], "not reloaded")
        self.reload(self.settings(), "reloaded: nothing changed")

    def rename_file(self):
        self.moved.append(self.folder / f"out.log.{len(self.moved)}")
        self.file.rename(self.moved[-1])
        self.reload(None, "reloaded: ")

    def exchange_certificate(self):
        make_certificate(self.folder / "new.pem", f"server-{self.reloads}")
        (self.folder / "new.pem").rename(self.served)
        self.reload(None, "reloaded: ")

    def silence_receiver(self):
        self.receiver.is_reading.clear()
        time.sleep(self.random.uniform(0.2, 1.5))
        self.receiver.is_reading.set()

    def reset_receiver(self):
        self.receiver.must_reset.set()

    def connect_and_close(self):
        for number in range(300):
            connect_from(f"127.40.0.{1 + number % 100}", self.plain).close()

    def confuse_protocols(self):
        for number, (port, data) in enumerate([(self.plain, HELLO), (self.tls, b"<13>in plain text\n")] * 10):
            self.send(f"127.42.0.{1 + number}", port, data)

    def send_advisories(self):
        for number, (data, _) in enumerate(INPUTS.values(), 1):
            self.send(f"127.48.0.{number}", self.plain, data)

    def ask_for_metrics_wrongly(self):
        port = int(self.collector.log.split("Serving metrics on http://127.0.0.1:")[1].split("/")[0])
        for request in REQUESTS:
            self.send("127.0.0.1", port, request)

    def leave_frames_unfinished(self):
        connections = [connect_from(f"127.50.0.{number}", self.plain) for number in range(1, 51)]
        for connection in connections:
            connection.sendall(b"<13>" + b"x" * 20_000)
        time.sleep(self.random.uniform(0.1, 1))
        for connection in connections:
            connection.close()

    def burst_of_datagrams(self):
        load = DatagramLoad(self.udp, lines=self.random.randrange(500, 5_000), peers=2, network=60)
        load.finish()
        self.in_bursts += load.all_lines

    def send(self, peer, port, data):
        connection = connect_from(peer, port)
        connection.settimeout(1)
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(1 << 16):
                pass
        except OSError:
            pass  # Refused, or cut off.
        connection.close()

    # How it runs

    def run(self, seconds):
        """Disturbs the collector for so long. Returns the row, and the memory after the first minute and at the end."""
        disturbances = [
            self.change_configuration, self.break_configuration, self.rename_file, self.exchange_certificate,
            self.silence_receiver, self.reset_receiver, self.connect_and_close, self.confuse_protocols,
            self.send_advisories, self.ask_for_metrics_wrongly, self.leave_frames_unfinished, self.burst_of_datagrams]
        with self.collector as collector:
            self.tls, self.plain = collector.ports("TCP")
            self.udp = collector.port("UDP")
            start, lines = time.monotonic(), RATE * seconds
            loads = [Load(self.plain, lines, SENDERS, seconds),
                     Load(self.tls, lines, SENDERS, seconds, network=8, connect=TLSClient)]
            datagrams = DatagramLoad(self.udp, lines, SENDERS, seconds)
            samples, counts, said = [], dict.fromkeys(disturbances, 0), 0
            while (passed := time.monotonic() - start) < seconds - 2:
                disturb = self.random.choice(disturbances)
                disturb()
                counts[disturb] += 1
                samples.append((time.monotonic() - start, collector.memory()))
                if passed // 60 > said:
                    said += 1
                    print(f"{passed:.0f} s: {sum(counts.values())} disturbances, {samples[-1][1] / 1000:.1f} MB",
                          file=sys.stderr, flush=True)
                time.sleep(self.random.uniform(0, 0.3))
            for load in [*loads, datagrams]:
                load.finish(seconds=120)
            account = collector.stop()
        expect(all(counts.values()), f"never came: {[key.__name__ for key, count in counts.items() if not count]}")
        first, last = self.memory(samples, seconds)
        expect(last <= first + FLAT, f"{first} kB after the first minute, {last} kB at the end")
        return self.check(loads, datagrams, account), first, last, sum(counts.values())

    def memory(self, samples, seconds):
        """The most within 30 s, once before the first minute is over and once before the end."""
        minute, window = min(60, seconds / 3), min(30, seconds / 6)
        most = lambda end: max(memory for time, memory in samples if end - window <= time <= end)
        return most(minute), most(samples[-1][0])

    def check(self, loads, datagrams, account):
        """Accounts for every line."""
        texts = lines_of(*self.moved, self.file)
        networks = {b"127.7.": [], b"127.8.": [], b"127.9.": [], b"127.60.": []}
        others = 0
        for text in texts:
            network = next((network for network in networks if text.startswith(network)), None)
            if network:
                networks[network].append(text)
            else:
                others += 1
        delivered = sum(check_complete(load, networks[network]) for load, network in zip(loads, networks))
        delivered += check_order(networks[b"127.9."]) + len(networks[b"127.60."])
        numbers_of(networks[b"127.60."])  # Whole lines; each burst begins anew.
        expect(account.received == len(texts) == account.delivered["file"] == delivered + others, account.line)
        expect(set(account.lost) <= {"receive buffer full", "destination full"}, account.line)
        sent = sum(load.all_lines for load in loads) + datagrams.all_lines + self.in_bursts + others
        return Row("3 TCP, 3 TLS and 3 UDP senders", sent, account.received, self.collector.peak, account.lost)


def soak(folder, minutes, seed):
    """Everything mixed: reloads, receivers, certificates, garbage, storms of connections and of datagrams"""
    return Soak(pathlib.Path(folder), seed).run(int(minutes * 60))
