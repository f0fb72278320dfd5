// Version.swift: the one place that names the version.

public enum Version {
    public static let current = "0.1.0"
}
