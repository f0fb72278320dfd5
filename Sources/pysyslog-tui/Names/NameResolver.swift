// NameResolver.swift: names from DNS, looked up one after the other on a thread that nobody waits for.
import CollectorCore
import Glibc
import LiveView

/// Looks up names of addresses, so slowly and so seldom that peers cannot make it a burden for the servers of the site.
final class NameResolver: Sendable {
    struct Limits: Sendable {
        /// Addresses that are remembered, with a name or without.
        var entries = 4_096
        /// Addresses that wait.
        var queue = 64
        /// Seconds between two questions.
        var pause = 0.1
        /// Seconds after which a question is asked again: after a name, after the answer that there is none, and after none.
        var nameAge = 3_600.0
        var noNameAge = 600.0
        var failureAge = 60.0
    }

    fileprivate struct State: Sendable {
        var waiting: [IPAddress] = []
        /// When each answer is due to be asked for again.
        var due: [IPAddress: Instant] = [:]
        var names: [IPAddress: String] = [:]
        var isWorking = false
        var isOver = false
    }

    private let state = Mutex(State())
    private let limits: Limits
    private let lookUp: @Sendable (IPAddress) -> ReverseLookup
    private let tell: @Sendable ([IPAddress: String]) -> Void

    /// - Parameters:
    ///   - lookUp: blocks until there is an answer.
    ///   - tell: gets all names whenever one of them is new.
    init(
        _ limits: Limits = Limits(), lookUp: @escaping @Sendable (IPAddress) -> ReverseLookup = { $0.reverseLookup() },
        tell: @escaping @Sendable ([IPAddress: String]) -> Void
    ) {
        self.limits = limits
        self.lookUp = lookUp
        self.tell = tell
    }

    /// Asks for the names of addresses, the most important first. What finds no place is left out until the next call.
    func ask(_ addresses: [IPAddress], at now: Instant = .now) {
        let isFirst = state.withLock { state in
            guard !state.isOver else { return false }
            state.admit(addresses, limits, at: now)
            guard !state.waiting.isEmpty, !state.isWorking else { return false }
            state.isWorking = true
            return true
        }
        guard isFirst else { return }
        do throws(Errno) {
            try Thread(named: "resolver") { self.run() }.detach()
        } catch {
            // The next call tries again.
            state.withLock { $0.isWorking = false }
        }
    }

    /// Ends it; a question that is under way is not waited for.
    func end() {
        state.withLock { $0.isOver = true }
    }

    /// Whether all answers have come.
    var isIdle: Bool { state.withLock { !$0.isWorking } }
    /// Addresses that wait, and those that are remembered.
    var sizes: (waiting: Int, remembered: Int) { state.withLock { ($0.waiting.count, $0.due.count) } }

    private func run() {
        while let address = next() {
            let answer = lookUp(address)
            if let names = take(answer, of: address) { tell(names) }
            usleep(UInt32(limits.pause * 1_000_000))
        }
    }

    private func next() -> IPAddress? {
        state.withLock { state in
            guard !state.isOver, !state.waiting.isEmpty else {
                state.isWorking = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    /// - Returns: all names, if that of this address has changed.
    private func take(_ answer: ReverseLookup, of address: IPAddress) -> [IPAddress: String]? {
        state.withLock { state in
            let before = state.names[address]
            let age: Double
            switch answer {
            case .name(let name) where PeerNames.isUsable(name):
                state.names[address] = name
                age = limits.nameAge
            case .name, .none:
                state.names[address] = nil
                age = limits.noNameAge
            // The name that it had is better than none.
            case .failed: age = limits.failureAge
            }
            state.due[address] = Instant.now.advanced(bySeconds: age)
            return state.names[address] == before || state.isOver ? nil : state.names
        }
    }
}

extension NameResolver.State {
    /// Puts the addresses in the queue whose answers are not known or too old.
    fileprivate mutating func admit(_ addresses: [IPAddress], _ limits: NameResolver.Limits, at now: Instant) {
        for address in addresses where waiting.count < limits.queue {
            if let due = due[address] {
                guard now >= due else { continue }
            } else {
                makeRoom(limits.entries)
            }
            // Until the answer comes, nobody asks again.
            due[address] = Instant(nanoseconds: .max)
            waiting.append(address)
        }
    }

    /// Forgets the answer that is due first, where there are too many.
    private mutating func makeRoom(_ entries: Int) {
        guard due.count >= entries, let oldest = due.min(by: { $0.value < $1.value })?.key else { return }
        due[oldest] = nil
        names[oldest] = nil
    }
}
