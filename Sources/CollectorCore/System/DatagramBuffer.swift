// DatagramBuffer.swift: memory for the datagrams that one system call receives; recvmmsg(2).
import CLinux
import Glibc

/// Slots for datagrams, which are made when the first datagram comes; the pages of a slot are provided as it is filled.
///
/// Every slot takes the longest datagram, so that none is cut because many come at once. Used by one thread.
@safe
final class DatagramBuffer {
    /// Datagrams that one call receives at most.
    static let slots = 64
    /// Between slots, so that their beginnings do not compete for the same lines of the processor's cache.
    private static let gap = 192

    private let slotSize: Int
    private let memory: UnsafeMutableRawPointer
    private let messages: UnsafeMutablePointer<collector_message>
    private let vectors: UnsafeMutablePointer<iovec>
    private let addresses: UnsafeMutablePointer<sockaddr_storage>
    private let controls: UnsafeMutableRawPointer
    private let controlSize: Int
    /// Datagrams that the last call received.
    private(set) var count = 0

    /// - Parameters:
    ///   - slotSize: bytes; a longer datagram is cut there.
    ///   - wantsCredentials: whether senders are processes of this machine.
    init(slotSize: Int, wantsCredentials: Bool) {
        self.slotSize = slotSize
        controlSize = wantsCredentials ? Int(COLLECTOR_CONTROL_SIZE) : 0
        let stride = slotSize + Self.gap
        unsafe memory = .allocate(byteCount: Self.slots * stride, alignment: 64)
        unsafe controls = .allocate(byteCount: Self.slots * Int(COLLECTOR_CONTROL_SIZE), alignment: 8)
        unsafe messages = .allocate(capacity: Self.slots)
        unsafe vectors = .allocate(capacity: Self.slots)
        unsafe addresses = .allocate(capacity: Self.slots)
        unsafe addresses.initialize(repeating: sockaddr_storage(), count: Self.slots)
        for slot in 0..<Self.slots {
            unsafe (vectors + slot).initialize(to: iovec(iov_base: memory + slot * stride, iov_len: slotSize))
            unsafe (messages + slot).initialize(to: collector_message())
            unsafe messages[slot].header.msg_name = UnsafeMutableRawPointer(addresses + slot)
            unsafe messages[slot].header.msg_iov = vectors + slot
            unsafe messages[slot].header.msg_iovlen = 1
            if controlSize > 0 { unsafe messages[slot].header.msg_control = controls + slot * controlSize }
        }
    }

    deinit {
        unsafe memory.deallocate()
        unsafe controls.deallocate()
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
        unsafe addresses.deallocate()
    }

    /// Receives the datagrams that wait, at most as many as there are slots; what was there before is forgotten.
    func receive(from socket: borrowing OwnedDescriptor) -> ReadOutcome {
        for slot in 0..<Self.slots {
            unsafe messages[slot].header.msg_namelen = socklen_t(MemoryLayout<sockaddr_storage>.size)
            unsafe messages[slot].header.msg_controllen = controlSize
        }
        // With MSG_TRUNC the kernel tells how long a datagram was that did not fit.
        let flags = CInt(MSG_DONTWAIT | MSG_TRUNC)
        let received = unsafe collector_recvmmsg(socket.rawValue, messages, UInt32(Self.slots), flags, nil)
        guard received <= 0 else {
            count = Int(received)
            return .received(count)
        }
        let error = Errno.current
        count = 0
        return ReadOutcome(error)
    }

    /// What is there of datagram `index`.
    @_lifetime(borrow self)
    func bytes(at index: Int) -> Bytes {
        precondition(index >= 0 && index < count)
        let start = unsafe (memory + index * (slotSize + Self.gap)).assumingMemoryBound(to: UInt8.self)
        let size = min(length(at: index), slotSize)
        return unsafe _overrideLifetime(Span(_unsafeStart: start, count: size), borrowing: self)
    }

    /// How long it was when it was sent, in bytes.
    func length(at index: Int) -> Int {
        precondition(index >= 0 && index < count)
        return unsafe Int(messages[index].length)
    }

    func isCut(at index: Int) -> Bool { length(at: index) > slotSize }

    /// Who sent it.
    func sender(at index: Int) -> SocketAddressKey {
        precondition(index >= 0 && index < count)
        if controlSize > 0 {
            let process = credentials(at: index)
            return SocketAddressKey(
                high: UInt64(bitPattern: Int64(process.pid)), low: UInt64(bitPattern: Int64(process.uid)),
                rest: UInt64(AF_UNIX) << 48)
        }
        return unsafe SocketAddressKey(addresses + index)
    }

    func credentials(at index: Int) -> PeerCredentials {
        precondition(index >= 0 && index < count)
        return unsafe PeerCredentials(collector_sender(&messages[index].header))
    }

    func address(at index: Int) -> InternetAddress {
        precondition(index >= 0 && index < count)
        return unsafe InternetAddress(addresses[index], length: messages[index].header.msg_namelen)
    }
}

extension SocketAddressKey {
    fileprivate init(_ address: UnsafePointer<sockaddr_storage>) {
        let bytes = unsafe UnsafeRawPointer(address)
        let family = unsafe address.pointee.ss_family
        if CInt(family) == AF_INET6 {
            let address = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
            (high, low) = unsafe withUnsafeBytes(of: address.sin6_addr) {
                unsafe $0.loadUnaligned(as: (UInt64, UInt64).self)
            }
            rest = UInt64(family) << 48 | UInt64(address.sin6_port) << 32 | UInt64(address.sin6_scope_id)
        } else {
            let address = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
            low = UInt64(address.sin_addr.s_addr)
            rest = UInt64(family) << 48 | UInt64(address.sin_port) << 32
        }
    }
}

extension PeerCredentials {
    init(_ credentials: collector_credentials) {
        pid = credentials.pid
        uid = credentials.uid == .max ? -1 : Int(credentials.uid)
    }
}
