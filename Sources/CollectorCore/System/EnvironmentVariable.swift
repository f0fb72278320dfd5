// EnvironmentVariable.swift: variables that whoever started this process has set for it alone.
import Glibc

enum EnvironmentVariable {
    /// The value of a variable, which is removed, so that no program that is started from here takes it for its own. To be
    /// called before there are other threads: the environment has no lock.
    static func take(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        unsafe unsetenv(name)
        return text
    }
}
