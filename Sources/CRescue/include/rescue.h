// What gives a terminal back when the process dies. A signal's handler may call little, and no Swift: hence C.
#pragma once

#include <signal.h>
#include <stddef.h>
#include <termios.h>

/// All that the handler needs, laid out while all was well.
struct rescue {
    int terminal, standard_error, log;
    struct termios modes;
    char text[1024];
    size_t count;
    volatile sig_atomic_t armed;
};

/// The one of the process. It has to live in a file of C: what a header defines has a copy in every part of an optimised
/// program, and a handler that looks at another copy than the one which was filled in does nothing.
struct rescue *rescue_state(void);

/// Writes what leaves the screen, as far as the terminal takes it, and sets the modes. Async-signal-safe.
void rescue_restore(struct rescue *state);

/// Copies what was said while the screen was in use to where it should have gone. Async-signal-safe.
void rescue_replay(int log, int target);

/// From now on a signal that ends the process gives the terminal back first.
void rescue_catch_signals(void);
