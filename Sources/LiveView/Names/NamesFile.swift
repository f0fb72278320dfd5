// NamesFile.swift: a file with lines "10.0.2.17 web-01" or "10.9.0.0/16 lab".
import CollectorCore

/// The names in one file, and what is wrong with it. Lines that are right are used, whatever the others are like.
package struct NamesFile: Equatable, Sendable {
    /// How strictly a file is read.
    package enum Form: Sendable {
        /// One of ours: a line is an address or a network, and its name.
        case names
        /// hosts(5): further names of a line are left out, and so is what is no address. Loopback addresses all mean the
        /// machine itself, whose own name would say nothing.
        case hosts
    }

    private(set) var entries: [(range: AddressRange, name: PeerName)] = []
    /// "/etc/pysyslog/names:3: ..."
    package private(set) var problems: [String] = []

    /// More names than this are left out.
    private static let limit = 65_536
    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { try? AddressRange($0) }

    /// - Parameter path: as it is shown.
    package init(_ bytes: [UInt8], path: String, form: Form) {
        var lines: [AddressRange: Int] = [:]
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard entries.count < Self.limit else {
                problems.append("\(path):\(index + 1): the names from here on are left out: \(Self.limit) are enough")
                return
            }
            do throws(NamesMistake) {
                guard let (range, name) = try Self.read(line, form) else { continue }
                if form == .hosts, Self.loopback.contains(where: { $0.contains(range.network) }) { continue }
                if let first = lines[range] {
                    throw NamesMistake(reason: "\(range.text) has a name already, in line \(first)")
                }
                lines[range] = index + 1
                let network = range.isAlone ? nil : range.text
                entries.append((range, PeerName(text: name, origin: .file(path: path), network: network)))
            } catch {
                if form == .names { problems.append("\(path):\(index + 1): \(error.reason)") }
            }
        }
    }

    /// A file that cannot be read.
    package init(unreadable path: String, _ error: Errno) {
        problems = ["cannot read \(path): \(error)"]
    }

    /// The address and the name of a line; `nil` for an empty one.
    private static func read(
        _ line: ArraySlice<UInt8>, _ form: Form
    ) throws(NamesMistake) -> (range: AddressRange, name: String)? {
        let text = line.prefix { $0 != UInt8(ascii: "#") }
        let words = text.split { [0x20, 0x09, 0x0D].contains($0) }
        guard let address = words.first else { return nil }
        let range: AddressRange
        do throws(AddressRange.Mistake) {
            range = try AddressRange(Sanitiser(unicode: true).text(Array(address).span))
        } catch {
            throw NamesMistake(reason: error.reason)
        }
        guard words.count > 1 else { throw NamesMistake(reason: "\(range.text) has no name behind it") }
        guard words.count == 2 || form == .hosts else {
            throw NamesMistake(reason: "a name has no blanks; # begins a comment")
        }
        let name = Array(words[1])
        guard PeerName.isUsable(name.span) else {
            throw NamesMistake(reason: "the name of \(range.text) is too long, or has characters that cannot be shown")
        }
        return (range, String(decoding: name, as: UTF8.self))
    }

    package static func == (left: NamesFile, right: NamesFile) -> Bool {
        left.problems == right.problems
            && left.entries.elementsEqual(right.entries) { $0.range == $1.range && $0.name == $1.name }
    }
}

private struct NamesMistake: Error {
    var reason: String
}
