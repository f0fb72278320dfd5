// ViewState+Search.swift: keys that go to another line, however long it takes to find it.
import CollectorCore

extension ViewState {
    /// Goes to the next line that the search finds; where none is shown, to the next one that has a colour.
    mutating func findMatch(_ picture: Arrangement, _ tables: inout Tables, _ direction: Direction) {
        if !showsSearch || search.isEmpty, tables.colours != nil {
            return find(.coloured, direction, picture, &tables)
        }
        guard !search.isEmpty else { return say("no search yet: / starts one", tables.now) }
        showsSearch = true
        find(.match, direction, picture, &tables)
    }

    mutating func find(
        _ target: StreamSearch.Target, _ direction: Direction, _ picture: Arrangement, _ tables: inout Tables
    ) {
        find(target, direction, of: searchStart(picture, direction), picture, &tables)
    }

    /// Goes to the next line on one side of this one.
    mutating func find(
        _ target: StreamSearch.Target, _ direction: Direction, of line: UInt64?, _ picture: Arrangement,
        _ tables: inout Tables
    ) {
        guard let line else { return }
        find(StreamSearch(target, from: direction == .forward ? line + 1 : line, direction), picture, &tables)
    }

    mutating func find(_ search: StreamSearch, _ picture: Arrangement, _ tables: inout Tables) {
        searching = search
        let isOver = tables.pager.stream.isOver
        goOnSearching(picture, &tables, until: isOver)
    }

    /// Looks at more lines until `isOver`, and goes to the one that is found.
    mutating func goOnSearching(_ picture: Arrangement, _ tables: inout Tables, until isOver: () -> Bool) {
        while let search = searching {
            switch tables.pager.find(search, until: isOver) {
            case .found(let line):
                searching = nil
                arrive(search, at: line, picture, &tables.pager)
            case .unfinished(let place):
                searching?.place = place
                return
            case .none:
                guard searching?.turnRound() == false else { continue }
                searching = nil
                guard search.tellsAbsence else {
                    return arrive(search, at: lineInHand(picture), picture, &tables.pager)
                }
                say(search.isWhole ? "nothing matches \(self.search)" : "no \(search.words)", tables.now)
            }
        }
    }

    /// - Parameter line: what was found; where there is nothing, the line that the keys stay at.
    private mutating func arrive(
        _ search: StreamSearch, at line: UInt64?, _ picture: Arrangement, _ pager: inout StreamPager
    ) {
        if case .page(let next, let edge) = search.target {
            return search.direction == .forward
                ? turnDown(to: next, from: edge, &pager) : turnUp(to: next, from: edge, &pager)
        }
        show(line, picture, &pager)
        // A message that is open makes way for this one.
        guard let line, case .detail(let open, let view, _, _) = overlay, open != line else { return }
        overlay = .detail(sequence: line, as: view, scroll: 0)
    }
}
