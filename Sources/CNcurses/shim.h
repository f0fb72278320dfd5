// Wide-character ncurses for Swift: functions for its macros, variadic functions and shared variables.
#pragma once

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
// Macros such as `move`, `erase` and `clear` would hide Swift identifiers.
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

// Declared under _XOPEN_SOURCE only, which a module cannot define for the headers of another one.
extern int wcwidth(wchar_t character);

// `setlocale` takes a macro, and one bit of its result is needed.
static inline bool view_locale_is_utf8(void) {
    setlocale(LC_ALL, "");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

// <term.h> defines macros named `columns`, `lines` and a hundred others; only these two functions are needed.
extern int setupterm(const char *name, int descriptor, int *status);
extern char *tigetstr(const char *name);

// `tigetstr` returns a cast of -1 for a capability that is not a string.
static inline const char *view_capability(const char *name) {
    char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}
/// Whether the description of the terminal is usable.
enum view_description { VIEW_UNKNOWN, VIEW_WITHOUT_CURSOR, VIEW_WITHOUT_CSI, VIEW_USABLE };
static inline enum view_description view_description(int descriptor) {
    int status = 0;
    if (setupterm(NULL, descriptor, &status) != OK) return status == 1 ? VIEW_WITHOUT_CURSOR : VIEW_UNKNOWN;
    const char *cursor = view_capability("cup");
    if (cursor == NULL) return VIEW_WITHOUT_CURSOR;
    // The sequences that this program sends itself are those of ECMA-48.
    return strncmp(cursor, "\033[", 2) == 0 ? VIEW_USABLE : VIEW_WITHOUT_CSI;
}

// Bracketed paste, as in xterm; terminal descriptions do not contain it. The codes are far above those that ncurses
// assigns itself.
enum { VIEW_PASTE_CODE = KEY_MAX + 1000, VIEW_PASTE_END_CODE };
static inline bool view_is_like_xterm(void) { return view_capability("kmous") != NULL; }
static inline void view_know_paste(void) {
    define_key("\033[200~", VIEW_PASTE_CODE);
    define_key("\033[201~", VIEW_PASTE_END_CODE);
}

// `stdscr` is a shared variable, which Swift 6 refuses to read.
static inline bool view_begin(FILE *output, FILE *input) {
    use_tioctl(TRUE);
    SCREEN *screen = newterm(NULL, output, input);
    if (screen == NULL) return false;
    set_term(screen);
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    // Do not interrupt the drawing of a picture when a key is typed.
    typeahead(-1);
    scrollok(stdscr, FALSE);
    idlok(stdscr, TRUE);
    meta(stdscr, TRUE);
    set_escdelay(25);
    if (view_is_like_xterm()) view_know_paste();
    return true;
}
static inline void view_end(void) {
    // Without an alternate screen the picture stays, and what follows begins in a row of its own.
    if (view_capability("rmcup") == NULL) {
        wmove(stdscr, getmaxy(stdscr) - 1, 0);
        wclrtoeol(stdscr);
        wrefresh(stdscr);
    }
    endwin();
}
static inline void view_erase(void) { werase(stdscr); }
// Sets the modes again after another program has changed them.
static inline void view_modes(void) { reset_prog_mode(); }
static inline void view_clear(void) {
    // Otherwise reading a key would draw the pending changes.
    wnoutrefresh(stdscr);
    clearok(curscr, TRUE);
}
static inline void view_move(int row, int column) { wmove(stdscr, row, column); }
static inline void view_show(void) {
    wnoutrefresh(stdscr);
    doupdate();
}

// Attributes are computed `A_...` macros; the colour pair is a separate argument.
enum { VIEW_REVERSE = 1, VIEW_BOLD = 2, VIEW_UNDERLINE = 4, VIEW_DIM = 8 };
static inline void view_attributes(unsigned set, short pair) {
    attr_t attributes = A_NORMAL;
    if (set & VIEW_REVERSE) attributes |= A_REVERSE;
    if (set & VIEW_BOLD) attributes |= A_BOLD;
    if (set & VIEW_UNDERLINE) attributes |= A_UNDERLINE;
    if (set & VIEW_DIM) attributes |= A_DIM;
    wattr_set(stdscr, attributes, pair, NULL);
}
static inline void view_write(int row, int column, const wchar_t *text, int count) {
    // In the last cell of the screen ncurses writes, but reports an error because the cursor cannot advance.
    mvwaddnwstr(stdscr, row, column, text, count);
}

// Keys are `KEY_...` macros, some of them computed, and `get_wch` may be a macro too.
enum view_key {
    VIEW_NO_KEY, VIEW_CHARACTER, VIEW_UP, VIEW_DOWN, VIEW_LEFT, VIEW_RIGHT, VIEW_PAGE_UP, VIEW_PAGE_DOWN, VIEW_HOME,
    VIEW_END, VIEW_BACKSPACE, VIEW_DELETE, VIEW_BACK_TAB, VIEW_ENTER, VIEW_FUNCTION, VIEW_MOUSE, VIEW_PASTE,
    VIEW_PASTE_END, VIEW_OTHER,
};
static inline int view_key(unsigned *value) {
    wint_t code = 0;
    int kind = wget_wch(stdscr, &code);
    *value = code;
    if (kind == ERR) return VIEW_NO_KEY;
    if (kind != KEY_CODE_YES) return VIEW_CHARACTER;
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        *value = code - KEY_F0;
        return VIEW_FUNCTION;
    }
    switch (code) {
    case KEY_UP: return VIEW_UP;
    case KEY_DOWN: return VIEW_DOWN;
    case KEY_LEFT: return VIEW_LEFT;
    case KEY_RIGHT: return VIEW_RIGHT;
    case KEY_PPAGE: return VIEW_PAGE_UP;
    case KEY_NPAGE: return VIEW_PAGE_DOWN;
    case KEY_HOME: return VIEW_HOME;
    case KEY_END: return VIEW_END;
    case KEY_BACKSPACE: return VIEW_BACKSPACE;
    case KEY_DC: return VIEW_DELETE;
    case KEY_BTAB: return VIEW_BACK_TAB;
    case KEY_ENTER: return VIEW_ENTER;
    case KEY_MOUSE: return VIEW_MOUSE;
    case VIEW_PASTE_CODE: return VIEW_PASTE;
    case VIEW_PASTE_END_CODE: return VIEW_PASTE_END;
    default: return VIEW_OTHER;
    }
}

// Mouse masks are macros with shifts.
/// Returns whether the terminal has a mouse.
static inline bool view_mouse(bool on) {
    mouseinterval(0);
    return mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL) != 0;
}
/// -1 for a turn of the wheel upwards, 1 downwards, 0 for a press, 2 for nothing of interest.
static inline int view_mouse_event(int *column, int *row) {
    MEVENT event;
    if (getmouse(&event) != OK) return 2;
    *column = event.x;
    *row = event.y;
    if (event.bstate & BUTTON4_PRESSED) return -1;
    if (event.bstate & BUTTON5_PRESSED) return 1;
    return event.bstate & BUTTON1_PRESSED ? 0 : 2;
}

// `ioctl` is variadic.
static inline bool view_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

/// Bytes in the output queue of the terminal, if its driver tells; always 0 for a pty.
static inline int view_waiting(int descriptor) {
    int count = 0;
    return ioctl(descriptor, TIOCOUTQ, &count) == 0 ? count : 0;
}

// `fcntl` and `open` are variadic; `dup3` is declared under _GNU_SOURCE only.
extern int dup3(int old, int number, int flags);
/// Makes `number` a duplicate of `descriptor`.
static inline void view_replace(int descriptor, int number) { dup3(descriptor, number, O_CLOEXEC); }
static inline int view_open(const char *path, int flags) { return open(path, flags, 0); }
static inline int view_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }
static inline void view_append_only(int descriptor) { fcntl(descriptor, F_SETFL, O_APPEND); }

// Declared under _GNU_SOURCE only, as is its flag, MFD_CLOEXEC.
extern int memfd_create(const char *name, unsigned flags);
static inline int view_memory_file(const char *name) { return memfd_create(name, 1); }
