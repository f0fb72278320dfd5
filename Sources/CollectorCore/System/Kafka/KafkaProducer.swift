// KafkaProducer.swift: one producer of librdkafka and its queue of events.
import CKafka
import Glibc

/// Where the parts of a record are in its bytes.
struct KafkaPlaces {
    var topic: Range<Int>
    /// `nil` for no key, which is not the same as an empty one.
    var key: Range<Int>?
    var headers: (peer: Range<Int>, listener: Range<Int>, tlsSubject: Range<Int>)?
    /// When it was received, since the epoch.
    var milliseconds: Int64
    var value: Range<Int>
}

/// A producer, used by one thread. It sends and reports on threads of the library's own.
@safe
struct KafkaProducer: ~Copyable {
    /// What became of a record.
    struct Report {
        /// The number that was given with it.
        var number: Int
        /// 0 if a broker has acknowledged it.
        var error: Int
        /// Whether a broker may have it although it has not acknowledged it.
        var mayBeThere: Bool
    }

    enum Event {
        case deliveries
        case log(level: Int, String)
        case error(Int, String)
    }

    /// A topic of this producer.
    @safe
    struct Topic {
        fileprivate let raw: KafkaLibrary.Pointer
    }

    private let library: KafkaLibrary
    private let raw: KafkaLibrary.Pointer
    private let queue: KafkaLibrary.Pointer
    private var topics: [Topic] = []
    private let messages: UnsafeMutablePointer<UnsafePointer<collector_kafka_message>?>

    private static let messagesAtOnce = 1_024
    /// What the library writes to the descriptor of a waker: one count of an eventfd(2).
    nonisolated(unsafe) private static let wakeUp: UnsafeMutablePointer<UInt64> = {
        let count = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        unsafe count.initialize(to: 1)
        return unsafe count
    }()

    /// - Parameter waker: is woken when there is an event.
    init(_ library: KafkaLibrary, _ settings: [KafkaSetting], waker: Waker) throws(KafkaError) {
        var conf = KafkaConf(library)
        for setting in settings { try conf.set(setting) }
        let raw = unsafe try conf.makeProducer()
        self.library = library
        unsafe self.raw = raw
        unsafe queue = library.mainQueue(raw)!
        unsafe messages = .allocate(capacity: Self.messagesAtOnce)
        _ = unsafe library.setLogQueue(raw, nil)
        unsafe library.queueNotify(queue, waker.descriptor.rawValue, Self.wakeUp, 8)
    }

    deinit {
        for topic in topics { unsafe library.topicDestroy(topic.raw) }
        unsafe library.queueDestroy(queue)
        unsafe library.destroy(raw)
        unsafe messages.deallocate()
    }

    mutating func topic(named name: String) throws(KafkaError) -> Topic {
        guard let made = unsafe library.topicNew(raw, name, nil) else {
            throw KafkaError("topic \(name): \(library.text(of: Int(library.lastError())))")
        }
        let topic = unsafe Topic(raw: made)
        topics.append(topic)
        return topic
    }

    /// Has a record sent, which is copied.
    ///
    /// - Parameter places: where its parts are in `record`.
    /// - Returns: 0, or why the library does not take it.
    func produce(_ record: Bytes, _ places: KafkaPlaces, to topic: Topic, number: Int) -> Int {
        unsafe record.withUnsafeBytes { bytes in
            let base = bytes.baseAddress!
            var message = unsafe collector_kafka_record()
            unsafe message.topic = topic.raw
            unsafe message.value = base + places.value.lowerBound
            unsafe message.value_size = places.value.count
            if let key = places.key {
                unsafe message.key = base + key.lowerBound
                unsafe message.key_size = key.count
            }
            if let headers = places.headers {
                unsafe message.peer = base + headers.peer.lowerBound
                unsafe message.peer_size = headers.peer.count
                unsafe message.listener = base + headers.listener.lowerBound
                unsafe message.listener_size = headers.listener.count
                unsafe message.tls_subject = base + headers.tlsSubject.lowerBound
                unsafe message.tls_subject_size = headers.tlsSubject.count
            }
            unsafe message.milliseconds = places.milliseconds
            unsafe message.opaque = KafkaLibrary.Pointer(bitPattern: number)
            return unsafe Int(
                collector_kafka_produce(library.producev, raw, &message, places.headers == nil ? 0 : 1))
        }
    }

    /// Gives up what is not sent, and what is not acknowledged: it is reported.
    func purge() {
        let queuedAndInFlight: CInt = 3
        _ = unsafe library.purge(raw, queuedAndInFlight)
    }

    /// Takes the next event; `report` gets what became of each record of one.
    ///
    /// - Returns: `nil` if there is none.
    mutating func nextEvent(_ report: (Report) -> Void) -> Event? {
        guard let event = unsafe library.queuePoll(queue, 0) else { return nil }
        defer { unsafe library.eventDestroy(event) }
        switch unsafe library.eventType(event) {
        case CInt(COLLECTOR_KAFKA_DELIVERIES):
            while case let count = unsafe library.eventMessages(event, messages, Self.messagesAtOnce), count > 0 {
                for index in 0..<count {
                    let message = unsafe messages[index]!
                    let error = unsafe Int(message.pointee.error)
                    unsafe report(
                        Report(
                            number: Int(bitPattern: message.pointee.opaque), error: error,
                            mayBeThere: error != 0 && library.messageStatus(message) != 0))
                }
            }
            return .deliveries
        case CInt(COLLECTOR_KAFKA_LOG):
            var (facility, text): (KafkaLibrary.Text?, KafkaLibrary.Text?) = (nil, nil)
            var level: CInt = 7
            guard unsafe library.eventLog(event, &facility, &text, &level) == 0, let text = unsafe text else {
                return .deliveries
            }
            return .log(level: Int(level), unsafe String(cString: text))
        default:
            let error = unsafe Int(library.eventError(event))
            let text = unsafe library.eventErrorText(event).map { unsafe String(cString: $0) }
            return .error(error, text ?? library.text(of: error))
        }
    }
}
