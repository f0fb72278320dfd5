// rescue.c: gives the terminal back when a signal ends the process.
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

/// Writes to a terminal what it takes without waiting.
static ssize_t write_at_once(int terminal, const char *text, size_t count) {
    struct pollfd entry = {.fd = terminal, .events = POLLOUT};
    return poll(&entry, 1, 0) == 1 ? write(terminal, text, count) : 0;
}

void rescue_restore(struct rescue *state) {
    // A description of its own, so that a terminal which takes nothing does not hold the process.
    int own = open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    int terminal = own >= 0 ? own : state->terminal;
    for (int attempt = 0; attempt < 20; attempt++) {
        if (write_at_once(terminal, state->text, state->count) == (ssize_t)state->count) break;
        // What it has not taken yet is given up for this. A thread that waits in a write has the terminal to itself, and
        // needs a moment to end; Linux wakes it when modes are set, not when the buffer is emptied.
        tcflush(terminal, TCOFLUSH);
        tcsetattr(state->terminal, TCSANOW, &state->modes);
        poll(NULL, 0, 10);
        // CAN ends a sequence that is cut by that.
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
    // Those of a process that is wrong, and those that others send, or limits of the system, and nobody here handles.
    int signals[] = {
        SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1,
        SIGUSR2, SIGPOLL, SIGPWR, SIGXCPU,
#ifdef SIGSTKFLT
        SIGSTKFLT,
#endif
    };
    for (size_t place = 0; place < sizeof signals / sizeof *signals; place++) sigaction(signals[place], &action, NULL);
}
