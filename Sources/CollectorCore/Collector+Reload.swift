// Collector+Reload.swift: files are reopened, and configuration and TLS files are read again, while the collector runs.

extension Collector {
    /// Has log files reopened that were moved; then reads the logging configuration and the TLS files again, and puts them
    /// into force in one step. Connections stay open. If anything in the new files is wrong, everything stays as it is. What
    /// came of it is logged.
    ///
    /// Returns at once: any of the files may be a pipe that nobody writes to. While files are being read they are not read a
    /// second time, but once more afterwards, because they may have changed.
    public func reload() {
        for destination in outputs.current.destinations { destination.writer.reopen() }
        guard reloads.request() else { return }
        do throws(Errno) {
            let thread = try Thread(named: "reload") { [self] in
                repeat { reloadFiles() } while reloads.isRequestedAgain()
            }
            thread.detach()
        } catch {
            reloads.giveUp()
            diagnostics.log(.error, "pysyslog", "cannot reload: no thread: \(error)")
        }
    }

    /// Logs the account up to now, in the words of the last line of the log.
    public func logAccount() {
        diagnostics.log(.info, "pysyslog", snapshot().summarySoFar)
    }

    private func reloadFiles() {
        monitoring.reloading()
        defer { monitoring.reloaded() }
        do throws(ReloadError) {
            guard let words = try readAndReplace() else { return }
            diagnostics.log(.info, "pysyslog", "reloaded: " + words, isEvent: true)
            logTLS()
        } catch {
            for line in error.lines { diagnostics.log(.error, "pysyslog", line) }
            let count = error.lines.count == 1 ? "1 error" : "\(error.lines.count) errors"
            diagnostics.log(.error, "pysyslog", "not reloaded: \(count); the configuration in force is kept")
        }
    }

    /// - Returns: what has changed; `nil` if the collector is being drained.
    private func readAndReplace() throws(ReloadError) -> String? {
        let context = try readTLS()
        let past = outputs.current
        let configuration = try readConfiguration() ?? past.configuration
        let changes = ConfigurationChanges(
            from: past.configuration, to: configuration, closed: past.closedHandlers)
        if !changes.isEmpty {
            guard try replace(past, by: configuration) else { return nil }
        }
        guard let tls, let context else { return changes.text }
        tls.use(context)
        return changes.text + "; the TLS files were read again, and new handshakes use them"
    }

    private func readTLS() throws(ReloadError) -> TLSContext? {
        do throws(TLSFileError) { return try tls?.read() } catch { throw ReloadError(lines: ["\(error)"]) }
    }

    private func readConfiguration() throws(ReloadError) -> LoggingConfiguration? {
        guard let file = options.configurationFile else { return nil }
        do throws(ConfigurationFileError) {
            let configuration = try LoggingConfiguration.read(file: file)
            for line in configuration.warningLines(file: file) { diagnostics.log(.warning, "pysyslog", line) }
            return configuration
        } catch {
            throw ReloadError(lines: error.lines)
        }
    }
}

/// Why nothing is reloaded; one line for each problem.
private struct ReloadError: Error {
    var lines: [String]
}

// MARK: - The switch

extension Collector {
    /// Makes the handlers of a configuration, starts their writers, and has everything that comes from now on go there.
    ///
    /// - Returns: false if the collector is being drained; then nothing has changed.
    private func replace(
        _ past: RunningConfiguration, by configuration: LoggingConfiguration
    ) throws(ReloadError) -> Bool {
        let next: RunningConfiguration
        do throws(HandlerError) {
            next = try RunningConfiguration(
                configuration, options, replacing: past, leaving: outputs.leaving)
        } catch {
            throw ReloadError(lines: ["\(error)"])
        }
        let added = next.destinations(notIn: past)
        do throws(Errno) {
            for destination in added { try destination.start(reporting: reports) }
            if try putIntoForce(next) { return true }
        } catch {
            for destination in added { destination.abandon() }
            throw ReloadError(lines: ["cannot start what the new configuration needs: \(error)"])
        }
        for destination in added { destination.abandon() }
        return false
    }

    private func putIntoForce(_ next: RunningConfiguration) throws(Errno) -> Bool {
        let change = try RouterSwitch(to: next.router, loops: loops.count)
        let isInForce = try outputs.replace(by: next) { past throws(Errno) in
            try Thread(named: "retire") { [self] in retire(past, replacedBy: next, change) }
        }
        guard isInForce else { return false }
        budget.setDestinations((next.destinations + outputs.leaving).descriptors)
        reports.use(next.handlers, removed: outputs.removedHandlers)
        diagnostics.use(next.router)
        for loop in loops { loop.use(change) }
        return true
    }

    /// Writes out what a reload removed, on a thread of its own: neither event loops nor the next reload wait for it.
    private func retire(
        _ past: RunningConfiguration, replacedBy next: RunningConfiguration, _ change: RouterSwitch
    ) {
        change.wait()
        peers.forgetRoutes(before: next.router.generation)
        // Connections that have ended left lines there.
        past.flushMemories()
        let removed = past.destinations(notIn: next)
        for destination in removed { destination.outbox.finish() }
        let stuck = finish(removed, until: .now.advanced(bySeconds: options.drainTimeout), .handlerRemoved)
        let accounts = past.accounts(notIn: next)
        for handler in accounts where stuck.contains(where: { $0.outbox === handler.outbox }) { tellLoss(of: handler) }
        for destination in removed { destination.detach() }
        outputs.endUse(of: accounts)
        reports.endUse(of: accounts)
        outputs.forgetEnded()
        budget.setDestinations((outputs.current.destinations + outputs.leaving).descriptors)
    }

    private func tellLoss(of handler: Handler) {
        let balance = handler.lines.balance
        let reasons: [DropReason] = [.handlerRemoved, .notSent, .notAcknowledged]
        let lost = reasons.reduce(balance.queued) { $0 + balance.dropped[$1, default: 0] }
        diagnostics.log(
            .error, "pysyslog.handlers",
            "handler \(handler.name): removed by a reload, and its destination did not take what was queued within "
                + "\(options.drainTimeout) s: \(lost == 1 ? "1 line is" : "\(lost) lines are") lost")
    }
}

extension Destination {
    /// Ends a writer that has got nothing to write.
    fileprivate func abandon() {
        outbox.close(.handlerRemoved)
        detach()
    }
}
