// FloatText.swift: floating-point numbers as printf(3) writes them.
import Glibc

/// `value` as `printf` writes it: `conversion` is one of `e f g`, `alternate` is the flag `#`.
///
/// glibc rounds correctly, half to even, as CPython's own conversion does, so that both print the same digits.
func printedFloat(_ value: Double, conversion: Character, precision: Int, alternate: Bool = false) -> [UInt8] {
    let format = "%\(alternate ? "#" : "").*\(conversion)"
    let arguments: [any CVarArg] = [CInt(clamping: precision), value]
    let length = unsafe withVaList(arguments) { unsafe Int(vsnprintf(nil, 0, format, $0)) }
    return unsafe [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, count in
        unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
            unsafe withVaList(arguments) { list in
                count = unsafe Int(vsnprintf(characters.baseAddress!, length + 1, format, list))
            }
        }
    }
}
