/* To be preloaded: writing to result files fails as on a full disk, from write number FULL_DISK_AFTER of each process on. */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int fd)
{
  static long count;
  const char *after = getenv("FULL_DISK_AFTER");
  char        link[64], path[4096];
  ssize_t     n;

  snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
  n = readlink(link, path, sizeof(path) - 1);
  if (!after || n < 3) return 0;
  path[n] = '\0';
  if (strcmp(path + n - 3, ".h5") != 0 || ++count <= atol(after)) return 0; /* FILE.h5.new, while it is created, is not counted */
  errno = ENOSPC;
  return 1;
}

#define WRAP(type, name, parameters, arguments) \
  type name parameters \
  { \
    type(*real) parameters; \
    if (is_full(fd)) return -1; \
    *(void **)&real = dlsym(RTLD_NEXT, #name); \
    return real arguments; \
  }

WRAP(ssize_t, write, (int fd, const void *data, size_t n), (fd, data, n))
WRAP(ssize_t, writev, (int fd, const struct iovec *part, int n), (fd, part, n))
WRAP(ssize_t, pwrite, (int fd, const void *data, size_t n, off_t at), (fd, data, n, at))
WRAP(ssize_t, pwrite64, (int fd, const void *data, size_t n, off64_t at), (fd, data, n, at))
WRAP(ssize_t, pwritev, (int fd, const struct iovec *part, int n, off_t at), (fd, part, n, at))
WRAP(ssize_t, pwritev64, (int fd, const struct iovec *part, int n, off64_t at), (fd, part, n, at))
