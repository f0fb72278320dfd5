// ProxyHeaderFuzzer.swift: libFuzzer's inputs as PROXY headers: none is believed before it is whole, none changes when more comes.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProxyHeader(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let whole = ProxyHeader.read(input.span)
    guard case .complete(let header) = whole else { return 0 }
    guard header.size <= input.count, header.size <= ProxyHeader.longest else { fatalError("longer than what came") }
    guard ProxyHeader.read(Array(input.prefix(header.size)).span) == whole else {
        fatalError("what follows changes it")
    }
    for size in 0..<header.size {
        guard ProxyHeader.read(Array(input.prefix(size)).span) == .incomplete else { fatalError("believed too early") }
    }
    return 0
}
