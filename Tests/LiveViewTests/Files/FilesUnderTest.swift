// FilesUnderTest.swift: files in a folder, read step by step without a thread.
import CollectorCore
import Foundation
import TestSupport

@testable import LiveView

final class FilesUnderTest {
    let folder: TemporaryFolder
    let archive = LogArchive()
    private var run: FilesRun

    /// - Parameters:
    ///   - files: written one after the other, so that the last is the newest.
    ///   - pipe: a pipe to open too, and how many bytes of it are kept.
    init(_ files: [(name: String, content: [UInt8])], pipe: (path: String, room: Int)? = nil, speed: Double? = nil)
        throws
    {
        folder = try TemporaryFolder()
        let folder = folder
        var opener = LogOpener(folder: folder.url.path) {}
        var inputs: [LogInput] = []
        if let pipe {
            opener.pipeRoom = pipe.room
            inputs.append(try opener.open(pipe.path))
        }
        for (place, file) in files.enumerated() {
            let url = folder.url.appending(path: file.name)
            try Data(file.content).write(to: url)
            // In whole seconds, all of them past: what has no end has been at rest.
            let time = Date.now.addingTimeInterval(Double(place - files.count) * 60)
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: url.path)
            inputs.append(try opener.open(url.path))
        }
        run = FilesRun(inputs, archive, opener, speed: speed)
    }

    convenience init(_ text: String, speed: Double? = nil) throws {
        try self.init([("app.log", Array(text.utf8))], speed: speed)
    }

    func path(_ name: String = "app.log") -> String { folder.url.appending(path: name).path }

    func append(_ text: String, to name: String = "app.log") throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path(name)))
        try file.seekToEnd()
        try file.write(contentsOf: Array(text.utf8))
        try file.close()
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    func truncate(to size: UInt64) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path()))
        try file.truncate(atOffset: size)
        try file.close()
    }

    func step() { _ = run.step() }

    /// Finds the lines of some more pieces, from the end of the file back, and no more.
    func find(pieces: Int) {
        var runs: [StoredLines] = []
        var end = run.inputs[0].unknown
        for _ in 0..<pieces where end > 0 {
            if let found = archive.run(before: &end, in: run.inputs[0].store) { runs.append(found) }
        }
        run.inputs[0].unknown = end
        archive.prepend(runs, knownShare: end == 0 ? 1 : 0.4)
    }

    /// Reads until all is known that is there.
    func readAll() throws {
        try eventually("all is read: \(archive.facts)") {
            step()
            return !window.isFilling && archive.facts.knownShare == 1
                && archive.facts.files.allSatisfy { $0.known == $0.size }
        }
    }

    var window: FeedWindow { archive.window() }

    var lines: [FeedLine] { (0..<window.count).map(window.line) }
    var texts: [String] { lines.map { String(decoding: $0.bytes, as: UTF8.self) } }
    var notes: [String] { archive.notes.map(\.text) }
}
