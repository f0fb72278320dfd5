"""Measures collectors side by side: each scenario runs them in turn, several times, and compares them pair by pair.

The figure is lines per second of processor time that the collector used (user and system, all threads), from
/proc/PID/stat: it does not depend on how fast the sender is. The machine's speed drifts, so read the ratios.
Every run checks that all lines have arrived. Everything stays on loopback and in memory.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
LOAD = HERE / ".build/release/load"
LIMIT = HERE / ".build/release/limit"
PYSYSLOG = HERE.parent / ".build/release/pysyslog"
PRODUCE = HERE / ".build/release/produce"
RSYSLOG = HERE.parent / ".build/rsyslog/rsyslogd"
# As Scripts/unpack-kafka has unpacked it.
KAFKA = HERE.parent / ".build/kafka"
TICKS = os.sysconf("SC_CLK_TCK")
DEFAULT_FORMAT = "%(levelname)s:%(name)s:%(message)s"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Pysyslog:
    """The collector of this project, writing to a file by a logging configuration."""

    def __init__(self, name="pysyslog", formatter={"format": DEFAULT_FORMAT}, certificate=None, options=(),
                 load_options=()):
        self.name, self.formatter, self.certificate, self.options = name, formatter, certificate, options
        self.load_options = ["--tls"] if certificate else load_options

    def handler(self, output):
        return {"class": "logging.FileHandler", "filename": str(output)}

    def command(self, folder, port, output):
        configuration = {
            "version": 1,
            "formatters": {"line": self.formatter},
            "handlers": {
                "file": {**self.handler(output), "formatter": "line"},
                "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
            },
            "loggers": {"pysyslog": {"handlers": ["stderr"], "propagate": False}},
            "root": {"level": "DEBUG", "handlers": ["file"]},
        }
        path = folder / "logging.json"
        path.write_text(json.dumps(configuration))
        tls = ["--cert", self.certificate, "--key", self.certificate] if self.certificate else []
        return [PYSYSLOG, "127.0.0.1", str(port), "-l", path, *tls, *self.options]


class PeerFiles(Pysyslog):
    """The collector of this project, writing to a file for each peer."""

    def handler(self, output):
        return {"class": "pysyslog.handlers.PeerFileHandler", "filename": f"{output}/{{peer}}/%Y-%m-%d.log"}


class Broker:
    """A broker on loopback that keeps everything in memory, and a client that makes topics and counts their records."""

    def __enter__(self):
        sys.path.insert(0, str(KAFKA))
        import confluent_kafka
        import confluent_kafka.admin
        self.client, port = confluent_kafka, free_port()
        self.address, url = f"127.0.0.1:{port}", f"tcp://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [KAFKA / "tansu", "broker", "--listener-url", url, "--advertised-listener-url", url,
             "--storage-engine", "memory://tansu/"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(port)
        self.admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def make_topic(self, name):
        for future in self.admin.create_topics([self.client.admin.NewTopic(name, 1, 1)]).values():
            future.result(20)

    def count(self, topic):
        """How many records there are; this broker's watermarks are those of batches."""
        consumer = self.client.Consumer(
            {"bootstrap.servers": self.address, "group.id": "count", "enable.partition.eof": True, "log_level": 0})
        try:
            consumer.assign([self.client.TopicPartition(topic, 0, self.client.OFFSET_BEGINNING)])
            count, deadline = 0, time.monotonic() + 60
            while time.monotonic() < deadline:
                messages = consumer.consume(10_000, timeout=1)
                count += sum(1 for message in messages if not message.error())
                if any(message.error() for message in messages):
                    break
            return count
        finally:
            consumer.close()

    @staticmethod
    def library():
        return (KAFKA / "librdkafka.so.1").resolve()


class KafkaOutput(Pysyslog):
    """The collector of this project, writing to Kafka."""

    def __init__(self, broker, name="pysyslog"):
        super().__init__(name)
        self.broker, self.formatter = broker, {"format": "%(message)s"}

    def handler(self, output):
        topic = output.parent.name
        if self.broker.process:
            self.broker.make_topic(topic)
        return {"class": "pysyslog.handlers.KafkaHandler", "topic": topic, "key": "%(name)s",
                "library": str(Broker.library()), "kafka": {"bootstrap.servers": self.broker.address}}

    def arrived(self, output):
        return self.broker.count(output.parent.name)


class KafkaLimit:
    """The least that has to be done, in C, with the same library and the same settings."""

    name = "a producer in C"
    load_options = []

    def __init__(self, broker):
        self.broker = broker

    def command(self, folder, port, output):
        self.broker.make_topic(output.parent.name)
        return [PRODUCE, str(port), Broker.library(), self.broker.address, output.parent.name]

    arrived = KafkaOutput.arrived


class Rsyslog:
    """rsyslog with its fastest settings for this: imptcp, a direct queue, a large file buffer."""

    name = "rsyslog imptcp"
    load_options = []

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


class RsyslogTLS:
    """rsyslog with TLS by OpenSSL, which only imtcp has; the rest as above."""

    name = "rsyslog imtcp, ossl"
    load_options = ["--tls"]

    def __init__(self, certificate):
        self.certificate = certificate

    def command(self, folder, port, output):
        path = folder / "rsyslog.conf"
        path.write_text(
            f"""global(workDirectory="{folder}" maxMessageSize="64k" DefaultNetstreamDriver="ossl"
                   DefaultNetstreamDriverCAFile="{self.certificate}"
                   DefaultNetstreamDriverCertFile="{self.certificate}"
                   DefaultNetstreamDriverKeyFile="{self.certificate}")
            module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
            template(name="line" type="string" string="INFO:%fromhost-ip%:%rawmsg%\\n")
            ruleset(name="in" queue.type="direct") {{
              action(type="omfile" file="{output}" template="line" ioBufferSize="256k" flushOnTXEnd="off"
                     asyncWriting="off")
            }}
            input(type="imtcp" port="{port}" address="127.0.0.1" ruleset="in")
            """
        )
        return [RSYSLOG, "-n", "-f", path, "-i", folder / "pid"]


class RsyslogUDP:
    """rsyslog with imudp: the largest batch that it takes, one thread; the rest as above."""

    name = "rsyslog imudp"

    def command(self, folder, port, output):
        path = folder / "rsyslog.conf"
        path.write_text(
            f"""global(workDirectory="{folder}" maxMessageSize="64k")
            module(load="imudp" batchSize="128" timeRequery="128" threads="1")
            template(name="line" type="string" string="INFO:%fromhost-ip%:%rawmsg%\\n")
            ruleset(name="in" queue.type="direct") {{
              action(type="omfile" file="{output}" template="line" ioBufferSize="256k" flushOnTXEnd="off"
                     asyncWriting="off")
            }}
            input(type="imudp" port="{port}" address="127.0.0.1" ruleset="in" rcvbufSize="16m")
            """
        )
        return [RSYSLOG, "-n", "-f", path, "-i", folder / "pid"]


class Limit:
    """The least that has to be done, in C: receive, find the line ends, put the head in front, write."""

    name = "a loop in C"
    load_options = []

    def command(self, folder, port, output):
        return [LIMIT, str(port), output]


class OpenSSLServer:
    """OpenSSL's own test server, for the cost of a handshake alone."""

    name = "openssl s_server"

    def __init__(self, certificate):
        self.certificate = certificate

    def command(self, folder, port, output):
        return ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", self.certificate,
                "-key", self.certificate, "-quiet"]


class Run(typing.NamedTuple):
    """What one run of a collector took."""

    lines: int
    # CPU seconds, in user and kernel mode.
    user: float
    system: float
    # Elapsed seconds.
    elapsed: float
    # Maximum resident bytes.
    memory: int

    @property
    def cpu(self):
        return max(self.user + self.system, 1 / TICKS)


def measure(collector, connections, lines, per_write, rate=None):
    """Has a collector receive `lines` lines of each of `connections`; `rate` is of all together, in lines per second."""
    def send(port):
        numbers = [str(number) for number in (port, connections, lines, per_write, rate) if number is not None]
        subprocess.run([LOAD, *collector.load_options, *numbers], check=True)

    return measure_sending(collector, connections * lines, wait_for_port, send)


def measure_sending(collector, lines, wait, send):
    """Runs a collector while `send` sends it `lines` lines, and checks that all of them arrive."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder, port = pathlib.Path(name), free_port()
        output = folder / "out"
        process = subprocess.Popen(
            [str(word) for word in collector.command(folder, port, output)], stderr=subprocess.DEVNULL
        )
        try:
            wait(port)
            before, begun = cpu_times(process.pid), time.monotonic()
            send(port)
            elapsed = time.monotonic() - begun
            user, system = (now - then for now, then in zip(cpu_times(process.pid), before))
            memory = peak_memory(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)
        arrived = collector.arrived(output) if hasattr(collector, "arrived") else count_lines(output)
        if arrived != lines:
            raise SystemExit(f"{collector.name}: {arrived} of {lines} lines arrived")
        return Run(lines, user, system, elapsed, memory)


def measure_datagrams(collector, lines, burst, pause):
    """Has a collector receive datagrams in bursts, slow enough for its buffer; all of them must arrive."""
    def send(port):
        send_datagrams(port, lines, burst, pause)
        # A datagram socket has no end; the last datagrams are read within this time.
        time.sleep(0.5)

    return measure_sending(collector, lines, wait_for_datagram_port, send)


def send_datagrams(port, lines, burst, pause):
    line = b"<13>1 2026-11-26T18:30:25.226507+00:00 host.example.com app 1234 - - " + b"x" * 69
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", port))
        for start in range(0, lines, burst):
            for _ in range(min(burst, lines - start)):
                sender.send(line)
            time.sleep(pause)


def wait_for_datagram_port(port):
    """Until somebody has the port."""
    deadline = time.monotonic() + 20
    while f":{port:04X} 00000000:0000 07" not in pathlib.Path("/proc/net/udp").read_text():
        if time.monotonic() > deadline:
            raise SystemExit(f"nobody receives at port {port}")
        time.sleep(0.01)
    time.sleep(0.2)


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


def cpu_times(pid):
    """Seconds of processor time so far: in the program, and in the kernel for it."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


def cpu(pid):
    return sum(cpu_times(pid))


def peak_memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def count_lines(path):
    if path.is_dir():
        return sum(count_lines(file) for file in path.rglob("*") if file.is_file())
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def compare(title, first, second, connections, lines, per_write, rounds, rate=None):
    compare_by(title, first, second, rounds,
               lambda collector, share: measure(collector, connections, max(1, int(lines * share)), per_write, rate))


def compare_by(title, first, second, rounds, measure):
    """Runs two collectors in turn and prints medians, and the median of the ratios pair by pair.

    `measure` runs a collector with a share of the lines.
    """
    print(f"\n{title}")
    runs = {first: [], second: []}
    for collector in (first, second):  # A warm-up that is not counted.
        progress(f"warm-up of {collector.name}")
        measure(collector, 0.1)
    for number in range(1, rounds + 1):
        for collector in (first, second):
            progress(f"{collector.name}, run {number} of {rounds}")
            runs[collector].append(measure(collector, 1))
    progress("")
    for collector in (first, second):
        rate = statistics.median(run.lines / run.cpu for run in runs[collector])
        wall = statistics.median(run.lines / run.elapsed for run in runs[collector])
        user = statistics.median(run.user / run.lines for run in runs[collector])
        memory = max(run.memory for run in runs[collector])
        print(
            f"  {collector.name:24} {rate / 1e6:7.2f} M lines/CPU-s  {wall / 1e6:6.2f} M lines/s"
            f"  {user * 1e9:6.0f} ns a line in user mode  {memory / 2**20:6.1f} MiB"
        )
    ratios = [b.cpu / a.cpu for a, b in zip(runs[first], runs[second])]
    print(f"  ratio                    {statistics.median(ratios):7.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def progress(text):
    """Says on a terminal what is going on; the next line is written over it."""
    if sys.stderr.isatty():
        print(f"\r\033[K{'  ... ' + text if text else ''}", end="", file=sys.stderr, flush=True)


class Running:
    """A server while it is measured by something other than lines."""

    def __init__(self, server):
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm")
        folder, self.port = pathlib.Path(self.folder.name), free_port()
        words = [str(word) for word in server.command(folder, self.port, folder / "out")]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self):
        wait_for_port(self.port)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


def handshakes(server, seconds):
    """Full handshakes for each second of the server's processor time, one client after the other."""
    with Running(server) as running:
        before = cpu(running.process.pid)
        said = subprocess.run(
            ["openssl", "s_time", "-connect", f"127.0.0.1:{running.port}", "-new", "-tls1_3", "-time", str(seconds)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        ).stdout
        used = cpu(running.process.pid) - before
    return int(re.search(r"(\d+) connections in \d+ real seconds", said)[1]) / max(used, 1 / TICKS)


def compare_handshakes(certificate, rounds):
    print("\nfull handshakes, TLS 1.3, one after the other (openssl s_time -new)")
    ours, theirs = Pysyslog("pysyslog", certificate=certificate), OpenSSLServer(certificate)
    pairs = []
    for number in range(1, rounds + 1):
        progress(f"run {number} of {rounds}")
        pairs.append((handshakes(ours, 3), handshakes(theirs, 3)))
    progress("")
    for name, rates in (("pysyslog", [a for a, _ in pairs]), (theirs.name, [b for _, b in pairs])):
        print(f"  {name:24} {statistics.median(rates):7.0f} handshakes/CPU-s")
    ratios = [a / b for a, b in pairs]
    print(f"  ratio                    {statistics.median(ratios):7.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def idle_memory(certificate, connections=1_000):
    """Resident memory of the collector with idle TLS connections that have sent a line each."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with Running(Pysyslog(certificate=certificate)) as running:
        clients = []
        for _ in range(connections):
            client = context.wrap_socket(socket.create_connection(("127.0.0.1", running.port)))
            client.sendall(b"<13>hello\n")
            clients.append(client)
        time.sleep(1)
        status = pathlib.Path(f"/proc/{running.process.pid}/status").read_text()
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        print(f"\n{connections} idle TLS connections: {resident / 1024:.1f} MiB resident")


def make_certificate(folder):
    """A certificate and its key in one file."""
    key, certificate = folder / "key.pem", folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
         "-out", certificate, "-days", "2", "-subj", "/CN=localhost"],
        check=True, stderr=subprocess.DEVNULL,
    )
    certificate.write_bytes(certificate.read_bytes() + key.read_bytes())
    return certificate


def bulk(lines, rounds):
    compare("bulk: 2 connections, 500 lines a write", Pysyslog(), Rsyslog(), 2, lines(1_500_000), 500, rounds)


def trickle(lines, rounds):
    compare("trickle: 50 connections, 1 line a write", Pysyslog(), Rsyslog(), 50, lines(10_000), 1, rounds)


def bulk_limit(lines, rounds):
    compare("bulk, and the limit of the machine: 2 connections, 500 lines a write", Pysyslog(), Limit(), 2,
            lines(1_500_000), 500, rounds)


def trickle_limit(lines, rounds):
    # Paced: otherwise the number of lines per read depends on the scheduler, and results vary on the same machine.
    compare("trickle, and the limit of the machine: 500 connections, 1 line a write, 100,000 lines a second", Pysyslog(),
            Limit(), 500, lines(600), 1, rounds, rate=100_000)


def peer_files(lines, rounds):
    def measure_all(collector, share):
        def send(port):
            numbers = (port, 10_000, max(1, int(lines(60) * share)), 1, 200_000)
            subprocess.run([LOAD, *map(str, numbers)], check=True)
            # Lines for many files are gathered for a second, and the writing counts too.
            time.sleep(1.5)

        return measure_sending(collector, 10_000 * max(1, int(lines(60) * share)), wait_for_port, send)

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    compare_by("a file for each of 10,000 peers, whose lines take turns, 200,000 lines a second",
               Pysyslog("one file"), PeerFiles("a file for each"), rounds, measure_all)


def kafka(lines, rounds):
    with Broker() as broker:
        def measure_all(collector, share):
            count = max(1, int(lines(300_000) * share))

            def send(port):
                subprocess.run([LOAD, str(port), "2", str(count), "500"], check=True)
                # What is on its way when the connections are read counts too.
                time.sleep(1)

            return measure_sending(collector, 2 * count, wait_for_port, send)

        compare_by("kafka, a broker on loopback: 2 connections, 500 lines a write; ratio to a producer in C",
                   KafkaOutput(broker), KafkaLimit(broker), rounds, measure_all)
    memory_without_broker()


def memory_without_broker():
    """What the collector takes while nobody takes its lines, and its senders wait."""
    class Nobody:
        process, address = None, f"127.0.0.1:{free_port()}"

    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        folder, port = pathlib.Path(name), free_port()
        command = KafkaOutput(Nobody).command(folder, port, folder / "out")
        process = subprocess.Popen([str(word) for word in command], stderr=subprocess.DEVNULL)
        try:
            wait_for_port(port)
            load = subprocess.Popen([LOAD, str(port), "10", "1000000", "500"], stderr=subprocess.DEVNULL)
            time.sleep(5)
            memory = peak_memory(process.pid)
            load.kill()
            load.wait()
        finally:
            process.kill()
            process.wait()
    print(f"  memory with the broker down and 10 senders that wait: {memory / 2**20:.1f} MiB")


def asctime(lines, rounds):
    timed = Pysyslog("pysyslog with asctime", {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"})
    compare("formats: with the time of day, and without", timed, Pysyslog(), 2, lines(1_500_000), 500, rounds)


def levels(lines, rounds):
    mixed = ["--mixed"]
    by_severity = Pysyslog("levels from priorities", options=["--level-from-priority"], load_options=mixed)
    compare("severities in turn: with --level-from-priority, and without", by_severity,
            Pysyslog("one level for all", load_options=mixed), 2, lines(1_500_000), 500, rounds)


def json_lines(lines, rounds):
    formatter = {"()": "pythonjsonlogger.json.JsonFormatter", "format": "%(levelname)s %(name)s %(message)s"}
    compare("formats: as JSON, and as text", Pysyslog("pysyslog with JSON", formatter), Pysyslog(), 2,
            lines(1_500_000), 500, rounds)


def tls(lines, rounds):
    with tempfile.TemporaryDirectory() as folder:
        certificate = make_certificate(pathlib.Path(folder))
        protected, plain = Pysyslog("pysyslog TLS", certificate=certificate), Pysyslog("pysyslog TCP")
        compare("TLS 1.3 AES-GCM bulk: 2 connections, 500 lines a write", protected, RsyslogTLS(certificate), 2,
                lines(500_000), 500, rounds)
        compare("TLS and plain TCP: 2 connections, 500 lines a write", protected, plain, 2, lines(1_500_000), 500, rounds)
        compare_handshakes(certificate, rounds)
        idle_memory(certificate)


def udp(lines, rounds):
    ours = Pysyslog("pysyslog UDP")
    ours.command = lambda folder, port, output: [
        PYSYSLOG, "--listen", f"udp://127.0.0.1:{port}", *Pysyslog.command(ours, folder, port, output)[3:]]
    compare_by("UDP: one sender, bursts of 1000 datagrams, none lost", ours, RsyslogUDP(), rounds,
               lambda collector, share: measure_datagrams(collector, int(lines(1_000_000) * share), 1_000, 0.005))


class Reloaded(Pysyslog):
    """The collector with a configuration that each reload changes; what one peer sends goes to a file of its own."""

    def command(self, folder, port, output):
        self.path, self.output = folder / "logging.json", output
        self.change(0)
        return [PYSYSLOG, "127.0.0.1", str(port), "-l", self.path]

    def change(self, number):
        """Adds or removes a handler, and changes the format of another one."""
        configuration = {
            "version": 1,
            "formatters": {"line": {"format": f"{number} {DEFAULT_FORMAT}"}, "plain": {"format": "%(message)s"}},
            "handlers": {
                "file": {"class": "logging.FileHandler", "filename": "/dev/null", "formatter": "line"},
                "probe": {"class": "logging.FileHandler", "filename": str(self.output), "formatter": "plain"},
                "none": {"class": "logging.NullHandler"},
            },
            "loggers": {"pysyslog": {"handlers": ["none"], "propagate": False},
                        "127.9": {"handlers": ["probe"], "propagate": False}},
            "root": {"level": "DEBUG", "handlers": ["file"]},
        }
        if number % 2:
            configuration["handlers"]["other"] = {"class": "logging.FileHandler", "filename": "/dev/null", "mode": "w"}
            configuration["root"]["handlers"].append("other")
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(configuration))
        draft.rename(self.path)


def delays(seconds, reloads, idle=500):
    """Seconds from sending a line to its appearance in a file, under bulk load, for a line each 2 ms.

    They come from 8 connections in turn. There are `idle` more connections, each of a peer of its own, whose routes a
    reload finds again too.
    """
    collector = Reloaded()
    with Running(collector) as running:
        load = subprocess.Popen([str(word) for word in (LOAD, running.port, 2, 10**9, 500)], stderr=subprocess.DEVNULL)
        others = [socket.create_connection(("127.0.0.1", running.port), source_address=(f"127.8.{n // 250}.{n % 250 + 1}", 0))
                  for n in range(idle)]
        probes = [socket.create_connection(("127.0.0.1", running.port), source_address=(f"127.9.0.{n + 1}", 0))
                  for n in range(8)]
        found, unread, number = [], b"", 0
        try:
            time.sleep(0.5)
            with open(collector.output, "rb", buffering=0) as file:
                begun = next_reload = time.monotonic()
                sent = 0
                while (now := time.monotonic()) < begun + seconds:
                    if reloads and now >= next_reload:
                        number += 1
                        collector.change(number)
                        running.process.send_signal(signal.SIGHUP)
                        next_reload += seconds / reloads
                    if now >= begun + sent * 0.002:
                        probes[sent % len(probes)].sendall(f"{time.monotonic_ns()}\n".encode())
                        sent += 1
                    unread += file.read()
                    *lines, unread = unread.split(b"\n")
                    now = time.monotonic_ns()
                    found += [(now - int(line)) / 1e9 for line in lines]
                    time.sleep(0.0002)
        finally:
            load.kill()
            load.wait()
            for connection in others + probes:
                connection.close()
    return sorted(found)


def reload(lines, rounds):
    print("\nreloads: the delay of a line under bulk load, with 500 connections of as many peers besides")
    for reloads in (0, 10):
        progress(f"{reloads} reloads a second")
        found = [delays(3, 3 * reloads) for _ in range(rounds)]
        progress("")
        middle, high, worst = (statistics.median(run[min(len(run) - 1, int(len(run) * share))] * 1e3 for run in found)
                               for share in (0.5, 0.99, 1))
        print(f"  {reloads:2} reloads a second      {middle:7.2f} ms in the middle  {high:7.2f} ms for 99 of 100"
              f"  {worst:7.2f} ms at most")


SCENARIOS = {"bulk": bulk, "trickle": trickle, "bulk-limit": bulk_limit, "trickle-limit": trickle_limit,
             "asctime": asctime, "levels": levels, "json": json_lines, "peer-files": peer_files, "kafka": kafka,
             "reload": reload, "tls": tls, "udp": udp}


def minutes(names, arguments):
    """How long it lasts: a round of each scenario took so long, part of it whatever the number of lines."""
    seconds = sum(1 + (10 if name == "tls" else 3) * arguments.scale for name in names)
    return max(1, round(arguments.rounds * seconds / 60))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS) + "; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each collector")
    parser.add_argument("--scale", type=float, default=1, help="how many lines, as a factor")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.scenarios if name not in SCENARIOS]
    if unknown:
        parser.error(f"no such scenario: {unknown[0]} (known: {', '.join(SCENARIOS)})")

    def lines(number):
        return max(1, int(number * arguments.scale))

    print("138-byte RFC 5424 lines over loopback to a file in memory; sender on the same machine.")
    names = arguments.scenarios or list(SCENARIOS)
    print(f"This takes about {minutes(names, arguments)} minutes on two idle processors; --scale 0.2 --rounds 3 is quicker.")
    for name in names:
        SCENARIOS[name](lines, arguments.rounds)


if __name__ == "__main__":
    main()
