/* Mutated inputs through everything that reads them: nothing crashes, hangs or leaks, every complaint has a place and a text, and what is accepted reads back to the same.
   More of them: build/release/tests/fuzz/test_inputs -points 1000000; number 17 alone: -first 17 -points 1. timeout: 300
   By libFuzzer, which keeps what reaches new code: make MODE=fuzz build/fuzz/tests/fuzz/test_inputs && build/fuzz/tests/fuzz/test_inputs -detect_leaks=0 FOLDER tests/fuzz/corpus input */
#include "check.h"
#include "mutate.h"
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "../../src/params/reader.h"
#include <xxzghd/sweep.h>

#define MAX_BYTES  16384
#define MAX_SET    8
#define PATIENCE   60 /* seconds for one input */
#define FILE_NAME  "mutated.yaml"
#define BIG_POINTS 10000 /* a plan of more is a matter of time */

__attribute__((noreturn)) static void broken(const char *what)
{
  fprintf(stderr, "# VIOLATION %s\n", what);
  abort();
}

#define hold(cond) \
  do { \
    if (!(cond)) broken(#cond); \
  } while (0)

static int verbose;

static void check_complaints(GhdComplaints complaints)
{
  for (PetscInt i = 0; i < complaints->n; ++i) {
    const GhdComplaint *c = &complaints->entry[i];

    hold(c->message[0] && (!strncmp(c->place, FILE_NAME, strlen(FILE_NAME)) || !strcmp(c->place, "--set")));
    for (const char *byte = c->message; *byte; ++byte) hold((unsigned char)*byte >= 32 && *byte != 127);
  }
}

static void read_text(const char *text, PetscInt n_set, char *const set[], GhdParameters *parameters)
{
  GhdComplaints complaints;
  char         *copy;

  hold(!PetscStrallocpy(text, &copy));
  hold(!GhdComplaintsCreate(&complaints));
  hold(!GhdParametersReadText(PETSC_COMM_SELF, FILE_NAME, copy, n_set, set, complaints, parameters));
  hold((ghd_n_complaints(complaints) == 0) == (*parameters != NULL));
  check_complaints(complaints);
  if (verbose) (void)GhdComplaintsPrint(complaints);
  hold(!GhdComplaintsDestroy(&complaints));
}

/* What was accepted, written as --set words, is the same input. */
static void read_back(GhdParameters p)
{
  GhdParameters again;
  char          hash[65], hash_again[65], **word;

  hold(!PetscMalloc1(p->n_records, &word));
  for (PetscInt i = 0; i < p->n_records; ++i) {
    const size_t n = strlen(p->record[i].key) + strlen(p->record[i].value) + 2;

    hold(!PetscMalloc1(n, &word[i]));
    (void)snprintf(word[i], n, "%s=%s", p->record[i].key, p->record[i].value);
  }
  read_text("{}", p->n_records, word, &again);
  hold(again && again->n_records == p->n_records);
  for (PetscInt i = 0; i < p->n_records; ++i) {
    hold(!strcmp(again->record[i].key, p->record[i].key) && !strcmp(again->record[i].value, p->record[i].value));
    hold(!PetscFree(word[i]));
  }
  hold(!GhdParametersHash(p, hash) && !GhdParametersHash(again, hash_again) && !strcmp(hash, hash_again));
  hold(!PetscFree(word));
  hold(!GhdParametersDestroy(&again));
}

static PetscBool is_large(GhdParameters p)
{
  PetscReal n = (PetscReal)p->n_gamma;

  for (PetscInt s = 0; s < 2; ++s)
    for (PetscInt i = 0; i < GHD_STATE_MAX_PARAMETERS; ++i) n *= PetscMax(1.0, (PetscReal)p->side[s].parameter[i].n);
  return (PetscBool)(n > BIG_POINTS);
}

/* A text, then --set words, each ended by a zero byte. Returns whether the input was accepted. */
static PetscBool try_input(const char *bytes)
{
  GhdParameters parameters;
  GhdPlan       plan;
  char         *set[MAX_SET];
  PetscInt      n_set = 0;

  for (const char *word = bytes + strlen(bytes) + 1; *word && n_set < MAX_SET; word += strlen(word) + 1) set[n_set++] = (char *)(uintptr_t)word;
  read_text(bytes, n_set, set, &parameters);
  if (!parameters) return PETSC_FALSE;
  read_back(parameters);
  if (!is_large(parameters)) {
    hold(!GhdPlanCreate(parameters, &plan));
    hold(!GhdPlanDestroy(&plan));
  }
  hold(!GhdParametersDestroy(&parameters));
  return PETSC_TRUE;
}

/* ---- libFuzzer ---- */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
  static char *words[] = {"fuzz", NULL}, **args = words;
  int          n = 1;

  (void)argc;
  (void)argv;
  return PetscInitialize(&n, &args, NULL, NULL) || PetscPopSignalHandler();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static char bytes[MAX_BYTES + 2];

  if (size > MAX_BYTES) return 0;
  memcpy(bytes, data, size);
  bytes[size] = bytes[size + 1] = '\0';
  (void)try_input(bytes);
  return 0;
}

/* ---- mutations without it ---- */

#ifndef GHD_LIBFUZZER

  #define MAX_CORPUS 64

static struct {
  size_t n;
  size_t length[MAX_CORPUS];
  char   text[MAX_CORPUS][MAX_BYTES + 2];
} corpus;

/* Keys, words and numbers that mean something to somebody. */
static const char *const words[] = {
    "title",
    "chain",
    "gamma_over_pi",
    "delta",
    "max_denominator",
    "left",
    "right",
    "state",
    "thermal",
    "beta",
    "field",
    "infinite_temperature",
    "mu",
    "polarised",
    "direction",
    "up",
    "down",
    "neel",
    "bell",
    "dimer",
    "tilted_neel",
    "tilted_ferromagnet",
    "angle",
    "product",
    "vector",
    "mps",
    "file",
    "file_sha256",
    "rays",
    "from",
    "to",
    "count",
    "spacing",
    "log",
    "linear",
    "auto",
    "none",
    "observables",
    "all",
    "q1",
    "j8",
    "q9",
    "q2_d3",
    "j1_traceless",
    "q1_d3_traceless",
    "q2_d99999999999",
    "accuracy",
    "sweep",
    "zip",
    "chunk",
    "output",
    "lambda",
    "ray",
    "method",
    "fixed_grid",
    "points",
    "range",
    "petsc",
    "0",
    "-0",
    "1",
    "2",
    "1/2",
    "1/3",
    "2/6",
    "-1/3",
    "1/0",
    "0/1",
    "1/1001",
    "3/2",
    "99999999999999999999/3",
    "1e400",
    "-1e400",
    "1e-400",
    "nan",
    ".nan",
    "inf",
    "-.inf",
    "0x10",
    "1_000",
    "1e5",
    "2147483648",
    "99999999999999999999",
    "3.7",
    "5abc",
    "\"1\"",
    "~",
    "null",
    "true",
    "yes",
    "no",
    "",
    "[]",
    "{}",
    "[1, 2]",
    "[[1, 0], [0, 1]]",
    "[]]",
    "&a ",
    "*a",
    "&a [*a]",
    "<<: *a",
    "!!int 3",
    "!!binary |",
    "|",
    ">-",
    "'",
    "\"",
    "\"\\x01\\u263a\"",
    ": ",
    "- ",
    "? ",
    "\t",
    "\r\n",
    "\n",
    "\n---\n",
    "\n...\n",
    "%YAML 9.9\n",
    "#",
    "\xef\xbb\xbf",
    "\xff\xfe",
    "\xc3\x28",
    "\xe2\x82\xac",
    "\x01",
    "\x7f",
    "[[[[[[[[[[[[[[[[",
    "{a: {a: {a: {a: {a: {",
    "- - - - - - - - ",
    "left.beta=",
    "{from: 0, to: 1, count: 3}",
    "{from: 1, to: 2, count: 3, spacing: log}",
    "{auto: 30}",
};

static void read_corpus(const char *pattern)
{
  glob_t found;

  assert_int_equal(glob(pattern, 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc && corpus.n < MAX_CORPUS; ++i) {
    FILE *stream = fopen(found.gl_pathv[i], "rb");

    assert_non_null(stream);
    corpus.length[corpus.n] = fread(corpus.text[corpus.n], 1, MAX_BYTES, stream);
    ++corpus.n;
    fclose(stream);
  }
  globfree(&found);
}

/* The last one reads a matrix-product state, which takes as long as a hundred of the others. */
static size_t choose_text(Mutator *m)
{
  return mutate_number(m, 300) ? mutate_number(m, corpus.n - 1) : corpus.n - 1;
}

static void mutated_inputs_are_read_or_refused(void **state)
{
  static char    text[MAX_BYTES + 2];
  const PetscInt first = number_option("-first", 0), n = number_option("-points", 20000), seed = number_option("-seed", 1);
  PetscInt       n_accepted = 0;
  PetscReal      slowest    = 0;

  (void)state;
  verbose = n == 1;
  for (PetscInt i = first; i < first + n; ++i) {
    Mutator         m     = mutator((uint64_t)seed, (uint64_t)i);
    const size_t    which = choose_text(&m), other = choose_text(&m);
    const PetscReal start  = ghd_now();
    size_t          length = corpus.length[which];

    memcpy(text, corpus.text[which], length);
    mutate_text(&m, sizeof(words) / sizeof(*words), words, corpus.length[other], corpus.text[other], MAX_BYTES, &length, text);
    text[length + 1] = '\0';
    mutate_announce("mutated input", (uint64_t)seed, (uint64_t)i, PATIENCE);
    if (verbose) print_message("%s\n", text);
    n_accepted += try_input(text);
    slowest = PetscMax(slowest, ghd_now() - start);
  }
  alarm(0);
  print_message("# %d inputs, %d accepted, the slowest took %.3f s\n", (int)n, (int)n_accepted, slowest);
  assert_true(n == 1 || (n_accepted > n / 100 && n_accepted < n / 2)); /* both ways are gone */
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(mutated_inputs_are_read_or_refused)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL) || PetscPopSignalHandler()) return 1;
  read_corpus("tests/fuzz/corpus/*");
  read_corpus("input/[!m]*.yaml");
  read_corpus("input/ma*.yaml");
  read_corpus("input/mps_quench.yaml");
  if (chdir("input")) return 1; /* files that inputs name */
  failed = cmocka_run_group_tests_name("mutated inputs", tests, NULL, NULL);
  return PetscFinalize() || failed;
}

#endif
