// LiveFeed+Intake.swift: the event loops' side: batches become index entries, full segments make room.

extension LiveFeed {
    /// Room for the next read: after the bytes that belong to the ring, or in new memory if little room is left.
    func makeRoom(in received: inout ReceiveBuffer) {
        received.clear()
        guard received.isShared, received.room < pieceSize / 4 else { return }
        received.replace(by: state.withLock { $0.takePiece(pieceSize) })
    }

    /// Adds the frames of one read, which arrived at `time`, and hands their bytes over to the ring. To be called only
    /// while a viewer is attached.
    ///
    /// `received` must be what the batch was made from.
    func add(_ batch: borrowing FrameBatch, of received: inout ReceiveBuffer, peer: FeedSource, at time: WallTime) {
        guard !batch.isEmpty else { return }
        let size = received.count + batch.assembledBytes.count
        let text = received.memory
        if let offsets = received.keep(batch.assembledBytes) {
            let header = FeedSegment.Batch(
                received: time, receivedStart: UInt32(offsets.received), assembledStart: UInt32(offsets.more))
            let isFull = state.withLock { state in
                add(batch.frames, header, in: text, of: peer, size: size, to: &state)
                return state.size > fullSize
            }
            if isFull { dropOldest(downTo: fullSize) }
        } else {
            // The end of a long line joined from many reads: rare, and shown only in part.
            state.withLock { state in
                for index in batch.frames.indices {
                    let frame = batch.frames[index]
                    copy(batch.bytes(of: frame, in: received.bytes), frame.end, peer, time, to: &state)
                }
            }
            dropOldest(downTo: fullSize)
        }
        tellViewers()
    }

    /// Adds a copy of one line; for tests, and for lines that do not come from a peer.
    public func append(line: Bytes, end: FrameEnd? = .lineFeed, peer: FeedSource, at time: WallTime) {
        guard isWatched else { return }
        state.withLock { copy(line, end, peer, time, to: &$0) }
        dropOldest(downTo: fullSize)
        tellViewers()
    }

    /// Adds copies of lines that arrived together.
    ///
    /// - Parameters:
    ///   - sizes: bytes of each line as received.
    ///   - text: the first `longestLine` bytes of each, one after the other; lines beyond it are left out.
    package func append(
        _ sizes: [UInt64], of text: Bytes, end: FrameEnd?, peer: FeedSource, at time: WallTime
    ) {
        guard isWatched else { return }
        var offset = 0
        state.withLock { state in
            for size in sizes {
                let kept = min(Int(clamping: size), Self.longestLine)
                guard kept <= text.count - offset else { return }
                let line = text.extracting(offset..<offset + kept)
                copy(line, ofSize: Int(min(size, Self.largestSize)), end, peer, time, to: &state)
                offset += kept
            }
        }
        dropOldest(downTo: fullSize)
        tellViewers()
    }

    /// What a frame can hold.
    private static let largestSize: UInt64 = (1 << 29) - 1

    private func copy(
        _ line: Bytes, ofSize size: Int? = nil, _ end: FrameEnd?, _ peer: FeedSource, _ time: WallTime,
        to state: inout State
    ) {
        let shown = line.extracting(first: Self.longestLine)
        if state.copies.room < shown.count { state.copies.replace(by: state.takePiece(pieceSize)) }
        // There is room: a piece holds the longest line.
        guard let offsets = state.copies.keep(shown) else { return }
        let frame: [1 of FrameBatch.Frame] = [FrameBatch.Frame(received: 0..<(size ?? line.count), end: end)]
        let header = FeedSegment.Batch(received: time, receivedStart: UInt32(offsets.more), assembledStart: 0)
        add(frame.span, header, in: state.copies.memory, of: peer, size: shown.count, to: &state)
    }

    /// - Parameter size: bytes that the lines have in `text`.
    private func add(
        _ frames: Span<FrameBatch.Frame>, _ header: FeedSegment.Batch, in text: AppendOnlyMemory, of peer: FeedSource,
        size: Int, to state: inout State
    ) {
        var header = header
        var size = size
        var start = 0
        while start < frames.count {
            if state.segments.isEmpty || state.segments[state.segments.count - 1].isFull(segmentSize) {
                startSegment(&state)
            }
            let last = state.segments.count - 1
            let end = min(frames.count, start + state.segments[last].room)
            let before = state.segments[last].size
            header.source = UInt32(state.index(of: peer, in: last))
            header.text = UInt32(state.segments[last].index(of: text))
            state.segments[last].append(header, frames.extracting(start..<end), size: size)
            state.size += state.segments[last].size - before
            state.next += UInt64(end - start)
            // The bytes are counted once, where a batch is cut.
            size = 0
            start = end
        }
    }

    /// Begins another segment; the previous one is full and no longer changes.
    private func startSegment(_ state: inout State) {
        state.segments.append(FeedSegment(index: state.takePiece(pieceSize), first: state.next))
        state.sourceIndexes.removeAll(keepingCapacity: true)
    }
}

// MARK: - Making room

extension LiveFeed {
    /// Drops the oldest segments until all take at most `limit` bytes; the last lines of quiet peers go to the reserve.
    func dropOldest(downTo limit: Int) {
        past.withLock { past in
            while past.drop(from: state.withLock { $0.size > limit ? $0.segments.dropLast() : [] }) {
                recycle(state.withLock { $0.removeOldest() })
            }
        }
    }

    /// Reuses memory, unless a reader or an event loop still holds it.
    private func recycle(_ pieces: consuming [AppendOnlyMemory]) {
        while var piece = pieces.popLast() {
            guard piece.capacity == pieceSize, isKnownUniquelyReferenced(&piece) else { continue }
            state.withLock { if $0.spares.count < spareLimit { $0.spares.append(piece) } }
        }
    }
}

extension LiveFeed.Past {
    /// Moves lines to the reserve before the first segment of `full`, if any, is dropped.
    ///
    /// - Parameter full: the segments to which nothing more is added.
    /// - Returns: whether there is one.
    fileprivate mutating func drop(from full: ArraySlice<FeedSegment>) -> Bool {
        guard let oldest = full.first else { return false }
        let reserved = reserve.count
        reserve.rescue(fromFirstOf: full)
        evicted += oldest.count - (reserve.count - reserved)
        evictedUntil = max(evictedUntil ?? oldest.latest, oldest.latest)
        return true
    }
}

extension LiveFeed.State {
    /// Memory for what comes next.
    fileprivate mutating func takePiece(_ size: Int) -> AppendOnlyMemory {
        taken += 1
        return spares.popLast() ?? AppendOnlyMemory(capacity: size)
    }

    fileprivate mutating func index(of peer: FeedSource, in segment: Int) -> Int {
        if let known = sourceIndexes[ObjectIdentifier(peer)] { return known }
        let index = segments[segment].add(peer)
        sourceIndexes[ObjectIdentifier(peer)] = index
        return index
    }

    /// - Returns: the memory of the oldest segment.
    fileprivate mutating func removeOldest() -> [AppendOnlyMemory] {
        let oldest = segments.removeFirst()
        size -= oldest.size
        return oldest.memories
    }
}
