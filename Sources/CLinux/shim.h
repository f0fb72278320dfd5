// What the Glibc module does not show to Swift: headers it leaves out, and macros that compute.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>  // left out of the Glibc module
#include <linux/openat2.h> // left out of the Glibc module
#include <malloc.h>        // left out of the Glibc module
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>     // left out of the Glibc module
#include <sys/eventfd.h>   // left out of the Glibc module
#include <sys/ioctl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/signalfd.h>  // left out of the Glibc module
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

// GNU extensions, which the headers declare only under _GNU_SOURCE; a module cannot define that for another one.
extern void *memmem(const void *bytes, size_t count, const void *needle, size_t length);
extern void *memrchr(const void *bytes, int byte, size_t count);
extern int fallocate(int descriptor, int mode, off_t start, off_t length);
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

// Opens a path that leads out of `directory` by no `..` and no symbolic link; openat2(2), for which glibc has no function.
extern long syscall(long number, ...);
static inline int collector_open_beneath(int directory, const char *path, int flags, unsigned mode) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    return syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// `openat` is variadic.
static inline int collector_openat(int directory, const char *path, int flags, unsigned mode) {
    return openat(directory, path, flags, mode);
}

// `O_PATH` and `O_TMPFILE` are GNU extensions.
static inline int collector_o_path(void) { return 010000000; }
static inline int collector_o_tmpfile(void) { return 020000000 | O_DIRECTORY; }

// Lowers the priority of the calling thread: the weight of nice 19, and the idle class of ioprio_set(2).
static inline void collector_lower_priority(void) {
    const int only_this_thread = 1, idle_class = 3 << 13;
    setpriority(PRIO_PROCESS, syscall(SYS_gettid), 19);
    syscall(SYS_ioprio_set, only_this_thread, 0, idle_class);
}

// `struct mmsghdr` and `struct ucred`, which are GNU extensions too; recvmmsg(2), unix(7).
struct collector_message {
    struct msghdr header;
    unsigned length;
};
struct collector_credentials {
    int pid;
    unsigned uid, gid;
};
extern int collector_recvmmsg(
    int socket, struct collector_message *messages, unsigned count, int flags, struct timespec *timeout)
    __asm__("recvmmsg");

// Room for one struct collector_credentials and nothing else, so that no descriptor fits that a sender passes.
#define COLLECTOR_CONTROL_SIZE 32
_Static_assert(CMSG_SPACE(sizeof(struct collector_credentials)) == COLLECTOR_CONTROL_SIZE, "control messages have other sizes");

// The sender's credentials, which the kernel vouches for; pid 0 where the message has none.
static inline struct collector_credentials collector_sender(const struct msghdr *header) {
    struct collector_credentials sender = {0, -1, -1};
    struct cmsghdr *part = CMSG_FIRSTHDR(header);
    const int credentials = 2;  // SCM_CREDENTIALS, a GNU extension
    if (part && part->cmsg_level == SOL_SOCKET && part->cmsg_type == credentials &&
        part->cmsg_len >= CMSG_LEN(sizeof sender))
        memcpy(&sender, CMSG_DATA(part), sizeof sender);
    return sender;
}

// Has the kernel drop, and count, every datagram that comes from now on; what the socket holds stays to be read.
static inline int collector_refuse_datagrams(int descriptor) {
    struct sock_filter nothing = {.code = BPF_RET | BPF_K, .k = 0};
    struct sock_fprog program = {.len = 1, .filter = &nothing};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}
