// HandlerFactory+PeerFiles.swift: the handlers that write to a file for each peer.

extension HandlerFactory {
    mutating func peerFileHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: PeerFileArguments
    ) throws(HandlerError) -> Parts {
        func fail(_ reason: String) -> HandlerError { HandlerError(handler: description.name, reason: reason) }
        let format: PathFormat
        do throws(FormatError) { format = try PathFormat(arguments.filename) } catch { throw fail(error.reason) }
        let zlib = arguments.compresses ? Zlib.shared : nil
        guard !arguments.compresses || zlib != nil else {
            throw fail("compress needs zlib, which is not installed; install the package zlib1g")
        }
        var form = form
        form.head = .path(format)
        form.terminator = Array(arguments.terminator.utf8)
        let outbox: Outbox
        do throws(Errno) {
            let plan = try plan(description, arguments, format)
            try Self.check(plan.directory)
            let setting = Destination.Setting(
                key: .peerFiles(directory: plan.directory, arguments.filename), peerFiles: plan,
                limit: limit.applying(description.queue))
            outbox = try self.outbox(for: setting) { outbox, _ in
                PeerFileWriter(plan, times: format.times, zlib, outbox: outbox)
            }
        } catch {
            let directory = format.directory.isEmpty ? "." : format.directory
            throw fail("cannot use the directory \(directory): \(error)\(HandlerError.advice(error))")
        }
        let used = destinations.first { $0.outbox === outbox }?.setting.peerFiles
        guard used?.arguments == arguments else {
            throw fail("another handler writes to the same files with other arguments; give both the same")
        }
        try checkLimit(of: outbox, description)
        return (form, .outbox(outbox))
    }

    private func plan(
        _ description: HandlerDescription, _ arguments: PeerFileArguments, _ format: PathFormat
    ) throws(Errno) -> PeerFileWriter.Plan {
        var limits = PeerFiles.Limits()
        limits.openFiles = arguments.maxOpen ?? max(1, min(limits.openFiles, Limits.descriptorLimit / 2))
        limits.closeAfter = arguments.closeAfter
        return PeerFileWriter.Plan(
            arguments: arguments, directory: try Files.absolutePath(format.directory),
            permissions: description.filePermissions ?? 0o640, limits: limits)
    }

    /// Finds out whether there can be files in a directory, which may be made later if its parent is there.
    private static func check(_ directory: String) throws(Errno) {
        let status = try Files.status(of: directory)
        guard status == nil else {
            if !status!.isDirectory { throw .isNoDirectory }
            return
        }
        guard try Files.status(of: Files.split(directory).directory) != nil else { throw .missing }
    }
}
