// HandlerFactory+PeerFiles.swift: the handlers that write to a file for each peer.

extension HandlerFactory {
    mutating func peerFileHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: PeerFileArguments
    ) throws(HandlerError) -> Parts {
        let plan = try PeerFileWriter.Plan(description, arguments)
        var form = form
        form.head = .path(plan.format)
        form.terminator = Array(arguments.terminator.utf8)
        let setting = Destination.Setting(
            key: .peerFiles(directory: plan.directory, arguments.filename), peerFiles: plan,
            limit: limit.applying(description.queue))
        let outbox: Outbox
        do throws(Errno) {
            outbox = try self.outbox(for: setting) { outbox, _ in PeerFileWriter(plan, outbox: outbox) }
        } catch {
            throw HandlerError(handler: description.name, reason: "\(error)")
        }
        let used = destinations.first { $0.outbox === outbox }?.setting.peerFiles
        guard used == plan else {
            let reason = "another handler writes to the same files with other arguments; give both the same"
            throw HandlerError(handler: description.name, reason: reason)
        }
        try checkLimit(of: outbox, description)
        return (form, .outbox(outbox))
    }
}

extension PeerFileWriter.Plan {
    /// Finds out, without making or opening anything, whether there can be such files.
    init(_ description: HandlerDescription, _ arguments: PeerFileArguments) throws(HandlerError) {
        func fail(_ reason: String) -> HandlerError { HandlerError(handler: description.name, reason: reason) }
        do throws(FormatError) { format = try PathFormat(arguments.filename) } catch { throw fail(error.reason) }
        if arguments.compresses, Zlib.shared == nil {
            throw fail("compress needs zlib, which is not installed; install the package zlib1g")
        }
        self.arguments = arguments
        permissions = description.filePermissions ?? 0o640
        limits = PeerFiles.Limits()
        limits.openFiles = arguments.maxOpen ?? max(1, min(limits.openFiles, Limits.descriptorLimit / 2))
        limits.closeAfter = arguments.closeAfter
        do throws(Errno) {
            directory = try Files.absolutePath(format.directory)
            try Self.check(directory)
        } catch {
            let name = format.directory.isEmpty ? "." : format.directory
            throw fail("cannot use the directory \(name): \(error)\(HandlerError.advice(error))")
        }
    }

    /// Finds out whether there can be files in a directory, which may be made later if its parent is there.
    private static func check(_ directory: String) throws(Errno) {
        if let status = try Files.status(of: directory) {
            guard status.isDirectory else { throw .isNoDirectory }
        } else {
            guard try Files.status(of: Files.split(directory).directory) != nil else { throw .missing }
        }
    }
}
