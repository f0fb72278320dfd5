"""Opens many connections from many loopback addresses, sends one line over the last, and holds them all for a minute."""
import resource
import socket
import sys
import time

port, count = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
connections = []
for number in range(count):
    source = (f"127.{1 + number // 250}.0.{1 + number % 250}", 0)
    connections.append(socket.create_connection(("127.0.0.1", port), source_address=source))
connections[-1].sendall(b"the last one\n")
print("ready", flush=True)
time.sleep(60)
