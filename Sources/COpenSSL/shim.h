// What Swift cannot see of OpenSSL 3: macros that call `SSL_CTX_ctrl`, and constants that compute.
#pragma once

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Macros over SSL_CTX_ctrl.
static inline int collector_tls_minimum(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}
static inline int collector_tls_maximum(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_max_proto_version(context, version);
}
static inline void collector_tls_mode(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
}
static inline void collector_tls_no_session_cache(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}
static inline void collector_tls_read_ahead(SSL_CTX *context) { SSL_CTX_set_read_ahead(context, 1); }
static inline int collector_tls_add_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

// `callback` gets each message of the protocol itself, which is everything but the application's data.
typedef void (*collector_message_callback)(
    int is_sent, int version, int type, const void *message, size_t length, SSL *session, void *argument);
static inline void collector_tls_watch_messages(SSL *session, collector_message_callback callback, void *argument) {
    SSL_set_msg_callback(session, callback);
    SSL_set_msg_callback_arg(session, argument);
}

// The constants are shifts of a cast.
static inline void collector_tls_options(SSL_CTX *context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_KTLS | SSL_OP_IGNORE_UNEXPECTED_EOF);
}

// A macro over BIO_ctrl.
static inline long collector_bio_content(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }

// The constants of both are unsigned longs with casts and combinations.
static inline unsigned long collector_name_flags(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }
static inline unsigned long collector_crl_check(void) { return X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL; }
// The chain is a stack, whose functions are macros.
static inline int collector_chain_length(X509_STORE_CTX *context) {
    return sk_X509_num(X509_STORE_CTX_get0_chain(context));
}
static inline unsigned long collector_partial_chain(void) { return X509_V_FLAG_PARTIAL_CHAIN; }
