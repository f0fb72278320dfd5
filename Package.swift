// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    // Owned buffers lend their bytes as `Span`; naming that loan's lifetime still needs the feature flag.
    .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
    name: "pysyslog",
    products: [
        .library(name: "CollectorCore", targets: ["CollectorCore"]),
        .executable(name: "pysyslog", targets: ["pysyslog"]),
        .executable(name: "pysyslog-tui", targets: ["pysyslog-tui"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        // Without pkg-config, whose -D flags the package manager refuses with a warning; the module map links it.
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        // Only the header: libcurl and the thirty libraries behind it are loaded where a configuration needs them.
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // The same for metrics.
        .systemLibrary(name: "CMicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        // Declarations of our own: librdkafka is loaded where a configuration needs it, and its headers are not needed.
        .systemLibrary(name: "CKafka"),
        // A signal's handler and its state, which need a place of their own in the program: no header can give them one.
        .target(name: "CRescue"),
        .target(
            name: "CollectorCore", dependencies: ["CLinux", "CCurl", "CKafka", "CMicrohttpd", "COpenSSL"],
            swiftSettings: strict),
        .target(
            name: "CollectorCommand",
            dependencies: [
                "CollectorCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "pysyslog", dependencies: ["CollectorCommand"], swiftSettings: strict),
        // The view without a terminal, and without a collector in its process.
        .target(name: "LiveView", dependencies: ["CollectorCore", "CPCRE2"], swiftSettings: strict),
        .executableTarget(
            name: "pysyslog-tui",
            dependencies: [
                "CollectorCore", "CollectorCommand", "LiveView", "CNcurses", "CRescue",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        // For `make bench`; in this package, as it measures what other packages do not see.
        .executableTarget(
            name: "pictures", dependencies: ["CollectorCore", "LiveView"], path: "Benchmarks/Pictures",
            swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(
            name: "LiveViewTests", dependencies: ["LiveView", "CollectorCore", "TestSupport"], exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(
            name: "ViewCommandTests", dependencies: ["pysyslog-tui", "LiveView", "CollectorCore", "TestSupport"],
            swiftSettings: strict),
        // Counts allocations: it stands in front of malloc(3) in the process of the tests.
        .target(name: "AllocationCount", path: "Tests/AllocationCount"),
        .testTarget(
            name: "CollectorCoreTests", dependencies: ["CollectorCore", "TestSupport", "AllocationCount"],
            swiftSettings: strict),
        .testTarget(name: "CollectorCommandTests", dependencies: ["CollectorCommand"], swiftSettings: strict),
        // The built programs over real sockets, with real clients.
        .testTarget(name: "EndToEndTests", dependencies: ["pysyslog", "pysyslog-tui", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
