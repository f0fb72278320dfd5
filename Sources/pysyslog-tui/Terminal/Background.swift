// Background.swift: whether the terminal writes on black or on white, as far as it tells.

enum Background: Equatable {
    case dark, light

    /// The variable COLORFGBG of rxvt, Konsole and others: "15;0", "0;default;15". The last number is the background; of the
    /// sixteen colours, 7 and the bright ones but grey are light.
    init?(variable text: String) {
        guard text.contains(";"), let number = text.split(separator: ";").last.flatMap({ Int($0) }),
            0...15 ~= number
        else { return nil }
        self = number == 7 || number > 8 ? .light : .dark
    }

    /// The answer to OSC 11: "rgb:ffff/ffff/ffff", one to four hexadecimal digits for each colour; `XParseColor(3)`.
    init?(answer text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0] == "rgb" || parts[0] == "rgba" else { return nil }
        let colours = parts[1].split(separator: "/", omittingEmptySubsequences: false).prefix(3).compactMap { digits in
            1...4 ~= digits.utf8.count && digits.allSatisfy(\.isHexDigit)
                ? Int(digits, radix: 16).map { Double($0) / Double(1 << (4 * digits.utf8.count) - 1) } : nil
        }
        guard colours.count == 3 else { return nil }
        // The brightness of the colours to the eye; ITU-R BT.709.
        let brightness = 0.2126 * colours[0] + 0.7152 * colours[1] + 0.0722 * colours[2]
        self = brightness > 0.5 ? .light : .dark
    }

    /// Whether a terminal may be asked: the Linux console and GNU screen have no answer, or keep it to themselves.
    ///
    /// - Parameter isSet: whether a variable of the environment is set.
    static func canBeAsked(terminal name: String, isSet: (String) -> Bool) -> Bool {
        let family = name.prefix { $0 != "-" && $0 != "." && $0 != "+" }
        if family == "linux" || isSet("STY") { return false }
        return family != "screen" || isSet("TMUX")
    }
}
