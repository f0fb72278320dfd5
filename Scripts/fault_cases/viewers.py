"""Viewers of every bad kind while lines are collected: nothing of it may slow, stop or change the collector."""
import random
import signal
import socket
import struct
import subprocess
import time

from . import collector as programs
from .collector import Collector, configuration, file_handler, wait_until
from .load import Load, lines_of
from .row import complete, expect

LOAD = "4 connections, evenly over 6 s"
LIMIT = 16  # viewers at a time
MEMORY = 2_000  # kB that a viewer may cost


def message(field, body):
    """A Request with one field, and its length before it; Documentation/view.proto."""
    request = bytes([field << 3 | 2, len(body)]) + body
    return struct.pack(">I", len(request)) + request


def varint(number):
    digits = []
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes([*digits, number])


HELLO = message(1, b"\x08\x01\x10\x01\x28\x01")  # Version 1, all lines that are held
CREDIT = message(2, b"\x08" + varint(1 << 30))


def connect(path, *messages):
    viewer = socket.socket(socket.AF_UNIX)
    viewer.settimeout(20)
    wait_until(lambda: attempt(viewer, path), "the collector accepts")
    viewer.sendall(b"".join(messages))
    return viewer


def attempt(viewer, path):
    try:
        viewer.connect(str(path))
        return True
    except BlockingIOError:
        return False


def watched(folder, *options):
    file, path = folder / "out.log", folder / "view.sock"
    return Collector(folder, configuration({"file": file_handler(file)}), "--view-socket", path, *options), file, path


def finish(collector, load, file, before):
    """Everything arrived, every descriptor is closed, and the end is not late."""
    load.finish()
    wait_until(lambda: collector.descriptors <= before, "the viewers are gone")
    start = time.monotonic()
    account = collector.stop()
    expect(time.monotonic() - start < 3, f"it ended {time.monotonic() - start:.1f} s after SIGTERM")
    return complete(LOAD, load, account, lines_of(file), collector)


def stopped(folder, scale):
    """16 viewers that have asked for everything and read nothing, and one of them a `pysyslog-tui` that is stopped"""
    collector, file, path = watched(folder)
    with collector:
        load = Load(collector.port("TCP"), lines=50_000 * scale, seconds=6)
        load.reach(0.1)
        before, memory = collector.descriptors, collector.memory()
        program = [programs.PROGRAM.with_name("pysyslog-tui"), "--attach", path, "--no-tui", "--history", "all"]
        real = subprocess.Popen(program, stdout=subprocess.PIPE)
        real.stdout.readline()
        real.send_signal(signal.SIGSTOP)
        viewers = [connect(path, HELLO, CREDIT) for _ in range(LIMIT - 1)]
        load.reach(0.9)
        grown = collector.memory() - memory
        # The ring itself fills meanwhile.
        expect(grown < 8_400 + LIMIT * MEMORY, f"it has grown by {grown} kB")
        real.kill()
        real.communicate()
        for viewer in viewers:
            viewer.close()
        return finish(collector, load, file, before)


def coming_and_going(folder, scale):
    """2,000 viewers that come, are killed within a message, say half a hello, garbage or nothing, and leave"""
    collector, file, path = watched(folder)
    choose = random.Random(7)
    garbage = [b"", HELLO[:5], HELLO + CREDIT[:3], b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, message(2, b"\x08\x01"), HELLO + HELLO]
    with collector:
        before = collector.descriptors
        load = Load(collector.port("TCP"), lines=50_000 * scale, seconds=6)
        for number in range(2_000 * scale):
            viewer = connect(path, HELLO + CREDIT if number % 2 else choose.choice(garbage))
            if number % 4 == 1:
                viewer.recv(choose.randrange(1, 100_000))
            viewer.close()
        slow = connect(path, HELLO, CREDIT)
        for _ in range(20):
            slow.recv(1)
            time.sleep(0.05)
        slow.close()
        return finish(collector, load, file, before)


def many_peers(folder, scale):
    """A viewer attaches to a collector that has seen 60,000 peers"""
    collector, file, path = watched(folder)
    peers = 60_000
    with collector:
        before = collector.descriptors
        for number in range(peers):
            knock = socket.create_connection(
                ("127.0.0.1", collector.port("TCP")), source_address=(f"127.{60 + number // 250 // 250}.{number // 250 % 250}.{1 + number % 250}", 0))
            knock.close()
        load = Load(collector.port("TCP"), lines=50_000 * scale, seconds=6)
        start = time.monotonic()
        viewer = connect(path, HELLO)
        sizes = counters_of(viewer)
        expect(time.monotonic() - start < 2, f"the table was complete after {time.monotonic() - start:.1f} s")
        more = counters_of(viewer)
        expect(more < sizes / 4, f"{sizes} bytes for the table, and {more} a second later")
        viewer.close()
        return finish(collector, load, file, before)


def counters_of(viewer):
    """Reads one complete set of counters; returns its bytes."""
    size = 0
    while True:
        length = struct.unpack(">I", exactly(viewer, 4))[0]
        answer = exactly(viewer, length)
        if answer[0] == 3 << 3 | 2:
            size += length
            if has_totals(answer):
                return size


def has_totals(answer):
    """Whether the field `totals` is there: the last one, after peers and removed addresses."""
    position, fields = 0, set()
    data = answer[5:]  # The tag of Counters, and a length of four bytes
    while position < len(data):
        fields.add(data[position] >> 3)
        if data[position] & 7 == 0:
            position += 2
            continue
        position, length, shift = position + 1, 0, 0
        while True:
            byte = data[position]
            length |= (byte & 127) << shift
            position, shift = position + 1, shift + 7
            if byte < 128:
                break
        position += length
    return 4 in fields


def exactly(viewer, count):
    data = b""
    while len(data) < count:
        piece = viewer.recv(count - len(data))
        expect(piece, "the collector closed the connection")
        data += piece
    return data


CASES = [stopped, coming_and_going, many_peers]
