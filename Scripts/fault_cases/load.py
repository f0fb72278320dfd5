"""Peers on 127.x.y.z that send numbered lines, and the check that each of them arrived once, whole and in order."""
import pathlib
import re
import socket
import threading
import time

WIDTH, WIDE = 60, 1_000  # of the padding of lines
LINE = re.compile(rb"(127\.\d+\.\d+\.\d+) <13>line (\d+) (?:x{%d}|x{%d}) end" % (WIDTH, WIDE))


def line(number, width=WIDTH):
    return f"<13>line {number} {'x' * width} end\n".encode()


class Load:
    """`peers` connections, each of which sends `lines` numbered lines evenly within `seconds`, or as fast as they are taken.

    `connect` makes the connection of a peer from its address and the port; TLS has its own.
    """

    def __init__(self, port, lines, peers=4, seconds=2.0, network=7, connect=None, width=WIDTH):
        self.addresses = [f"127.{network}.0.{number + 1}" for number in range(peers)]
        self.lines, self.seconds, self.port, self.width = lines, seconds, port, width
        self.connect = connect or connect_from
        self.sent = dict.fromkeys(self.addresses, 0)
        self.errors = []
        self.threads = [threading.Thread(target=self.run, args=[peer], daemon=True) for peer in self.addresses]
        for thread in self.threads:
            thread.start()

    def run(self, peer):
        try:
            connection = self.connect(peer, self.port)
            start, block = time.monotonic(), 100
            for first in range(0, self.lines, block):
                last = min(first + block, self.lines)
                connection.sendall(b"".join(line(number, self.width) for number in range(first, last)))
                self.sent[peer] = last
                time.sleep(max(0, start + self.seconds * last / self.lines - time.monotonic()))
            end(connection)
        except OSError as error:
            self.errors.append(f"{peer}: {error}")

    @property
    def total(self):
        return sum(self.sent.values())

    @property
    def all_lines(self):
        return self.lines * len(self.addresses)

    def reach(self, share, seconds=60):
        """Waits until this share of all lines is sent, and fails if that takes longer."""
        deadline = time.monotonic() + seconds
        while self.total < share * self.all_lines:
            if self.errors or time.monotonic() > deadline:
                raise AssertionError(f"{self.total} of {self.all_lines} lines are sent; {self.errors}")
            time.sleep(0.002)

    def advance(self, lines):
        """Waits until so many lines more are sent."""
        self.reach((self.total + lines) / self.all_lines)

    def wait_for_stall(self, seconds=30):
        """Waits until the senders have been held up for a second."""
        deadline, last, since = time.monotonic() + seconds, -1, time.monotonic()
        while time.monotonic() - since < 1:
            if self.total != last:
                last, since = self.total, time.monotonic()
            if time.monotonic() > deadline or last == self.all_lines:
                raise AssertionError(f"the senders were not held up: {last} lines of {self.all_lines}")
            time.sleep(0.01)

    def finish(self, seconds=90):
        """Waits until everything is sent and the collector has read it and closed."""
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0, deadline - time.monotonic()))
            if thread.is_alive():
                raise TimeoutError(f"{self.total} of {self.all_lines} lines are sent after {seconds} s")
        if self.errors:
            raise AssertionError("; ".join(self.errors))


def connect_from(peer, port):
    return socket.create_connection(("127.0.0.1", port), timeout=90, source_address=(peer, 0))


def end(connection):
    """Half-closes and waits for the other side, which closes when it has read everything."""
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(65536):
        pass
    connection.close()


def numbers_of(texts):
    """The numbers of each peer's lines in the order in which they stand; everything else is an error."""
    numbers = {}
    for text in texts:
        found = LINE.fullmatch(text)
        if not found:
            raise AssertionError(f"not a line that was sent: {text[:200]!r}")
        numbers.setdefault(found[1].decode(), []).append(int(found[2]))
    return numbers


def lines_of(*paths):
    """The lines of files, one after the other. The last line of a file must end."""
    texts = []
    for path in paths:
        content = pathlib.Path(path).read_bytes()
        if content and not content.endswith(b"\n"):
            raise AssertionError(f"{path} ends within a line: {content[-100:]!r}")
        texts += content.split(b"\n")[:-1]
    return texts


def check_complete(load, texts):
    """Every line of every peer is there once, in order. Returns their number."""
    numbers = numbers_of(texts)
    for peer in load.addresses:
        found = numbers.pop(peer, [])
        if found != list(range(load.lines)):
            wrong = next((index for index, number in enumerate(found) if index != number), len(found))
            raise AssertionError(f"{peer}: {len(found)} lines of {load.lines}, the first difference at {wrong}")
    if numbers:
        raise AssertionError(f"lines of peers that sent none: {list(numbers)}")
    return load.all_lines


def check_order(texts):
    """Lines may be missing, but none is there twice or out of order. Returns how many there are."""
    numbers = numbers_of(texts)
    for peer, found in numbers.items():
        if any(first >= second for first, second in zip(found, found[1:])):
            raise AssertionError(f"{peer}: a line is out of order, or there twice")
    return sum(map(len, numbers.values()))
