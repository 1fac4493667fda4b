#include "lock.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct GhdLock_ {
  int  fd;
  char path[PETSC_MAX_PATH_LEN];
};

/* The file holds "process 123 on node7", written by whoever has the lock. */
static void ReadHolder(int fd, char who[], size_t size)
{
  const ssize_t n = pread(fd, who, size - 1, 0);

  who[PetscMax(n, 0)]     = '\0';
  who[strcspn(who, "\n")] = '\0';
  if (!who[0]) (void)snprintf(who, size, "another process");
}

static void WriteHolder(int fd)
{
  char    host[256] = "unknown host", who[320];
  ssize_t written;

  (void)gethostname(host, sizeof(host) - 1);
  (void)snprintf(who, sizeof(who), "process %ld on %s\n", (long)getpid(), host);
  written = ftruncate(fd, 0) == 0 ? pwrite(fd, who, strlen(who), 0) : -1;
  (void)written; /* the words are for people; the lock holds without them */
}

/* Whether path still names the file behind fd: its last holder may have removed it after we opened it. */
static PetscBool StillThere(int fd, const char *path)
{
  struct stat ours, theirs;

  return (PetscBool)(fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 && ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev);
}

static GhdLockOutcome TryLock(const char *path, int *fd, char who[], size_t who_size)
{
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

  for (;;) {
    *fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644); /* WriteHolder() would write over what a link points to */
    if (*fd < 0) {
      (void)snprintf(who, who_size, "%s", strerror(errno));
      return GHD_LOCK_UNWRITABLE;
    }
    if (fcntl(*fd, F_SETLK, &whole) == 0) {
      if (StillThere(*fd, path)) return GHD_LOCK_HELD;
    } else if (errno == EACCES || errno == EAGAIN) {
      ReadHolder(*fd, who, who_size);
      (void)close(*fd);
      return GHD_LOCK_BUSY;
    } else if (errno != EINTR) {
      (void)close(*fd);
      (void)unlink(path);
      return GHD_LOCK_UNSUPPORTED;
    }
    (void)close(*fd);
  }
}

PetscErrorCode GhdLockTake(const char *output, GhdLock *lock, GhdLockOutcome *outcome, char who[], size_t who_size)
{
  GhdLock l;

  PetscFunctionBegin;
  *lock = NULL;
  PetscCall(PetscNew(&l));
  PetscCall(PetscSNPrintf(l->path, sizeof(l->path), "%s.lock", output));
  *outcome = TryLock(l->path, &l->fd, who, who_size);
  if (*outcome == GHD_LOCK_HELD) {
    WriteHolder(l->fd);
    *lock = l;
  } else
    PetscCall(PetscFree(l));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLockRelease(GhdLock *lock)
{
  PetscFunctionBegin;
  if (!*lock) PetscFunctionReturn(PETSC_SUCCESS);
  (void)unlink((*lock)->path); /* while it is locked: whoever opened it meanwhile sees that it is gone and tries again */
  (void)close((*lock)->fd);
  PetscCall(PetscFree(*lock));
  PetscFunctionReturn(PETSC_SUCCESS);
}
