// Collector+Views.swift: what viewers that attach to a collector see of it.

extension Collector {
    static func openViewSocket(_ options: CollectorOptions) throws(StartError) -> ViewServer? {
        guard let viewSocket = options.viewSocket, let feed = options.liveFeed else { return nil }
        let listener: Listener
        do throws(ListenError) { listener = try Listener(viewSocket.address) } catch { throw .listen(error) }
        do throws(Errno) {
            return try ViewServer(listener, feed, keepsHistory: viewSocket.history > 0)
        } catch {
            throw .system(error)
        }
    }

    /// Begins to serve viewers, if there is a socket for them.
    func serveViewers() throws(StartError) {
        guard let views else { return }
        let source = ViewSource(
            facts: facts, snapshot: snapshot, heldHandlers: { [self] in heldHandlers },
            handlerNames: { [self] in handlerNames(forLine: $0.span, of: $1) },
            log: { [diagnostics] in diagnostics.log($0, "pysyslog.view", $1) })
        do throws(Errno) { try views.begin(of: source) } catch { throw .system(error) }
        diagnostics.log(.info, "pysyslog.view", "Viewers attach at \(views.address)")
    }

    private var facts: FactsMessage {
        var facts = FactsMessage()
        facts.version = options.monitoring.version
        facts.host = Hosts.ownName
        facts.listening = listening
        facts.configuration = options.configurationFile
        facts.queueLimit = max(0, options.maxQueueSize)
        facts.maxMessageSize = options.maxMessageSize
        facts.asksForCertificates = options.tls?.clientCA != nil
        return facts
    }
}
