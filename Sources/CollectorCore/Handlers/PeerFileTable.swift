// PeerFileTable.swift: finds files by their names, and the open one that has not been used for longest.

/// The files that a `PeerFileHandler` knows of.
struct PeerFileTable {
    /// By the digests of their names.
    private var files: [UInt64: PeerFile] = [:]
    private var last: PeerFile?
    /// Open files in the order of their use. An entry whose number is not that of its file is out of date.
    private var uses: [(file: PeerFile, number: Int)] = []
    private var firstUse = 0
    private var useCount = 0
    private(set) var openCount = 0

    var isEmpty: Bool { files.isEmpty }

    /// The file with this name; made if it is not there.
    mutating func file(named name: Bytes, period: Int) -> PeerFile {
        if let last, name.isEqual(to: last.name) { return last }
        let digest = name.digest
        var candidate = files[digest]
        while let file = candidate {
            if name.isEqual(to: file.name) {
                last = file
                return file
            }
            candidate = file.next
        }
        let file = PeerFile(name: name.array, period: period)
        file.next = files[digest]
        files[digest] = file
        last = file
        return file
    }

    /// All files, in no order.
    var all: [PeerFile] {
        var all: [PeerFile] = []
        for first in files.values {
            var file: PeerFile? = first
            while let known = file {
                all.append(known)
                file = known.next
            }
        }
        return all
    }

    /// Forgets a file, which is closed and has no records.
    mutating func remove(_ file: PeerFile) {
        if last === file { last = nil }
        let name = file.name
        let digest = name.span.digest
        var kept: PeerFile?
        var candidate = files[digest]
        while let known = candidate {
            candidate = known.next
            if known === file { continue }
            known.next = kept
            kept = known
        }
        files[digest] = kept
    }

    // MARK: - Open files

    /// A file is open now and used, or used again.
    mutating func noteUse(_ file: PeerFile, isNew: Bool) {
        if isNew { openCount += 1 }
        useCount += 1
        file.useNumber = useCount
        uses.append((file, useCount))
        guard uses.count > 4 * openCount + 64 else { return }
        uses = uses[firstUse...].filter { $0.file.isOpen && $0.file.useNumber == $0.number }
        firstUse = 0
    }

    /// A file has been closed.
    mutating func noteClosed() { openCount -= 1 }

    /// The open file that has not been used for longest.
    mutating func leastRecentlyUsed() -> PeerFile? {
        while firstUse < uses.count {
            let (file, number) = uses[firstUse]
            if file.isOpen, file.useNumber == number { return file }
            firstUse += 1
        }
        return nil
    }
}
