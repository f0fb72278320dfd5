// ExitStatus.swift: how a command ends.

/// The exit status of a command.
public enum ExitStatus: Int32, Sendable {
    case done = 0
    /// The system refused something: the port, a file, memory.
    case failed = 1
    /// The command line or the configuration is wrong.
    case usage = 2

    /// For the help of a command.
    public static let help = """
        Exit status: 0 when it ended as asked, 1 when the system refused something (a port, a file), 2 when the command \
        line or the configuration is wrong, 141 when the last output lost its reader, 128 and its number after a second \
        signal.
        """
}

/// Why a command failed: one or more lines, each with what failed, why, and what to try.
public struct CommandError: Error, Equatable {
    public var status: ExitStatus
    public var lines: [String]

    public init(_ status: ExitStatus, _ lines: String...) {
        self.status = status
        self.lines = lines
    }

    package init(_ status: ExitStatus, lines: [String]) {
        self.status = status
        self.lines = lines
    }
}
