"""Certificates exchanged while TLS senders send and others connect."""
import socket
import ssl
import subprocess

from .collector import Collector, configuration, file_handler
from .load import Load, check_complete, end, lines_of
from .row import Row, expect


def make_certificate(path, name):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-keyout", path, "-out", path], check=True, stderr=subprocess.DEVNULL)


def der_certificate(text):
    """The certificate of a PEM file that has the key too, as a connection shows it."""
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE"):])


class TLSClient:
    """A TLS connection with the methods that `Load` uses; it tells its end, and waits for that of the server."""

    def __init__(self, peer, port):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", port), timeout=90, source_address=(peer, 0))
        self.stream = context.wrap_socket(plain)
        self.certificate = self.stream.getpeercert(binary_form=True)
        self.sendall, self.close = self.stream.sendall, self.stream.close

    def shutdown(self, _):
        self.stream = self.stream.unwrap()

    def recv(self, size):
        return self.stream.recv(size)


def exchanged(folder, scale):
    """TLS certificate exchanged 10 times, and a wrong one tried each time"""
    file, served = folder / "out.log", folder / "server.pem"
    certificates = [folder / "one.pem", folder / "two.pem"]
    for number, path in enumerate(certificates):
        make_certificate(path, f"server-{number}")
    expected = [der_certificate(path.read_text()) for path in certificates]

    def install(text):
        new = folder / "new.pem"
        new.write_text(text)
        new.rename(served)

    install(certificates[0].read_text())
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, "--cert", served, "--key", served) as collector:
        port = collector.port("TCP")
        load = Load(port, lines=25_000 * scale, seconds=5, connect=TLSClient)
        single = []
        for number in range(1, 11):
            load.reach((2 * number - 1) / 22)
            install("no certificate\n")
            collector.reload()
            collector.wait_for_log("not reloaded", count=number)
            load.reach(2 * number / 22)
            install(certificates[number % 2].read_text())
            collector.reload()
            collector.wait_for_log("reloaded: ", count=2 * number)
            client = TLSClient(f"127.8.0.{number}", port)
            expect(client.certificate == expected[number % 2], f"exchange {number}: the other certificate is served")
            single.append(f"127.8.0.{number} <13>new connection".encode())
            client.sendall(b"<13>new connection\n")
            end(client)
        load.finish()
        account = collector.stop()
        texts = lines_of(file)
        found = [text for text in texts if text.startswith(b"127.8.")]
        expect(found == single, f"lines of new connections: {found}")
        delivered = check_complete(load, [text for text in texts if not text.startswith(b"127.8.")]) + len(found)
        sent = load.all_lines + len(single)
        expect(account.nothing_lost and account.received == account.delivered["file"] == sent, account.line)
        return Row("4 TLS connections, evenly over 5 s, 10 new ones", sent, delivered, collector.peak)


CASES = [exchanged]
