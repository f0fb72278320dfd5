// BottomLines.swift: the filter or prompt line, the event line and the key hints.

extension Canvas {
    mutating func drawFilterLine(_ picture: Arrangement, _ row: Int) {
        if let prompt = picture.state.prompt { return drawPrompt(prompt, picture, row) }
        let right = counts(picture)
        let end = columns - ruler.width(right) - 1
        write([StyledText(" filter", .dim), StyledText("> ", .key, .bold)], at: 0, row)
        let start = 9
        if picture.state.filter.isEmpty {
            let aside = picture.state.filterOutOfContext != nil
            let words = aside ? "put aside: v brings it back" : "none"
            let more = aside ? "" : " (f to add, i or x on a line or a peer)"
            write(
                start + ruler.width(words + more) < end ? words + more : words, Style(.dim), at: start, row,
                until: end - 1)
        } else {
            writeWhole([StyledText(picture.state.filter, .filter, .bold)], at: start, row, until: end - 1)
        }
        write(right, Style(.dim), at: end, row)
    }

    /// "2,114 of 99,412 (scan 64 %)".
    private func counts(_ picture: Arrangement) -> String {
        if let search = picture.searchResult, columns >= 60 {
            let scan = search.progress < Self.almost ? " (scan \(Self.percent(search.progress)))" : ""
            let rank = search.rank > 0 ? "\(NumberText.grouped(search.rank)) of " : "matches "
            return "/\(search.text)/ \(rank)\(NumberText.grouped(search.count))\(scan)"
        }
        // Where the stream has no title, this line says what is missing.
        let cleared = picture.layout.title == nil && picture.state.clearedBefore > 0 ? "cleared: " : ""
        let isWhole = picture.counts.shown == picture.counts.held && picture.counts.matches == nil
        guard !isWhole || columns >= 60 else { return "" }
        let scan = picture.counts.progress < Self.almost ? " (scan \(Self.percent(picture.counts.progress)))" : ""
        let held = NumberText.grouped(picture.counts.held)
        return "\(cleared)\(NumberText.grouped(picture.counts.shown)) of \(held)\(scan)"
    }

    /// Progress above this is not shown: only the newest lines are missing.
    private static let almost = 0.99

    /// Never 100 before the end.
    private static func percent(_ part: Double) -> String { "\(min(99, Int(part * 100))) %" }

    private mutating func drawPrompt(_ prompt: Prompt, _ picture: Arrangement, _ row: Int) {
        let name =
            switch prompt.purpose {
            case .filter: " filter> "
            case .search, .boxSearch: " search> "
            case .peerSearch: " find peer> "
            case .save: " save to> "
            case .filterName: " save the filter as> "
            }
        let right = aside(prompt, picture)
        let end = columns - (columns < 60 ? 0 : ruler.width(right) + 1)
        let start = write(name, Style(.key, .bold), at: 0, row)
        let room = max(1, end - start - 2)
        // What is typed scrolls so that the cursor stays in sight.
        let characters = Array(prompt.text)
        var first = 0
        while ruler.width(String(characters[first..<prompt.cursor])) >= room { first += 1 }
        let blanks = characters.prefix(while: \.isWhitespace).count
        var column = start
        var cursor = start
        for (index, character) in characters.enumerated().dropFirst(first) {
            if index == prompt.cursor { cursor = column }
            let isWrong = picture.problem.map { $0.range.contains(index - blanks) } == true
            let style = Style(isWrong ? .alarm : .filter, isWrong ? [.bold, .underline] : .bold)
            column = write(String(character), style, at: column, row, until: start + room)
        }
        if prompt.cursor == characters.count { cursor = column }
        if characters.isEmpty { write(prompt.proposal, Style(.dim), at: start, row, until: start + room) }
        put(cursor: cursor, row)
        if columns >= 60 { write(right, Style(.dim), at: end, row) }
    }

    /// To the right of what is typed: what it lets through, or how it will be saved.
    private func aside(_ prompt: Prompt, _ picture: Arrangement) -> String {
        switch prompt.purpose {
        case .filter, .search: counts(picture)
        case .save: prompt.savesFacts ? "with time and peer (^T)" : "as received (^T)"
        case .peerSearch, .boxSearch, .filterName: ""
        }
    }

    mutating func drawEventLine(_ picture: Arrangement, _ row: Int) {
        if let search = picture.state.searching, let searched = picture.counts.searched {
            let words = "\(Self.percent(searched)) searched, any key ends it: \(search.words)"
            writeWhole([StyledText(" " + words, .key, .bold)], row)
        } else if let problem = picture.problem {
            let name = picture.state.prompt?.purpose == .filter ? "filter" : "search"
            writeWhole([StyledText(" [\(name)] ", .alarm, .bold), StyledText(problem.reason)], row)
        } else if let remark = picture.remark {
            writeWhole([StyledText(" [filter] ", .key, .bold), StyledText(remark)], row)
        } else if let hint = picture.state.hint {
            write([StyledText(" " + hint.text, .key)], beside: picture.events.first, row)
        } else if let timeline = picture.timeline, !timeline.isHigh, picture.state.focus == .timeline,
            picture.state.prompt == nil
        {
            write([StyledText(" ")] + words(of: timeline, columns: columns - 1), beside: picture.events.first, row)
        } else if let prompt = picture.state.prompt, prompt.purpose == .save {
            writeWhole(scopes(of: prompt, picture), row)
        } else if picture.state.prompt?.purpose == .filter {
            let help =
                "words are ANDed  |  !not  \"phrase\"  /regex/  peer: host: app: sev<=warn age<5m"
            write(" " + help, Style(.dim), at: 0, row)
        } else if let trouble = picture.attachTrouble {
            write([StyledText(" " + trouble, .statePaused, .bold)], beside: picture.events.first, row)
        } else if let event = picture.events.first {
            write([StyledText(" " + event, .severityWarning)], beside: picture.events.dropFirst().first, row)
        } else if picture.storesNothing {
            let words = "shown and stored nowhere; --logging-config with a file handler stores lines"
            writeWhole([StyledText(" " + words, .severityWarning)], row)
        }
    }

    /// The narrowest screen that has room for two events.
    private static let wideColumns = 160

    /// Writes a row, and to the right of it an event where there is room for all of both.
    private mutating func write(_ spans: [StyledText], beside event: String?, _ row: Int) {
        writeWhole(spans, row)
        guard columns >= Self.wideColumns, let event else { return }
        let start = max(columns / 2, ruler.width(spans) + 3)
        if start + ruler.width(event) <= columns { write(event, Style(.severityWarning), at: start, row) }
    }

    /// Writes a row to the edge; a sign stands where more follows.
    private mutating func writeWhole(_ spans: [StyledText], _ row: Int) {
        writeWhole(spans, at: 0, row, until: columns)
    }

    /// "[all that match: 2,114]  on the screen: 14  all of 10.0.2.17": always in this order, the chosen one in brackets.
    private func scopes(of prompt: Prompt, _ picture: Arrangement) -> [StyledText] {
        let matches = NumberText.grouped(picture.counts.shown)
        func name(_ scope: SaveScope) -> String {
            switch scope {
            case .matching: picture.counts.matches == nil ? "all lines: \(matches)" : "all that match: \(matches)"
            case .screen: "on the screen: \(picture.stream.page.count)"
            case .peer(let peer):
                "all of \(peer)" + (picture.names.name(of: peer.address).map { " (\($0.shown))" } ?? "")
            }
        }
        let first = prompt.scopes.firstIndex(of: .matching) ?? 0
        let order = prompt.scopes[first...] + prompt.scopes[..<first]
        return [StyledText(" Tab", .key, .bold)]
            + order.map { scope in
                scope == prompt.scopes.first
                    ? StyledText("  [\(name(scope))]", .filter, .bold) : StyledText("   \(name(scope)) ", .dim)
            }
    }

    /// The keys of what is open, from the table of keys, as many as fit.
    mutating func drawKeyHints(_ picture: Arrangement, _ row: Int) {
        let contexts = KeyTable.contexts(in: picture.state)
        var bindings = contexts.flatMap { context in
            KeyTable.bindings(of: context, in: picture.state).filter {
                $0.hint != nil && Self.isUseful($0, picture.state)
            }
        }
        var end = columns
        // The key that quits is always visible, at the right.
        if let way = bindings.lastIndex(where: { $0.action == .quit }) {
            let spans = Self.hint(bindings.remove(at: way), picture.state)
            end -= ruler.width(spans) + 1
            write(spans, at: end, row)
        }
        var column = 1
        let order = bindings.filter { !$0.isExtra } + bindings.filter(\.isExtra)
        for spans in order.map({ Self.hint($0, picture.state) }) where column + ruler.width(spans) < end - 1 {
            column = write(spans, at: column, row) + 2
        }
    }

    /// A name has nothing to switch to, and peers do not follow.
    private static func isUseful(_ binding: KeyBinding, _ state: ViewState) -> Bool {
        if binding.action == .newest, state.focus != .stream { return false }
        if binding.action == .switchFormat { return state.prompt?.purpose == .save }
        return binding.action != .switchPrompt || ![.filterName, .boxSearch].contains(state.prompt?.purpose)
    }

    private static func hint(_ binding: KeyBinding, _ state: ViewState) -> [StyledText] {
        var words = binding.hint ?? ""
        if binding.action == .accept, let purpose = state.prompt?.purpose { words = purpose.accepting }
        if binding.action == .handlers, state.showsFiles { words = "files" }
        return [StyledText(binding.keys.first?.name ?? "", .key, .bold), StyledText(" " + words, .dim)]
    }
}
