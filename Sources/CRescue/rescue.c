// rescue.c: restores the terminal when a signal ends the process.
#include "rescue.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct rescue *rescue_state(void) {
    static struct rescue state;
    return &state;
}

void rescue_replay(int log, int target) {
    char buffer[4096];
    off_t place = 0;
    ssize_t count;
    while ((count = pread(log, buffer, sizeof buffer, place)) > 0) {
        place += count;
        if (write(target, buffer, count) < 0) return;
    }
}

/// Writes what the terminal takes without blocking.
static ssize_t write_at_once(int terminal, const char *text, size_t count) {
    struct pollfd entry = {.fd = terminal, .events = POLLOUT};
    return poll(&entry, 1, 0) == 1 ? write(terminal, text, count) : 0;
}

void rescue_restore(struct rescue *state) {
    // A separate, non-blocking description: a terminal that takes nothing must not block the process.
    int own = open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    int terminal = own >= 0 ? own : state->terminal;
    for (int attempt = 0; attempt < 20; attempt++) {
        if (write_at_once(terminal, state->text, state->count) == (ssize_t)state->count) break;
        // Discards the output that it has not taken yet. A thread blocked in a write holds the lock of the terminal,
        // and needs a moment to return. Linux wakes it when the modes are set, not when the buffer is emptied.
        tcflush(terminal, TCOFLUSH);
        tcsetattr(state->terminal, TCSANOW, &state->modes);
        poll(NULL, 0, 10);
        // CAN cancels a sequence that was cut by this.
        write_at_once(terminal, "\030", 1);
    }
    if (own >= 0) close(own);
    tcsetattr(state->terminal, TCSANOW, &state->modes);
}

static void die(int number) {
    struct rescue *state = rescue_state();
    if (state->armed) {
        state->armed = 0;
        rescue_restore(state);
        if (state->log >= 0) {
            dup2(state->standard_error, STDERR_FILENO);
            rescue_replay(state->log, STDERR_FILENO);
        }
    }
    signal(number, SIG_DFL);
    raise(number);
}

void rescue_catch_signals(void) {
    static char stack[65536];
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&other, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = die;
    action.sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESETHAND;
    // Signals of program errors, and others that end the process because they are not handled.
    int signals[] = {
        SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1,
        SIGUSR2, SIGPOLL, SIGPWR, SIGXCPU,
#ifdef SIGSTKFLT
        SIGSTKFLT,
#endif
    };
    for (size_t place = 0; place < sizeof signals / sizeof *signals; place++) sigaction(signals[place], &action, NULL);
}
