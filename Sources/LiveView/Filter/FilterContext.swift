// FilterContext.swift: what the terms of a filter mean at one moment.
import CollectorCore

/// What a filter is compiled with because its text does not say it.
package struct FilterContext: Sendable {
    /// The time from which ages are counted back.
    let now: WallTime
    /// The senders that are silent at that time.
    let silences: Silences
    /// What the kinds stand for that the filter names.
    let kinds: KindTemplates
    /// What the senders are called.
    let names: PeerNames
    /// Seconds that the times in the filter are east of UTC.
    let offset: Int

    package init(
        now: WallTime, silences: Silences = Silences(), kinds: KindTemplates = KindTemplates(),
        names: PeerNames = PeerNames(), offset: Int = 0
    ) {
        self.now = now
        self.silences = silences
        self.kinds = kinds
        self.names = names
        self.offset = offset
    }
}
