// MaskedTextTests.swift: what is masked in a text.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("The masked text of a message")
struct MaskedTextTests {
    static let lines: [(text: String, masked: String)] = [
        ("10.1.4.8 - \"GET /healthz HTTP/1.1\" 200 2 rt=0.001", "* - * * * rt=*"),
        (
            "[88123.212] ixgbe 0000:01:00.0 eth0: NIC Link is Up 10 Gbps",
            "[*] ixgbe * eth*: NIC Link is Up * Gbps"
        ),
        (
            "error: maxstartups throttling; refused 203.0.113.9 port 51122",
            "error: maxstartups throttling; refused * port *"
        ),
        ("DHCPACK on 10.9.1.77 to 3c:22:fb:aa:01:02", "DHCPACK on * to *"),
        ("neighbour fe:22:fb:aa:01:02 is down", "neighbour * is down"),
        ("Started Session 4411 of user app.", "Started Session * of user app."),
        ("(root) CMD (run-parts /etc/cron.hourly)", "(root) CMD (run-parts *)"),
        ("path=/var/log/syslog: No such file", "path=*: No such file"),
        ("{\"level\":\"debug\",\"took_ms\":4,\"ok\":true}", "{\"level\":*,\"took_ms\":*,\"ok\":true}"),
        ("request 550e8400-e29b-41d4-a716-446655440000 took 12.5ms", "request * took *"),
        ("at 2026-08-29T14:03:21.003+02:00 sent 1,204 bytes", "at * sent * bytes"),
        ("listen on [::1]:8080 and fe80::1%eth0", "listen on [*]:* and *%eth*"),
        ("from 2001:db8:0:41:5054:ff:fe1f:9a02", "from *"),
        ("user=root uid=0 tty=pts/3", "user=root uid=* tty=pts/*"),
        ("exit status -1, code 0x1f", "exit status *, code *"),
        ("GET http://example.com/a/b?c=1 done", "GET http:* done"),
        ("session c2lnbmF0dXJlMTIzNDU2 ended", "session * ended"),
        ("x86_64 v1.2.3 sha256 ssh2", "x* v* sha* ssh*"),
        ("web-01.example.com up", "web-*.example.com up"),
        ("deadbeefcafe acceded", "* acceded"),
        ("it doesn't matter, 'quoted text' does", "it doesn't matter, * does"),
        ("say \"unclosed and 5", "say \"unclosed and *"),
        ("a \"quote with \\\" in it\" b", "a * b"),
        ("and/or a / b - c", "and/or a / b - c"),
        ("Grüße aus 東京 7", "Grüße aus 東京 *"),
        ("price 5% of 10", "price *% of *"),
        ("status installed libxml2:amd64 2.9.14+dfsg-1.3~deb12u1", "status installed libxml*:amd* *"),
        ("status config-files libx:all 1:2.39.5-0+deb12u3", "status config-files libx:all *"),
        ("booting 6.1.0-13-amd64, 200-OK", "booting *, *-OK"),
        ("to=<jane.doe+x@mail.example.com>, relay=none", "to=<*>, relay=none"),
        ("root@host: no mail@, a@ b", "*: no mail@, a@ b"),
        ("", ""),
    ]

    private static func read(_ text: String, from start: Int = 0) -> MaskedText {
        var masked = MaskedText()
        masked.read(text.utf8.span, from: start)
        return masked
    }

    private static func shown(_ text: String, _ masked: MaskedText) -> String {
        let bytes = Array(text.utf8)
        var shown: [UInt8] = []
        var position = 0
        for mask in masked.masks {
            shown += bytes[position..<mask.lowerBound] + [UInt8(ascii: "*")]
            position = mask.upperBound
        }
        return String(decoding: shown + bytes[position...], as: UTF8.self)
    }

    @Test("numbers, addresses, times, paths and quoted text are masked, and words are not", arguments: lines)
    func masks(text: String, masked: String) {
        #expect(Self.shown(text, Self.read(text)) == masked)
    }

    @Test("texts that differ in masked parts only have the same hash, and others do not")
    func hash() {
        let texts = Self.lines.map { Self.read($0.text).hash.value }
        #expect(Set(texts).count == texts.count)
        #expect(Self.read("port 51122 closed").hash == Self.read("port   1 closed").hash)
        #expect(Self.read("port 51122 closed").hash != Self.read("port 51122 opened").hash)
        #expect(Self.read("ab c").hash != Self.read("a bc").hash)
        #expect(Self.read("<30>port 1", from: 4).hash == Self.read("port 2").hash)
    }

    @Test("the ID of a text is the same in every session")
    func id() {
        #expect(String(kind: Self.read("port 51122 closed").id) == "13fadd35")
    }

    @Test("of a long text, the first words count")
    func long() {
        let words = String(repeating: "word ", count: 64)
        #expect(Self.read(words + "one two three").hash == Self.read(words + "four").hash)
        #expect(Self.read(words + "one").words.count == MaskedText.wordLimit + 1)
        let long = String(repeating: "x", count: MaskedText.byteLimit)
        #expect(Self.read(long + " one").hash == Self.read(long + "two three").hash)
        #expect(Self.read(long).hash != Self.read(long + "y").hash)
    }

    @Test("any bytes are read to their end: words and masks are in order and within the text")
    func anyBytes() {
        var generator = SeededGenerator(for: "masked text")
        let signs = Array("\"'/:-+.,0a zé\\=[@~".utf8)
        var masked = MaskedText()
        for _ in 0..<5_000 {
            let bytes = (0..<generator.number(0...60)).map { _ in
                generator.number(0...9) == 0
                    ? UInt8.random(in: 0...255, using: &generator) : signs.randomElement(using: &generator)!
            }
            masked.read(bytes.span, from: 0)
            var end = 0
            for place in masked.places {
                #expect(place.lowerBound >= end && !place.isEmpty && place.upperBound <= bytes.count)
                #expect(bytes[end..<place.lowerBound].allSatisfy { $0 <= 0x20 })
                end = place.upperBound
            }
            #expect(bytes[end...].allSatisfy { $0 <= 0x20 })
            for (mask, next) in zip(masked.masks, masked.masks.dropFirst() + [bytes.count..<bytes.count]) {
                #expect(!mask.isEmpty && mask.upperBound <= next.lowerBound)
            }
        }
    }
}
