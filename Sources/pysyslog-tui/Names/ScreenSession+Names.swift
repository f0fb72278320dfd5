// ScreenSession+Names.swift: keeps the names of addresses up to date; files and DNS are read on other threads.
import CollectorCore
import LiveView

/// When the files with names are looked at.
struct NamesSchedule {
    /// A look has been asked for, and its result has not come.
    var isReading = false
    var next = Instant(nanoseconds: 0)
}

extension ScreenSession {
    /// Has the files read if it is time to, and DNS asked for the peers that they do not name. Waits for neither.
    mutating func lookAtNames(at now: Instant) {
        resolver?.ask(model.addressesToResolve(limit: NameResolver.Limits().entries), at: now)
        guard !namesSchedule.isReading, now >= namesSchedule.next else { return }
        namesSchedule.next = now.advanced(bySeconds: NameFiles.interval)
        let view = view
        do throws(Errno) {
            try view.errands.add {
                let content = view.nameFiles.read()
                view.post { mail in
                    mail.hasReadNames = true
                    if let content { mail.names = content }
                }
            }
            namesSchedule.isReading = true
        } catch {
            // Without a thread the names stay what they were until the next look.
        }
    }

    /// Takes over what has been read.
    mutating func takeNames(_ mail: ScreenThread.Mail) {
        if mail.hasReadNames { namesSchedule.isReading = false }
        if let content = mail.names {
            let resolved = names.resolved
            names = content.names
            names.resolved = resolved
            if let trouble = content.trouble { model.remark(trouble) }
        }
        if let resolved = mail.resolved { names.resolved = resolved }
        if mail.names != nil || mail.resolved != nil { model.use(names) }
    }
}
