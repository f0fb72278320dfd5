// Places.swift: where things are that the tests run.
import Foundation

package enum Places {
    /// The folder of the built programs: that of the tests themselves.
    private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    package static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    package static var rsyslog: String { repository.appending(path: ".build/rsyslog/rsyslogd").path }
    package static func client(_ name: String) -> String { repository.appending(path: "Tests/Clients/\(name)").path }
    package static func oracle(_ name: String) -> String { repository.appending(path: "Tests/Oracle/\(name)").path }
    package static func product(_ name: String) -> String { products.appending(path: name).path }
}

extension String {
    /// As one word for a shell, whatever is in it.
    package var shellQuoted: String { "'" + replacing("'", with: #"'\''"#) + "'" }
}
