// swift-tools-version: 6.2

import PackageDescription

// A separate package, so that it is not built with the collector.
let package = Package(
    name: "benchmarks",
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .executableTarget(name: "load", dependencies: ["COpenSSL"]),
        // Measures the limit of the machine. In C, so that only its loop counts.
        .executableTarget(name: "limit"),
        // The same for lines that go to Kafka.
        .executableTarget(name: "produce"),
    ],
    swiftLanguageModes: [.v6]
)
