// ViewSocketArguments.swift: the options of the socket where others may watch the collector.
import ArgumentParser
import CollectorCore

struct ViewSocketArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Let others watch the collector through this socket: pysyslog-tui --attach PATH.", valueName: "path"),
        completion: .file())
    var viewSocket: String?

    @Option(help: ArgumentHelp("The group that may use that socket, besides its owner.", valueName: "group"))
    var viewGroup: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Keep this much of the latest lines for those who attach; 0: nothing until somebody does (default: 8388608).",
            valueName: "bytes"))
    var viewHistory: Int?

    private static let histories = (256 << 10)...(64 << 30)

    /// The options, checked.
    ///
    /// - Parameter inherited: a socket that the program was started with.
    func options(inherited: ListenAddress?) throws(CommandError) -> ViewSocketOptions? {
        var options: ViewSocketOptions
        if let viewSocket {
            guard !viewSocket.isEmpty else { throw CommandError(.usage, "--view-socket: the path is empty") }
            guard inherited == nil else {
                throw CommandError(
                    .usage, "--view-socket \(viewSocket): the service manager has passed a socket for viewers already")
            }
            options = ViewSocketOptions(path: viewSocket, group: viewGroup)
        } else if let inherited {
            options = ViewSocketOptions(path: inherited.path)
            options.address = inherited
            if viewGroup != nil {
                throw CommandError(
                    .usage, "--view-group: the socket unit says who may use the socket; see SocketGroup=")
            }
        } else {
            if viewGroup != nil { throw CommandError(.usage, "--view-group needs --view-socket") }
            if viewHistory != nil { throw CommandError(.usage, "--view-history needs --view-socket") }
            return nil
        }
        if let viewHistory {
            guard viewHistory == 0 || Self.histories.contains(viewHistory) else {
                let allowed = "0, or from \(Self.histories.lowerBound) to \(Self.histories.upperBound) bytes"
                throw CommandError(.usage, "--view-history \(viewHistory) is out of range: it must be \(allowed)")
            }
            options.history = viewHistory
        }
        return options
    }
}
