// OpenSSL for the sender; it needs none of the macros.
#pragma once

#include <openssl/ssl.h>
