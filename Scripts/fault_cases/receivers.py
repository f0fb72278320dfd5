"""Receivers of network handlers that can be down, silent, refuse or reset; they keep all that they read."""
import http.server
import pickle
import socket
import struct
import threading
import urllib.parse


class StreamReceiver:
    """Keeps the bytes of each connection that it accepts, one after the other.

    It begins to read when `is_reading` is set, and resets the first `resets` connections after 64 kB each.
    """

    def __init__(self, resets=0):
        self.connections, self.resets = [], resets
        self.is_reading = threading.Event()
        # The port is taken and answers "connection refused" until `listen`.
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)

    def listen(self):
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.listener.listen()
        self.thread.start()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections.append(data := bytearray())
            self.is_reading.wait()
            while chunk := connection.recv(1 << 16):
                data += chunk
                if self.resets and len(data) >= 1 << 16:
                    self.resets -= 1
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()
                    break
            else:
                connection.close()
                self.listener.close()  # The collector has ended.
                return


def syslog_records(data):
    """Of SysLogHandler over TCP: <PRI>, the text and a NUL. What a broken connection cut is left out."""
    return [record.removeprefix(b"<14>") for record in bytes(data).split(b"\0")[:-1]]


def pickled_records(data):
    """Of SocketHandler: a length, and the pickled attributes of a record."""
    records, start = [], 0
    while start + 4 <= len(data):
        end = start + 4 + struct.unpack_from(">L", data, start)[0]
        if end > len(data):
            break
        record = pickle.loads(data[start + 4:end])
        records.append(f"{record['name']} {record['msg']}".encode())
        start = end
    return records


class WebReceiver(http.server.ThreadingHTTPServer):
    """Answers the first requests with `refused` times 503, then `broken` times with nothing, and all others with 200."""

    daemon_threads = True

    def __init__(self, refused=0, broken=0):
        self.refused, self.broken, self.texts = refused, broken, []
        super().__init__(("127.0.0.1", 0), WebRequest, bind_and_activate=False)
        self.server_bind()

    @property
    def port(self):
        return self.server_address[1]

    def listen(self):
        self.server_activate()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class WebRequest(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.server.refused:
            self.server.refused -= 1
            self.answer(503)
        elif self.server.broken:
            self.server.broken -= 1
            self.close_connection = True
        else:
            self.server.texts.append(f"{form['name'][0]} {form['msg'][0]}".encode())
            self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass
