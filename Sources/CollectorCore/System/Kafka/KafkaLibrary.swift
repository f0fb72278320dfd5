// KafkaLibrary.swift: librdkafka, loaded when a configuration asks for it.
import CKafka
import Glibc

/// The functions of librdkafka that we call. What they return as text, the library owns.
@safe
struct KafkaLibrary: @unchecked Sendable {  // Sendable: addresses of functions that any thread may call
    typealias Pointer = UnsafeMutableRawPointer
    typealias Text = UnsafePointer<CChar>
    typealias TextBuffer = UnsafeMutablePointer<CChar>

    typealias Dump = @convention(c) (Pointer, UnsafeMutablePointer<Int>) -> UnsafeMutablePointer<Text?>?

    private let library: DynamicLibrary
    let confNew: @convention(c) () -> Pointer?
    let confDestroy: @convention(c) (Pointer) -> Void
    let confSet: @convention(c) (Pointer, Text, Text, TextBuffer, Int) -> CInt
    let confDump: Dump
    let confDumpFree: @convention(c) (UnsafeMutablePointer<Text?>, Int) -> Void
    let topicConfNew: @convention(c) () -> Pointer?
    let topicConfDestroy: @convention(c) (Pointer) -> Void
    let topicConfDump: Dump
    let confSetEvents: @convention(c) (Pointer, CInt) -> Void
    let new: @convention(c) (CInt, Pointer, TextBuffer, Int) -> Pointer?
    let destroy: @convention(c) (Pointer) -> Void
    let topicNew: @convention(c) (Pointer, Text, Pointer?) -> Pointer?
    let topicDestroy: @convention(c) (Pointer) -> Void
    let lastError: @convention(c) () -> CInt
    let errorText: @convention(c) (CInt) -> Text?
    let purge: @convention(c) (Pointer, CInt) -> CInt
    let mainQueue: @convention(c) (Pointer) -> Pointer?
    let queueDestroy: @convention(c) (Pointer) -> Void
    let queuePoll: @convention(c) (Pointer, CInt) -> Pointer?
    let queueNotify: @convention(c) (Pointer, CInt, UnsafeRawPointer, Int) -> Void
    let setLogQueue: @convention(c) (Pointer, Pointer?) -> CInt
    let eventType: @convention(c) (Pointer) -> CInt
    let eventDestroy: @convention(c) (Pointer) -> Void
    let eventMessages:
        @convention(c) (Pointer, UnsafeMutablePointer<UnsafePointer<collector_kafka_message>?>, Int) -> Int
    let eventError: @convention(c) (Pointer) -> CInt
    let eventErrorText: @convention(c) (Pointer) -> Text?
    let eventLog:
        @convention(c) (
            Pointer, UnsafeMutablePointer<Text?>, UnsafeMutablePointer<Text?>, UnsafeMutablePointer<CInt>
        ) -> CInt
    let messageStatus: @convention(c) (UnsafePointer<collector_kafka_message>) -> CInt
    /// Variadic; called through the shim.
    let producev: Pointer

    private static let loaded = Mutex<[String: KafkaLibrary]>([:])

    /// The library that the system has, or the one at `path`; it stays loaded.
    static func load(_ path: String?) throws(KafkaError) -> KafkaLibrary {
        let name = path ?? "librdkafka.so.1"
        if let known = loaded.withLock({ $0[name] }) { return known }
        guard let library = DynamicLibrary([name]) else {
            throw KafkaError(
                path == nil
                    ? "it needs librdkafka, which is not installed; install the package librdkafka1"
                    : "cannot load the library \(name)")
        }
        let functions = try KafkaLibrary(library)
        loaded.withLock { $0[name] = functions }
        return functions
    }

    private init(_ library: DynamicLibrary) throws(KafkaError) {
        func find<Function>(_ name: String) throws(KafkaError) -> Function {
            if let function: Function = library.find("rd_kafka_" + name) { return function }
            throw KafkaError(
                "the installed librdkafka cannot be used: it has no rd_kafka_\(name); 2.0 or later is needed")
        }
        self.library = library
        unsafe confNew = try find("conf_new")
        unsafe confDestroy = try find("conf_destroy")
        unsafe confSet = try find("conf_set")
        unsafe confDump = try find("conf_dump")
        unsafe confDumpFree = try find("conf_dump_free")
        unsafe topicConfNew = try find("topic_conf_new")
        unsafe topicConfDestroy = try find("topic_conf_destroy")
        unsafe topicConfDump = try find("topic_conf_dump")
        unsafe confSetEvents = try find("conf_set_events")
        unsafe new = try find("new")
        unsafe destroy = try find("destroy")
        unsafe topicNew = try find("topic_new")
        unsafe topicDestroy = try find("topic_destroy")
        lastError = try find("last_error")
        unsafe errorText = try find("err2str")
        unsafe purge = try find("purge")
        unsafe mainQueue = try find("queue_get_main")
        unsafe queueDestroy = try find("queue_destroy")
        unsafe queuePoll = try find("queue_poll")
        unsafe queueNotify = try find("queue_io_event_enable")
        unsafe setLogQueue = try find("set_log_queue")
        unsafe eventType = try find("event_type")
        unsafe eventDestroy = try find("event_destroy")
        unsafe eventMessages = try find("event_message_array")
        unsafe eventError = try find("event_error")
        unsafe eventErrorText = try find("event_error_string")
        unsafe eventLog = try find("event_log")
        unsafe messageStatus = try find("message_status")
        unsafe producev = try find("producev")
    }

    /// Any function of the library, for tests.
    func find<Function>(_ name: String) -> Function? { library.find(name) }

    func text(of error: Int) -> String {
        guard let text = unsafe errorText(CInt(clamping: error)) else { return "error \(error)" }
        return unsafe String(cString: text)
    }
}

/// What librdkafka refuses, or why it cannot be used.
struct KafkaError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
