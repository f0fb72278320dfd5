// StartCheck.swift: what around a right configuration would keep a collector from starting; `--check`.

/// Looks at hosts, users, groups, folders and files as a start does, and makes and opens nothing. Whether ports are free is
/// not asked: they are in use while the collector runs.
public struct StartCheck: Sendable {
    /// Each keeps a collector from starting.
    public private(set) var errors: [String] = []
    /// Each keeps a handler waiting when it gets its first record.
    public private(set) var warnings: [String] = []

    public init(_ options: CollectorOptions, _ configuration: LoggingConfiguration) {
        for listen in options.listeners {
            do throws(ListenError) { try Listener.check(listen) } catch { errors.append("\(error)") }
        }
        do throws(MetricsError) { try options.monitoring.check() } catch { errors.append("\(error)") }
        do throws(HandlerError) { try check(configuration.handlers) } catch { errors.append("\(error)") }
    }

    private mutating func check(_ handlers: [HandlerDescription]) throws(HandlerError) {
        let plans = try FilePlans(handlers)
        var known: Set<String> = []
        for handler in handlers {
            if case .peerFiles(let arguments) = handler.kind { _ = try PeerFileWriter.Plan(handler, arguments) }
            guard let arguments = handler.kind.file else { continue }
            let plan = try plans.plan(of: arguments, handler)
            guard known.insert(plan.path).inserted else { continue }
            guard let failure = Files.failureToOpen(plan.path, Files.Mode(plan.mode)) else { continue }
            let problem = HandlerError(handler: handler.name, cannotOpen: arguments.filename, failure).description
            if plan.isDelayed { warnings.append(problem) } else { errors.append(problem) }
        }
    }
}

extension Listener {
    /// Whether what an address names is there.
    fileprivate static func check(_ listen: ListenAddress) throws(ListenError) {
        guard listen.descriptor == nil else { return }
        guard listen.kind.isLocal else {
            _ = try resolve(listen)
            return
        }
        do throws(LocalSocketError) { try LocalSocket.check(listen.path, listen.access) } catch {
            throw ListenError(address: listen, cause: .local(error))
        }
    }
}
