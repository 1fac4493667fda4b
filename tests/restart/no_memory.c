/* To be preloaded: nobody gets more than NO_MEMORY_ABOVE bytes in one piece. */
#include <errno.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int is_too_much(size_t size)
{
  const char *limit = getenv("NO_MEMORY_ABOVE");

  return limit && size > strtoul(limit, NULL, 10);
}

void *malloc(size_t size)
{
  if (!is_too_much(size)) return __libc_malloc(size);
  errno = ENOMEM;
  return NULL;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
  *memory = is_too_much(size) ? NULL : __libc_memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}
