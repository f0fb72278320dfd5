// FilesBox.swift: the files that are open, and what has become of them.
import CollectorCore

extension Arrangement {
    func filesBox(_ files: FilesFacts, _ row: Int) -> Box {
        let width = max(70, min(110, columns - 8))
        let name = max(16, boxWidth(width) - 34)
        var box = Box(
            title: "files", note: "Tab messages, Esc",
            lines: [
                [
                    StyledText(
                        ruler.padded("NAME", name) + right("SIZE", 8) + right("READ", 7) + "  KIND", .columnHeader,
                        .bold)
                ]
            ], selection: row, width: width)
        for file in files.files {
            let share = file.size == 0 ? 100 : Int(Double(file.known) * 100 / Double(file.size))
            box.lines.append([
                StyledText(ruler.padded(file.name, name - 1) + " "),
                StyledText(right(NumberText.compact(Double(file.size)), 8)),
                StyledText(right(file.known >= file.size ? "all" : "\(min(99, share)) %", 7)),
                StyledText("  " + (file.origin ?? "file"), .dim),
            ])
            if let trouble = file.trouble { box.lines.append([StyledText("  " + trouble, .severityWarning)]) }
        }
        box.lines += [
            [], fileFact("lines", NumberText.grouped(counts.held)),
            fileFact("left the view", NumberText.grouped(counts.evicted)),
            fileFact("frames", frameTimes.words ?? "none yet"),
        ]
        if let speed = files.speed { box.lines.append(fileFact("replay", "\(NumberText.factor(speed)) times as fast")) }
        box.selection = min(row, box.lines.count - 1)
        return box
    }

    private func right(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(1, columns - text.count)) + text
    }

    private func fileFact(_ name: String, _ value: String) -> [StyledText] {
        [StyledText(ruler.padded(name, 16), .dim), StyledText(value)]
    }
}
