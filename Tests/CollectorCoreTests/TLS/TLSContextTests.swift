// TLSContextTests.swift: valid TLS files, and the errors for invalid ones.
import Glibc
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The files of TLS", .limited)
struct TLSContextTests {
    private func options(_ certificate: String = "server.pem", _ key: String = "server.key") -> TLSOptions {
        TLSOptions(certificate: Certificates.path(certificate), key: Certificates.path(key))
    }

    private func failure(_ options: TLSOptions) -> TLSFileError? {
        do throws(TLSFileError) {
            _ = try options.check()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "are accepted: EC with a chain, RSA, both in one file",
        arguments: [("server.pem", "server.key"), ("rsa.pem", "rsa.key"), ("both.pem", "both.pem")])
    func accepted(certificate: String, key: String) throws {
        #expect(try options(certificate, key).check() == [])
    }

    @Test("warn of a certificate that has expired, and are used")
    func expired() throws {
        let warnings = try options("expired.pem", "client.key").check()
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("expired.pem: the certificate of CN=expired expired on Jan  1") == true)
    }

    struct Mistake: CustomTestStringConvertible {
        var certificate = "server.pem"
        var key = "server.key"
        var mentions: [String]
        var testDescription: String { "\(certificate) \(key)" }
    }

    @Test(
        "that cannot be used are named, with what to do",
        arguments: [
            Mistake(certificate: "missing.pem", mentions: ["--cert", "missing.pem", "no such file", "check the path"]),
            Mistake(certificate: ".", mentions: ["--cert", "is a directory", "name a file"]),
            Mistake(certificate: "text", mentions: ["--cert", "/text", "BEGIN CERTIFICATE"]),
            Mistake(certificate: "server.key", mentions: ["--cert", "server.key", "BEGIN CERTIFICATE"]),
            Mistake(certificate: "server.der", mentions: ["--cert", "server.der", "not PEM", "-inform der"]),
            Mistake(key: "missing.key", mentions: ["--key", "missing.key", "no such file"]),
            Mistake(key: "text", mentions: ["--key", "/text", "PRIVATE KEY"]),
            Mistake(key: "rsa.key", mentions: ["--key", "rsa.key", "not the key of", "server.pem"]),
            Mistake(key: "client.key", mentions: ["--key", "client.key", "not the key of", "server.pem"]),
            Mistake(key: "encrypted.key", mentions: ["--key", "encrypted.key", "--key-password-file"]),
        ])
    func mistakes(mistake: Mistake) throws {
        let said = try #require(failure(options(mistake.certificate, mistake.key))).description
        for mention in mistake.mentions { #expect(said.contains(mention), "\(said)") }
    }

    @Test("open an encrypted key with the password of a file, and say when it is the wrong one")
    func password() throws {
        var options = options("server.pem", "encrypted.key")
        options.keyPasswordFile = Certificates.path("password")
        #expect(try options.check() == [])
        options.keyPasswordFile = Certificates.path("wrong-password")
        #expect(failure(options)?.cause == .wrongPassword(passwordFile: Certificates.path("wrong-password")))
        options.keyPasswordFile = "/dev/null"
        #expect(failure(options)?.cause == .emptyPassword)
    }

    @Test("name a CA file without certificates, and a list that is none")
    func clients() throws {
        var options = options()
        options.clientCA = Certificates.path("client.key")
        #expect(failure(options)?.cause == .noCertificate)
        options.clientCA = Certificates.path("ca.pem")
        options.crl = Certificates.path("ca.pem")
        #expect(failure(options)?.cause == .noRevocationList)
        options.crl = Certificates.path("crl.pem")
        #expect(try options.check() == [])
    }

    @Test("and ciphers that OpenSSL does not know are named")
    func ciphers() {
        var options = options()
        options.ciphers = "NO-SUCH"
        #expect(failure(options)?.description.contains("--tls-ciphers NO-SUCH") == true)
        options.ciphers = TLSOptions.modernCiphers
        options.ciphersuites = "TLS_NONE"
        #expect(failure(options)?.description.contains("--tls-ciphersuites TLS_NONE") == true)
    }
}
