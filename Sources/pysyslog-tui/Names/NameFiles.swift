// NameFiles.swift: the files that give addresses names, read again when one of them has changed.
import CollectorCore
import LiveView

/// Files with names. Any thread may read them; a file on a slow disk holds up whoever does.
final class NameFiles: Sendable {
    /// What the files say.
    struct Content: Sendable {
        var names: PeerNames
        var problems: [String]
    }

    private struct Source {
        let file: PrivateFile
        /// As it is shown.
        let path: String
        let form: NamesFile.Form
    }

    /// Seconds between two looks whether a file has changed.
    static let interval = 5.0

    private let sources: [Source]
    private let stamps = Mutex<[FileStamp?]?>(nil)

    /// - Parameter path: a file whose names come before those of the usual ones.
    init(first path: String?) {
        var sources = path.map { [Self.source($0)] } ?? []
        if let file = PersonalFiles["names"] {
            sources.append(Source(file: file, path: Self.shortened(file.path), form: .names))
        }
        sources.append(Self.source("/etc/pysyslog/names"))
        sources.append(Self.source("/etc/hosts", .hosts))
        self.sources = sources
    }

    private static func source(_ path: String, _ form: NamesFile.Form = .names) -> Source {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.dropLast().joined(separator: "/")
        let file = PrivateFile(String(parts.last ?? ""), in: parts.count == 1 ? "." : folder)
        return Source(file: file, path: path, form: form)
    }

    /// With "~" for the home of the person.
    private static func shortened(_ path: String) -> String {
        let home = Environment["HOME", default: ""]
        return home.count > 1 && path.hasPrefix(home + "/") ? "~" + path.dropFirst(home.count) : path
    }

    /// What the files say; `nil` if none has changed since the last call.
    func read() -> Content? {
        let now = sources.map { FileStamp(of: $0.file.path) }
        let isNew = stamps.withLock { stamps in
            defer { stamps = now }
            return stamps != now
        }
        guard isNew else { return nil }
        let files = sources.map { source in
            do throws(Errno) {
                return NamesFile(try source.file.read(), path: source.path, form: source.form)
            } catch {
                return NamesFile(unreadable: source.path, error)
            }
        }
        return Content(names: PeerNames(files), problems: files.flatMap(\.problems))
    }
}

extension NameFiles.Content {
    /// The first problem, and how many more there are.
    var trouble: String? {
        guard let first = problems.first else { return nil }
        return problems.count == 1 ? first : "\(first) (and \(problems.count - 1) more)"
    }
}
