#include <stdarg.h>
#include <time.h>

#include <xxzghd/base.h>

static GhdLogLevel log_level = GHD_LOG_NORMAL;
static PetscReal   start_time;

/* At load time, so that the log counts from the start of the process and not from its first line. */
__attribute__((constructor)) static void mark_start(void)
{
  start_time = ghd_now();
}

PetscReal ghd_now(void)
{
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (PetscReal)now.tv_sec + 1e-9 * (PetscReal)now.tv_nsec;
}

void ghd_log_set_level(GhdLogLevel level)
{
  log_level = level;
}

GhdLogLevel ghd_log_level(void)
{
  return log_level;
}

/* 0 outside MPI, so that the log works before MPI_Init and after MPI_Finalize. */
static int world_rank(void)
{
  int initialized = 0, finalized = 0, rank = 0;

  MPI_Initialized(&initialized);
  MPI_Finalized(&finalized);
  if (initialized && !finalized) MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

void ghd_log(GhdLogLevel level, const char *format, ...)
{
  char      line[1024];
  const int rank  = world_rank();
  const int space = (int)sizeof(line) - 1; /* room for the newline */
  int       length;
  va_list   arguments;

  if (level > log_level || (level == GHD_LOG_NORMAL && rank > 0)) return;
  length = snprintf(line, (size_t)space, "[%.3f] ", (double)(ghd_now() - start_time));
  if (level == GHD_LOG_VERBOSE) length += snprintf(line + length, (size_t)(space - length), "rank %d: ", rank);
  va_start(arguments, format);
  length += vsnprintf(line + length, (size_t)(space - length), format, arguments);
  va_end(arguments);
  if (length > space - 1) length = space - 1; /* the message was cut */
  line[length]     = '\n';
  line[length + 1] = '\0';
  fputs(line, stderr); /* one call for one line: lines of different ranks do not mix */
}
