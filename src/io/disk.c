#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include <xxzghd/io.h>

#include "disk.h"

const char *ghd_bytes_text(PetscReal bytes, char text[32])
{
  static const char *const unit[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  size_t                   i      = 0;

  while (bytes >= 1000 && i + 1 < sizeof(unit) / sizeof(unit[0])) {
    bytes /= 1000;
    ++i;
  }
  snprintf(text, 32, i && bytes < 100 ? "%.1f %s" : "%.0f %s", (double)bytes, unit[i]);
  return text;
}

const char *ghd_utc_text(char text[32])
{
  const time_t now = time(NULL);
  struct tm    utc;

  gmtime_r(&now, &utc);
  strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

PetscErrorCode GhdNameWhileNew(const char *path, char **name)
{
  const size_t length = strlen(path) + sizeof(".new");

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(length, name));
  snprintf(*name, length, "%s.new", path);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The folder of path: "." for a bare name. */
static void folder_of(const char *path, char folder[PETSC_MAX_PATH_LEN])
{
  const char *slash = strrchr(path, '/');

  if (!slash)
    snprintf(folder, PETSC_MAX_PATH_LEN, ".");
  else
    snprintf(folder, PETSC_MAX_PATH_LEN, "%.*s", (int)PetscMax(slash - path, 1), path);
}

/* Bytes that a stale path.new of a killed run takes: it will be replaced. */
static PetscReal stale_bytes(const char *path)
{
  char        name[PETSC_MAX_PATH_LEN];
  struct stat info;

  snprintf(name, sizeof(name), "%s.new", path);
  return stat(name, &info) ? 0 : 512 * (PetscReal)info.st_blocks;
}

void ghd_disk_problem(const char *path, PetscReal bytes, char problem[GHD_PROBLEM_LENGTH])
{
  char           folder[PETSC_MAX_PATH_LEN], need[32], have[32];
  struct stat    info;
  struct statvfs disk;
  PetscReal      space;

  problem[0] = '\0';
  folder_of(path, folder);
  if (stat(folder, &info)) {
    ghd_problem(problem, "%s cannot be created: folder %s: %s", path, folder, strerror(errno));
  } else if (!S_ISDIR(info.st_mode)) {
    ghd_problem(problem, "%s cannot be created: %s is not a folder", path, folder);
  } else if (!stat(path, &info) && !S_ISREG(info.st_mode)) {
    ghd_problem(problem, "%s cannot be created: there is something of that name which is not a file", path);
  } else if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) || statvfs(folder, &disk)) {
    ghd_problem(problem, "%s cannot be created: folder %s is not writable: %s", path, folder, strerror(errno));
  } else {
    space = (PetscReal)disk.f_bavail * (PetscReal)disk.f_frsize + stale_bytes(path);
    if (bytes > space)
      ghd_problem(problem, "%s cannot be created: it needs %s, folder %s has %s free", path, ghd_bytes_text(bytes, need), folder, ghd_bytes_text(space, have));
  }
}

/* Some file systems cannot synchronise a folder: that is no failure. */
static PetscBool synchronise(const char *path)
{
  const int file   = open(path, O_RDONLY | O_CLOEXEC);
  const int failed = file < 0 || (fsync(file) && errno != EINVAL && errno != EROFS);

  if (file >= 0) close(file);
  return failed ? PETSC_FALSE : PETSC_TRUE;
}

void ghd_file_into_place(const char *name_while_new, const char *path, char problem[GHD_PROBLEM_LENGTH])
{
  char folder[PETSC_MAX_PATH_LEN];

  problem[0] = '\0';
  folder_of(path, folder);
  if (!synchronise(name_while_new) || rename(name_while_new, path) || !synchronise(folder)) ghd_problem(problem, "cannot be created: %s", strerror(errno));
}

/* "data.12" and "metadata.12" */
static PetscBool is_of_open_mpi(const char *ending)
{
  const char *number = strncmp(ending, "data.", 5) == 0 ? ending + 5 : strncmp(ending, "metadata.", 9) == 0 ? ending + 9 : "";

  return (PetscBool)(*number && number[strspn(number, "0123456789")] == '\0');
}

void ghd_file_remove_leftovers(const char *path)
{
  const char    *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  const size_t   length = strlen(name);
  char           folder[PETSC_MAX_PATH_LEN];
  DIR           *all;
  struct dirent *entry;

  folder_of(path, folder);
  all = opendir(folder);
  while (all && (entry = readdir(all))) {
    struct stat info;

    if (strncmp(entry->d_name, name, length) || entry->d_name[length] != '.' || !is_of_open_mpi(entry->d_name + length + 1)) continue;
    if (!fstatat(dirfd(all), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) && S_ISREG(info.st_mode) && info.st_size == 0)
      (void)unlinkat(dirfd(all), entry->d_name, 0);
  }
  if (all) closedir(all);
}
