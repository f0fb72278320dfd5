// What the Glibc module does not show to Swift: headers it leaves out, and macros that compute.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>        // left out of the Glibc module
#include <stdint.h>
#include <sys/epoll.h>     // left out of the Glibc module
#include <sys/eventfd.h>   // left out of the Glibc module
#include <sys/ioctl.h>
#include <pthread.h>
#include <sys/signalfd.h>  // left out of the Glibc module
#include <sys/socket.h>
#include <time.h>

// GNU extensions, which the headers declare only under _GNU_SOURCE; a module cannot define that for another one.
extern void *memmem(const void *bytes, size_t count, const void *needle, size_t length);
extern int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock, const struct timespec *deadline);
extern int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *deadline);

// A C enum or a cast in the header; as functions they arrive in Swift as plain UInt32.
static inline uint32_t collector_epollin(void) { return EPOLLIN; }
static inline uint32_t collector_epollout(void) { return EPOLLOUT; }
static inline uint32_t collector_epollrdhup(void) { return EPOLLRDHUP; }

// `epoll_data` is a union: Swift reads and writes its 64-bit member through these.
static inline uint64_t collector_epoll_token(const struct epoll_event *event) { return event->data.u64; }
static inline struct epoll_event collector_epoll_event(uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return event;
}

// `ioctl` is variadic, and its requests are macros that compute. 0 where the kernel does not know the request.
static inline uint32_t collector_terminal_number(int descriptor) {
    unsigned number = 0;
    return ioctl(descriptor, TIOCGDEV, &number) == 0 ? number : 0;
}

// `open` is variadic.
static inline int collector_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }
