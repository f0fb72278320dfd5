// TextEncoding.swift: the encodings of text, and what becomes of characters that one of them lacks.

/// How text becomes bytes.
public enum TextEncoding: Sendable, Equatable, CaseIterable {
    case utf8
    /// With a byte order mark at the start of each file.
    case utf8WithSignature
    case ascii, latin1

    /// Python's names; the first is shown in messages.
    ///
    /// Source: CPython `Lib/encodings/aliases.py`. `null` and `locale` are the locale's encoding, assumed to be UTF-8.
    var names: [String] {
        switch self {
        case .utf8: ["utf_8", "u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4", "cp65001", "locale"]
        case .utf8WithSignature: ["utf_8_sig"]
        case .ascii:
            [
                "ascii", "646", "ansi_x3.4_1968", "ansi_x3_4_1968", "ansi_x3.4_1986", "cp367", "csascii", "ibm367",
                "iso646_us", "iso_646.irv_1991", "iso_ir_6", "us", "us_ascii",
            ]
        case .latin1:
            [
                "latin_1", "8859", "cp819", "csisolatin1", "ibm819", "iso8859", "iso8859_1", "iso_8859_1",
                "iso_8859_1_1987", "iso_ir_100", "l1", "latin", "latin1",
            ]
        }
    }
}

/// What becomes of a character that an encoding does not have; the raw values are Python's names.
public enum EncodingErrors: String, Sendable, CaseIterable {
    case strict, ignore, replace, backslashreplace, xmlcharrefreplace, namereplace, surrogateescape
}
