// NearMiss.swift: finds the name that was probably intended.

/// The name among `known` that is nearest to `name`, if it is near: other capitals, or one or two letters away.
package func nearMiss(of name: String, among known: [String]) -> String? {
    let wanted = name.lowercased()
    let nearest = known.map { (name: $0, distance: editDistance(wanted, $0.lowercased())) }.min {
        $0.distance < $1.distance
    }
    guard let nearest, nearest.distance <= min(2, name.count / 2) else { return nil }
    return nearest.name
}

/// The number of insertions, deletions and replacements from `left` to `right` (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.unicodeScalars)
    var row = Array(0...right.count)
    for (number, letter) in left.unicodeScalars.enumerated() {
        var diagonal = row[0]
        row[0] = number + 1
        for (column, other) in right.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
