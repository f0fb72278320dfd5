// TerminalEndToEndTests.swift: how the view takes a terminal, shares it, and gives it back.
import Foundation
import Testing

@Suite("The terminal of the live view")
struct TerminalEndToEndTests {
    /// Those of a program that is wrong (a trap of Swift is one of the first two), of a person, of others.
    private static let deadly = [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGQUIT, SIGUSR1]

    @Test("a process that dies gives it back and tells what was said", arguments: deadly)
    func crashed(signal: Int32) throws {
        let screen = try TmuxScreen()
        let collector = try screen.collector()
        // As the Swift runtime does before it traps.
        let errors = open("/proc/\(collector)/fd/2", O_WRONLY | O_APPEND)
        #expect(write(errors, "Fatal error: of a test\n", 23) == 23)
        close(errors)
        kill(collector, signal)
        try screen.expectSaneTerminal(status: 128 + Int(signal))
        #expect(try screen.everything().contains("Fatal error: of a test"))
    }
}
