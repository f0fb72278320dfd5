// Viewport.swift: what a picture is laid out for: size, terminal capabilities, time zone.

package struct Viewport: Equatable, Sendable {
    package var columns: Int
    package var rows: Int
    package var capabilities: Capabilities
    /// Seconds east of UTC.
    package var offset: Int

    package init(columns: Int, rows: Int, capabilities: Capabilities = Capabilities(), offset: Int = 0) {
        self.columns = columns
        self.rows = rows
        self.capabilities = capabilities
        self.offset = offset
    }
}
