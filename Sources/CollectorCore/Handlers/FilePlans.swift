// FilePlans.swift: the plans of all files of a configuration, one for each file.

/// What is done with each file, known before any is opened.
struct FilePlans: Sendable {
    private var plans: [String: FilePlan] = [:]

    /// - Throws: `HandlerError` where two handlers want to begin new files in different ways.
    init(_ handlers: [HandlerDescription]) throws(HandlerError) {
        var owners: [String: String] = [:]
        for handler in handlers {
            guard let arguments = handler.kind.file else { continue }
            let plan = try Self.plan(of: arguments, handler)
            guard var joint = plans[plan.path] else {
                plans[plan.path] = plan
                owners[plan.path] = handler.name
                continue
            }
            if let conflict = joint.join(plan) {
                let reason = Self.words(conflict, with: owners[plan.path] ?? "", plan.path)
                throw HandlerError(handler: handler.name, reason: reason)
            }
            plans[plan.path] = joint
        }
    }

    private static func words(_ conflict: FilePlan.Conflict, with other: String, _ path: String) -> String {
        switch conflict {
        case .renewal:
            "handler \(other) begins new files for \(path) at other times or sizes; "
                + "give both the same class and arguments, or two files"
        case .permissions: "handler \(other) makes \(path) with another mode; give both the same, or two files"
        }
    }

    /// The plan of the file of `arguments`, which are those of `handler`.
    func plan(of arguments: FileArguments, _ handler: HandlerDescription) throws(HandlerError) -> FilePlan {
        let own = try Self.plan(of: arguments, handler)
        return plans[own.path] ?? own
    }

    private static func plan(
        of arguments: FileArguments, _ handler: HandlerDescription
    ) throws(HandlerError) -> FilePlan {
        do throws(Errno) {
            return try FilePlan(
                arguments, FilePlan.Renewal(handler.kind), permissions: handler.filePermissions)
        } catch {
            throw HandlerError(handler: handler.name, reason: "the working directory is unknown: \(error)")
        }
    }
}
