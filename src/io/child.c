#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#ifdef __linux__
  #include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "h5.h"

static unsigned patience; /* of the task; set in the child */

void ghd_child_is_alive(void)
{
  alarm(patience);
}

/* An orphan must not go on writing a file that the next run makes anew. */
static void die_with(pid_t parent)
{
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(1);
}

/* A crash of the child must be its own affair: PETSc's handlers would abort the job; signals to the job's process group are the parent's business. */
static void leave_the_parent_alone(void)
{
  static const int    fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGALRM, SIGPIPE}, ignored[] = {SIGUSR1, SIGUSR2, SIGHUP, SIGINT};
  const struct rlimit no_core = {0, 0};
  sigset_t            alarm_only;
  int                 nowhere;

  for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); ++i) signal(fatal[i], SIG_DFL);
  for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); ++i) signal(ignored[i], SIG_IGN);
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
  setrlimit(RLIMIT_CORE, &no_core);
  nowhere = open("/dev/null", O_RDWR);
  if (nowhere >= 0) {
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
  }
}

static void write_all(int pipe_end, const char *text, size_t length)
{
  while (length > 0) {
    const ssize_t n = write(pipe_end, text, length);

    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(1);
    text += n;
    length -= (size_t)n;
  }
}

/* Sends '+' and the answer, or '-' and the problem. */
static void child(const GhdTask *task, pid_t parent, int pipe_end) __attribute__((noreturn));
static void child(const GhdTask *task, pid_t parent, int pipe_end)
{
  char   problem[GHD_PROBLEM_LENGTH] = "", message[GHD_MESSAGE_LENGTH], *text = NULL;
  size_t length = 0;
  FILE  *answer;

  die_with(parent);
  leave_the_parent_alone();
  patience = task->patience;
  ghd_child_is_alive();
  answer = open_memstream(&text, &length);
  if (!answer || GhdQuietBegin(message)) _exit(1);
  if (task->work(task->context, answer, problem) && !problem[0]) ghd_problem(problem, "%s: %s", task->failure, message);
  fclose(answer);
  write_all(pipe_end, problem[0] ? "-" : "+", 1);
  if (problem[0])
    write_all(pipe_end, problem, strlen(problem));
  else
    write_all(pipe_end, text, length);
  _exit(0);
}

/* All that comes through the pipe, ended by a 0. */
static PetscErrorCode ReadAll(int pipe_end, char **text)
{
  size_t  length = 0, capacity = 4096;
  ssize_t n;
  char   *buffer = malloc(capacity);

  PetscFunctionBegin;
  while (buffer && ((n = read(pipe_end, buffer + length, capacity - length - 1)) > 0 || (n < 0 && errno == EINTR))) {
    if (n > 0) length += (size_t)n;
    if (capacity - length < 1024) {
      char *larger = realloc(buffer, capacity *= 2);

      if (!larger) free(buffer);
      buffer = larger;
    }
  }
  PetscCheck(buffer, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for what a child process says");
  buffer[length] = '\0';
  PetscCall(PetscStrallocpy(buffer, text));
  free(buffer);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int wait_for(pid_t pid)
{
  int status = 0;

  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return 0; /* somebody else has waited for it: what came through the pipe must do */
  return status;
}

PetscErrorCode GhdRunInChild(const GhdTask *task, char **answer, char problem[GHD_PROBLEM_LENGTH])
{
  const pid_t parent = getpid();
  int         pipe_end[2], status;
  pid_t       pid;
  char       *said;

  PetscFunctionBegin;
  *answer    = NULL;
  problem[0] = '\0';
  PetscCall(GhdH5Start()); /* the library's own start asks MPI, which the child must not */
  PetscCheck(pipe2(pipe_end, O_CLOEXEC) == 0, PETSC_COMM_SELF, PETSC_ERR_SYS, "no pipe to a child process: %s", strerror(errno));
  pid = fork();
  if (pid == 0) child(task, parent, pipe_end[1]);
  close(pipe_end[1]);
  PetscCheck(pid > 0, PETSC_COMM_SELF, PETSC_ERR_SYS, "no child process: %s", strerror(errno));
  PetscCall(ReadAll(pipe_end[0], &said));
  close(pipe_end[0]);
  status = wait_for(pid);
  if (said[0] == '+')
    PetscCall(PetscStrallocpy(said + 1, answer));
  else if (said[0] == '-')
    ghd_problem(problem, "%s", said + 1);
  else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    ghd_problem(problem, "%s: no progress for %u s", task->failure, task->patience);
  else
    ghd_problem(problem, "%s: the HDF5 library breaks down over it", task->failure);
  PetscCall(PetscFree(said));
  PetscFunctionReturn(PETSC_SUCCESS);
}
