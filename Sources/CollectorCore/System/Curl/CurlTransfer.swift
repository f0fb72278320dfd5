// CurlTransfer.swift: one libcurl transfer at a time, which can always be interrupted.
import CCurl
import Glibc

/// The owner of libcurl's handles, of the lists they point to and of the bytes being sent.
@safe
struct CurlTransfer: ~Copyable, @unchecked Sendable {  // Sendable: the handles have one owner, and move with it
    /// How a transfer ended.
    struct Outcome: Equatable {
        /// Whether libcurl reports success.
        var succeeded: Bool
        /// libcurl's error message.
        var reason: String
        /// The last HTTP or SMTP status of the server; 0 for none.
        var status: Int
        /// Whether the server refused the transfer.
        var isSendError: Bool
        /// Bytes of an upload that were sent.
        var uploaded: Int
    }

    @safe
    private struct Upload {
        var bytes: UnsafePointer<UInt8>?
        var count: Int
        var sent: Int
    }

    private let library: CurlLibrary
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let message: UnsafeMutablePointer<CChar>
    private let upload: UnsafeMutablePointer<Upload>
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []
    private var body = ByteBuffer()
    private(set) var isRunning = false

    /// A transfer without a destination. Proxy settings of the environment are ignored, as by Python's `http.client`
    /// and `smtplib`.
    init(_ library: CurlLibrary) {
        self.library = library
        guard let easy = unsafe library.easyInit(), let multi = unsafe library.multiInit() else {
            fatalError("out of memory: libcurl cannot begin")
        }
        unsafe self.easy = easy
        unsafe self.multi = multi
        unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe upload = .allocate(capacity: 1)
        unsafe upload.initialize(to: Upload(bytes: nil, count: 0, sent: 0))
        unsafe set(CURLOPT_ERRORBUFFER, pointer: message)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        unsafe setCallback(CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    }

    deinit {
        if isRunning { _ = unsafe library.multiRemove(multi, easy) }
        unsafe library.easyCleanup(easy)
        _ = unsafe library.multiCleanup(multi)
        for index in unsafe lists.indices { unsafe library.listFree(lists[index]) }
        unsafe message.deallocate()
        unsafe upload.deallocate()
    }
}

// MARK: - Options. Options unknown to an older libcurl are left out.

extension CurlTransfer {
    borrowing func set(_ option: CURLoption, _ value: Int) {
        _ = unsafe collector_curl_set_long(library.setopt, easy, option, value)
    }

    /// libcurl copies the text.
    borrowing func set(_ option: CURLoption, _ value: String) {
        _ = unsafe value.withCString { unsafe collector_curl_set_pointer(library.setopt, easy, option, $0) }
    }

    mutating func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { unsafe list = library.listAppend(list, value) ?? list }
        guard let list = unsafe list else { return }
        unsafe lists.append(list)
        unsafe set(option, pointer: list)
    }

    private borrowing func set(_ option: CURLoption, pointer: UnsafeRawPointer) {
        _ = unsafe collector_curl_set_pointer(library.setopt, easy, option, pointer)
    }

    private borrowing func setCallback(_ option: CURLoption, _ callback: curl_read_callback) {
        _ = unsafe collector_curl_set_callback(library.setopt, easy, option, callback)
    }
}

// MARK: - Running

extension CurlTransfer {
    /// Begins a transfer without a body.
    mutating func start() {
        unsafe message.pointee = 0
        _ = unsafe library.multiAdd(multi, easy)
        isRunning = true
    }

    /// Begins to send a form.
    mutating func start(posting form: Bytes) {
        body.clear()
        body.append(form)
        _ = unsafe collector_curl_set_offset(library.setopt, easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        unsafe body.bytes.withUnsafeBufferPointer { unsafe set(CURLOPT_POSTFIELDS, pointer: $0.baseAddress!) }
        start()
    }

    /// Begins to send a file or a mail.
    mutating func start(uploading bytes: Bytes) {
        body.clear()
        body.append(bytes)
        set(CURLOPT_UPLOAD, 1)
        _ = unsafe collector_curl_set_offset(library.setopt, easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.count))
        // The memory of `body` stays valid until the next start.
        let count = body.count
        unsafe body.bytes.withUnsafeBufferPointer {
            unsafe upload.pointee = Upload(bytes: $0.baseAddress, count: count, sent: 0)
        }
        unsafe set(CURLOPT_READDATA, pointer: upload)
        unsafe setCallback(CURLOPT_READFUNCTION) { room, size, count, context in
            let upload = unsafe context!.assumingMemoryBound(to: Upload.self)
            let next = unsafe min(size * count, upload.pointee.count - upload.pointee.sent)
            if next > 0 { unsafe memcpy(room!, upload.pointee.bytes! + upload.pointee.sent, next) }
            unsafe upload.pointee.sent += next
            return next
        }
        start()
    }

    /// Continues the transfer.
    ///
    /// - Returns: how it ended, or `nil` if `interrupt` was called first; then it can be continued.
    mutating func run(until interrupt: Waker) -> Outcome? {
        while isRunning {
            var running: CInt = 0
            _ = unsafe library.multiPerform(multi, &running)
            if let outcome = takeOutcome() { return outcome }
            var wish = curl_waitfd(fd: interrupt.descriptor.rawValue, events: CShort(CURL_WAIT_POLLIN), revents: 0)
            _ = unsafe library.multiPoll(multi, &wish, 1, 1_000, nil)
            if wish.revents != 0 {
                interrupt.clear()
                return nil
            }
        }
        return nil
    }

    private mutating func takeOutcome() -> Outcome? {
        var remaining: CInt = 0
        guard let done = unsafe library.multiInfoRead(multi, &remaining), unsafe done.pointee.msg == CURLMSG_DONE else {
            return nil
        }
        let code = unsafe collector_curl_result(done)
        var status = 0
        _ = unsafe collector_curl_get_long(library.getinfo, easy, CURLINFO_RESPONSE_CODE, &status)
        let words = unsafe message.pointee == 0 ? library.strerror(code).map { unsafe String(cString: $0) } : nil
        let reason = unsafe words ?? String(cString: message)
        _ = unsafe library.multiRemove(multi, easy)
        isRunning = false
        return Outcome(
            succeeded: code == CURLE_OK, reason: reason, status: status, isSendError: code == CURLE_SEND_ERROR,
            uploaded: unsafe upload.pointee.sent)
    }
}
