// What we use of the binary interface of librdkafka 2.0 and later, in declarations of our own: the library is loaded when a
// handler needs it (see KafkaLibrary.swift), so nothing here may call it by name, and its headers are not needed.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What a delivery report says of a message; `opaque` is what was given with it.
struct collector_kafka_message {
    int error;
    void *topic;
    int32_t partition;
    void *value;
    size_t value_size;
    void *key;
    size_t key_size;
    int64_t offset;
    void *opaque;
};

// Kinds of events.
enum { COLLECTOR_KAFKA_DELIVERIES = 1, COLLECTOR_KAFKA_LOG = 4, COLLECTOR_KAFKA_ERROR = 8 };

// Errors; those below 0 are the library's own.
enum {
    COLLECTOR_KAFKA_TOO_LARGE = 10,
    COLLECTOR_KAFKA_BATCH_TOO_LARGE = 18,
    COLLECTOR_KAFKA_INVALID_TIMESTAMP = 32,
    COLLECTOR_KAFKA_POLICY_VIOLATION = 44,
    COLLECTOR_KAFKA_INVALID_RECORD = 87,
    COLLECTOR_KAFKA_ALL_BROKERS_DOWN = -187,
    COLLECTOR_KAFKA_QUEUE_FULL = -184,
    COLLECTOR_KAFKA_PURGED_QUEUE = -152,
    COLLECTOR_KAFKA_PURGED_IN_FLIGHT = -151,
    COLLECTOR_KAFKA_FATAL = -150,
};

// A record; the library copies all of it. A key of null is none.
struct collector_kafka_record {
    void *topic;
    const void *value;
    size_t value_size;
    const void *key;
    size_t key_size;
    const void *peer, *listener, *tls_subject;
    size_t peer_size, listener_size, tls_subject_size;
    int64_t milliseconds;
    void *opaque;
};

// `rd_kafka_producev` is variadic: pairs of a tag and what it announces, up to 0. `producev` is its address.
static inline int collector_kafka_produce(
    void *producev, void *producer, const struct collector_kafka_record *record, int has_headers) {
    enum { END, TOPIC, TOPIC_HANDLE, PARTITION, VALUE, KEY, OPAQUE, FLAGS, TIMESTAMP, HEADER };
    const int copy = 2;
    int (*produce)(void *, ...) = (int (*)(void *, ...))producev;
    if (!has_headers)
        return produce(
            producer, TOPIC_HANDLE, record->topic, VALUE, record->value, record->value_size, KEY, record->key,
            record->key_size, FLAGS, copy, TIMESTAMP, record->milliseconds, OPAQUE, record->opaque, END);
    return produce(
        producer, TOPIC_HANDLE, record->topic, VALUE, record->value, record->value_size, KEY, record->key,
        record->key_size, FLAGS, copy, TIMESTAMP, record->milliseconds, OPAQUE, record->opaque,
        HEADER, "peer", record->peer, (ptrdiff_t)record->peer_size,
        HEADER, "listener", record->listener, (ptrdiff_t)record->listener_size,
        HEADER, "tlsSubject", record->tls_subject, (ptrdiff_t)record->tls_subject_size, END);
}
