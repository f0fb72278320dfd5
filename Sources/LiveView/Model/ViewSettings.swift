// ViewSettings.swift: how a view begins: options, and what the person left behind last time.

/// When quitting asks for a confirmation.
package enum QuitConfirmation: String, CaseIterable, Sendable { case always, connected, never }

package struct ViewSettings: Sendable {
    package var filter = ""
    /// Milliseconds between two pictures, one of `refreshes`.
    package var refresh = Self.refreshes[0]
    package var quitConfirmation = QuitConfirmation.connected
    package var history = History()
    package var saved = SavedFilters()

    package init() {}

    /// Milliseconds that can be between two pictures.
    package static let refreshes = [100, 200, 500, 1_000, 2_000, 5_000]
}
