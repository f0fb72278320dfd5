// PeerName.swift: what a sender is called, and who says so.
import CollectorCore

/// The name of an address, from a file or from DNS.
package struct PeerName: Equatable, Sendable {
    enum Origin: Equatable, Sendable {
        case file(path: String)
        /// Whoever runs the address chooses what DNS says, so it may be any name.
        case dns
    }

    let text: String
    let origin: Origin
    /// The network that the line of the file is about; `nil` for the address alone.
    var network: String?

    /// A name from DNS is shown with a sign in front, so that nobody takes it for one of the files.
    var shown: String { origin == .dns ? "~\(text)" : text }

    var styled: StyledText { StyledText(shown, origin == .dns ? .dim : .peer) }

    /// Bytes of the longest name; RFC 1035 section 2.3.4.
    static let longest = 255

    /// Whether a name can be shown as it is, and typed in a filter.
    static func isUsable(_ bytes: Bytes) -> Bool {
        guard !bytes.isEmpty, bytes.count <= longest, bytes.isUTF8 else { return false }
        let glyphs = Sanitiser(unicode: true).glyphs(bytes, columns: .max)
        return !glyphs.contains { $0.isMarked || $0.text == " " }
    }
}
