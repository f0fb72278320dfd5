// TerminalDevice+Handler.swift: the terminal that a handler would write to.
import Glibc

extension TerminalDevice {
    /// The terminal that a handler of this kind would write to.
    init?(of kind: HandlerKind) {
        if case .stream(let arguments) = kind {
            self.init(openAs: arguments.stream == .output ? STDOUT_FILENO : STDERR_FILENO)
        } else if let file = kind.file {
            self.init(path: file.filename)
        } else {
            return nil
        }
    }
}
