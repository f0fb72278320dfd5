"""Keeps a TLS 1.3 server busy with messages of the protocol itself: key updates, as fast as they go.

Prints "talking" when the handshake is done. Ends when the server closes the connection, or after --seconds.
With --data each run of so many key updates is followed by a byte, so that they are never too many in a row.
"""
import argparse
import ctypes
import ctypes.util
import socket
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("--data", type=int, help="key updates before a byte of data")
parser.add_argument("--seconds", type=float, default=30)
arguments = parser.parse_args()

crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
tls = ctypes.CDLL(ctypes.util.find_library("ssl"))
POINTER, INT = ctypes.c_void_p, ctypes.c_int


def function(library, name, result, *parameters):
    found = getattr(library, name)
    found.restype, found.argtypes = result, parameters
    return found


new_bio = function(crypto, "BIO_new", POINTER, POINTER)
memory = function(crypto, "BIO_s_mem", POINTER)
bio_read = function(crypto, "BIO_read", INT, POINTER, ctypes.c_char_p, INT)
bio_write = function(crypto, "BIO_write", INT, POINTER, ctypes.c_char_p, INT)
handshake = function(tls, "SSL_do_handshake", INT, POINTER)
key_update = function(tls, "SSL_key_update", INT, POINTER, INT)
write = function(tls, "SSL_write", INT, POINTER, ctypes.c_char_p, INT)

context = function(tls, "SSL_CTX_new", POINTER, POINTER)(function(tls, "TLS_client_method", POINTER)())
session = function(tls, "SSL_new", POINTER, POINTER)(context)
incoming, outgoing = new_bio(memory()), new_bio(memory())
function(tls, "SSL_set_bio", None, POINTER, POINTER, POINTER)(session, incoming, outgoing)
function(tls, "SSL_set_connect_state", None, POINTER)(session)
connection = socket.create_connection(("127.0.0.1", arguments.port), timeout=arguments.seconds)


def flush():
    buffer = ctypes.create_string_buffer(1 << 16)
    while (count := bio_read(outgoing, buffer, len(buffer))) > 0:
        connection.sendall(buffer.raw[:count])


while handshake(session) != 1:
    flush()
    data = connection.recv(1 << 16)
    assert data, "refused"
    bio_write(incoming, data, len(data))
flush()
print("talking", flush=True)

deadline = time.monotonic() + arguments.seconds
try:
    while time.monotonic() < deadline:
        for number in range(1_024):
            if arguments.data and number % arguments.data == 0:
                assert write(session, b"x", 1) == 1
            assert key_update(session, 0) == 1 and handshake(session) == 1
        flush()
except OSError:
    sys.exit("closed by the server")
