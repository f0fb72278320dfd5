// main.c: the least that has to be done to bring lines to Kafka, to compare with.
//
//     produce PORT LIBRARY BROKER TOPIC
//
// Receives lines on 127.0.0.1:PORT and produces each to TOPIC by the librdkafka at LIBRARY, keyed by the sender's address, with
// the settings that pysyslog has. One thread; a connection is closed when all of its lines are acknowledged.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECEIVE_SIZE = 256 << 10, EVENTS = 256, QUEUE_FULL = -184 };
// Tags of rd_kafka_producev.
enum { END, TOPIC, TOPIC_HANDLE, PARTITION, VALUE, KEY, OPAQUE, FLAGS };

struct message {
    int error;
};

struct connection {
    int socket;
    char address[INET_ADDRSTRLEN];
    // The beginning of a line whose end has not come yet.
    char partial[8192];
    size_t partial_length;
};

static void *library, *producer, *topic;
static int (*producev)(void *, ...);
static int (*poll_reports)(void *, int);
static int (*flush_all)(void *, int);
static char received[RECEIVE_SIZE];

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "produce: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *function(const char *name) {
    void *found = dlsym(library, name);
    if (found == NULL) fail(name);
    return found;
}

static void reported(void *client, const struct message *message, void *opaque) {
    (void)client, (void)opaque;
    if (message->error != 0) fail("a line was not delivered");
}

static void make_producer(const char *broker, const char *topic_name) {
    void *(*conf_new)(void) = function("rd_kafka_conf_new");
    int (*conf_set)(void *, const char *, const char *, char *, size_t) = function("rd_kafka_conf_set");
    void (*set_reports)(void *, void (*)(void *, const struct message *, void *)) = function("rd_kafka_conf_set_dr_msg_cb");
    void *(*make)(int, void *, char *, size_t) = function("rd_kafka_new");
    void *(*topic_new)(void *, const char *, void *) = function("rd_kafka_topic_new");
    const char *settings[][2] = {
        {"bootstrap.servers", broker}, {"acks", "all"}, {"enable.idempotence", "true"}, {"message.timeout.ms", "0"},
        {"linger.ms", "50"}, {"partitioner", "murmur2_random"}, {"queue.buffering.max.messages", "10000"},
    };
    char text[512];
    void *conf = conf_new();
    for (size_t index = 0; index < sizeof settings / sizeof settings[0]; index++)
        if (conf_set(conf, settings[index][0], settings[index][1], text, sizeof text) != 0) fail(text);
    set_reports(conf, reported);
    if ((producer = make(0, conf, text, sizeof text)) == NULL) fail(text);
    topic = topic_new(producer, topic_name, NULL);
    producev = function("rd_kafka_producev");
    poll_reports = function("rd_kafka_poll");
    flush_all = function("rd_kafka_flush");
}

static void deliver(const struct connection *from, const char *line, size_t count) {
    const int copy = 2;
    int error;
    while ((error = producev(producer, TOPIC_HANDLE, topic, VALUE, line, count, KEY, from->address,
                             strlen(from->address), FLAGS, copy, END)) == QUEUE_FULL)
        poll_reports(producer, 10);
    if (error != 0) fail("producev");
}

static void end(struct connection *connection) {
    if (flush_all(producer, 60000) != 0) fail("flush");
    close(connection->socket);
    free(connection);
}

static void serve(struct connection *connection) {
    ssize_t count = recv(connection->socket, received, RECEIVE_SIZE, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return end(connection);
    const char *start = received;
    const char *stop = received + count;
    const char *line_end;
    while ((line_end = memchr(start, '\n', (size_t)(stop - start))) != NULL) {
        size_t length = (size_t)(line_end - start);
        if (connection->partial_length > 0) {
            if (connection->partial_length + length > sizeof connection->partial) fail("line");
            memcpy(connection->partial + connection->partial_length, start, length);
            deliver(connection, connection->partial, connection->partial_length + length);
            connection->partial_length = 0;
        } else {
            deliver(connection, start, length);
        }
        start = line_end + 1;
    }
    size_t rest = (size_t)(stop - start);
    if (connection->partial_length + rest > sizeof connection->partial) fail("line");
    memcpy(connection->partial + connection->partial_length, start, rest);
    connection->partial_length += rest;
    poll_reports(producer, 0);
}

int main(int count, char **arguments) {
    if (count != 5) {
        fputs("usage: produce PORT LIBRARY BROKER TOPIC\n", stderr);
        return 2;
    }
    library = dlopen(arguments[2], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) fail(dlerror());
    make_producer(arguments[3], arguments[4]);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0) fail("listen");
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = NULL}};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) != 0) fail("epoll");
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(poller, events, EVENTS, 100);
        if (ready <= 0) poll_reports(producer, 0);
        for (int index = 0; index < ready; index++) {
            if (events[index].data.ptr != NULL) {
                serve(events[index].data.ptr);
                continue;
            }
            struct sockaddr_in peer;
            socklen_t length = sizeof peer;
            struct connection *connection = calloc(1, sizeof *connection);
            connection->socket = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (connection->socket < 0) fail("accept");
            inet_ntop(AF_INET, &peer.sin_addr, connection->address, sizeof connection->address);
            struct epoll_event added = {.events = EPOLLIN, .data = {.ptr = connection}};
            if (epoll_ctl(poller, EPOLL_CTL_ADD, connection->socket, &added) != 0) fail("epoll");
        }
    }
}
