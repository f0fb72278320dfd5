"""A row of the table: what a case sent, and what became of it."""
import dataclasses

from .load import check_complete


@dataclasses.dataclass
class Row:
    load: str
    sent: int
    delivered: int
    peak: int  # VmHWM of the collector in kB
    dropped: dict = dataclasses.field(default_factory=dict)  # by reason

    def __post_init__(self):
        """The sum: every line that was sent is delivered, or dropped under a named reason."""
        total = self.delivered + sum(self.dropped.values())
        if self.sent != total:
            raise AssertionError(f"{self.sent} lines sent, but {self.delivered} delivered and {self.dropped} dropped")

    @property
    def reasons(self):
        return ", ".join(f"{count:,} ({reason})" for reason, count in self.dropped.items() if count) or "0"


def expect(condition, text):
    """Fails with `text` unless `condition` holds."""
    if not condition:
        raise AssertionError(text)


def complete(load_words, load, account, texts, collector, handler="file"):
    """The row of a case that loses nothing: in the files, in the account, in order, each once."""
    delivered = check_complete(load, texts)
    expect(account.received == load.all_lines and account.delivered.get(handler) == delivered, account.line)
    expect(account.nothing_lost, account.line)
    return Row(load_words, load.all_lines, delivered, collector.peak)
