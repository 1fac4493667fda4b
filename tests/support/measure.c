#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "measure.h"

PetscReal cpu_seconds(void)
{
  struct timespec t;

  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (PetscReal)t.tv_sec + 1e-9 * (PetscReal)t.tv_nsec;
}

void add_sample(Samples *samples, PetscReal value)
{
  PetscInt i = PetscMin(samples->n, MAX_SAMPLES - 1); /* ascending; when full, the greatest makes room */

  for (; i > 0 && samples->value[i - 1] > value; --i) samples->value[i] = samples->value[i - 1];
  samples->value[i] = value;
  if (samples->n < MAX_SAMPLES) ++samples->n;
}

PetscReal least_sample(const Samples *samples)
{
  return samples->value[0];
}

PetscReal median_sample(const Samples *samples)
{
  return samples->value[samples->n / 2];
}

PetscReal greatest_sample(const Samples *samples)
{
  return samples->value[samples->n - 1];
}

static const char *current_section = "";
static int         n_missed        = 0;

/* The processor's name as the system tells it. */
static const char *processor(void)
{
  static char name[128] = "unknown";
  FILE       *info      = strcmp(name, "unknown") ? NULL : fopen("/proc/cpuinfo", "r");
  char        line[256], *colon;

  if (!info) return name;
  while (fgets(line, sizeof line, info)) {
    if (strncmp(line, "model name", 10) || !(colon = strchr(line, ':'))) continue;
    line[strcspn(line, "\n")] = '\0';
    snprintf(name, sizeof name, "%s", colon + 2);
    break;
  }
  fclose(info);
  return name;
}

typedef struct {
  const char *what, *quantity, *unit;
  PetscReal   value, median, greatest; /* the last two NaN if there were no repeats */
  const char *bar, *verdict;           /* "" if there is none                       */
} Row;

static void csv_number(FILE *csv, PetscReal value)
{
  if (PetscIsNanReal(value))
    fputc(',', csv);
  else
    fprintf(csv, "%.6g,", (double)value);
}

static void write_csv(const Row *row)
{
  const char  *path = getenv("GHD_BENCH_CSV");
  FILE        *csv  = path ? fopen(path, "a") : NULL;
  const time_t now  = time(NULL);
  char         date[32], versions[256];

  if (!csv) return;
  strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
  ghd_library_versions(versions, sizeof versions);
  fprintf(csv, "%s,\"%s\",\"%s\",", current_section, row->what, row->quantity);
  csv_number(csv, row->value);
  fprintf(csv, "%s,", row->unit);
  csv_number(csv, row->median);
  csv_number(csv, row->greatest);
  fprintf(csv, "%s,%s,%s,%s,\"%s\",\"%s, %s\"\n", row->bar, row->verdict, ghd_git_commit(), date, processor(), ghd_compiler(), versions);
  fclose(csv);
}

static void print_row(const Row *row)
{
  char spread[40] = "";

  if (!PetscIsNanReal(row->median)) snprintf(spread, sizeof spread, "%.4g .. %.4g", (double)row->median, (double)row->greatest);
  printf("  %-34s %-34s %11.4g %-10s %-20s %-9s %s\n", row->what, row->quantity, (double)row->value, row->unit, spread, row->bar, row->verdict);
  fflush(stdout);
  write_csv(row);
}

void report_section(const char *section, const char *heading)
{
  current_section = section;
  printf("\n%s\n  %-34s %-34s %11s %-10s %-20s %-9s\n", heading, "case", "quantity", "figure", "unit", "median .. greatest", "bar");
}

void report_samples(const char *what, const char *quantity, const Samples *s, PetscReal scale, const char *unit)
{
  const Row row = {what, quantity, unit, scale * least_sample(s), scale * median_sample(s), scale * greatest_sample(s), "", ""};

  print_row(&row);
}

void report_value(const char *what, const char *quantity, PetscReal value, const char *unit)
{
  const Row row = {what, quantity, unit, value, NAN, NAN, "", ""};

  print_row(&row);
}

void report_bar(const char *what, const char *quantity, PetscReal value, const char *unit, Sense sense, PetscReal bar)
{
  const int met = sense == AT_MOST ? value <= bar : value >= bar;
  char      text[40];

  snprintf(text, sizeof text, "%s %g", sense == AT_MOST ? "<=" : ">=", (double)bar);
  n_missed += !met;
  const Row row = {what, quantity, unit, value, NAN, NAN, text, met ? "pass" : "FAIL"};
  print_row(&row);
}

int missed_bars(void)
{
  return n_missed;
}

PetscReal fitted_slope(PetscInt n, const PetscReal x[], const PetscReal y[])
{
  PetscReal mean_x = 0.0, mean_y = 0.0, xy = 0.0, xx = 0.0;

  for (PetscInt i = 0; i < n; ++i) {
    mean_x += x[i] / (PetscReal)n;
    mean_y += y[i] / (PetscReal)n;
  }
  for (PetscInt i = 0; i < n; ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
  }
  return xy / xx;
}
