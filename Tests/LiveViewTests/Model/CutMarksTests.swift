// CutMarksTests.swift: the places where a cut begins and ends.
import Testing

@testable import LiveView

@Suite("Where a cut begins and ends")
struct CutMarksTests {
    private func edges(_ change: (inout CutMarks) -> Void) -> [CutMarks.Edge] {
        var marks = CutMarks()
        change(&marks)
        return marks.edges
    }

    @Test("both places are kept, and an end without a beginning is none")
    func places() {
        let found = edges { marks in
            marks.end(before: 1)
            marks.begin(before: 5)
            marks.end(before: 9)
            marks.end(before: 11)
        }
        #expect(found == [.init(before: 5, isBeginning: true), .init(before: 9, isBeginning: false)])
    }

    @Test("a cut that changes while no line comes begins once; one that ends meanwhile leaves nothing")
    func samePlace() {
        let again = edges { marks in
            marks.begin(before: 5)
            marks.begin(before: 5)
        }
        #expect(again == [.init(before: 5, isBeginning: true)])
        let ended = edges { marks in
            marks.begin(before: 5)
            marks.end(before: 5)
        }
        #expect(ended.isEmpty)
        let goesOn = edges { marks in
            marks.begin(before: 5)
            marks.end(before: 9)
            marks.begin(before: 9)
        }
        #expect(goesOn == [.init(before: 5, isBeginning: true)])
    }
}
