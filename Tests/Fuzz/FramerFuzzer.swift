// FramerFuzzer.swift: libFuzzer's inputs, cut into reads, must give the frames that they give uncut.

/// The first byte chooses the rule and the limit, the second the size of the reads; the others are the stream.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFramer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard input.count > 2 else { return 0 }
    let framing = Framing.allCases[Int(input[0]) % Framing.allCases.count]
    let limit = [16, 20, 480, 262_144][Int(input[0] >> 4) % 4]
    let stream = Array(input.dropFirst(2))
    let whole = frames(of: stream, readSize: stream.count, framing, limit)
    let cut = frames(of: stream, readSize: 1 + Int(input[1]), framing, limit)
    guard whole == cut else { fatalError("the frames depend on where the stream is cut") }
    guard whole.allSatisfy({ $0.count <= limit * 4 }) else { fatalError("a frame is longer than the limit allows") }
    return 0
}

private func frames(of stream: [UInt8], readSize: Int, _ framing: Framing, _ limit: Int) -> [[UInt8]] {
    var framer = Framer(framing: framing, limit: limit)
    var batch = FrameBatch()
    var frames: [[UInt8]] = []
    var start = 0
    while start < stream.count {
        let read = Array(stream[start..<min(stream.count, start + readSize)])
        framer.read(read.span, into: &batch)
        guard framer.heldBytes <= limit else { fatalError("more is held than the limit allows") }
        for index in batch.frames.indices { frames.append(batch.bytes(of: batch.frames[index], in: read.span).array) }
        batch.clear()
        start += readSize
    }
    framer.finish(into: &batch)
    let nothing: [UInt8] = []
    for index in batch.frames.indices { frames.append(batch.bytes(of: batch.frames[index], in: nothing.span).array) }
    return frames
}
