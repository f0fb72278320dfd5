// RunningKafka.swift: a broker that speaks Kafka's protocol and keeps everything in memory, behind a proxy that fails on demand.
import Foundation
import TestSupport
import Testing

/// A broker on loopback, as Scripts/unpack-kafka has unpacked it. It advertises the proxy, so that all goes through that.
final class RunningKafka {
    /// What the proxy does next.
    enum Trouble: Int32 {
        /// Closes all connections.
        case cut = 10
        /// Passes nothing on, or on again.
        case stall = 12
        /// Closes new connections at once as well, or takes them again.
        case refuse = 1
    }

    let port: UInt16
    private let program: Program
    private static let folder = Places.repository.appending(path: ".build/kafka")

    /// The path of Confluent's librdkafka: Debian's 2.0.2 cannot speak to this broker.
    static var library: String { folder.appending(path: "librdkafka.so.1").resolvingSymlinksInPath().path }

    /// The proxy, and the broker behind it; both end with each other.
    private static let script = """
        import ctypes, os, select, signal, socket, subprocess, sys, threading, time

        proxy = socket.create_server(("127.0.0.1", 0))
        port = proxy.getsockname()[1]
        stalled, refusing, pairs, lock = threading.Event(), threading.Event(), [], threading.Lock()

        def free_port():
            with socket.create_server(("127.0.0.1", 0)) as probe:
                return probe.getsockname()[1]

        def end_with_parent():
            # PR_SET_PDEATHSIG: whoever starts this may kill it, and no handler of a signal runs then.
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)

        def start():
            for _ in range(10):
                inner = free_port()
                broker = subprocess.Popen(
                    [sys.argv[1], "broker", "--listener-url", f"tcp://127.0.0.1:{inner}", "--advertised-listener-url",
                     f"tcp://127.0.0.1:{port}", "--storage-engine", "memory://tansu/"],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent)
                for _ in range(200):
                    if broker.poll() is not None:
                        break
                    try:
                        socket.create_connection(("127.0.0.1", inner)).close()
                        return broker, inner
                    except ConnectionRefusedError:
                        time.sleep(0.05)
                broker.kill()
            sys.exit("the broker does not start")

        broker, inner = start()

        def cut(*_):
            with lock:
                for pair in pairs:
                    for end in pair:
                        try:
                            end.shutdown(socket.SHUT_RDWR)
                        except OSError:
                            pass

        def toggle(event):
            return lambda *_: event.clear() if event.is_set() else event.set()

        def refuse(*_):
            toggle(refusing)()
            if refusing.is_set():
                cut()

        def ending(*_):
            broker.kill()
            os._exit(0)

        def copy(source, target):
            try:
                while data := source.recv(65536):
                    while stalled.is_set():
                        time.sleep(0.01)
                    target.sendall(data)
            except OSError:
                pass
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        signal.signal(signal.SIGUSR1, cut)
        signal.signal(signal.SIGUSR2, toggle(stalled))
        signal.signal(signal.SIGHUP, refuse)
        signal.signal(signal.SIGTERM, ending)
        print(port, flush=True)
        # Whoever started this is gone: so is its end of the pipe of standard error.
        watcher = select.poll()
        watcher.register(2, select.POLLERR)
        threading.Thread(target=lambda: (watcher.poll(), ending()), daemon=True).start()
        while True:
            near, _ = proxy.accept()
            if refusing.is_set():
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", inner))
            with lock:
                pairs.append((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=copy, args=pair, daemon=True).start()
        """

    init() throws {
        let broker = Self.folder.appending(path: "tansu").path
        try #require(
            FileManager.default.isExecutableFile(atPath: broker),
            "Scripts/unpack-kafka has not run; make integration does that")
        let program = try Program("python3", ["-c", Self.script, broker])
        self.program = program
        try eventually("the broker is there; it says: \(program.errorText)") {
            program.outputText.hasSuffix("\n") || !program.isRunning
        }
        port = try #require(
            UInt16(program.outputText.trimmingCharacters(in: .newlines)), "it said: \(program.errorText)")
    }

    deinit {
        if program.isRunning { program.signal(SIGTERM) }
    }

    func make(_ trouble: Trouble) { program.signal(trouble.rawValue) }

    /// Has a client of Confluent make a topic.
    func makeTopic(_ name: String, partitions: Int) throws {
        try client(
            """
            from confluent_kafka.admin import AdminClient, NewTopic
            admin = AdminClient(brokers)
            for future in admin.create_topics([NewTopic("\(name)", \(partitions), 1)]).values():
                future.result(20)
            """)
    }

    /// All records of a topic, as a consumer of Confluent reads them: partition, key and value, partition by partition.
    func records(of topic: String, partitions: Int) throws -> [(partition: Int, key: String, value: String)] {
        let output = try client(
            """
            import confluent_kafka, time
            consumer = confluent_kafka.Consumer(
                brokers | {"group.id": "tests", "auto.offset.reset": "earliest", "enable.partition.eof": True,
                           "enable.auto.commit": False})
            topic, count = "\(topic)", \(partitions)
            consumer.assign([confluent_kafka.TopicPartition(topic, n, confluent_kafka.OFFSET_BEGINNING) for n in range(count)])
            ended, deadline, found = set(), time.monotonic() + 40, [[] for _ in range(count)]
            while len(ended) < count:
                assert time.monotonic() < deadline, ended
                message = consumer.poll(0.5)
                if message is None:
                    continue
                if not message.error():
                    found[message.partition()].append((message.key() or b"").decode() + " " + message.value().decode())
                elif message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF:
                    ended.add(message.partition())
            for partition, records in enumerate(found):
                for record in records:
                    print(partition, record)
            consumer.close()
            """)
        return output.split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 2)
            return (Int(words[0]) ?? -1, String(words[1]), String(words[2]))
        }
    }

    @discardableResult
    private func client(_ script: String) throws -> String {
        let start = """
            import sys
            sys.path.insert(0, sys.argv[1])
            brokers = {"bootstrap.servers": "127.0.0.1:\(port)"}

            """
        let program = try Program("python3", ["-c", start + script, Self.folder.path])
        let status = try program.wait(seconds: 60)
        try #require(status == 0, "\(program.errorText)")
        return program.outputText
    }
}
