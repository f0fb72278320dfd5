// main.c: the least that a collector of lines has to do, as the limit of the machine to compare with.
//
//     limit PORT OUTPUT
//
// Receives lines on 127.0.0.1:PORT, puts "INFO:<peer>:" in front of each, and appends them to OUTPUT. No queue, no
// account, no limit: one thread for each processor waits, receives, finds the line ends, copies and writes. What has been
// received in one turn of a thread is written at its end.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECEIVE_SIZE = 256 << 10, OUTPUT_SIZE = 256 << 10, EVENTS = 256 };

struct connection {
    int socket;
    size_t head_length;
    char head[32];
    // The beginning of a line whose end has not come yet.
    char *partial;
    size_t partial_length;
};

struct loop {
    int poller;
    int output;
    size_t filled;
    char received[RECEIVE_SIZE];
    char buffer[OUTPUT_SIZE];
};

static _Noreturn void fail(const char *what) {
    perror(what);
    exit(1);
}

static void *checked(void *memory) {
    if (memory == NULL) fail("limit: memory");
    return memory;
}

static void write_all(int output, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(output, bytes, count);
        if (written < 0) fail("limit: write");
        bytes += written;
        count -= (size_t)written;
    }
}

static void flush(struct loop *loop) {
    write_all(loop->output, loop->buffer, loop->filled);
    loop->filled = 0;
}

static void append(struct loop *loop, const char *bytes, size_t count) {
    memcpy(loop->buffer + loop->filled, bytes, count);
    loop->filled += count;
}

// Appends a line that lies in two parts, with its head and its end.
static void deliver(struct loop *loop, const struct connection *from, const char *rest, size_t count) {
    size_t needed = from->head_length + from->partial_length + count + 1;
    if (loop->filled + needed > OUTPUT_SIZE) flush(loop);
    if (needed > OUTPUT_SIZE) {
        errno = EMSGSIZE;
        fail("limit: line");
    }
    append(loop, from->head, from->head_length);
    if (from->partial_length > 0) append(loop, from->partial, from->partial_length);
    append(loop, rest, count);
    loop->buffer[loop->filled++] = '\n';
}

static void keep(struct connection *connection, const char *bytes, size_t count) {
    if (count == 0) return;
    connection->partial = checked(realloc(connection->partial, connection->partial_length + count));
    memcpy(connection->partial + connection->partial_length, bytes, count);
    connection->partial_length += count;
}

static void forget(struct connection *connection) {
    free(connection->partial);
    connection->partial = NULL;
    connection->partial_length = 0;
}

static void serve(struct loop *loop, struct connection *connection) {
    ssize_t count = recv(connection->socket, loop->received, RECEIVE_SIZE, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        if (connection->partial_length > 0) deliver(loop, connection, "", 0);
        // Who waits for the end of the connection shall find its lines in the file.
        flush(loop);
        close(connection->socket);
        forget(connection);
        free(connection);
        return;
    }
    const char *start = loop->received;
    const char *end = start + count;
    const char *line_end;
    while ((line_end = memchr(start, '\n', (size_t)(end - start))) != NULL) {
        deliver(loop, connection, start, (size_t)(line_end - start));
        if (connection->partial != NULL) forget(connection);
        start = line_end + 1;
    }
    keep(connection, start, (size_t)(end - start));
}

static void *run(void *argument) {
    struct loop *loop = argument;
    struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(loop->poller, events, EVENTS, -1);
        for (int index = 0; index < count; index++) serve(loop, events[index].data.ptr);
        flush(loop);
    }
}

static struct connection *accepted(int listener) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int socket = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) fail("limit: accept");
    struct connection *connection = checked(calloc(1, sizeof *connection));
    connection->socket = socket;
    char address[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &peer.sin_addr, address, sizeof address);
    connection->head_length = (size_t)sprintf(connection->head, "INFO:%s:", address);
    return connection;
}

static int listening(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("limit: bind");
    if (listen(listener, 1024) != 0) fail("limit: listen");
    return listener;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fputs("usage: limit PORT OUTPUT\n", stderr);
        return 2;
    }
    int listener = listening(atoi(arguments[1]));
    int output = open(arguments[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (output < 0) fail("limit: open");
    long loop_count = sysconf(_SC_NPROCESSORS_ONLN);
    struct loop **loops = checked(calloc((size_t)loop_count, sizeof *loops));
    for (long index = 0; index < loop_count; index++) {
        loops[index] = checked(calloc(1, sizeof **loops));
        loops[index]->output = output;
        loops[index]->poller = epoll_create1(EPOLL_CLOEXEC);
        if (loops[index]->poller < 0) fail("limit: epoll");
        pthread_t thread;
        if (pthread_create(&thread, NULL, run, loops[index]) != 0) fail("limit: thread");
    }
    for (long next = 0;; next = (next + 1) % loop_count) {
        struct connection *connection = accepted(listener);
        struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};
        if (epoll_ctl(loops[next]->poller, EPOLL_CTL_ADD, connection->socket, &event) != 0) fail("limit: epoll_ctl");
    }
}
