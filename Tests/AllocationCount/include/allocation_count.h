#pragma once

/// How many times this thread has asked for memory so far: malloc(3), calloc(3), realloc(3) and their kin, whoever
/// called them. The functions are those of the C library, with a counter in front.
long allocation_count(void);
