// PeersPane.swift: the table of senders.

extension Canvas {
    mutating func drawPeers(_ frame: Frame, _ layout: Layout) {
        let rows = layout.peers
        guard !rows.isEmpty else { return }
        if layout.isSummary { return drawPeerSummary(frame, rows.lowerBound) }
        let columns = PeerColumns.placed(
            in: self.columns, hidden: frame.state.hiddenColumns,
            longestPeer: frame.peers.map(\.address.count).max() ?? 0)
        let (shown, tellsOfFailures) = layout.peersInSight(frame.peers, selected: frame.state.selectedPeer)
        drawPeerTitles(frame, columns, rows.lowerBound, shown: shown.count)
        for (place, peer) in frame.peers[shown].enumerated() {
            let isSelected = frame.state.selectedPeer == peer.address
            draw(peer, frame, columns, rows.lowerBound + 1 + place, isSelected: isSelected)
        }
        if tellsOfFailures { drawFailing(frame, outside: shown, rows.upperBound - 1) }
        if frame.peers.isEmpty {
            write("waiting for the first sender", Style(.dim), at: 2, rows.lowerBound + 1)
        } else if frame.folded.peers > 0, shown.count < layout.peerRows {
            write(
                "and \(NumberText.grouped(frame.folded.peers)) that left: \(NumberText.grouped(frame.folded.lines)) lines",
                Style(.dim), at: 1, rows.lowerBound + 1 + shown.count)
        }
    }

    /// "err  3 more fail TLS: 10.0.2.99 (plain text); sort by TLS".
    private mutating func drawFailing(_ frame: Frame, outside shown: Range<Int>, _ row: Int) {
        let failures = frame.peers.enumerated().filter { !shown.contains($0.offset) }.compactMap(\.element.failures)
        guard let last = failures.max(by: { $0.last < $1.last }) else { return }
        let count = failures.count == 1 ? "1 more fails" : "\(NumberText.grouped(failures.count)) more fail"
        write(" err  \(count) TLS: \(last.address) (\(last.reason)); sort by TLS", Style(.alarm), at: 0, row)
    }

    private mutating func drawPeerTitles(_ frame: Frame, _ placed: [PlacedColumn], _ row: Int, shown: Int) {
        let base = Style(.columnHeader, frame.state.focus == .peers ? .bold : [])
        fill(base, at: 0, row, until: columns)
        for place in placed {
            let isSorted = place.column == frame.state.sort.column
            let sign = isSorted ? sortSign(frame.state.sort) : ""
            let style = isSorted ? base.with(.underline) : base
            switch place.column {
            case .peer:
                let counts = "\(place.column.title)\(sign) \(NumberText.grouped(shown))"
                drawPeerTitle(counts, frame, shown, style, place, row)
            default:
                let title = place.column.title.prefix(place.width - 1 - sign.count) + sign
                let isLeft = PeerColumns.isLeftAligned(place.column)
                let start = isLeft ? place.start + 1 : place.end - title.count
                write(String(title), style, at: start, row, until: place.end)
            }
        }
    }

    private func sortSign(_ sort: PeerSort) -> String {
        if sort.isFrozen { return symbols ? "•" : "=" }
        return sort.isReversed ? (symbols ? "▴" : "^") : (symbols ? "▾" : "v")
    }

    /// "PEER 12 of 10,000   msg/s": a number is there as a whole or not at all.
    private mutating func drawPeerTitle(
        _ title: String, _ frame: Frame, _ shown: Int, _ style: Style, _ place: PlacedColumn, _ row: Int
    ) {
        let all = NumberText.grouped(frame.peers.count)
        let titles = shown < frame.peers.count ? ["\(title) of \(all)", "\(title)/\(all)", title] : [title]
        let chosen = titles.first { $0.count < place.width } ?? ""
        let end = write(chosen, style, at: place.start, row, until: place.end)
        let unit = frame.state.showsBytes ? "bytes/s" : "msg/s"
        guard end + unit.count + 3 <= place.end else { return }
        write(unit, Style(.columnHeader, style.attributes), endingAt: place.end - 1, row, width: unit.count)
    }

    private mutating func draw(
        _ peer: PeerRow, _ frame: Frame, _ placed: [PlacedColumn], _ row: Int, isSelected: Bool
    ) {
        let isDimmed = frame.dimmed.contains(peer.address)
        for place in placed {
            let span = text(of: place, peer, frame)
            var style = span.style
            if isDimmed || (peer.hasDeparted && peer.failures == nil) { style = style.with(.dim) }
            if PeerColumns.isLeftAligned(place.column) {
                let indent = place.column == .peer ? 0 : 1
                write(span.text, style, at: place.start + indent, row, until: place.end)
            } else {
                write(span.text, style, endingAt: place.end, row, width: place.width)
            }
        }
        guard isSelected else { return }
        write(symbols ? "▸" : ">", Style(.key, .bold), at: 0, row)
        if frame.state.focus == .peers { mark(row, .selection) }
    }

    private func text(of place: PlacedColumn, _ peer: PeerRow, _ frame: Frame) -> StyledText {
        let rates = frame.state.showsBytes ? peer.bytes : peer.messages
        func rate(_ value: Double) -> String {
            frame.state.showsBytes || value >= 9_999.5 ? NumberText.compact(value) : NumberText.rate(value)
        }
        func number(_ value: Double) -> StyledText { StyledText(rate(value), value > 0 ? .number : .dim) }
        let age = Int(frame.clock.now.seconds - peer.lastSeen.seconds)
        switch place.column {
        case .peer:
            return StyledText(NumberText.address(peer.address, columns: place.width - 1, symbols: symbols), .peer)
        case .host: return StyledText(peer.host ?? "-", peer.host == nil ? .dim : .host)
        case .second: return number(rates.rate(over: 1))
        case .ten: return number(rates.rate(over: 10))
        case .minute: return number(rates.rate(over: 60))
        case .peak: return StyledText(rate(rates.peak), .dim)
        case .total:
            let isLong = peer.total >= 100_000_000
            return StyledText(isLong ? NumberText.compact(Double(peer.total)) : NumberText.grouped(peer.total))
        case .bytes: return StyledText(NumberText.compact(Double(peer.totalBytes)))
        case .byteRate: return StyledText(NumberText.compact(peer.bytes.rate(over: 10)), .number)
        case .connections: return StyledText("\(peer.connections)", peer.hasDeparted ? .dim : .plain)
        case .tls: return transport(peer, place.width - 1)
        case .errors:
            let errors = Int(peer.errors.sum(over: 60).rounded())
            let text = frame.severitiesArePartial && errors > 0 ? ">" : ""
            return StyledText(text + NumberText.compact(Double(errors)), errors > 0 ? .severityError : .dim)
        case .last: return StyledText(NumberText.duration(age), age > 60 ? .severityWarning : .dim)
        case .share: return share(peer, frame)
        case .spark:
            return StyledText(Sparkline.text(rates.history(60), columns: place.width - 1, symbols: symbols), .sparkline)
        }
    }

    private func transport(_ peer: PeerRow, _ width: Int) -> StyledText {
        if let failures = peer.failures {
            let whole = "FAILED x\(failures.count) (\(failures.reason))"
            // What is not to be trusted is a client's certificate in any case.
            let reason = failures.reason.split(separator: " ").filter { $0 != "client" }.joined(separator: " ")
            let short = "err x\(failures.count) \(reason)"
            return StyledText(width < 12 ? "err" : whole.count <= width ? whole : short, .alarm, .bold)
        }
        guard let tls = peer.tls else { return StyledText("-", .dim) }
        return StyledText(width < 12 ? String(tls.prefix { $0 != " " }) : tls)
    }

    private func share(_ peer: PeerRow, _ frame: Frame) -> StyledText {
        let all = frame.messages.rate(over: 60)
        let part = all > 0 ? peer.messages.rate(over: 60) / all * 100 : 0
        return StyledText(part > 0 && part < 1 ? "<1%" : "\(Int(part.rounded()))%", part > 0 ? .plain : .dim)
    }

    private mutating func drawPeerSummary(_ frame: Frame, _ row: Int) {
        let live = frame.peers.reduce(0) { $0 + ($1.hasDeparted ? 0 : 1) }
        var spans = [
            StyledText(" peers ", .dim),
            StyledText(Self.share(live, of: frame.peers.count + frame.folded.peers), .number, .bold),
            StyledText("  10s ", .dim), StyledText(NumberText.rate(frame.messages.rate(over: 10)), .number, .bold),
        ]
        for peer in frame.peers.prefix(3) {
            let more = [
                StyledText("  " + NumberText.address(peer.address, columns: 15, symbols: symbols), .peer),
                StyledText(" " + NumberText.rate(peer.messages.rate(over: 10)), .number),
            ]
            guard width(spans + more) < columns else { break }
            spans += more
        }
        write(spans, at: 0, row)
    }
}
