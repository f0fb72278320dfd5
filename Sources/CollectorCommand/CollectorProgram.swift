// CollectorProgram.swift: from the arguments of a process to its exit status.
import ArgumentParser
import CollectorCore

/// A command whose arguments are parsed and which runs to an exit status.
public protocol CollectorProgram: ParsableCommand {
    func execute() throws(CommandError) -> ExitStatus
}

extension CollectorProgram {
    /// Parses and executes; prints help where it is asked for, and what is wrong on standard error.
    public static func run(_ arguments: [String]) -> ExitStatus {
        StandardDescriptors.open()
        do {
            let command = try parseAsRoot(arguments)
            if let program = command as? Self { return try program.execute() }
            // The parser's own commands: help and completion scripts.
            var other = command
            try other.run()
            return .done
        } catch let error as CommandError {
            complain(error.lines)
            return error.status
        } catch {
            return explain(error, arguments)
        }
    }

    /// What the parser throws: a request for help or the version, or a mistake on the command line.
    private static func explain(_ error: any Error, _ arguments: [String]) -> ExitStatus {
        guard exitCode(for: error) != .success else {
            print(fullMessage(for: error))
            return .done
        }
        // Of -12 the parser names the -1.
        let number = arguments.first(where: isNegativeNumber)
        if let number, message(for: error).hasPrefix("Unknown option '\(number.prefix(2))") {
            complain([CollectorArguments.portAdvice(number)])
            return .usage
        }
        let words = message(for: error).split { $0.isNewline || $0 == " " }.joined(separator: " ")
        let sentence = words.hasSuffix("?") ? words : (words.hasSuffix(".") ? String(words.dropLast()) : words) + ";"
        complain(["\(sentence) see \(configuration.commandName ?? "") --help"])
        return .usage
    }

    /// The parser takes it for an option; nobody who types it means one.
    private static func isNegativeNumber(_ argument: String) -> Bool {
        argument.hasPrefix("-") && Int(argument) != nil
    }

    private static func complain(_ lines: [String]) {
        for line in lines { StandardError.write("\(configuration.commandName ?? "pysyslog"): \(line)\n") }
    }
}
