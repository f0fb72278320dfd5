// ChildProcess.swift: a program that is started with a socket as its standard input and output.
import Glibc

/// A running child; when its owner ends, it is told to end, and waited for.
struct ChildProcess: ~Copyable, Sendable {
    private let pid: pid_t

    /// Starts the first word of `command`, found by PATH; posix_spawnp(3). Standard error is shared.
    init(_ command: [String], standardStreams socket: borrowing OwnedDescriptor) throws(Errno) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, socket.rawValue, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, socket.rawValue, STDOUT_FILENO)
        // Signals that this process ignores or handles by reading are the child's own business.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, CShort(flags))
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { for index in command.indices { unsafe free(arguments[index]) } }
        var pid = pid_t()
        let failure = unsafe posix_spawnp(&pid, command[0], &actions, &attributes, &arguments, environ)
        guard failure == 0 else { throw Errno(rawValue: failure) }
        self.pid = pid
    }

    deinit {
        kill(pid, SIGTERM)
        waitpid(pid, nil, 0)
    }
}
