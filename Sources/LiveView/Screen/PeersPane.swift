// PeersPane.swift: the table of senders.
import CollectorCore

extension Canvas {
    mutating func drawPeers(_ picture: Arrangement) {
        let rows = picture.layout.peers
        guard !rows.isEmpty else { return }
        if picture.layout.isSummary { return drawPeerSummary(picture, rows.lowerBound) }
        let shown = picture.peers.rows
        drawPeerTitles(picture, rows.lowerBound)
        for index in shown.indices { draw(shown[index], picture, rows.lowerBound + 1 + index, index) }
        if let failing = picture.peers.failing { draw(failing, rows.upperBound - 1) }
        if let others = picture.peers.others { draw(others, picture, rows.lowerBound + 1 + shown.count) }
        if picture.totals.listedPeers == 0 {
            write("waiting for the first sender", Style(.dim), at: 2, rows.lowerBound + 1)
        }
    }

    /// "others 10,002": the sums of all that is out of sight.
    private mutating func draw(_ others: OtherPeers, _ picture: Arrangement, _ row: Int) {
        let inBytes = picture.state.showsBytes
        let rates = inBytes ? others.bytes : others.messages
        let all = picture.totals.messages.rate(over: 60)
        for column in picture.peers.columns {
            let text: String
            switch column.column {
            case .peer:
                let count = NumberText.grouped(others.count) + (others.isLeast ? "+" : "")
                let name = "others \(count)"
                write(
                    name.count < column.width ? name : "others", Style(.dim), at: column.start, row, until: column.end)
                continue
            case .second: text = Self.rate(rates.second, inBytes)
            case .ten: text = Self.rate(rates.ten, inBytes)
            case .minute: text = Self.rate(rates.minute, inBytes)
            case .total: text = Self.total(others.total)
            case .bytes: text = NumberText.compact(Double(others.totalBytes))
            case .byteRate: text = NumberText.compact(others.bytes.ten)
            case .connections: text = "\(others.connections)"
            case .share: text = Self.share(others.messages.minute, of: all)
            case .name, .collector, .host, .peak, .tls, .errors, .last, .spark: continue
            }
            write(text, Style(.dim), endingAt: column.end, row, width: column.width)
        }
    }

    private static func rate(_ value: Double, _ inBytes: Bool) -> String {
        inBytes || value >= 9_999.5 ? NumberText.compact(value) : NumberText.rate(value)
    }

    private static func total(_ lines: Int) -> String {
        lines >= 100_000_000 ? NumberText.compact(Double(lines)) : NumberText.grouped(lines)
    }

    private static func share(_ rate: Double, of all: Double) -> String {
        let part = all > 0 ? rate / all * 100 : 0
        return part > 0 && part < 1 ? "<1%" : "\(Int(part.rounded()))%"
    }

    /// "err  3 more fail TLS: 10.0.2.99 (plain text); sort by TLS".
    private mutating func draw(_ failing: PeersArrangement.FailingPeers, _ row: Int) {
        let count = failing.count == 1 ? "1 more fails" : "\(NumberText.grouped(failing.count)) more fail"
        let last = failing.last
        write(" err  \(count) TLS: \(last.peer) (\(last.reason)); sort by TLS", Style(.alarm), at: 0, row)
    }

    private mutating func drawPeerTitles(_ picture: Arrangement, _ row: Int) {
        let shown = picture.peers.rows.count
        let base = Style(.columnHeader, picture.state.focus == .peers ? .bold : [])
        fill(base, at: 0, row, until: columns)
        let sorted = picture.state.sort.column
        let isOutOfSight = !picture.peers.columns.contains { $0.column == sorted }
        for column in picture.peers.columns {
            let isSorted = column.column == sorted
            let sign = isSorted ? sortSign(picture.state.sort) : ""
            let style = isSorted ? base.with(.underline) : base
            switch column.column {
            case .peer:
                if isOutOfSight {
                    let words = "\(column.column.title) by \(sorted.title)\(sortSign(picture.state.sort))"
                    writeWhole(
                        [StyledText(words, style.role, style.attributes)], at: column.start, row, until: column.end)
                    continue
                }
                let first = picture.peers.positions.lowerBound
                let places = first == 0 ? NumberText.grouped(shown) : "\(first + 1)-\(first + shown)"
                let counts = "\(column.column.title)\(sign) \(places)"
                drawPeerTitle(counts, picture, shown, style, column, row)
            default:
                let title = column.column.title.prefix(column.width - 1 - sign.count) + sign
                let isLeft = PeerColumns.isLeftAligned(column.column)
                let start = isLeft ? column.start + 1 : column.end - title.count
                write(String(title), style, at: start, row, until: column.end)
            }
        }
    }

    private func sortSign(_ sort: PeerSort) -> String {
        if sort.isFrozen { return symbols ? "•" : "=" }
        return sort.isReversed ? (symbols ? "▴" : "^") : (symbols ? "▾" : "v")
    }

    /// "PEER 12 of 10,000   msg/s": a number is there as a whole or not at all.
    private mutating func drawPeerTitle(
        _ title: String, _ picture: Arrangement, _ shown: Int, _ style: Style, _ column: PlacedColumn, _ row: Int
    ) {
        let known = picture.totals.listedPeers + picture.totals.folded.peers
        let all = NumberText.grouped(known)
        let titles = shown < known ? ["\(title) of \(all)", "\(title)/\(all)", title] : [title]
        let chosen = titles.first { $0.count < column.width } ?? ""
        let end = write(chosen, style, at: column.start, row, until: column.end)
        let unit = picture.state.showsBytes ? "bytes/s" : "msg/s"
        guard end + unit.count + 3 <= column.end else { return }
        write(unit, Style(.columnHeader, style.attributes), endingAt: column.end - 1, row, width: unit.count)
    }

    /// - Parameter index: of the peer among those in sight.
    private mutating func draw(_ peer: PeerRow, _ picture: Arrangement, _ row: Int, _ index: Int) {
        let isDimmed = picture.peers.isDimmed[index]
        // Of a peer that never sent a line the reason is all there is to know.
        let isRefused = peer.total == 0 && peer.connections == 0
        let replaced = peer.silence == nil ? [] : Self.rateColumns
        for column in picture.peers.columns
        where (!isRefused || peer.failures == nil || column.column == .peer) && !replaced.contains(column.column) {
            let span = text(of: column, peer, picture)
            var style = span.style
            if isDimmed { style = style.with(.dim) }
            if column.column == .name {
                writeWhole(
                    [StyledText(span.text, style.role, style.attributes)], at: column.start + 1, row,
                    until: column.end)
            } else if PeerColumns.isLeftAligned(column.column) {
                let indent = column.column == .peer ? 0 : 1
                write(span.text, style, at: column.start + indent, row, until: column.end)
            } else {
                write(span.text, style, endingAt: column.end, row, width: column.width)
            }
        }
        drawSilence(of: peer, picture, row, isDimmed: isDimmed)
        markFound(picture, in: picture.peers.columns, row)
        if isRefused, let failures = peer.failures, let peer = picture.peers.columns.first {
            let words = "\(Self.text(failures)), last \(NumberText.duration(age(of: failures.last, picture))) ago"
            writeWhole([StyledText(words, .alarm, .bold)], at: peer.end + 1, row, until: columns)
        }
        // Files have no connections.
        if picture.facts.files == nil, let (sign, style) = sign(of: peer) { write(sign, style, at: 0, row) }
        // Beside a box the marker would look like the box's own.
        guard picture.state.selectedPeer == peer.peer, picture.state.overlay == nil else { return }
        write(symbols ? "▸" : ">", Style(.key, .bold), at: 0, row)
        if picture.state.focus == .peers { mark(row, .selection) }
    }

    private static let rateColumns: Set<PeerColumn> = [.second, .ten, .minute]

    /// "silent 3m", and ", gone" where no connection is left, in place of the rates.
    private mutating func drawSilence(of peer: PeerRow, _ picture: Arrangement, _ row: Int, isDimmed: Bool) {
        let places = picture.peers.columns.filter { Self.rateColumns.contains($0.column) }
        guard let silence = peer.silence, let first = places.first, let last = places.last else { return }
        let time = NumberText.roughDuration(age(of: silence.since, picture))
        let words = peer.isGone ? ["silent \(time), gone", "gone \(time)", "gone"] : ["silent \(time)", "silent"]
        let room = last.end - first.start
        let chosen = words.first { $0.count < room } ?? words[words.count - 1]
        var style = Style(.severityWarning, peer.isGone ? [] : .bold)
        if isDimmed { style = style.with(.dim) }
        write(chosen, style, endingAt: last.end, row, width: room)
    }

    /// Marks what the search finds in the address and in the names, as far as they are shown.
    private mutating func markFound(_ picture: Arrangement, in columns: [PlacedColumn], _ row: Int) {
        guard picture.state.showsPeerSearch else { return }
        let wanted = Array(picture.state.peerSearch.lowercased())
        for column in columns where [.peer, .name, .collector, .host].contains(column.column) {
            let cells = (column.start..<column.end).map { screen[$0, row].text.lowercased() }
            guard wanted.count <= cells.count else { continue }
            for start in 0...cells.count - wanted.count
            where zip(wanted, cells[start...]).allSatisfy({ String($0) == $1 }) {
                let first = column.start + start
                paint(first..<first + wanted.count, row, .match)
            }
        }
    }

    /// In front of the row: the collector closed connections of this peer, or there is none now.
    private func sign(of peer: PeerRow) -> (String, Style)? {
        if peer.closedByCollector > 0 { return ("!", Style(.alarm, .bold)) }
        return peer.hasDeparted && peer.failures == nil ? (symbols ? "○" : "o", Style(.dim)) : nil
    }

    private func text(of column: PlacedColumn, _ peer: PeerRow, _ picture: Arrangement) -> StyledText {
        let rates = picture.state.showsBytes ? peer.bytes : peer.messages
        func rate(_ value: Double) -> String { Self.rate(value, picture.state.showsBytes) }
        func number(_ value: Double) -> StyledText { StyledText(rate(value), value > 0 ? .number : .dim) }
        let age = age(of: peer.lastSeen, picture)
        switch column.column {
        case .peer:
            return StyledText(NumberText.address(peer.address, columns: column.width - 1, symbols: symbols), .peer)
        case .name: return peer.name?.styled ?? StyledText("-", .dim)
        case .collector: return StyledText(peer.peer.collector ?? "-", .host)
        case .host: return StyledText(peer.host ?? "-", peer.host == nil ? .dim : .host)
        case .second: return number(rates.rate(over: 1))
        case .ten: return number(rates.rate(over: 10))
        case .minute: return number(rates.rate(over: 60))
        case .peak: return StyledText(rate(rates.peak), .dim)
        case .total: return StyledText(Self.total(peer.total))
        case .bytes: return StyledText(NumberText.compact(Double(peer.totalBytes)))
        case .byteRate: return StyledText(NumberText.compact(peer.bytes.rate(over: 10)), .number)
        case .connections: return StyledText("\(peer.connections)", peer.hasDeparted ? .dim : .plain)
        case .tls: return transport(peer, column.width - 1)
        case .errors:
            let errors = Int(peer.errors.sum(over: 60).rounded())
            let text = picture.totals.severitiesArePartial && errors > 0 ? ">" : ""
            return StyledText(text + NumberText.compact(Double(errors)), errors > 0 ? .severityError : .dim)
        case .last where peer.lastSeen == .unknown: return StyledText("-", .dim)
        case .last: return StyledText(NumberText.duration(age), age > 60 ? .severityWarning : .dim)
        case .share: return share(peer, picture)
        case .spark:
            return StyledText(
                Sparkline.text(rates.history(60), columns: column.width - 1, symbols: symbols), .sparkline)
        }
    }

    /// "err x3 (no TLS hello)".
    private static func text(_ failures: HandshakeFailures) -> String { "err x\(failures.count) (\(failures.reason))" }

    private func age(of time: WallTime, _ picture: Arrangement) -> Int { Int(picture.clock.now.seconds - time.seconds) }

    private func transport(_ peer: PeerRow, _ width: Int) -> StyledText {
        if let failures = peer.failures {
            return StyledText(width < 12 ? "err" : Self.text(failures), .alarm, .bold)
        }
        guard let tls = peer.tls else { return StyledText("-", .dim) }
        return StyledText(width < 12 ? tls.versionNumber : tls.summary)
    }

    private func share(_ peer: PeerRow, _ picture: Arrangement) -> StyledText {
        let rate = peer.messages.rate(over: 60)
        return StyledText(Self.share(rate, of: picture.totals.messages.rate(over: 60)), rate > 0 ? .plain : .dim)
    }

    private mutating func drawPeerSummary(_ picture: Arrangement, _ row: Int) {
        var spans = [
            StyledText(" peers ", .dim),
            StyledText(Self.peers(picture.totals), .number, .bold),
        ]
        if picture.totals.silentPeers > 0 {
            spans += [
                StyledText("  silent ", .dim),
                StyledText(NumberText.grouped(picture.totals.silentPeers), .severityWarning, .bold),
            ]
        }
        spans += [
            StyledText("  10s ", .dim),
            StyledText(NumberText.rate(picture.totals.messages.rate(over: 10)), .number, .bold),
        ]
        let sorted = picture.state.sort.column
        if sorted != PeerSort().column { spans.append(StyledText("  by \(sorted.title)", .dim)) }
        for peer in picture.peers.rows {
            let rate = NumberText.rate(peer.messages.rate(over: 10))
            let isSilent = peer.silence != nil
            let more = [
                StyledText("  " + NumberText.address(peer.address, columns: 15, symbols: symbols), .peer),
                StyledText(
                    isSilent ? (peer.isGone ? " gone" : " silent") : " \(rate)",
                    isSilent ? .severityWarning : .number),
            ]
            guard ruler.width(spans + more) < columns else { break }
            spans += more
        }
        write(spans, at: 0, row)
    }
}
