// ConfinedDirectoryTests.swift: no file is opened outside of the directory, whether the kernel sees to it or we do.
import Foundation
import Testing

@testable import CollectorCore

@Suite("A confined directory")
struct ConfinedDirectoryTests {
    private static func name(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func write(_ text: String, to name: String, in directory: inout ConfinedDirectory) throws(Errno) {
        let file = try directory.openForAppending(Self.name(name), permissions: 0o640)
        try Files.writeAll(text.utf8.span, to: file)
    }

    @Test("makes itself and the directories on the way to a file", arguments: [true, false])
    func missing(kernelConfines: Bool) throws {
        let temporary = TemporaryDirectory()
        var directory = ConfinedDirectory(temporary.path("logs"), permissions: 0o700, kernelConfines: kernelConfines)
        try Self.write("a", to: "x/y/z.log", in: &directory)
        try Self.write("b", to: "x/y/z.log", in: &directory)
        #expect(temporary.text("logs/x/y/z.log") == "ab")
        let mode = try FileManager.default.attributesOfItem(atPath: temporary.path("logs/x"))[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test("follows no symbolic link below it", arguments: [true, false])
    func symbolicLinks(kernelConfines: Bool) throws {
        let temporary = TemporaryDirectory()
        let files = FileManager.default
        try files.createDirectory(atPath: temporary.path("logs"), withIntermediateDirectories: false)
        try files.createDirectory(atPath: temporary.path("elsewhere"), withIntermediateDirectories: false)
        try temporary.write("old", to: "elsewhere/file")
        for (name, target) in [("dir", "elsewhere"), ("file", "elsewhere/file"), ("none", "elsewhere/none")] {
            try files.createSymbolicLink(
                atPath: temporary.path("logs/" + name), withDestinationPath: temporary.path(target))
        }
        var directory = ConfinedDirectory(temporary.path("logs"), permissions: 0o700, kernelConfines: kernelConfines)
        for name in ["dir/new", "dir/deep/new", "file", "none"] {
            #expect(throws: Errno.self) { try Self.write("x", to: name, in: &directory) }
        }
        #expect(throws: Errno.self) { try directory.remove(Self.name("dir/file")) }
        #expect(try files.contentsOfDirectory(atPath: temporary.path("elsewhere")) == ["file"])
        #expect(temporary.text("elsewhere/file") == "old")
    }

    @Test("is opened anew when it was removed", arguments: [true, false])
    func removed(kernelConfines: Bool) throws {
        let temporary = TemporaryDirectory()
        var directory = ConfinedDirectory(temporary.path("logs"), permissions: 0o700, kernelConfines: kernelConfines)
        try Self.write("a", to: "x/file", in: &directory)
        try FileManager.default.removeItem(atPath: temporary.path("logs"))
        try Self.write("b", to: "x/file", in: &directory)
        #expect(temporary.text("logs/x/file") == "b")
    }
}
