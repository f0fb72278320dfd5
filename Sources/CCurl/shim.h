// The types and constants of libcurl. The library is loaded when a handler needs it (see CurlLibrary.swift), so nothing
// here may call it by name, and the module does not link it.
#pragma once

#define CURL_DISABLE_TYPECHECK  // macros that would stand in for the variadic functions below
#include <curl/curl.h>

// Variadic functions; `setopt` and `getinfo` are the addresses of `curl_easy_setopt` and `curl_easy_getinfo`.
static inline CURLcode collector_curl_set_long(void *setopt, CURL *easy, CURLoption option, long value) {
    return ((CURLcode (*)(CURL *, CURLoption, ...))setopt)(easy, option, value);
}
static inline CURLcode collector_curl_set_offset(void *setopt, CURL *easy, CURLoption option, curl_off_t value) {
    return ((CURLcode (*)(CURL *, CURLoption, ...))setopt)(easy, option, value);
}
static inline CURLcode collector_curl_set_pointer(void *setopt, CURL *easy, CURLoption option, const void *value) {
    return ((CURLcode (*)(CURL *, CURLoption, ...))setopt)(easy, option, value);
}
// The type of the reading and the writing callback is the same.
static inline CURLcode collector_curl_set_callback(
    void *setopt, CURL *easy, CURLoption option, curl_read_callback value) {
    return ((CURLcode (*)(CURL *, CURLoption, ...))setopt)(easy, option, value);
}
static inline CURLcode collector_curl_get_long(void *getinfo, CURL *easy, CURLINFO info, long *value) {
    return ((CURLcode (*)(CURL *, CURLINFO, ...))getinfo)(easy, info, value);
}

// A member of a union.
static inline CURLcode collector_curl_result(const CURLMsg *message) { return message->data.result; }
