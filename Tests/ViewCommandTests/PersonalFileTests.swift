// PersonalFileTests.swift: the files that the view keeps for a user.
import CollectorCore
import Foundation
import LiveView
import Testing

@testable import pysyslog_tui

@Suite("Files of a person's own")
struct PersonalFileTests {
    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "pysyslog-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("file and folder are for their owner alone; a symbolic link stays one")
    func modes() throws {
        try Self.withFolder { folder in
            let file = PrivateFile("notes", in: folder + "/config/pysyslog-tui")
            #expect(try file.read() == [])
            try file.change { $0 + Array("a\n".utf8) }
            #expect(try Self.mode(folder + "/config/pysyslog-tui") == 0o700)
            #expect(try Self.mode(file.path) == 0o600)
            let link = PrivateFile("link", in: folder + "/config/pysyslog-tui")
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "notes")
            try link.change { $0 + Array("b\n".utf8) }
            #expect(try file.read() == Array("a\nb\n".utf8))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == "notes")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/config/pysyslog-tui").count == 2)
        }
    }

    @Test("views that change it at once lose nothing of each other")
    func concurrency() throws {
        try Self.withFolder { folder in
            DispatchQueue.concurrentPerform(iterations: 8) { writer in
                for number in 0..<20 {
                    try? PrivateFile("filters", in: folder).change { bytes in
                        var saved = SavedFilters(bytes)
                        saved.apply(.put(SavedFilter(name: "f-\(writer)-\(number)", text: "x")))
                        return saved.bytes
                    }
                }
            }
            let bytes = try PrivateFile("filters", in: folder).read()
            #expect(SavedFilters(bytes).bytes.split(separator: 10).count == 160)
        }
    }

    @Test("what is no plain file, or far too long, is refused and left alone")
    func refusals() throws {
        try Self.withFolder { folder in
            let pipe = PrivateFile("pipe", in: folder)
            #expect(unsafe mkfifo(pipe.path, 0o600) == 0)
            #expect(throws: Errno.self) { try pipe.change { $0 } }
            let long = PrivateFile("long", in: folder)
            try Data(count: PrivateFile.longest + 1).write(to: URL(filePath: long.path))
            #expect(throws: Errno.self) { try long.change { _ in [] } }
            #expect(try Self.mode(long.path) != nil)
        }
    }
}
