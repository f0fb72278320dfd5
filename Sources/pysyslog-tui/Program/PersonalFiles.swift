// PersonalFiles.swift: the files that the view keeps for a person, plain lines in a folder of their own.
import CollectorCore
import LiveView

enum PersonalFiles {
    /// `$XDG_CONFIG_HOME/pysyslog-tui`, or `~/.config/pysyslog-tui`; `nil` for a person without a home.
    private static var folder: String? {
        let configured = Environment["XDG_CONFIG_HOME", default: ""]
        if configured.hasPrefix("/") { return configured + "/pysyslog-tui" }
        let home = Environment["HOME", default: ""]
        return home.hasPrefix("/") ? home + "/.config/pysyslog-tui" : nil
    }

    static subscript(name: String) -> PrivateFile? { folder.map { PrivateFile(name, in: $0) } }
}

// MARK: - Saved filters

extension SavedFilters {
    private static let noHome = "there is no place for saved filters: set HOME or XDG_CONFIG_HOME"

    private static var file: PrivateFile? { PersonalFiles["saved-filters"] }

    static func read() -> SavedFilters {
        // Without a home there are none; that matters when one is to be saved.
        guard let file else { return SavedFilters() }
        do throws(Errno) {
            return SavedFilters(try file.read())
        } catch {
            return SavedFilters(unreadable: "cannot read \(file.path): \(error)")
        }
    }

    /// Changes the file, which another view may have changed since it was read.
    ///
    /// - Returns: what stands in it now, `nil` where that is not known, and a word to the person.
    static func carryOut(_ change: SavedFilterChange) -> (saved: SavedFilters?, word: String?) {
        guard let file else { return (nil, noHome) }
        var saved = SavedFilters()
        do throws(Errno) {
            try file.change { bytes in
                saved = SavedFilters(bytes)
                saved.apply(change)
                return saved.bytes == bytes ? nil : saved.bytes
            }
        } catch {
            return (nil, "cannot change \(file.path): \(error)")
        }
        switch change {
        case .put(let filter): return (saved, "saved; --filter @\(filter.name) begins with it")
        case .remove(let name): return (saved, "\(name) is deleted")
        // The list shows it.
        case .watch, .colour: return (saved, nil)
        }
    }
}
