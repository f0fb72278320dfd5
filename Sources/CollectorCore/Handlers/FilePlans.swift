// FilePlans.swift: the plans of all files of a configuration, one for each file.

/// What is done with each file, known before any is opened.
struct FilePlans: Sendable {
    private var plans: [String: FilePlan] = [:]

    /// - Throws: `HandlerError` where two handlers want to begin new files in different ways.
    init(_ handlers: [HandlerDescription]) throws(HandlerError) {
        var owners: [String: String] = [:]
        for handler in handlers {
            guard let plan = try Self.plan(handler) else { continue }
            guard var joint = plans[plan.path] else {
                plans[plan.path] = plan
                owners[plan.path] = handler.name
                continue
            }
            guard joint.join(plan) else {
                let others = owners[plan.path] ?? ""
                let reason =
                    "handler \(others) begins new files for \(plan.path) at other times or sizes; "
                    + "give both the same class and arguments, or two files"
                throw HandlerError(handler: handler.name, reason: reason)
            }
            plans[plan.path] = joint
        }
    }

    /// The plan of the handler's file; `nil` for a handler without one.
    func plan(for handler: HandlerDescription) throws(HandlerError) -> FilePlan? {
        guard let own = try Self.plan(handler) else { return nil }
        return plans[own.path]
    }

    private static func plan(_ handler: HandlerDescription) throws(HandlerError) -> FilePlan? {
        do throws(Errno) {
            return try FilePlan(handler.kind)
        } catch {
            throw HandlerError(handler: handler.name, reason: "the working directory is unknown: \(error)")
        }
    }
}
