"""What advisories about other collectors say that senders can do: each input is sent beside healthy senders."""
import socket
import ssl
import subprocess

from .certificates import TLSClient, make_certificate
from .collector import Collector, configuration, file_handler, wait_until
from .hostile import HELLO
from .load import Load, check_complete, connect_from, end, lines_of
from .row import Row, expect

LONGEST = 262_144  # --max-message-size
RFC3164 = b"<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick on /dev/pts/8"
RFC5424 = b'<165>1 2003-10-11T22:14:15.003Z host app 1234 ID47 [ex@32473 iut="3" src="App"] \xef\xbb\xbfan event'


def lines(*texts):
    """Bytes that are sent, and the lines that they are."""
    return b"".join(text + b"\n" for text in texts), [text[:LONGEST].strip() for text in texts]


def prefixes(text):
    return [text[:size] for size in range(1, len(text) + 1)]


# What went wrong elsewhere, what is sent, and the lines that it is here.
INPUTS = {
    "CVE-2022-24903: digits of an octet count without end": lines(
        b"1" * 1_000, b"1" * 100_000, b"9" * 1_000_000, b"0" * 2_000 + b"13 <13>text", b"123456<13>no space", b"12345"),
    "CVE-2018-16881: octet counts that overflow": lines(
        *[b"%s <13>counted" % count for count in [
            b"2147483647", b"2147483648", b"4294967295", b"4294967296", b"9223372036854775808", b"1" + b"0" * 20,
            b"0", b"-1", b"+5", b"0x10", b"0012", b"214000000000", b"2000000010", b"00000000000000000001"]],
        b"1e3 <13>counted"),
    "CVE-2018-16881: a good frame, a count of 0, a good frame": (
        b"8 <13>good0 <13>bad\n8 <13>good", [b"<13>good", b"0 <13>bad", b"<13>good"]),
    "CVE-2018-16864: a declared length that never comes": (b"9999999 <13>short", [b"<13>short"]),
    "CVE-2014-3634: priorities beyond 191": lines(
        *[b"<%s>text" % number for number in [
            b"0", b"191", b"192", b"255", b"999", b"1000", b"2147483648", b"99999999999999999999", b"", b"-1", b"+1", b"a"]],
        b"<", b"<1", b"<13", b"<<13>>", b"<13>>"),
    "CVE-2011-3200: tags of every length": lines(
        *[b"<13>Nov 26 12:00:00 host " + b"t" * size + b"[1]: text"
          for size in [*range(130), *range(250, 260), *range(1_020, 1_030), *range(8_190, 8_195)]]),
    "CVE-2019-17040 to 17042: messages of a header or one word": lines(
        b"<13>", b"<13>1", b"<13>1 -", b"<13>1 - - - - - -", b"<13>Nov", b"<13>Nov 26 12:00:00", b"<13>:", b":", b"[", b"]",
        b"a", b"<13>a:", b"<13>%ASA-", b"<13>AIX", b"<13>Message forwarded from "),
    "CVE-2022-38725: messages cut at every byte": lines(*prefixes(RFC3164), *prefixes(RFC5424), b"1" * 65_548, b"<13>Nov 26 1"),
    "CVE-2025-12972: names that are paths, and a second line inside": (
        b"".join(b"%d %s" % (len(text), text) for text in [
            b"<13>Nov 26 12:00:00 ../../../etc/passwd ../../../tmp/escape[1]: text", b"<13>1 - /etc/passwd ..\\..\\x - - - text",
            b"<13>first\n<13>forged", b"<13>first\r\n<13>forged", b"<13>first\0<13>forged"]),
        [b"<13>Nov 26 12:00:00 ../../../etc/passwd ../../../tmp/escape[1]: text", b"<13>1 - /etc/passwd ..\\..\\x - - - text",
         b"<13>first#012<13>forged", b"<13>first#015#012<13>forged", b"<13>first#000<13>forged"]),
    "CVE-2021-44228: text that formatters could take for instructions": lines(
        b"<13>%(name)s %(message)s %(x)s %s %n %d %99999999s %%", b"<13>{0} {name} {message!r} {x.__class__} {{}}",
        b"<13>$name ${message} $$", b"<13>${jndi:ldap://127.0.0.1/x}", b"<13>\\n\\x41 \\u0041 $(id) `id`"),
    "bytes that are no UTF-8": lines(
        b"<13>\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80", b"<13>\xe2\x82", b"<13>\x1b]0;title\x07\x1b[2J\x80\x9b31m"),
}


def inputs(folder, scale):
    """What advisories about other collectors describe: counts, priorities, tags, cut messages, paths, format strings"""
    file = folder / "out.log"
    bound = 64 << 10  # kB: a quarter of what 1,000,000 digits held for each of 1,000 lines would take
    with Collector(folder, configuration({"file": file_handler(file)}), "--level-from-priority") as collector:
        port = collector.port("TCP")
        load = Load(port, lines=25_000 * scale, seconds=4)
        wanted = {}
        for number, (what, (data, expected)) in enumerate(INPUTS.items(), 1):
            # At once; in segments of 1,000 bytes; and each byte in a segment, where it is not too long for that.
            for way, size in enumerate([len(data), 1_000, 1], 1):
                if size == 1 and len(data) > 20_000:
                    continue
                peer = f"127.48.{way}.{number}"
                connection = connect_from(peer, port)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for start in range(0, len(data), size):
                    connection.sendall(data[start:start + size])
                end(connection)
                wanted[peer] = what, expected
                expect(collector.process.poll() is None, f"{what}: the collector has ended:\n{collector.log[-2000:]}")
                expect(collector.memory() < bound, f"{what}: {collector.memory()} kB")
        load.finish()
        account = collector.stop()
        texts = lines_of(file)
        found = {}
        for text in texts:
            address, _, line = text.partition(b" ")
            found.setdefault(address.decode(), []).append(line)
        for peer, (what, expected) in wanted.items():
            wrong = [pair for pair in zip(found.get(peer, []), expected) if pair[0] != pair[1]]
            got = len(found.get(peer, []))
            expect(found.get(peer) == expected, f"{what}, {peer}: {got} lines of {len(expected)}; {str(wrong[:1])[:400]}")
        of_inputs = sum(len(expected) for _, expected in wanted.values())
        healthy = [text for text in texts if text.startswith(b"127.7.")]
        delivered = check_complete(load, healthy) + of_inputs
        expect(account.received == account.delivered["file"] == len(texts) == delivered, account.line)
        cut = sum(line in (b"9" * LONGEST, b"<13>short") for _, expected in wanted.values() for line in expected)
        expect(not account.lost and account.line.endswith(f"; {cut} cut at the size limit or the end of the connection"), account.line)
        expect(file.stat().st_mode & 0o007 == 0, "CVE-2015-3243: everybody may read the file")
        expect(sorted(path.name for path in folder.iterdir()) == ["collector.log", "logging.json", "out.log"], "other files")
        return Row(f"4 connections, evenly over 4 s; {len(wanted)} hostile ones", load.all_lines + of_inputs, delivered, collector.peak)


REQUESTS = [
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /metrics", b"\0" * 1_000, HELLO, b"GET " + b"/" * 1_000_000,
    b"GET /metrics HTTP/1.1\r\n" + b"X: " + b"x" * 1_000_000, b"GET /metrics HTTP/1.1\r\n" + b"X: x\r\n" * 100_000,
    b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 100_000,
    b"POST /api/v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n{\"inputs\":[1", b"GET /metrics HTTP/9.9\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"PUT /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
    b"GET http://127.0.0.1/metrics?x=%n%s%00 HTTP/1.1\r\nHost: x\r\n\r\n", b"GARBAGE\r\n\r\n",
]


def served(collector):
    """The metrics; `None` while the endpoint has as many clients as it takes."""
    try:
        return collector.metrics()
    except OSError:
        return None


def metrics_endpoint(folder, scale):
    """Requests that advisories about monitoring endpoints describe, sent to the one for metrics, 20 times"""
    file = folder / "out.log"
    with Collector(folder, configuration({"file": file_handler(file)})) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        port = int(collector.log.split("Serving metrics on http://127.0.0.1:")[1].split("/")[0])
        collector.metrics()
        before = collector.memory()
        for attempt in range(20 * scale):
            for request in REQUESTS:
                client = socket.create_connection(("127.0.0.1", port), timeout=5)
                try:
                    client.sendall(request)
                    client.shutdown(socket.SHUT_WR)
                    client.settimeout(0.2 if attempt == 0 else 0.02)
                    while client.recv(65_536):
                        pass
                except (OSError, TimeoutError):
                    pass
                client.close()
            expect(collector.process.poll() is None, f"the collector has ended:\n{collector.log[-2000:]}")
        load.finish()
        metrics = wait_until(lambda: served(collector), "the metrics are served again")
        received = metrics[f'pysyslog_received_records_total{{listener="127.0.0.1:{load.port}"}}']
        expect(received == load.all_lines, f"{received} lines are in the metrics")
        expect(collector.memory() - before < 16 << 10, f"{before} kB before, {collector.memory()} kB after")
        account = collector.stop()
        texts = lines_of(file)
        delivered = check_complete(load, texts)
        expect(account.received == account.delivered["file"] == delivered and account.nothing_lost, account.line)
        words = f"4 connections, evenly over 4 s; {20 * scale * len(REQUESTS)} requests"
        return Row(words, load.all_lines, delivered, collector.peak)


def make_client_certificate(folder, names):
    """A CA, and a certificate that it has signed with so many names; returns their files."""
    authority, request, certificate = folder / "ca.pem", folder / "client.csr", folder / "client.pem"
    make_certificate(authority, "authority")
    key, extensions = folder / "client.key", folder / "names.cnf"
    listed = ",".join(f"DNS:client-{number}.{'x' * 40}.example" for number in range(names))
    extensions.write_text(f"subjectAltName={listed}\n")
    run = lambda *arguments: subprocess.run(["openssl", *arguments], check=True, stderr=subprocess.DEVNULL)
    run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=client", "-keyout", key,
        "-out", request)
    run("x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority, "-days", "2", "-extfile", extensions, "-out",
        certificate)
    certificate.write_text(certificate.read_text() + key.read_text())
    return authority, certificate


def handshake_bytewise(peer, port, certificate=None):
    """A TLS client that sends every byte by itself. Returns whether the collector took a line from it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # There the client's handshake ends with an answer to its certificate.
    if certificate:
        context.load_cert_chain(certificate)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing)
    plain = connect_from(peer, port)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    plain.settimeout(10)

    def dribble():
        for byte in outgoing.read():
            plain.sendall(bytes([byte]))

    try:
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                dribble()
                data = plain.recv(65_536)
                if not data:
                    return False
                incoming.write(data)
        dribble()
        session.write(b"<13>through TLS\n")
        dribble()
        plain.shutdown(socket.SHUT_WR)
        while plain.recv(65_536):
            pass
        return True
    except (ssl.SSLError, ConnectionError):
        return False
    finally:
        plain.close()


def client_certificates(folder, scale):
    """TLS clients with 1,000 names (60 kB) or without a certificate, whose handshakes come byte by byte"""
    file, server = folder / "out.log", folder / "server.pem"
    make_certificate(server, "server")
    authority, certificate = make_client_certificate(folder, names=1_000)
    options = ["--listen", "tcp://127.0.0.1:0", "--cert", server, "--key", server, "--client-ca", authority,
               "--tls-peer", f"client-999.{'x' * 40}.example"]
    attempts = 5 * scale
    with Collector(folder, configuration({"file": file_handler(file)}), *options) as collector:
        tls, plain = collector.ports("TCP")
        load = Load(plain, lines=25_000 * scale, seconds=4)
        for number in range(1, attempts + 1):
            expect(not handshake_bytewise(f"127.49.0.{number}", tls), "a client without a certificate is let in")
        expect(handshake_bytewise("127.49.1.1", tls, certificate), f"the client with 1,000 names is refused:\n{collector.log}")
        load.finish()
        account = collector.stop()
        texts = lines_of(file)
        of_clients = [text for text in texts if text.startswith(b"127.49.")]
        expect(of_clients == [b"127.49.1.1 <13>through TLS"], f"{of_clients}")
        delivered = check_complete(load, [text for text in texts if not text.startswith(b"127.49.")]) + 1
        expect(account.received == account.delivered["file"] == delivered, account.line)
        return Row("4 connections, evenly over 4 s", load.all_lines + 1, delivered, collector.peak)


CASES = [inputs, metrics_endpoint, client_certificates]
