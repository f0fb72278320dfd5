// SocketSink+Connection.swift: how records travel: as a stream that is acknowledged, or as datagrams.

extension SocketSink.Connection {
    mutating func write(
        _ records: borrowing PendingRecords, _ name: String, _ interrupt: Waker
    ) throws(SinkError) -> Int {
        switch kind {
        case .stream: try stream(records, name, interrupt)
        case .datagrams: try send(records, name, interrupt)
        }
    }

    /// Sends what is left of the records as a stream.
    ///
    /// A record counts as delivered when the remote system has acknowledged it, not when the local one has accepted it:
    /// whatever is in transit when a connection breaks is sent again on the next one, from the beginning of a record.
    /// So none is lost between the two systems, and a few may arrive twice. Data that the remote system acknowledged
    /// but its program never read is lost unnoticed; a stream cannot show that.
    private mutating func stream(
        _ records: borrowing PendingRecords, _ name: String, _ interrupt: Waker
    ) throws(SinkError) -> Int {
        var hasRoom = true
        while hasRoom, sent < records.bytes.count {
            do throws(Errno) {
                sent += try Sockets.send(records.bytes.extracting(sent..<records.bytes.count), to: socket)
            } catch .again {
                hasRoom = false
            } catch .interrupted {
                continue
            } catch {
                throw .failed("the connection to \(name) is broken: \(error)")
            }
        }
        let done = records.end(ofThoseWithin: sent - Sockets.unacknowledged(by: socket))
        var failure = Sockets.failure(of: socket)
        if done > 0, failure == nil {
            sent -= done
            pause = Self.shortestPause
            return done
        }
        failure = failure ?? Sockets.discardInput(of: socket)
        if let failure { throw .failed("the connection to \(name) is broken: \(failure)") }
        _ = interrupt.sleep(until: .now.advanced(bySeconds: pause), orUntil: socket, writable: !hasRoom)
        pause = min(Self.longestPause, pause * 2)
        return 0
    }

    /// Sends each record as a datagram.
    ///
    /// UDP does not report whether a datagram arrives. That one was refused because the port was closed says nothing
    /// about the next one, and CPython never sees that error.
    private mutating func send(
        _ records: borrowing PendingRecords, _ name: String, _ interrupt: Waker
    ) throws(SinkError) -> Int {
        var done = 0
        var index = 0
        while index < records.count {
            let range = records[index]
            do throws(Errno) {
                _ = try Sockets.send(records.bytes.extracting(range), to: socket)
                done = range.upperBound
                index += 1
            } catch .interrupted {
                continue
            } catch .connectionRefused where !isLocal {
                continue
            } catch {
                if done > 0 { return done }
                try wait(for: range.count, after: error, name, interrupt)
                return 0
            }
        }
        return done
    }

    /// Waits if that can help.
    private func wait(
        for bytes: Int, after error: Errno, _ name: String, _ interrupt: Waker
    ) throws(SinkError) {
        switch error {
        case .messageTooLong: throw .refused(.tooLong, "no datagram to \(name) can hold a record of \(bytes) bytes")
        case .again: _ = interrupt.sleep(until: .now.advanced(bySeconds: 1), orUntil: socket, writable: true)
        case .noBuffers: interrupt.sleep(until: .now.advanced(bySeconds: 0.01))
        default: throw .failed("cannot send to \(name): \(error)")
        }
    }
}

extension PendingRecords {
    /// The end of the last record within the first `count` bytes; 0 if there is none.
    func end(ofThoseWithin count: Int) -> Int {
        var end = 0
        for index in 0..<self.count {
            let record = self[index]
            guard record.upperBound <= count else { break }
            end = record.upperBound
        }
        return end
    }
}
