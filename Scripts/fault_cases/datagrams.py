"""More datagrams than the kernel has room for."""
import socket
import threading

from .collector import Collector, configuration, file_handler
from .load import check_order, line, lines_of
from .row import Row, expect


def burst(folder, scale):
    """UDP burst into a receive buffer of 16 kB"""
    file, peers, lines = folder / "out.log", 4, 25_000 * scale
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, "--listen", "udp://127.0.0.1:0?rcvbuf=16384&name=udp") as collector:
        port = collector.port("UDP")

        def send(peer):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.bind((peer, 0))
                sender.connect(("127.0.0.1", port))
                for number in range(lines):
                    sender.send(line(number))

        threads = [threading.Thread(target=send, args=[f"127.9.0.{number + 1}"]) for number in range(peers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        account = collector.stop()
        delivered = check_order(lines_of(file))
        expect(account.received == account.delivered["file"] == delivered, account.line)
        expect(account.lost.get("receive buffer full", 0) > 0, account.line)
        return Row("4 senders, as fast as they go", peers * lines, delivered, collector.peak, account.lost)


CASES = [burst]
