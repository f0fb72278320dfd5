"""Sends its input over TLS in the ways that clients have, and says how it ended.

The bytes of TLS go through memory, so that they can be sent one by one. Exits 0 if the other side took everything and
ended without an alert, 1 with the reason otherwise.
"""
import argparse
import pathlib
import socket
import ssl
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--ca")
parser.add_argument("--version", choices=["1.2", "1.3"])
parser.add_argument("--dribble", action="store_true", help="send the handshake byte by byte")
parser.add_argument("--end", choices=["notify", "fin", "half"], default="notify")
parser.add_argument("--until", type=pathlib.Path, help="send a second time when this file exists, and only then end")
parser.add_argument("--break", dest="breaks", action="store_true", help="send what is no record of TLS at the end")
arguments = parser.parse_args()

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
if arguments.ca:
    context.load_verify_locations(arguments.ca)
else:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
if arguments.certificate:
    context.load_cert_chain(arguments.certificate, arguments.key)
if arguments.version:
    context.minimum_version = context.maximum_version = ssl.TLSVersion[f"TLSv{arguments.version.replace('.', '_')}"]

connection = socket.create_connection(("127.0.0.1", arguments.port), timeout=60)
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")


def flush(byte_by_byte=False):
    data = outgoing.read()
    if not byte_by_byte:
        if data:
            connection.sendall(data)
        return
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(0.0002)


def pump(operation, byte_by_byte=False):
    while True:
        try:
            result = operation()
            flush(byte_by_byte)
            return result
        except ssl.SSLWantReadError:
            flush(byte_by_byte)
            data = connection.recv(65536)
            incoming.write(data) if data else incoming.write_eof()


def send(payload):
    for start in range(0, len(payload), 16384):
        pump(lambda: tls.write(payload[start : start + 16384]))


def read_to_end():
    try:
        while pump(lambda: tls.read(65536)):
            pass
    except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
        pass


try:
    pump(tls.do_handshake, arguments.dribble)
    payload = sys.stdin.buffer.read()
    send(payload)
    if arguments.until:
        deadline = time.monotonic() + 60
        while not arguments.until.exists():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.005)
        send(payload)
    if arguments.breaks:
        connection.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
        read_to_end()
    if arguments.end != "fin":
        try:
            tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        flush()
    if arguments.end != "notify":
        connection.shutdown(socket.SHUT_WR)
    read_to_end()
except (OSError, ssl.SSLError) as error:
    try:
        flush()  # Our own alert, if it was we who refused.
    except OSError:
        pass
    sys.exit(f"refused: {error}")
