// ConfigurationReader+Filters.swift: the section `filters`.

extension ConfigurationReader {
    /// The filters by name. Source: CPython `Lib/logging/config.py`, `configure_filter`.
    mutating func filters() -> [ExactName: NameFilter] {
        var filters: [ExactName: NameFilter] = [:]
        for entry in section("filters") { filters[ExactName(entry.name)] = filter(entry) }
        return withBroken("filters", NameFilter(name: ""), filters)
    }

    private mutating func filter(_ entry: Entry) -> NameFilter {
        if let factory = setting("()", of: entry) {
            _ = take("", try factory.className(of: "filter", among: ["logging.Filter"]))
            for member in entry.object.members where !["()", ".", "name"].contains(member.key) {
                let path = Setting.path(entry.path, member.key)
                let message = "logging.Filter has no such argument; it has name"
                report(ConfigurationProblem(path: path, position: member.keyPosition, message: message))
            }
            for attribute in attributes(of: entry) {
                warn(attribute.setting.path, attribute.setting.value.position, "this attribute has no effect")
            }
        } else if entry.object["()"] == nil {
            warnOfUnknownKeys(of: entry, known: ["name"])
        }
        guard let name = setting("name", of: entry) else { return NameFilter(name: "") }
        return NameFilter(name: take("", try name.text(as: "the name of a logger")))
    }
}
