// ViewState+Search.swift: keys that go to the next line of a kind, however long it takes to find it.
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
        let line = searchStart(picture, direction)
        searching = StreamSearch(target, from: direction == .forward ? line + 1 : line, direction)
        let isOver = tables.pager.stream.isOver
        goOnSearching(picture, &tables, until: isOver)
    }

    /// Looks at more lines until `isOver`, and goes to the one that is found.
    mutating func goOnSearching(_ picture: Arrangement, _ tables: inout Tables, until isOver: () -> Bool) {
        while let search = searching {
            switch tables.pager.find(search, until: isOver) {
            case .found(let line):
                searching = nil
                show(line, picture, &tables.pager)
            case .unfinished(let place):
                searching?.place = place
                return
            case .none:
                guard searching?.turnRound() == false else { continue }
                searching = nil
                say(search.isWhole ? "nothing matches \(self.search)" : "no \(search.words)", tables.now)
            }
        }
    }
}
