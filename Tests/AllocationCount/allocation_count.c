// allocation_count.c: counts the allocations of each thread, for tests; the process that links it has its own malloc(3).
#include "allocation_count.h"
#include <errno.h>
#include <stddef.h>

static _Thread_local long count;

long allocation_count(void) { return count; }

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)

// Sanitizers bring an allocator with them, which can be asked to tell.
int __sanitizer_install_malloc_and_free_hooks(
    void (*allocated)(const volatile void *, size_t), void (*freed)(const volatile void *));

static void allocated(const volatile void *memory, size_t size) { count++; }
static void freed(const volatile void *memory) {}

__attribute__((constructor)) static void install(void) {
    __sanitizer_install_malloc_and_free_hooks(allocated, freed);
}

#else

// The GNU C Library Reference Manual, "Replacing malloc"; what is allocated here, free(3) of the library frees.
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count++;
    void *found = __libc_memalign(alignment, size);
    if (found == NULL) return ENOMEM;
    *memory = found;
    return 0;
}

#endif
