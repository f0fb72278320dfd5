// CollectorProgram.swift: from the arguments of a process to its exit status.
import ArgumentParser
import CollectorCore

/// A command whose arguments are parsed and which runs to an exit status.
public protocol CollectorProgram: ParsableCommand {
    var arguments: CollectorArguments { get }
    func execute() throws(CommandError) -> ExitStatus
}

/// The request of a command line.
package enum Request<Program: CollectorProgram> {
    case run(Program)
    /// Help, the version or a completion script.
    case show(String)
}

extension CollectorProgram {
    /// Runs the command; errors are written to standard error.
    public static func run(_ arguments: [String]) -> ExitStatus {
        StandardDescriptors.open()
        do throws(CommandError) {
            switch try request(arguments) {
            case .run(let program): return try program.execute()
            case .show(let text):
                print(text)
                return .done
            }
        } catch {
            for line in error.lines { StandardError.write("\(name): \(line)\n") }
            return error.status
        }
    }

    /// Parses the arguments without running anything.
    package static func request(_ arguments: [String]) throws(CommandError) -> Request<Self> {
        do {
            // The completion scripts offer it; otherwise it would be taken for a host.
            let command = try parseAsRoot(arguments == ["help"] ? ["--help"] : arguments)
            guard let program = command as? Self else { return .show(helpMessage()) }
            return program.arguments.version ? .show("\(name) \(Version.current)") : .run(program)
        } catch  where exitCode(for: error) == .success {
            return .show(fullMessage(for: error))
        } catch {
            throw CommandError(.usage, advice(on: message(for: error), arguments))
        }
    }

    private static var name: String { configuration.commandName ?? "pysyslog" }

    /// The parser's message in one line, or a better one.
    private static func advice(on mistake: String, _ arguments: [String]) -> String {
        // For -12 the parser names only -1.
        let number = arguments.first(where: isNegativeNumber)
        if let number, mistake.hasPrefix("Unknown option '\(number.prefix(2))") { return PortAdvice.noPort(number) }
        let names = arguments.lazy.map { String($0.prefix { $0 != "=" }) }
        let unknown = names.first { mistake.hasPrefix("Unknown option '\($0)'") }
        if let advice = unknown.flatMap(PortAdvice.forOption) { return advice }
        let words = mistake.split { $0.isNewline || $0 == " " }.joined(separator: " ")
        let sentence = words.hasSuffix("?") ? words : (words.hasSuffix(".") ? String(words.dropLast()) : words) + ";"
        return "\(sentence) see \(name) --help"
    }

    /// The parser takes it for an option; the user means a number.
    private static func isNegativeNumber(_ argument: String) -> Bool {
        argument.hasPrefix("-") && Int(argument) != nil
    }
}
