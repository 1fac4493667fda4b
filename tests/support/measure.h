#ifndef GHD_TESTS_MEASURE_H
#define GHD_TESTS_MEASURE_H
/* Measurements of time and error: repeated, and reported as a table for people (stdout) and as lines of CSV (the file named by GHD_BENCH_CSV). */

#include <xxzghd/base.h>

/* Processor seconds of this process: what other processes do on the same core is not counted. */
PetscReal cpu_seconds(void);

#define MAX_SAMPLES 64

/* Repeated measurements of one quantity. */
typedef struct {
  PetscInt  n;
  PetscReal value[MAX_SAMPLES];
} Samples;

void      add_sample(Samples *samples, PetscReal value);
PetscReal least_sample(const Samples *samples);
PetscReal median_sample(const Samples *samples);
PetscReal greatest_sample(const Samples *samples);

/* A heading of the table; `section` is the first column of the CSV lines that follow. */
void report_section(const char *section, const char *heading);
/* One line: what was measured in which case; the samples times `scale` in `unit`. The figure is the least sample: noise only adds to a time. */
void report_samples(const char *what, const char *quantity, const Samples *samples, PetscReal scale, const char *unit);
/* One line: a figure without repeats. */
void report_value(const char *what, const char *quantity, PetscReal value, const char *unit);

typedef enum { AT_MOST, AT_LEAST } Sense;
/* One line: a figure that has to reach a bar; its verdict is "pass" or "FAIL". */
void report_bar(const char *what, const char *quantity, PetscReal value, const char *unit, Sense sense, PetscReal bar);
/* How many bars were missed so far: the exit status of a benchmark. */
int missed_bars(void);

/* Least-squares slope of y over x. */
PetscReal fitted_slope(PetscInt n, const PetscReal x[], const PetscReal y[]);

#endif
