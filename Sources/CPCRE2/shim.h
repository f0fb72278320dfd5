// PCRE2 for patterns and subjects in bytes.
#pragma once

// The header asks for it: functions for 8-bit code units, named `pcre2_..._8`.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
