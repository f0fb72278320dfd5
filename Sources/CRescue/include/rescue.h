// Restores the terminal when the process dies. Written in C, because a signal handler may call few functions and no
// Swift.
#pragma once

#include <signal.h>
#include <stddef.h>
#include <termios.h>

/// Everything that the handler needs, prepared in advance.
struct rescue {
    int terminal, standard_error, log;
    struct termios modes;
    char text[1024];
    size_t count;
    volatile sig_atomic_t armed;
};

/// The state of the process. It must be defined in a C file: a definition in a header has a copy in every module, and
/// the handler might see another copy than the one that was filled in.
struct rescue *rescue_state(void);

/// Writes the bytes that leave the screen, if the terminal takes them, and restores the modes. Async-signal-safe.
void rescue_restore(struct rescue *state);

/// Copies the captured standard error to its original destination. Async-signal-safe.
void rescue_replay(int log, int target);

/// Makes signals that end the process restore the terminal first.
void rescue_catch_signals(void);
