// RegularExpression.swift: the fence around PCRE2: patterns from the filter line, matched within limits.
import CPCRE2
import CollectorCore

/// What is wrong with a pattern, in PCRE2's words, and how many characters of it were read until then.
struct RegularExpressionError: Error, Equatable {
    var reason: String
    var offset: Int
}

/// A compiled pattern, with JIT where the processor has it; it owns all that PCRE2 allocated for it.
///
/// Subjects may hold any bytes: what is no UTF-8 matches nothing. A match that takes too long counts as none.
@safe
struct RegularExpression: ~Copyable {
    private let code: OpaquePointer
    private let match: OpaquePointer
    private let context: OpaquePointer

    /// The limit of steps for one match, which usually takes fewer than a thousand.
    private static let matchLimit: UInt32 = 100_000
    private static let depthLimit: UInt32 = 1_000
    /// Kibibytes.
    private static let heapLimit: UInt32 = 1_024

    init(_ pattern: String, ignoresCase: Bool = false) throws(RegularExpressionError) {
        var options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C
        if ignoresCase { options |= PCRE2_CASELESS }
        var failure: CInt = 0
        var offset = 0
        let bytes = Array(pattern.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer {
            unsafe pcre2_compile_8($0.baseAddress, $0.count, options, &failure, &offset, nil)
        }
        guard let code = unsafe compiled else {
            let before = String(decoding: bytes.prefix(offset), as: UTF8.self)
            throw RegularExpressionError(reason: Self.reason(failure), offset: before.count)
        }
        // Without JIT a match is slower, not different.
        _ = unsafe pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        guard let match = unsafe pcre2_match_data_create_from_pattern_8(code, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { fatalError("out of memory") }
        unsafe pcre2_set_match_limit_8(context, Self.matchLimit)
        unsafe pcre2_set_depth_limit_8(context, Self.depthLimit)
        unsafe pcre2_set_heap_limit_8(context, Self.heapLimit)
        unsafe self.code = code
        unsafe self.match = match
        unsafe self.context = context
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_match_data_free_8(match)
        unsafe pcre2_code_free_8(code)
    }

    private static func reason(_ failure: CInt) -> String {
        var text = [UInt8](repeating: 0, count: 160)
        _ = unsafe text.withUnsafeMutableBufferPointer {
            unsafe pcre2_get_error_message_8(failure, $0.baseAddress, $0.count)
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The range of the first match at or after `start`, in bytes.
    borrowing func firstMatch(in subject: Bytes, from start: Int = 0) -> Range<Int>? {
        guard start <= subject.count else { return nil }
        let found = unsafe subject.withUnsafeBufferPointer { bytes in
            // An empty span may have no address, which PCRE2 rejects.
            guard let base = bytes.baseAddress else {
                return unsafe pcre2_match_8(code, [0], 0, 0, 0, match, context)
            }
            return unsafe pcre2_match_8(code, base, bytes.count, start, 0, match, context)
        }
        guard found > 0, let offsets = unsafe pcre2_get_ovector_pointer_8(match) else { return nil }
        // A lookbehind with \K can end a match before its start.
        return unsafe offsets[0] <= offsets[1] ? Int(offsets[0])..<Int(offsets[1]) : nil
    }
}
