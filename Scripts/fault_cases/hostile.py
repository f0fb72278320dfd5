"""Peers that send something else than syslog, or nothing, while others send lines."""
import random
import socket
import threading

from .certificates import make_certificate
from .collector import Collector, configuration, file_handler, wait_until
from .load import Load, check_complete, connect_from, end, lines_of
from .row import Row, complete, expect

LOAD = "4 connections, evenly over 4 s"
HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(range(1, 194))  # The beginning of a TLS handshake


def connect_and_close(folder, scale):
    """20,000 connections that are closed at once"""
    file = folder / "out.log"
    with Collector(folder, configuration({"file": file_handler(file)})) as collector:
        port = collector.port("TCP")
        before = collector.descriptors
        load = Load(port, lines=25_000 * scale, seconds=4)
        errors = []

        def knock(network):
            try:
                for number in range(10_000 * scale):
                    connect_from(f"127.{network}.{number % 100}.{1 + number % 200}", port).close()
            except OSError as error:
                errors.append(error)

        threads = [threading.Thread(target=knock, args=[network]) for network in (40, 41)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(not errors, f"{errors}")
        load.finish()
        wait_until(lambda: collector.descriptors <= before, "all connections are closed")
        account = collector.stop()
        return complete(LOAD, load, account, lines_of(file), collector)


def wrong_protocol(folder, scale):
    """500 TLS handshakes on a plain port, 500 times plain text on a TLS port"""
    file, certificate, attempts = folder / "out.log", folder / "server.pem", 500 * scale
    make_certificate(certificate, "server")
    text = configuration({"file": file_handler(file)})
    # The address in front is for TLS, as there is a certificate.
    options = ["--listen", "tcp://127.0.0.1:0", "--cert", certificate, "--key", certificate]
    with Collector(folder, text, *options) as collector:
        tls, plain = collector.ports("TCP")
        load = Load(plain, lines=25_000 * scale, seconds=4)
        for number in range(attempts):
            for port, data in [(plain, HELLO), (tls, b"<13>in plain text\n")]:
                connection = connect_from(f"127.42.0.{1 + number % 200}", port)
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                try:
                    while connection.recv(4096):
                        pass
                except ConnectionResetError:
                    pass
                connection.close()
        load.finish()
        failures = collector.metrics()['pysyslog_tls_handshake_failures_total{reason="plain_text"}']
        expect(failures == attempts, f"{failures} failures for plain text are counted")
        account = collector.stop()
        texts = lines_of(file)
        garbage = [text for text in texts if text.startswith(b"127.42.")]
        expect(not any(b"in plain text" in text for text in garbage), "plain text was taken from the TLS port")
        lines_each, rest = divmod(len(garbage), attempts)
        expect(lines_each > 0 and rest == 0, f"{len(garbage)} lines of {attempts} handshakes")
        delivered = check_complete(load, [text for text in texts if not text.startswith(b"127.42.")]) + len(garbage)
        sent = load.all_lines + len(garbage)
        expect(account.received == account.delivered["file"] == sent, account.line)
        return Row(LOAD, sent, delivered, collector.peak)


def every_byte(folder, scale):
    """Every byte value in octet-counted messages"""
    file, rounds = folder / "out.log", 100 * scale
    escapes = {0: b"#000", 10: b"#012", 13: b"#015"}
    with Collector(folder, configuration({"file": file_handler(file)})) as collector:
        connection = connect_from("127.43.0.1", collector.port("TCP"))
        expected = []
        for number in range(rounds):
            messages = [b"<13>%d %s end" % (number, bytes([value])) for value in range(256)]
            expected += [
                b"127.43.0.1 <13>%d %s end" % (number, escapes.get(value, bytes([value]))) for value in range(256)]
            connection.sendall(b"".join(b"%d %s" % (len(message), message) for message in messages))
        end(connection)
        account = collector.stop()
        texts = lines_of(file)
        wrong = next((pair for pair in zip(texts, expected) if pair[0] != pair[1]), None)
        expect(texts == expected, f"{len(texts)} lines of {len(expected)}; the first difference: {wrong}")
        expect(account.received == account.delivered["file"] == len(expected) and account.nothing_lost, account.line)
        return Row("1 connection, octet-counted", len(expected), len(texts), collector.peak)


def proxy_garbage(folder, scale):
    """1,000 connections with a wrong PROXY header, with `--proxy-protocol`"""
    file, attempts = folder / "out.log", 1_000 * scale
    choose = random.Random(1)
    signature = b"\r\n\r\n\0\r\nQUIT\n"
    wrong = [
        b"<13>no header\n", HELLO, signature + b"\x31\x11\0\x0c" + bytes(12), signature + b"\x21\x11\xff\xff" + bytes(5000),
        b"PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n<13>forged\n", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n<13>forged\n",
        b"PROXY TCP4 1.2.3.400 5.6.7.8 1 2\r\n<13>forged\n", b"PROXY " + b"x" * 200 + b"\r\n<13>forged\n",
    ]
    with Collector(folder, configuration({"file": file_handler(file)}), "--proxy-protocol", "127.44.0.0/16") as collector:
        port = collector.port("TCP")
        load = Load(port, lines=25_000 * scale, seconds=4)
        for number in range(attempts):
            connection = connect_from(f"127.44.0.{1 + number % 200}", port)
            try:
                connection.sendall(choose.choice(wrong))
                end(connection)
            except OSError:
                connection.close()  # Refused before everything was sent.
        right = connect_from("127.44.0.1", port)
        right.sendall(b"PROXY TCP4 127.45.0.1 127.0.0.1 1 2\r\n<13>of the real sender\n")
        end(right)
        load.finish()
        refused = collector.metrics()['pysyslog_connections_refused_total{reason="no_valid_proxy_header"}']
        expect(refused == attempts, f"{refused} refused connections are counted")
        account = collector.stop()
        texts = lines_of(file)
        of_sender = b"127.45.0.1 <13>of the real sender"
        expect(texts.count(of_sender) == 1, "the line behind a right header is missing")
        delivered = check_complete(load, [text for text in texts if text != of_sender]) + 1
        expect(account.received == account.delivered["file"] == delivered, account.line)
        return Row(LOAD, load.all_lines + 1, delivered, collector.peak)


CASES = [connect_and_close, wrong_protocol, every_byte, proxy_garbage]
