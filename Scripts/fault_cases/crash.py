"""The collector is killed under load."""
import dataclasses

from .collector import Collector, configuration, file_handler, wait_until
from .load import Load, numbers_of
from .row import Row, expect

RUNS = 5


@dataclasses.dataclass
class Kill:
    """What was sent until the collector was killed, and the most memory it had."""

    sent: int
    peak: int


def kill(folder, file, scale, network):
    """Starts a collector that writes to `file`, and kills it while lines are written."""
    with Collector(folder, configuration({"file": file_handler(file)})) as collector:
        load = Load(collector.port("TCP"), lines=1_000_000, peers=4, seconds=0, network=network)
        before = file.stat().st_size  # The file is made at the start.
        wait_until(lambda: file.stat().st_size > before + (2 << 20) * scale, "lines in the file")
        collector.kill()
        for thread in load.threads:
            thread.join(60)
        expect(len(load.errors) == 4, f"connections that outlived the collector: {load.errors}")
        return Kill(load.total, collector.peak)


def account(kills, texts):
    """The row: of each connection the first lines are there without a gap; what is missing was not written yet."""
    numbers = numbers_of(texts)
    expect(len(numbers) == 4 * RUNS, f"{len(numbers)} peers are in the files")
    for peer, found in numbers.items():
        expect(found == list(range(len(found))), f"{peer}: a gap, a repetition or another order")
    sent, delivered = sum(run.sent for run in kills), sum(map(len, numbers.values()))
    dropped = {"sent and not yet written": sent - delivered}
    return Row("4 connections, as fast as they go", sent, delivered, max(run.peak for run in kills), dropped)


def killed(folder, scale):
    """`kill -9` five times, each time with a new file"""
    kills, texts = [], []
    for number in range(RUNS):
        file = folder / f"{number}.log"
        kills.append(kill(folder, file, scale, 20 + number))
        # The kernel ends a write at any byte when it kills the process: the last line may be cut, and no other.
        content = file.read_bytes()
        texts += content[:content.rfind(b"\n")].split(b"\n")
    return account(kills, texts)


def started_again(folder, scale):
    """`kill -9` five times, each time started again on the same file"""
    file, kills, torn = folder / "out.log", [], set()
    for number in range(RUNS):
        kills.append(kill(folder, file, scale, 20 + number))
        # The kernel ends a write at any byte when it kills the process; the next start ends that line.
        torn.add(file.read_bytes().rpartition(b"\n")[2])
    torn.discard(b"")  # The kill fell between two lines; then nothing may be added.
    lines = file.read_bytes().split(b"\n")[:-1]
    expect(torn <= set(lines) | {torn_at_end(file)}, "a line that the kill cut was continued")
    return account(kills, [line for line in lines if line not in torn])


def torn_at_end(file):
    """What is behind the last newline."""
    return file.read_bytes().rpartition(b"\n")[2]


CASES = [killed, started_again]
