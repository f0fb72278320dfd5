"""Compares kinds of lines with drain3, the usual implementation of Drain in Python, and with the truth where it is known.

Both get the same texts in the same order. Each group of the one is mapped to the group of the other with which it shares most
lines, one to one, the largest share first; a line is grouped the same if its two groups are mapped to each other. So both a group
that is split and two that are merged cost lines. Where it is known which template wrote a line, the other lines are counted as
better (our group is mapped to its template, that of drain3 is not), worse, or neither. `--show CORPUS` prints what differs.

Both also get the lines shuffled. "itself" is the share of lines that drain3 then groups as before, and "shuffled" that of the view.
Where drain3 does not find its own groups again, no other program can be asked to find them; so the sum is also told without these.

    Scripts/unpack-drain3 .build/drain3
    swift build -c release --product pictures
    python3 -B Benchmarks/kinds.py
"""
import argparse
import collections
import contextlib
import pathlib
import random
import re
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / ".build/drain3"))
from drain3 import TemplateMiner  # noqa: E402
from drain3.masking import MaskingInstruction  # noqa: E402
from drain3.template_miner_config import TemplateMinerConfig  # noqa: E402

# The masks of drain3's own example configuration (examples/drain3.ini).
MASKS = [
    (r"((?<=[^A-Za-z0-9])|^)(([0-9a-f]{2,}:){3,}([0-9a-f]{2,}))((?=[^A-Za-z0-9])|$)", "ID"),
    (r"((?<=[^A-Za-z0-9])|^)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})((?=[^A-Za-z0-9])|$)", "IP"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9a-f]{6,} ?){3,}((?=[^A-Za-z0-9])|$)", "SEQ"),
    (r"((?<=[^A-Za-z0-9])|^)([0-9A-F]{4} ?){4,}((?=[^A-Za-z0-9])|$)", "SEQ"),
    (r"((?<=[^A-Za-z0-9])|^)(0x[a-f0-9A-F]+)((?=[^A-Za-z0-9])|$)", "HEX"),
    (r"((?<=[^A-Za-z0-9])|^)([\-\+]?\d+)((?=[^A-Za-z0-9])|$)", "NUM"),
    (r"(?<=executed cmd )(\".+?\")", "CMD"),
]
LINES = 5_000
# The aim: the same group for this share of lines of which drain3 finds its own groups again, and the same or a better one for this
# share of all lines, at this many times drain3's speed.
LEAST_AGREEMENT, LEAST_SPEED = 0.95, 20

# What programs say, written anew. A template is one kind; {x} calls the generator of that letter.
FORMATS = {
    "sshd": [
        (30, "Failed password for {u} from {a} port {p} ssh2"),
        (20, "Failed password for invalid user {u} from {a} port {p} ssh2"),
        (12, "Invalid user {u} from {a} port {p}"),
        (10, "Accepted publickey for {u} from {a} port {p} ssh2: ED25519 SHA256:{s}"),
        (10, "pam_unix(sshd:session): session opened for user {u}(uid={n}) by (uid=0)"),
        (10, "pam_unix(sshd:session): session closed for user {u}"),
        (8, "Connection closed by authenticating user {u} {a} port {p} [preauth]"),
        (8, "Received disconnect from {a} port {p}:11: disconnected by user"),
        (5, "Disconnected from user {u} {a} port {p}"),
        (4, "error: maximum authentication attempts exceeded for {u} from {a} port {p} ssh2 [preauth]"),
        (3, "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={a} user={u}"),
        (2, "error: kex_exchange_identification: Connection closed by remote host"),
        (1, "Server listening on :: port 22."),
        (1, "reverse mapping checking getaddrinfo for {h} [{a}] failed."),
    ],
    "nginx": [
        (60, '{a} - - [{t}] "{m} {f} HTTP/1.1" {c} {n} "-" "{w}"'),
        (4, '{n}#{n}: *{n} upstream timed out (110: Connection timed out) while reading response header from upstream, '
            'client: {a}, server: {h}, request: "{m} {f} HTTP/1.1", upstream: "http://{a}:8080{f}", host: "{h}"'),
        (3, '{n}#{n}: *{n} connect() failed (111: Connection refused) while connecting to upstream, client: {a}, '
            'server: {h}, request: "{m} {f} HTTP/1.1", upstream: "http://{a}:8080{f}", host: "{h}"'),
        (3, '{n}#{n}: *{n} open() "/srv/www{f}" failed (2: No such file or directory), client: {a}, server: {h}, '
            'request: "{m} {f} HTTP/1.1", host: "{h}"'),
        (1, "{n}#{n}: signal process started"),
        (1, "{n}#{n}: worker process {n} exited with code 0"),
    ],
    "hdfs": [
        (20, "Receiving block blk_{l} src: /{a}:{p} dest: /{a}:50010"),
        (20, "BLOCK* NameSystem.addStoredBlock: blockMap updated: {a}:50010 is added to blk_{l} size {n}"),
        (18, "PacketResponder {d} for block blk_{l} terminating"),
        (18, "Received block blk_{l} of size {n} from /{a}"),
        (8, "Deleting block blk_{l} file /mnt/hadoop/dfs/data/current/subdir{d}/blk_{l}"),
        (5, "BLOCK* NameSystem.allocateBlock: /user/root/rand{d}/_temporary/_task_{n}_m_{n}_0/part-{n}. blk_{l}"),
        (5, "BLOCK* NameSystem.delete: blk_{l} is added to invalidSet of {a}:50010"),
        (4, "Verification succeeded for blk_{l}"),
        (3, "{a}:50010 Served block blk_{l} to /{a}"),
        (2, "{a}:50010:Got exception while serving blk_{l} to /{a}:"),
        (1, "writeBlock blk_{l} received exception java.io.IOException: Connection reset by peer"),
        (1, "Exception in receiveBlock for block blk_{l} java.io.InterruptedIOException: Interruped while waiting for IO"),
    ],
    "bgl": [
        (20, "generating core.{n}"),
        (15, "instruction cache parity error corrected"),
        (12, "{n} floating point alignment exceptions"),
        (12, "{n} double-hummer alignment exceptions"),
        (8, "data TLB error interrupt"),
        (8, "iar {x} dear {x}"),
        (6, "CE sym {d}, at 0x{x}, mask 0x{x}"),
        (6, "total of {n} ddr error(s) detected and corrected"),
        (5, "ddr: excessive soft failures, consider replacing the card"),
        (4, "ciod: failed to read message prefix on control stream (CioStream socket to {a}:{p}"),
        (4, "ciod: Error loading {f}: invalid or missing program image, No such file or directory"),
        (3, "program interrupt: fp cr field .............{d}"),
        (3, "rts: kernel terminated for reason {n}"),
        (2, "machine check: i-fetch......................{d}"),
        (2, "Lustre mount FAILED : bglio{d} : block_id : location"),
        (1, "MidplaneSwitchController performing bit sparing on R{d}-M1-L{d}-U{d}-A bit {d}"),
    ],
    "kernel": [
        (20, "[{i}] [UFW BLOCK] IN={e} OUT= MAC={k} SRC={a} DST={a} LEN={n} TOS=0x00 PREC=0x00 TTL={d} ID={n} PROTO=TCP "
             "SPT={p} DPT={p} WINDOW={n} RES=0x00 SYN URGP=0"),
        (10, "[{i}] usb {d}-{d}: new high-speed USB device number {d} using xhci_hcd"),
        (8, "[{i}] usb {d}-{d}: USB disconnect, device number {d}"),
        (8, "[{i}] {e}: renamed from veth{x}"),
        (8, "[{i}] br-{x}: port {d}(veth{x}) entered blocking state"),
        (8, "[{i}] br-{x}: port {d}(veth{x}) entered forwarding state"),
        (8, "[{i}] br-{x}: port {d}(veth{x}) entered disabled state"),
        (6, "[{i}] device veth{x} entered promiscuous mode"),
        (6, "[{i}] Out of memory: Killed process {n} ({g}) total-vm:{n}kB, anon-rss:{n}kB, file-rss:{n}kB, shmem-rss:0kB"),
        (5, "[{i}] EXT4-fs (sd{y}1): mounted filesystem with ordered data mode. Quota mode: none."),
        (4, "[{i}] ixgbe 0000:01:00.{d} {e}: NIC Link is Up 10 Gbps, Flow Control: RX/TX"),
        (4, "[{i}] ixgbe 0000:01:00.{d} {e}: NIC Link is Down"),
        (3, "[{i}] blk_update_request: I/O error, dev sd{y}, sector {n} op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0"),
        (2, "[{i}] {g}[{n}]: segfault at {x} ip {x} sp {x} error 4 in libc.so.6[{x}+1aa000]"),
    ],
    "postfix": [
        (20, "connect from {h}[{a}]"),
        (20, "disconnect from {h}[{a}] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"),
        (12, "{q}: client={h}[{a}]"),
        (12, "{q}: message-id=<{s}@{h}>"),
        (12, "{q}: from=<{u}@{h}>, size={n}, nrcpt=1 (queue active)"),
        (12, "{q}: to=<{u}@{h}>, relay={h}[{a}]:25, delay={r}, delays={r}/{r}/{r}/{r}, dsn=2.0.0, status=sent "
             "(250 2.0.0 Ok: queued as {q})"),
        (10, "{q}: removed"),
        (5, "NOQUEUE: reject: RCPT from {h}[{a}]: 554 5.7.1 <{u}@{h}>: Relay access denied; from=<{u}@{h}> "
            "to=<{u}@{h}> proto=ESMTP helo=<{h}>"),
        (4, "warning: hostname {h} does not resolve to address {a}"),
        (4, "lost connection after AUTH from {h}[{a}]"),
        (3, "statistics: max connection rate {d}/60s for (smtp:{a}) at {t}"),
        (2, "{q}: to=<{u}@{h}>, relay=none, delay={r}, delays={r}/{r}/{r}/{r}, dsn=4.4.1, status=deferred "
            "(connect to {h}[{a}]:25: Connection timed out)"),
    ],
}


def fields(choose):
    """The generators of random fields, by the letters of FORMATS."""
    names = ["root", "admin", "test", "oracle", "postgres", "git", "ubuntu", "guest", "jane", "karl", "deploy", "backup",
             "www-data", "ftpuser", "nagios", "pi", "mysql", "support", "alice", "bob"]
    hosts = ["mail.example.com", "mx1.example.org", "relay.example.net", "www.example.com", "unknown", "api.example.org"]
    agents = ["Mozilla/5.0 (X11; Linux x86_64) Firefox/115.0", "curl/7.88.1", "okhttp/4.9", "python-requests/2.31.0"]
    paths = ["/", "/index.html", "/api/v1/items", "/static/app.js", "/login", "/images/logo.png", "/healthz", "/bin/prog"]

    def text(letters, size):
        return "".join(choose.choices(letters, k=size))

    def path():
        return choose.choice(paths) + choose.choice(["", f"?page={choose.randrange(99)}", f"?id={choose.randrange(9999)}"])

    return {
        "u": lambda: choose.choice(names),
        "a": lambda: ".".join(str(choose.randrange(1, 255)) for _ in range(4)),
        "p": lambda: str(choose.randrange(1024, 65536)),
        "n": lambda: str(choose.randrange(1, 10 ** choose.randrange(2, 8))),
        "d": lambda: str(choose.randrange(0, 10)),
        "l": lambda: str(choose.randrange(-10 ** 18, 10 ** 18)),
        "x": lambda: text("0123456789abcdef", 8),
        "s": lambda: text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 43),
        "q": lambda: text("0123456789ABCDEF", 11),
        "h": lambda: choose.choice(hosts),
        "f": path,
        "w": lambda: choose.choice(agents),
        "m": lambda: choose.choice(["GET", "GET", "GET", "POST", "PUT", "DELETE"]),
        "c": lambda: choose.choice(["200", "200", "200", "301", "404", "500"]),
        "r": lambda: f"{choose.randrange(60)}.{choose.randrange(100)}",
        "t": lambda: time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(1_788_005_002 + choose.randrange(10 ** 5))),
        "i": lambda: f"{choose.randrange(10 ** 6)}.{choose.randrange(10 ** 6):06}",
        "e": lambda: "eth" + str(choose.randrange(8)),
        "k": lambda: ":".join(text("0123456789abcdef", 2) for _ in range(14)),
        "g": lambda: choose.choice(["java", "postgres", "nginx", "python3", "mysqld"]),
        "y": lambda: choose.choice("abcd"),
    }


def written(name):
    """Lines of a format, each with the number of its template."""
    choose = random.Random(name)
    makers = fields(choose)
    weights = [weight for weight, _ in FORMATS[name]]
    lines = []
    for number in choose.choices(range(len(weights)), weights, k=LINES):
        template = FORMATS[name][number][1]
        lines.append((re.sub(r"\{(\w)\}", lambda found: makers[found.group(1)](), template), number))
    return lines


def stored(path, header="", template=lambda line: None):
    """The lines of a log file of this machine, without what a syslog header would say; nothing where it cannot be read.

    `template` tells which template wrote a line, if that is known.
    """
    with contextlib.suppress(OSError):
        lines = [re.sub(header, "", line) for line in path.read_text(errors="replace").splitlines()]
        return [(line, template(line)) for line in lines if line.strip()]
    return []


def dpkg_template(line):
    """dpkg writes an action, or the word status and a state; what follows is the package and its versions."""
    words = line.split()
    return " ".join(words[:2 if words[0] in ("status", "startup") else 1])


HEADER = re.compile(r"^(?:\d+ )?<\d+>(?:1 \S+ \S+ \S+ \S+ \S+ (?:-|\[.*?\]) ?|\w{3} [ \d]\d [\d:]{8} \S+ [^\s:]+: )")


def demonstration(seconds=12):
    """What Scripts/demo-peers sends in some seconds, without the headers."""
    texts = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        sender = subprocess.Popen([ROOT / "Scripts/demo-peers", "--port", str(port), "--seconds", str(seconds)])
        server.settimeout(0.2)
        connections = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError):
                connections.append((server.accept()[0], bytearray()))
            for connection, data in connections:
                connection.setblocking(False)
                with contextlib.suppress(OSError):
                    while part := connection.recv(1 << 20):
                        data += part
        for connection, _ in connections:
            connection.close()
        sender.wait(seconds)
    for _, data in connections:
        for line in data.split(b"\n"):
            with contextlib.suppress(UnicodeDecodeError):
                text = line.decode()
                if text.isprintable() and HEADER.match(text):
                    texts.append((HEADER.sub("", text), None))
    return texts


def by_drain(texts, masks):
    config = TemplateMinerConfig()
    config.masking_instructions = [MaskingInstruction(pattern, name) for pattern, name in masks]
    miner = TemplateMiner(config=config)
    start = time.process_time()
    groups = [miner.add_log_message(text)["cluster_id"] for text in texts]
    return groups, time.process_time() - start


def by_view(texts, program, runs=9):
    lines = "".join(text + "\n" for text in texts)
    times = []
    # It tells elapsed time; the least of several runs is the one that had the processor to itself.
    for _ in range(runs):
        answer = subprocess.run([program, "--kinds"], input=lines, stdout=subprocess.PIPE, text=True, check=True)
        seconds, groups = answer.stdout.splitlines()
        times.append(float(seconds))
    groups = [int(word) for word in groups.split()]
    assert len(groups) == len(texts), f"{len(groups)} groups for {len(texts)} lines"
    return groups, min(times)


def mapping(left, right):
    """The groups of the right that those of the left are mapped to."""
    shared = collections.Counter(zip(left, right))
    mapped, taken = {}, set()
    for (one, other), count in sorted(shared.items(), key=lambda item: -item[1]):
        if one not in mapped and other not in taken:
            mapped[one] = other
            taken.add(other)
    return mapped


def same_lines(left, right):
    """For each line, whether its groups are mapped to each other."""
    mapped = mapping(left, right)
    return [mapped.get(one) == other for one, other in zip(left, right)]


def judge(drain, kinds, truth):
    """How many lines are in the same group, in a better one, in a worse one, or in another."""
    is_known = None not in truth
    right = same_lines(truth, kinds) if is_known else [False] * len(kinds)
    drain_right = same_lines(truth, drain) if is_known else right
    words = collections.Counter()
    for same, ours, theirs in zip(same_lines(drain, kinds), right, drain_right):
        words["same" if same else "better" if ours and not theirs else "worse" if theirs and not ours else "neither"] += 1
    return words


def stability(texts, groups, by):
    """The share of lines that `by` groups the same when they come in another order."""
    order = list(range(len(texts)))
    random.Random("order").shuffle(order)
    shuffled = by([texts[index] for index in order])
    again = [0] * len(texts)
    for index, group in zip(order, shuffled):
        again[index] = group
    return sum(same_lines(groups, again)) / len(texts)


def show(texts, left, right, limit=12):
    """Prints the largest overlaps of groups that are not mapped to each other."""
    mapped = mapping(left, right)
    shared = collections.Counter(zip(left, right))
    first = {pair: text for pair, text in reversed(list(zip(zip(left, right), texts)))}
    for (one, other), count in shared.most_common():
        if mapped.get(one) != other and limit:
            limit -= 1
            print(f"    {count} lines: drain3 {one} ({left.count(one)}), kind {other} ({right.count(other)}): "
                  f"{first[one, other][:150]}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", default=ROOT / ".build/release/pictures", type=pathlib.Path)
    arguments.add_argument("--show", action="append", default=[], help="print the differences in this corpus")
    options = arguments.parse_args()
    corpora = {
        "dpkg": stored(pathlib.Path("/var/log/dpkg.log"), r"^[\d-]+ [\d:]+ ", dpkg_template),
        "apt": stored(pathlib.Path("/var/log/apt/term.log")),
        "apt history": stored(pathlib.Path("/var/log/apt/history.log")),
        "alternatives": stored(pathlib.Path("/var/log/alternatives.log"), r"^\S+ [\d-]+ [\d:]+: "),
        "installer": stored(pathlib.Path("/var/log/installer/syslog"), r"^\w+ +\d+ [\d:]+ "),
        **{name: written(name) for name in FORMATS},
        "demo": demonstration(),
    }
    print(f"{'corpus':13}{'lines':>8}{'kinds':>7}{'drain3':>8}{'known':>7}{'same':>8}{'better':>8}{'worse':>7}{'neither':>9}"
          f"{'itself':>8}{'shuffled':>10}{'faster':>8}")
    total, sums, drain_time, view_time = 0, collections.Counter(), 0.0, 0.0
    steady = collections.Counter()
    for name, lines in corpora.items():
        if not lines:
            print(f"{name:13}  none on this machine")
            continue
        texts = [text for text, _ in lines]
        truth = [template for _, template in lines]
        masked, seconds = by_drain(texts, MASKS)
        kinds, own = by_view(texts, options.program)
        judged = judge(masked, kinds, truth)
        shares = "".join(f"{judged[word] / len(texts):{width}.1%}" for word, width in
                         [("same", 8), ("better", 8), ("worse", 7), ("neither", 9)])
        itself = stability(texts, masked, lambda texts: by_drain(texts, MASKS)[0])
        shuffled = stability(texts, kinds, lambda texts: by_view(texts, options.program, runs=1)[0])
        known = "-" if None in truth else len(set(truth))
        print(f"{name:13}{len(texts):8,}{len(set(kinds)):7}{len(set(masked)):8}{known:>7}{shares}{itself:8.1%}{shuffled:10.1%}"
              f"{seconds / own:8.0f}", flush=True)
        if name in options.show:
            show(texts, masked, kinds)
        total, sums = total + len(texts), sums + judged
        if itself >= LEAST_AGREEMENT:
            steady += judged
        drain_time, view_time = drain_time + seconds, view_time + own
    good = (sums["same"] + sums["better"]) / total
    agreement = steady["same"] / steady.total()
    print(f"all {total:,} lines: {sums['same'] / total:.1%} in the same group as by drain3, {good:.1%} with those in a better one")
    print(f"{steady.total():,} lines of which drain3 finds its own groups again: {agreement:.1%} in the same group")
    print(f"{drain_time / view_time:.0f} times as fast ({view_time / total * 1e6:.2f} and {drain_time / total * 1e6:.1f} us for a line)")
    return 0 if min(agreement, good) >= LEAST_AGREEMENT and drain_time / view_time >= LEAST_SPEED else 1


if __name__ == "__main__":
    sys.exit(main())
