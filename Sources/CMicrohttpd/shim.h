// The types and constants of libmicrohttpd. The library is loaded when metrics are asked for (see MicrohttpdLibrary.swift),
// so nothing here may call it by name, and the module does not link it.
#pragma once

#include <microhttpd.h>

/// The bounds of a server: how many connections there may be, from one address and in all, the seconds that one may be
/// idle, and the bytes that a request and its headers may take.
struct collector_http_bounds {
    unsigned connections, connections_per_address, idle_seconds;
    size_t memory;
};

// `MHD_start_daemon` is variadic; `start` is its address. Everything happens on one thread of the library's own.
static inline struct MHD_Daemon *collector_http_start(
    void *start, int listening_socket, struct collector_http_bounds bounds, MHD_AccessHandlerCallback answer,
    MHD_NotifyConnectionCallback notify, void *context) {
    return ((struct MHD_Daemon *(*)(unsigned, uint16_t, MHD_AcceptPolicyCallback, void *, MHD_AccessHandlerCallback,
                                    void *, ...))start)(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, answer, context,
        MHD_OPTION_LISTEN_SOCKET, listening_socket, MHD_OPTION_CONNECTION_LIMIT, bounds.connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, bounds.connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, bounds.idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, bounds.memory,
        MHD_OPTION_NOTIFY_CONNECTION, notify, context, MHD_OPTION_END);
}

// Variadic too; `information` is the address of `MHD_get_connection_info`. What it returns is a union.
static inline const struct sockaddr *collector_http_address(void *information, struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *found =
        ((const union MHD_ConnectionInfo *(*)(struct MHD_Connection *, enum MHD_ConnectionInfoType, ...))information)(
            connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return found == NULL ? NULL : found->client_addr;
}
