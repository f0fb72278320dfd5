"""More datagrams than the kernel has room for."""
import socket
import threading
import time

from .collector import Collector, configuration, file_handler
from .load import check_order, line, lines_of
from .row import Row, expect


class DatagramLoad:
    """`peers` senders of numbered datagrams, evenly within `seconds`, or as fast as they go."""

    def __init__(self, port, lines, peers=4, seconds=0.0, network=9):
        self.port, self.lines, self.seconds, self.all_lines = port, lines, seconds, lines * peers
        addresses = [f"127.{network}.0.{number + 1}" for number in range(peers)]
        self.threads = [threading.Thread(target=self.run, args=[peer], daemon=True) for peer in addresses]
        for thread in self.threads:
            thread.start()

    def run(self, peer):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((peer, 0))
            sender.connect(("127.0.0.1", self.port))
            start = time.monotonic()
            for number in range(self.lines):
                sender.send(line(number))
                if number % 10 == 9:
                    time.sleep(max(0, start + self.seconds * (number + 1) / self.lines - time.monotonic()))

    def finish(self, seconds=90):
        """Waits until everything is sent."""
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0, deadline - time.monotonic()))
            if thread.is_alive():
                raise TimeoutError(f"not all datagrams are sent after {seconds} s")


def burst(folder, scale):
    """UDP burst into a receive buffer of 16 kB"""
    file, peers, lines = folder / "out.log", 4, 25_000 * scale
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, "--listen", "udp://127.0.0.1:0?rcvbuf=16384&name=udp") as collector:
        port = collector.port("UDP")

        DatagramLoad(port, lines, peers).finish()
        account = collector.stop()
        delivered = check_order(lines_of(file))
        expect(account.received == account.delivered["file"] == delivered, account.line)
        expect(account.lost.get("receive buffer full", 0) > 0, account.line)
        return Row("4 senders, as fast as they go", peers * lines, delivered, collector.peak, account.lost)


CASES = [burst]
