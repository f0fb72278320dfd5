// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nothing of it is built with the collector.
let package = Package(
    name: "benchmarks",
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .executableTarget(name: "load", dependencies: ["COpenSSL"]),
        // The limit of the machine: in C, so that nothing but its loop is measured.
        .executableTarget(name: "limit"),
    ],
    swiftLanguageModes: [.v6]
)
