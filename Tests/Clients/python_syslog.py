"""Sends three records through Python's own SysLogHandler over TCP: NUL ends each, and an LF stands inside one."""
import logging
import logging.handlers
import socket
import sys

handler = logging.handlers.SysLogHandler(("127.0.0.1", int(sys.argv[1])), socktype=socket.SOCK_STREAM)
log = logging.getLogger("test")
log.addHandler(handler)
log.warning("py one")
log.warning("py two\nsecond line")
log.error("py é")
handler.close()
