// failing_calls.c: preloaded into the collector: every nth of chosen system calls fails, and the clock of civil time can
// be set. It fails sockets, files that are written, and waiting; never the log on standard error, which the cases read.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { most_rules = 32, shortened = 0 };

struct rule {
    char call[16];
    unsigned long every;
    int error;  // `shortened`: the call is carried out with a third of the bytes
    atomic_ulong calls;
};

// What the case shares with the collector.
struct shared {
    _Atomic long clock_offset;  // seconds
    atomic_ulong hits[most_rules];  // how often each rule has come true
};

static struct rule rules[most_rules];
static int rule_count;
static struct shared *shared;

// PYSYSLOG_FAULTS is "write/7/28 recv/3/4": call, every nth, error number.
__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("PYSYSLOG_FAULTS_SHARED");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) abort();
    void *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED) abort();
    shared = memory;
    int used = 0;
    for (const char *text = getenv("PYSYSLOG_FAULTS"); text && *text; text += used) {
        struct rule *rule = &rules[rule_count];
        if (rule_count == most_rules) abort();
        if (sscanf(text, " %15[^/]/%lu/%d%n", rule->call, &rule->every, &rule->error, &used) != 3) abort();
        rule_count++;
    }
}

// The error that this call has to fail with; `shortened`; or -1.
static int fault(const char *call) {
    int found = -1;
    for (int index = 0; shared && index < rule_count; index++) {
        struct rule *rule = &rules[index];
        if (strcmp(rule->call, call) != 0) continue;
        if (atomic_fetch_add(&rule->calls, 1) % rule->every != rule->every - 1 || found >= 0) continue;
        atomic_fetch_add(&shared->hits[index], 1);
        found = rule->error;
    }
    return found;
}

static size_t third(size_t size) {
    return size < 3 ? size : size / 3;
}

static bool is_type(int descriptor, mode_t type) {
    struct stat status, log;
    if (fstat(descriptor, &status) != 0 || (status.st_mode & S_IFMT) != type) return false;
    return fstat(STDERR_FILENO, &log) != 0 || status.st_ino != log.st_ino || status.st_dev != log.st_dev;
}

#define REAL(call) \
    static __typeof__(&call) real; \
    if (!real) real = (__typeof__(&call))dlsym(RTLD_NEXT, #call)
// Fails the calling function, or cuts `size`, if a rule says so.
#define FAIL_OR_SHORTEN(call, size) \
    int error = fault(call); \
    if (error > 0) return errno = error, -1; \
    if (error == shortened) size = third(size)
#define FAIL(call) \
    int error = fault(call); \
    if (error > 0) return errno = error, -1

ssize_t write(int file, const void *bytes, size_t size) {
    REAL(write);
    if (is_type(file, S_IFREG)) {
        FAIL_OR_SHORTEN("write", size);
        return real(file, bytes, size);
    }
    return real(file, bytes, size);
}

// OpenSSL reads sockets so.
ssize_t read(int file, void *bytes, size_t size) {
    REAL(read);
    if (is_type(file, S_IFSOCK)) {
        FAIL_OR_SHORTEN("read", size);
        return real(file, bytes, size);
    }
    return real(file, bytes, size);
}

ssize_t recv(int socket, void *bytes, size_t size, int flags) {
    REAL(recv);
    FAIL_OR_SHORTEN("recv", size);
    return real(socket, bytes, size, flags);
}

ssize_t send(int socket, const void *bytes, size_t size, int flags) {
    REAL(send);
    FAIL_OR_SHORTEN("send", size);
    return real(socket, bytes, size, flags);
}

int recvmmsg(int socket, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout) {
    REAL(recvmmsg);
    FAIL_OR_SHORTEN("recvmmsg", count);
    return real(socket, messages, count, flags, timeout);
}

int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags) {
    REAL(accept4);
    FAIL("accept4");
    return real(socket, address, length, flags);
}

int connect(int socket, const struct sockaddr *address, socklen_t length) {
    REAL(connect);
    FAIL("connect");
    return real(socket, address, length);
}

// Only what adds a descriptor needs memory.
int epoll_ctl(int epoll, int operation, int descriptor, struct epoll_event *event) {
    REAL(epoll_ctl);
    if (operation == EPOLL_CTL_ADD) {
        FAIL("epoll_ctl");
    }
    return real(epoll, operation, descriptor, event);
}

int epoll_wait(int epoll, struct epoll_event *events, int count, int timeout) {
    REAL(epoll_wait);
    FAIL("epoll_wait");
    return real(epoll, events, count, timeout);
}

int poll(struct pollfd *entries, nfds_t count, int timeout) {
    REAL(poll);
    FAIL("poll");
    return real(entries, count, timeout);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    FAIL("rename");
    return real(from, to);
}

int open(const char *path, int flags, ...) {
    REAL(open);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if ((flags & O_ACCMODE) == O_WRONLY) {
        FAIL("open");
    }
    return real(path, flags, mode);
}

// The clock of civil time

static long offset(void) {
    return shared ? atomic_load(&shared->clock_offset) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int result = real(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    REAL(gettimeofday);
    int result = real(time, zone);
    if (result == 0) time->tv_sec += offset();
    return result;
}

time_t time(time_t *where) {
    REAL(time);
    time_t now = real(NULL) + offset();
    if (where) *where = now;
    return now;
}
