// SubjectTests.swift: the subject of a certificate cannot garble the line that shows it.
import Testing

@testable import CollectorCore

@Suite("The subject of a certificate")
struct SubjectTests {
    @Test(
        "has controls and marks of direction escaped as RFC 4514 has it, and other text as it is",
        arguments: [
            ("CN=plain,O=Ünïcode 株式会社", "CN=plain,O=Ünïcode 株式会社"),
            ("CN=\u{9B}31mred", "CN=\\C2\\9B31mred"), ("CN=a\u{85}b", "CN=a\\C2\\85b"),
            ("CN=\u{202E}gpj.exe", "CN=\\E2\\80\\AEgpj.exe"), ("CN=\u{2066}x\u{2069}", "CN=\\E2\\81\\A6x\\E2\\81\\A9"),
            ("CN=a\u{2028}b", "CN=a\\E2\\80\\A8b"), ("CN=a\u{1}b", "CN=a\\01b"),
        ])
    func escapes(subject: String, expected: String) {
        #expect(Certificate.escaped(subject) == expected)
    }
}
