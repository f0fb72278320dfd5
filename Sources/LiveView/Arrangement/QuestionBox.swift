// QuestionBox.swift: questions that need an answer first.

extension Arrangement {
    func questionBox(_ question: Question) -> Box {
        let keys = [
            StyledText("y", .key, .bold), StyledText(" yes    "), StyledText("n", .key, .bold), StyledText(" no"),
        ]
        switch question {
        case .quit:
            let open = totals.connections
            let senders = open == 1 ? "1 connection is open." : "\(NumberText.grouped(open)) connections are open."
            return Box(
                title: "end the collector?", note: "",
                lines: [
                    [StyledText(senders)], [StyledText("What has been sent is read and written out first.", .dim)], [],
                    keys,
                ], width: 58)
        case .resetCounters:
            return Box(
                title: "reset the rates of the view?", note: "",
                lines: [[StyledText("Rates and peaks start again from zero; totals stay.")], [], keys], width: 64)
        case .deleteFilter(let name):
            return Box(
                title: "delete a saved filter?", note: "",
                lines: filterLines(name, state.saved[name]) + [[], keys])
        case .replaceFilter(let filter):
            let before = filterLines("now", state.saved[filter.name])
            return Box(
                title: "replace \(filter.name)?", note: "",
                lines: before + filterLines("then", filter.text) + [[], keys])
        }
    }

    private func filterLines(_ label: String, _ text: String?) -> [[StyledText]] {
        [[StyledText(label + "  ", .dim), StyledText(text ?? "", .filter)]]
    }
}
