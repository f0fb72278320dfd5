"""Receives what network handlers send, with Python's standard library, and tells it as lines of JSON.

network_receiver.py '{"kind": KIND, "count": N, ...}' prints the port it listens on (or 0), then one line for each record
received, and ends after `count` records, or one that ends with `last`, or after `seconds` (20).

kinds: udp, tcp, unix, unixgram   raw records; streams are split at `separator` (in hexadecimal, a NUL)
       pickle, pickle-udp         records of SocketHandler and DatagramHandler, by way of logging.makeLogRecord
       http, smtp                 requests and mails
       silent                     accepts, has room for a few kB, and never reads or answers
options: port, path; die: leave after that many records, in the middle of the next one, and come back;
         refuse: a word in the mails, or paths, that get a refusal; certificate: a PEM file for STARTTLS
"""
import base64
import http.server
import json
import logging
import os
import pickle
import socket
import ssl
import struct
import sys
import threading
import time

options = json.loads(sys.argv[1])
threading.Thread(target=lambda: (time.sleep(options.get("seconds", 20)), os._exit(3)), daemon=True).start()
remaining = options.get("count", 1)
lock = threading.Lock()


def tell(**record):
    global remaining
    with lock:
        print(json.dumps(record), flush=True)
        remaining -= 1
        if remaining == 0:
            os._exit(0)


def b64(data):
    return base64.b64encode(data).decode()


def attributes(data):
    record = logging.makeLogRecord(pickle.loads(data))
    assert record.getMessage() == record.msg
    return {
        "bytes": b64(record.msg.encode("utf-8", "surrogateescape")),
        "attributes": [[k, type(v).__name__, str(v)] for k, v in pickle.loads(data).items() if k != "msg"],
    }


def listener(kind):
    if kind.startswith("unix"):
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM if kind == "unixgram" else socket.SOCK_STREAM)
        made.bind(options["path"])
        port = 0
    else:
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if "udp" in kind else socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if kind == "silent":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.bind(("127.0.0.1", options.get("port", 0)))
        port = made.getsockname()[1]
    if kind in ("udp", "pickle-udp", "unixgram"):
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    else:
        made.listen()
    return made, port


def stream(connection):
    """Tells the records of one connection; false if it was left before its end."""
    separator = bytes.fromhex(options.get("separator", "00"))
    die = options.pop("die", None)
    rest = b""
    while data := connection.recv(1000 if die else 1 << 16):
        *records, rest = (rest + data).split(separator)
        for record in records:
            tell(bytes=b64(record))
            if "last" in options and record.endswith(options["last"].encode()):
                os._exit(0)
            if die is not None:
                die -= 1
        if die is not None and die <= 0:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
    return True


def pickles(connection):
    file = connection.makefile("rb")
    while len(head := file.read(4)) == 4:
        tell(**attributes(file.read(struct.unpack(">L", head)[0])))


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        refused = options.get("refuse", "\0") in self.path
        self.send_response(500 if refused else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
        headers = sorted([k.lower(), v] for k, v in self.headers.items())
        tell(method=self.command, path=self.path, headers=headers, bytes=b64(body))

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def mails(connection):
    envelope = {"from": None, "to": [], "login": None, "tls": False}
    received = None
    file = connection.makefile("rwb")

    def say(text):
        file.write(text.encode() + b"\r\n")
        file.flush()

    say("220 here")
    while line := file.readline().decode().strip():
        verb = line.upper()
        if verb.startswith("EHLO"):
            say("250-here\r\n250-8BITMIME" + ("\r\n250-STARTTLS" if "certificate" in options else ""))
            say("250 AUTH PLAIN")
        elif verb == "STARTTLS":
            say("220 go on")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(options["certificate"])
            connection = context.wrap_socket(connection, server_side=True)
            file = connection.makefile("rwb")
            envelope["tls"] = True
        elif verb.startswith("AUTH PLAIN"):
            if not line[11:]:
                say("334 ")
            words = line[11:] or file.readline().decode()
            envelope["login"] = base64.b64decode(words).decode().split("\0")[1:]
            say("235 welcome")
        elif verb.startswith("MAIL FROM:"):
            envelope["from"] = line[10:].split(">")[0].strip("< ")
            say("250 ok")
        elif verb.startswith("RCPT TO:"):
            envelope["to"].append(line[8:].split(">")[0].strip("< "))
            say("250 ok")
        elif verb == "DATA":
            say("354 go on")
            data = b""
            while (text := file.readline()) != b".\r\n":
                data += text[1:] if text.startswith(b".") else text
            refused = options.get("refuse", "\0").encode() in data
            say("554 not that" if refused else "250 ok")
            received = None if refused else mail(data)
        elif verb == "QUIT":
            say("221 bye")
            break
        else:
            say("500 what?")
    if received:
        tell(**received, **envelope)


def mail(data):
    import email
    import email.policy

    head, _, body = data.partition(b"\r\n\r\n")
    message = email.message_from_bytes(data, policy=email.policy.default)
    headers = [[k, str(v)] for k, v in message.items()]
    return {"headers": headers, "bytes": b64(message.get_payload(decode=True).replace(b"\r\n", b"\n"))}


def serve(kind):
    if kind == "http":
        server = http.server.HTTPServer(("127.0.0.1", options.get("port", 0)), Web)
        print(server.server_port, flush=True)
        server.serve_forever()
    made, port = listener(kind)
    print(port, flush=True)
    if kind in ("udp", "unixgram"):
        while True:
            tell(bytes=b64(made.recv(1 << 20)))
    if kind == "pickle-udp":
        while True:
            data = made.recv(1 << 20)
            assert struct.unpack(">L", data[:4])[0] == len(data) - 4
            tell(**attributes(data[4:]))
    kept = []
    while True:
        connection, _ = made.accept()
        if kind == "silent":
            kept.append(connection)
        elif kind == "pickle":
            threading.Thread(target=pickles, args=(connection,)).start()
        elif kind == "smtp":
            threading.Thread(target=mails, args=(connection,)).start()
        elif not stream(connection):
            connection.close()
            made.close()
            time.sleep(0.3)
            options["port"] = port
            if kind == "unix":
                os.unlink(options["path"])
            made, port = listener(kind)


serve(options["kind"])
