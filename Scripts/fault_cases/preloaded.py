"""The library that makes system calls of the collector fail and moves its clock: failing_calls.c, compiled by each case."""
import mmap
import pathlib
import shutil
import struct
import subprocess

from .row import expect

SOURCE = pathlib.Path(__file__).with_name("failing_calls.c")
SHORTENED = 0  # instead of an error: the call takes or gives a third of the bytes


class Preloaded:
    """`rules` are (call, n, error): every nth call fails with this error number. Start the collector with `environment`."""

    def __init__(self, folder, *rules):
        library, shared = folder / "failing_calls.so", folder / "shared"
        options = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"]
        compiler = shutil.which("cc") or "clang"  # which comes with Swift
        subprocess.run([compiler, *options, "-o", library, SOURCE], check=True)
        shared.write_bytes(bytes(mmap.PAGESIZE))
        with shared.open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self.rules = rules
        self.environment = {
            "LD_PRELOAD": str(library), "PYSYSLOG_FAULTS_SHARED": str(shared),
            "PYSYSLOG_FAULTS": " ".join("/".join(map(str, rule)) for rule in rules),
        }

    def move_clock(self, seconds):
        """Has the collector see the civil time so much later than it is."""
        struct.pack_into("q", self.memory, 0, seconds)

    def expect_hits(self):
        """Fails unless every rule has come true."""
        hits = struct.unpack_from(f"{len(self.rules)}Q", self.memory, 8)
        missed = [rule for rule, count in zip(self.rules, hits) if count == 0]
        expect(not missed, f"never came true: {missed}")
        return sum(hits)
