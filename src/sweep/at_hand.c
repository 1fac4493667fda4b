#include "at_hand.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const PetscReal kibi = 1024.0, mebi = 1024.0 * 1024.0;

static void Limit(PetscReal bytes, const char *limit, GhdMemoryAtHand *least)
{
  if (bytes < least->bytes) *least = (GhdMemoryAtHand){.bytes = bytes, .limit = limit};
}

static void LimitByFree(GhdMemoryAtHand *least)
{
  FILE *info = fopen("/proc/meminfo", "r");
  char  line[256];

  if (!info) return;
  while (fgets(line, sizeof(line), info)) {
    double available;

    if (sscanf(line, "MemAvailable: %lf kB", &available) == 1) Limit(kibi * available, "free on the node", least);
  }
  (void)fclose(info);
}

/* The limit that a file of the control groups holds; "max" is none. */
static void LimitByFile(const char *path, GhdMemoryAtHand *least)
{
  FILE  *file = fopen(path, "r");
  double bytes;

  if (!file) return;
  if (fscanf(file, "%lf", &bytes) == 1) Limit(bytes, "limit of the job's control group", least);
  (void)fclose(file);
}

/* Groups lie in each other, and the limit of each holds for those within. Version 2 has one tree, version 1 one for memory. */
static void LimitByGroup(GhdMemoryAtHand *least)
{
  FILE *groups = fopen("/proc/self/cgroup", "r");
  char  line[512], path[640];

  if (!groups) return;
  while (fgets(line, sizeof(line), groups)) {
    const PetscBool second = (PetscBool)(strncmp(line, "0::/", 4) == 0);
    char           *group  = second ? line + 3 : strstr(line, ":memory:/");

    if (!group) continue;
    if (!second) group += strlen(":memory:");
    group[strcspn(group, "\n")] = '\0';
    for (;;) {
      (void)snprintf(path, sizeof(path), second ? "/sys/fs/cgroup%s/memory.max" : "/sys/fs/cgroup/memory%s/memory.limit_in_bytes", group);
      LimitByFile(path, least);
      if (!strrchr(group, '/')) break;
      *strrchr(group, '/') = '\0';
    }
  }
  (void)fclose(groups);
}

/* A whole number of MiB from the environment, -1 if there is none. */
static PetscReal FromEnvironment(const char *name)
{
  const char *text = getenv(name);
  double      value;

  return text && sscanf(text, "%lf", &value) == 1 && value > 0.0 ? (PetscReal)value : -1.0; /* 0 asks SLURM for all of the node */
}

/* SLURM may watch over what a job was given without control groups, too. */
static void LimitBySlurm(GhdMemoryAtHand *least)
{
  const PetscReal of_node = FromEnvironment("SLURM_MEM_PER_NODE"), of_cpu = FromEnvironment("SLURM_MEM_PER_CPU"),
                  n_cpus = FromEnvironment("SLURM_CPUS_ON_NODE");

  if (of_node > 0.0) Limit(mebi * of_node, "given by SLURM: --mem", least);
  if (of_cpu > 0.0 && n_cpus > 0.0) Limit(mebi * of_cpu * n_cpus, "given by SLURM: --mem-per-cpu", least);
}

GhdMemoryAtHand ghd_memory_of_node(void)
{
  GhdMemoryAtHand least = {.bytes = PETSC_MAX_REAL, .limit = ""};

  LimitByFree(&least);
  LimitByGroup(&least);
  LimitBySlurm(&least);
  return least;
}

/* Addresses that are taken, most of them never filled: OpenBLAS reserves 128 MiB at its first call, and where it cannot have them it tries for ever. The rest is for gaps. */
static const PetscReal reserved = 144.0 * 1024.0 * 1024.0;

GhdMemoryAtHand ghd_memory_of_process(void)
{
  GhdMemoryAtHand least = {.bytes = PETSC_MAX_REAL, .limit = ""};
  struct rlimit   space;
  FILE           *mine  = fopen("/proc/self/statm", "r");
  double          pages = 0.0;

  if (mine && fscanf(mine, "%lf", &pages) != 1) pages = 0.0;
  if (mine) (void)fclose(mine);
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
    Limit((PetscReal)space.rlim_cur - (PetscReal)pages * (PetscReal)sysconf(_SC_PAGESIZE) - reserved, "limit of the address space: ulimit -v", &least);
  return least;
}
