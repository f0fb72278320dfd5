// HandlerArguments+Files.swift: the arguments of the handlers that write to streams and files.

extension HandlerArguments {
    mutating func stream() -> StreamArguments {
        StreamArguments(
            stream: readUnlessNull("stream", .error, Setting.stream),
            terminator: read("terminator", "\n", Setting.text))
    }

    mutating func file(mode: FileMode) -> FileArguments {
        FileArguments(
            filename: name("filename", of: "the name of a file"), mode: mode,
            encoding: readUnlessNull("encoding", .utf8, Setting.encoding),
            errors: readUnlessNull("errors", .strict, Setting.encodingErrors),
            delay: truth("delay", false), terminator: read("terminator", "\n", Setting.text))
    }

    mutating func fileMode() -> FileMode {
        read("mode", .append, Setting.fileMode)
    }

    mutating func rotatingFile() -> RotatingFileArguments {
        // Python opens for appending, whatever the mode, if the constructor's maxBytes is above 0.
        let alwaysAppends = constructor["maxBytes"].flatMap { try? $0.bound() } ?? 0 > 0
        return RotatingFileArguments(
            file: file(mode: alwaysAppends ? .append : fileMode()), maxBytes: read("maxBytes", 0, Setting.bound),
            backupCount: read("backupCount", 0, Setting.wholeNumber))
    }

    mutating func timedRotatingFile() -> TimedRotatingFileArguments {
        TimedRotatingFileArguments(
            file: file(mode: .append), when: read("when", .hours, Setting.rotationTime),
            interval: read("interval", 1, Setting.positiveNumber),
            backupCount: read("backupCount", 0, Setting.wholeNumber), isUTC: truth("utc", false),
            atTime: read("atTime", nil, Setting.timeOfDay),
            suffix: attributes["suffix"] == nil ? nil : read("suffix", "", Setting.text))
    }

    mutating func peerFiles() -> PeerFileArguments {
        PeerFileArguments(
            filename: read("filename", "", Setting.pathFormat),
            maxOpen: readUnlessNull("maxOpen", nil) { setting in
                { () throws(ConfigurationProblem) in try setting.count(of: "files") }
            },
            closeAfter: read("closeAfter", 60, Setting.positiveNumber),
            directoryPermissions: read("directoryMode", 0o750) { setting in
                { () throws(ConfigurationProblem) in
                    try setting.permissions(
                        "the mode of a directory that its owner may use, in octal digits: \"0750\" or \"0755\"",
                        including: 0o300)
                }
            },
            compresses: readUnlessNull("compress", false) { setting in
                { () throws(ConfigurationProblem) in
                    try setting.word("how to compress files whose name has passed", of: [("gzip", true)])
                }
            },
            terminator: read("terminator", "\n", Setting.text))
    }
}

extension Setting {
    /// The permissions of what is made, which must have those of `needed`: text, as JSON has no octal numbers.
    func permissions(_ what: String, including needed: UInt32) throws(ConfigurationProblem) -> UInt32 {
        let text = try text(as: what)
        let isOctal = (3...4).contains(text.utf8.count) && text.utf8.allSatisfy { 0x30...0x37 ~= $0 }
        guard isOctal, let mode = UInt32(text, radix: 8), mode <= 0o777, mode & needed == needed else {
            throw expected(what)
        }
        return mode
    }

    /// The name of a file with fields.
    fileprivate func pathFormat() throws(ConfigurationProblem) -> String {
        let text = try name(of: "the name of a file with fields, such as \"/var/log/remote/{peer}/%Y-%m-%d.log\"")
        do throws(FormatError) {
            _ = try PathFormat(text)
        } catch {
            throw problem("\(quoted(text)): \(error.reason)")
        }
        return text
    }

    fileprivate func stream() throws(ConfigurationProblem) -> StandardStream {
        switch value.kind {
        case .external("sys.stdout"): return .output
        case .external("sys.stderr"): return .error
        default: throw expected("\"ext://sys.stdout\" or \"ext://sys.stderr\"")
        }
    }

    /// A mode of Python's `open()`: one of `r`, `w`, `a`, `x`, and at most one `+` and one `t`.
    ///
    /// `r` alone and `b` are refused: Python takes them, and then fails to write each record.
    fileprivate func fileMode() throws(ConfigurationProblem) -> FileMode {
        let what = "a mode that writes text: \"a\", \"w\", \"x\" or \"r+\""
        let letters = Array(try text(as: what).unicodeScalars)
        let actions = letters.filter { $0 != "+" && $0 != "t" }
        guard actions.count == 1, Set(letters).count == letters.count else { throw expected(what) }
        switch actions[0] {
        case "a": return .append
        case "w": return .truncate
        case "x": return .exclusive
        case "r" where letters.contains("+"): return .overwrite
        default: throw expected(what)
        }
    }

    fileprivate func encoding() throws(ConfigurationProblem) -> TextEncoding {
        let what = "an encoding: \"utf-8\", \"utf-8-sig\", \"ascii\" or \"latin-1\""
        // Source: CPython `Lib/encodings/__init__.py`, `normalize_encoding`.
        let parts = try text(as: what).unicodeScalars.split { $0 != "." && !$0.isWordPart || $0 == "_" }
        let name = parts.map { String($0).lowercased() }.joined(separator: "_")
        guard let encoding = TextEncoding.allCases.first(where: { $0.names.contains(name) }) else {
            throw expected(what)
        }
        return encoding
    }

    fileprivate func encodingErrors() throws(ConfigurationProblem) -> EncodingErrors {
        let words = EncodingErrors.allCases.map { (name: $0.rawValue, value: $0) }
        return try word("a way to treat characters that the encoding lacks", of: words)
    }

    fileprivate func rotationTime() throws(ConfigurationProblem) -> RotationTime {
        let what = "a time to rotate: \"S\", \"M\", \"H\", \"D\", \"midnight\" or \"W0\" (Monday) to \"W6\""
        switch try text(as: what).uppercased() {
        case "S": return .seconds
        case "M": return .minutes
        case "H": return .hours
        case "D": return .days
        case "MIDNIGHT": return .midnight
        case let day where day.utf8.count == 2 && day.first == "W":
            guard let number = day.last?.wholeNumberValue, number <= 6 else { throw expected(what) }
            return .weekday(number)
        default: throw expected(what)
        }
    }

    /// Seconds since midnight of `HH:MM` or `HH:MM:SS`, for the `datetime.time` that JSON cannot make.
    fileprivate func timeOfDay() throws(ConfigurationProblem) -> Int? {
        if value.isNull { return nil }
        let what = "a time of day, \"HH:MM\" or \"HH:MM:SS\""
        let parts = try text(as: what).split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.utf8.count == 2 && $0.first != "+" ? UInt8($0) : nil }.map(Int.init)
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { throw expected(what) }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    }
}
