// FilterHelp.swift: the filter language, as the help explains it.

enum FilterHelp {
    /// One example of each kind of filter, and what it matches.
    static let examples: [(filter: String, meaning: String)] = [
        ("timeout", "the word; with a capital, in that case only"),
        ("\"link down\"", "the phrase; quotes make anything text"),
        ("/refused [0-9]+/i", "a regular expression; i: in either case"),
        ("10.0.2.17 10.0.0.0/8 10.0.*", "the sender: address, network or glob"),
        ("peer:10.0.2.17,10.0.2.18", "one of them; also ip: and addr:"),
        ("name:web-*", "the sender, by its name in your files"),
        ("listener:tls-*", "the listener that received it"),
        ("host:web-* app:ssh? pid:7", "as the message claims; hostname: tag:"),
        ("sev<=warn", "warn and worse, and what has no severity"),
        ("sev<=warn !sev:none", "the same without what has none"),
        ("sev:err,crit", "just these; names or 0 to 7; severity:"),
        ("fac:auth", "facility:, by name or number"),
        ("tls:no", "yes, no, or a version such as 1.3"),
        ("bad:utf8,control,cut", "wrong bytes, control bytes, cut off"),
        ("field:status>=500", "a field of the message: JSON, key=value, CEF"),
        ("field:user.id=7,8* field:ok", "nested: one of them; any value at all"),
        ("kind:3f2a91c0", "lines of a kind: P lists them, Enter picks"),
        ("age<5m", "since receipt, in s m h d"),
        ("time:14:03..14:05", "of receipt: up to, not including 14:05"),
        ("time:2026-08-29T14:03:20", "that second; without a date on each day"),
        ("silent:yes silent>5m", "by senders that have stopped; also silent:no"),
        ("len>=1k", "length in bytes; < <= > >= = as for age, sev"),
        ("!healthz -tag:cron", "without them; NOT before any term"),
        ("refused eth0", "both, in any order; AND too"),
        ("(up OR down) | sev:emerg", "either one; | is OR; blanks bind closer"),
    ]

    /// Those that make a difference where several collectors are watched.
    static let severalExamples: [(filter: String, meaning: String)] = [
        ("at:web1 at:db-*", "the collector, by name"),
        ("peer:10.0.2.17@web1", "the sender, at that collector"),
    ]

    /// Columns that an example has.
    static let width = 28
}

extension Arrangement {
    /// - Parameter columns: what a line has room for.
    func filterHelp(_ columns: Int) -> [[StyledText]] {
        let width = min(FilterHelp.width, columns / 2)
        let examples = FilterHelp.examples + (facts.watchesSeveral ? FilterHelp.severalExamples : [])
        return [[StyledText("FILTERS IN WORDS", .title, .bold)]]
            + examples.map { example in
                let rest = String(repeating: " ", count: max(1, width - example.filter.count))
                return [StyledText(example.filter, .filter), StyledText(rest + example.meaning)]
            }
    }
}
