"""Installs, upgrades, rotates, removes and purges the packages; run by Scripts/test-packages in a copy of the system."""
import concurrent.futures
import glob
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

import service_manager

FOLDER = sys.argv[1]
LOG = "/var/log/pysyslog/all.log"
PORT = 5514


def run(*command):
    """Runs a command that must succeed, and returns what it prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}")
    return done.stdout


def step(text):
    print(text, flush=True)


def check(holds, text):
    if not holds:
        sys.exit(f"FAILED: {text}")


def eventually(holds, text, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        check(time.monotonic() < deadline, text)
        time.sleep(0.02)


def package(name):
    [path] = glob.glob(f"{FOLDER}/{name}_*.deb")
    return path


def received(marker):
    """The lines with `marker` in all log files, the compressed ones too."""
    texts = [run("zcat", "--force", path) for path in glob.glob(LOG + "*")]
    return [line for text in texts for line in text.splitlines() if marker in line]


def send(marker, lines, port=PORT):
    """Sends lines on one connection, and waits until the collector has read to its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"".join(f"<13>{marker} {number}\n".encode() for number in range(lines)))
        connection.shutdown(socket.SHUT_WR)
        check(connection.recv(1) == b"", "the collector closes after the end of the stream")


def expect(marker, lines):
    eventually(lambda: len(received(marker)) >= lines, f"{lines} lines of {marker} arrive")
    check(len(received(marker)) == lines, f"{lines} lines of {marker} arrive once")


def newer(path, version):
    """A package with another version and the same content."""
    tree = f"{FOLDER}/newer"
    run("dpkg-deb", "--raw-extract", path, tree)
    with open(f"{tree}/DEBIAN/control") as control:
        text = [f"Version: {version}\n" if line.startswith("Version: ") else line for line in control]
    with open(f"{tree}/DEBIAN/control", "w") as control:
        control.writelines(text)
    run("dpkg-deb", "-Znone", "--root-owner-group", "--build", tree, f"{FOLDER}/newer.deb")
    shutil.rmtree(tree)
    return f"{FOLDER}/newer.deb"


def files(name):
    """The files of an installed package."""
    return [path for path in run("dpkg-query", "--listfiles", name).splitlines() if os.path.isfile(path)]


with open("/usr/local/bin/systemctl", "w") as script:
    script.write(f"#!/bin/sh\nexec python3 -B {FOLDER}/service_manager.py \"$@\"\n")
os.chmod("/usr/local/bin/systemctl", 0o755)
service_manager.start_manager()

step("install")
run("dpkg", "--install", package("pysyslog"), package("pysyslog-tui"))
check(run("dpkg", "--verify", "pysyslog", "pysyslog-tui") == "", "all files are as in their packages")
check(service_manager.ask("is-active", "pysyslog.service") == 3, "nothing runs after the installation")
check(not glob.glob("/etc/systemd/system/*.wants/pysyslog*"), "nothing is enabled")
check(run("stat", "--format=%U:%G %a", "/var/log/pysyslog") == "pysyslog:pysyslog 750\n", "the folder for logs")
run("pysyslog-tui", "--version")
for page in ("pysyslog", "pysyslog-tui", "pysyslog.json"):
    run("mandoc", "-T", "lint", "-W", "error", *glob.glob(f"/usr/share/man/man?/{page}.?.gz"))
packaged = files("pysyslog") + files("pysyslog-tui")
check(len(packaged) > 25, "the packages have files")

step("start")
check(service_manager.ask("start", "pysyslog.service") == 0, "the service starts as its unit says")
send("first", 1000)
expect("first", 1000)
check(run("stat", "--format=%U:%G %a", LOG) == "pysyslog:pysyslog 640\n", "the log file")
check(
    run("stat", "--format=%U:%G %a", "/run/pysyslog/view.sock") == "pysyslog:pysyslog 660\n", "the socket for viewers")
seen = "timeout 5 pysyslog-tui --attach --no-tui --history all | head -n 1000 | grep -c first"
check(run("sh", "-c", seen) == "1000\n", "the view attaches to the service")

step("rotate")
run("logrotate", "--force", "/etc/logrotate.d/pysyslog")
send("second", 1000)
expect("second", 1000)
check(len(glob.glob(LOG + "*")) == 2, "a new file was begun")
run("logrotate", "--force", "/etc/logrotate.d/pysyslog")
send("third", 1000)
for marker in ("first", "second", "third"):
    expect(marker, 1000)

step("upgrade")
with open("/etc/default/pysyslog", "a") as file:
    file.write("# a change of the administrator\n")
before = service_manager.ask("show-pid", "pysyslog.service")
run("dpkg", "--install", newer(package("pysyslog"), "9:1"))
after = service_manager.ask("show-pid", "pysyslog.service")
check(after not in (0, before), "the upgrade restarts the service")
with open("/etc/default/pysyslog") as file:
    check("a change of the administrator" in file.read(), "the upgrade keeps a changed configuration file")
send("fourth", 1000)
expect("fourth", 1000)

step("sockets")
run("systemctl", "stop", "pysyslog.service")
with open("/etc/default/pysyslog", "a") as file:
    file.write('PYSYSLOG_OPTIONS=""\n')
command = ["systemd-socket-activate", "--listen=127.0.0.1:5515", "--fdname=tcp"]
command += ["/usr/bin/pysyslog", "--logging-config", "/etc/pysyslog/logging.json"]
activated = subprocess.Popen(["setpriv", "--reuid=pysyslog", "--regid=pysyslog", "--clear-groups", *command])
eventually(lambda: "127.0.0.1:5515" in run("ss", "--listening", "--tcp", "--numeric"), "the socket is open")
send("fifth", 1000, 5515)
activated.terminate()
check(activated.wait(timeout=30) == 0, "the activated collector drains")
expect("fifth", 1000)

step("upgrade under load")
check(service_manager.ask("start", "pysyslog.socket") == 0, "the socket is opened")
check(service_manager.ask("start", "pysyslog.service") == 0, "the service starts from its socket")
stopping = threading.Event()
sent = [0] * 4


def load(index):
    while not stopping.is_set():
        send("sixth", 10, 514)
        sent[index] += 10


with concurrent.futures.ThreadPoolExecutor() as senders:
    running = [senders.submit(load, index) for index in range(len(sent))]
    try:
        eventually(lambda: min(sent) >= 100, "all senders send")
        before = service_manager.ask("show-pid", "pysyslog.service")
        run("dpkg", "--install", newer(package("pysyslog"), "9:2"))
        check(service_manager.ask("show-pid", "pysyslog.service") not in (0, before), "the service restarts")
        so_far = list(sent)
        eventually(lambda: all(now > then for now, then in zip(sent, so_far)), "all senders go on")
    finally:
        stopping.set()
    # A refused or broken connection would be an error here.
    for sender in running:
        sender.result()
expect("sixth", sum(sent))
print(f"{sum(sent)} lines on {sum(sent) // 10} connections during the upgrade, none refused, all delivered once")

step("remove")
run("dpkg", "--remove", "pysyslog")
check(service_manager.ask("is-active", "pysyslog.service") == 3, "removing stops the service")
kept = {path for path in packaged if os.path.exists(path)}
check(
    kept >= {"/etc/pysyslog/logging.json", "/etc/default/pysyslog", "/etc/logrotate.d/pysyslog"},
    "removing keeps the configuration")
expect("fourth", 1000)

step("purge")
run("dpkg", "--purge", "pysyslog", "pysyslog-tui")
left = [path for path in packaged + ["/etc/pysyslog", "/var/log/pysyslog", "/var/lib/pysyslog"] if os.path.exists(path)]
check(not left, f"purging removes everything, but not {left}")
check(run("dpkg", "--audit") == "", "the packages leave nothing half done")
print("The packages install, run, rotate, upgrade under load, remove and purge.")
