/* Bad inputs and the exact messages that they get. That all ranks get the same: test_params_records.c. */

#include <params_input.h>
#include <string.h>

typedef struct {
  const char *text, *set, *messages; /* all that is printed, the file's name written as @ */
} BadInput;

/* The text with @ for the name of the file at the start of a line. */
static void short_names(const char *from, char *to)
{
  const size_t length = strlen(INPUT_FILE);
  int          start  = 1;

  while (*from) {
    if (start && !strncmp(from, INPUT_FILE, length)) {
      *to++ = '@';
      from += length;
    }
    start = *from == '\n';
    *to++ = *from++;
  }
  *to = '\0';
}

static void expect_messages(size_t n, const BadInput bad[], int refused)
{
  static char messages[MAX_TEXT], names[MAX_TEXT];
  PetscMPIInt rank;
  int         all_right = 1;

  assert_int_equal(MPI_Comm_rank(PETSC_COMM_WORLD, &rank), MPI_SUCCESS);
  for (size_t i = 0; i < n; ++i) {
    GhdParameters p        = read_input(bad[i].text, bad[i].set, messages);
    const char   *expected = rank == 0 ? bad[i].messages : ""; /* said once */

    short_names(messages, names);
    if (refused == (p != NULL) || strcmp(names, expected)) {
      all_right = 0;
      print_error("input:\n%s--set %s\nprints:\n%sexpected:\n%s", bad[i].text, bad[i].set ? bad[i].set : "", names, expected);
    }
    assert_ok(GhdParametersDestroy(&p));
  }
  assert_all(all_right);
}
#define assert_refused(bad) expect_messages(PETSC_STATIC_ARRAY_LENGTH(bad), bad, 1)
#define assert_notices(bad) expect_messages(PETSC_STATIC_ARRAY_LENGTH(bad), bad, 0)

#define OBSERVABLES "q1 to q8, j1 to j8, sz, js, entropy, entropy_current and the families of `xxz-ghd observables`"
#define NUMBERED    "charges and currents are numbered 1 to 8\n"
#define SPINS       "the d = 2s + 1 of a charge of spin s goes from 2 (the local charges) to at most 1000\n"
#define NOT_QUASILOCAL(name, gamma_over_pi, two_s, allowed) \
  "observables: no " name ": at gamma/pi = " gamma_over_pi " the charges with 2s = " two_s " are neither local nor quasilocal; allowed there: 2s = " allowed \
  " (d = 2s + 1)\n"
#define TOO_LARGE(name, gamma_over_pi, two_s, allowed) \
  "observables: no " name ": at gamma/pi = " gamma_over_pi " the charges with 2s = " two_s \
  " are no new ones: transfer matrices with d > Q are made of those with smaller d; allowed there: 2s = " allowed " (d = 2s + 1)\n"
#define STATES   "thermal, infinite_temperature, polarised, neel, bell, dimer, tilted_neel, tilted_ferromagnet, product, mps"
#define TOP_KEYS "title, chain, left, right, rays, observables, accuracy, sweep, chunk, output, ray, petsc"

static void mistakes_in_keys_are_named_with_the_nearest_key(void **state)
{
  static const BadInput bad[] = {
      {GOOD "acuracy: 1e-8\n", NULL, "@:5:1: acuracy: unknown key; nearest: accuracy; allowed here: " TOP_KEYS "\n"},
      {GOOD "Title: x\n", NULL, "@:5:1: Title: unknown key; nearest: title; allowed here: " TOP_KEYS "\n"},
      {GOOD "colour: blue\n", NULL, "@:5:1: colour: unknown key; allowed here: " TOP_KEYS "\n"},
      {GOOD "output: {stat: true}\n", NULL, "@:5:10: output.stat: unknown key; nearest: state; allowed here: state, lambda\n"},
      {GOOD "ray.points: 64\n", NULL, "@:5:1: ray.points: unknown key; a dot in a key means \"ray: {points: ...}\" in a file; allowed here: " TOP_KEYS "\n"},
      {GOOD "sweep: zip\nsweep: product\n", NULL, "@:6:1: sweep: given twice, first in line 5\n"},
      {GOOD "output: {state: true, state: true}\n", NULL, "@:5:23: output.state: given twice, first in line 5\n"},
      {GOOD "? [a, b]\n: 3\n", NULL, "@:5:3: a list or a map stands where a key must be\n"},
      {CHAIN "left: {state: thermal, btea: 1}\n" RIGHT RAYS, NULL,
       "@:2:7: left.beta: missing; the state thermal needs it: inverse temperature; 0 is infinite temperature without a field\n"
       "@:2:24: left.btea: unknown key; nearest: beta; allowed here: state, beta, field\n"},
      {CHAIN "left: {state: polarised, direction: up, beta: 1}\n" RIGHT RAYS, NULL, "@:2:41: left.beta: unknown key; allowed here: state, direction\n"},
      {CHAIN "left: {state: hot, temp: 3, beta: 1}\n" RIGHT RAYS, NULL,
       "@:2:15: left.state: hot is unknown; allowed: " STATES "\n"
       "@:2:20: left.temp: unknown key; allowed here: state, beta, field, mu, direction, angle, vector, file, file_sha256\n"},
      {CHAIN LEFT RIGHT "rays: {autoo: 30}\n", NULL, "@:4:8: rays.autoo: unknown key; nearest: auto; allowed here: from, to, count, spacing, auto\n"},
      {CHAIN LEFT RIGHT "rays: {auto: 30, count: 3}\n", NULL, "@:4:18: rays.count: unknown key; allowed here: auto\n"},
      {"chain: {gamma: 1/3}\n" LEFT RIGHT RAYS, NULL,
       "@:1:8: chain.gamma_over_pi: missing; allowed: P/Q with 0 < P/Q < 1 (or chain.delta)\n"
       "@:1:9: chain.gamma: unknown key; nearest: gamma_over_pi; allowed here: gamma_over_pi, max_denominator, delta\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void every_mandatory_key_is_missed(void **state)
{
  static const BadInput bad[] = {
      {"title: nothing\n", NULL,
       "@:1:1: left: missing; allowed: a map: {state: thermal, beta: 1}\n"
       "@:1:1: rays: missing; allowed: {from, to, count}, a list of numbers, {auto: N} or none\n"
       "@:1:1: chain.gamma_over_pi: missing; allowed: P/Q with 0 < P/Q < 1 (or chain.delta)\n"
       "@:1:1: right: missing; only with rays: none can it be left out\n"},
      {CHAIN "left: {beta: 1}\n" RIGHT RAYS, NULL, "@:2:7: left.state: missing; a side needs it; allowed: " STATES "\n"},
      {CHAIN "left: {state: polarised}\n" RIGHT RAYS, NULL, "@:2:7: left.direction: missing; the state polarised needs it; allowed: up, down\n"},
      {CHAIN LEFT RIGHT "rays: {from: 0, to: 1}\n", NULL, "@:4:7: rays.count: missing; a range is {from, to, count}\n"},
      {CHAIN LEFT RAYS, NULL, "@:1:1: right: missing; only with rays: none can it be left out\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void words_that_are_no_numbers_are_refused(void **state)
{
  static const BadInput bad[] = {
      {GOOD "accuracy: abc\n", NULL, "@:5:11: accuracy: \"abc\" is no number; allowed: a number\n"},
      {GOOD "accuracy: 1e-5x\n", NULL, "@:5:11: accuracy: \"1e-5x\" is no number; allowed: a number\n"},
      {GOOD "accuracy: 0x1p-20\n", NULL, "@:5:11: accuracy: \"0x1p-20\" is no number; allowed: a number\n"},
      {GOOD "accuracy: 1e\n", NULL, "@:5:11: accuracy: \"1e\" is no number; allowed: a number\n"},
      {GOOD "accuracy: .\n", NULL, "@:5:11: accuracy: \".\" is no number; allowed: a number\n"},
      {GOOD "accuracy: 0,001\n", NULL, "@:5:11: accuracy: \"0,001\" is no number; allowed: a number\n"},
      {GOOD "accuracy: \"1e-5\"\n", NULL, "@:5:11: accuracy: \"1e-5\" is text because of its quotes; allowed: a number, without quotes\n"},
      {GOOD "accuracy: .nan\n", NULL, "@:5:11: accuracy: .nan is not finite; allowed: a number\n"},
      {GOOD "accuracy: -.inf\n", NULL, "@:5:11: accuracy: -.inf is not finite; allowed: a number\n"},
      {GOOD "accuracy: 1e999\n", NULL, "@:5:11: accuracy: 1e999 is too large for double precision\n"},
      {GOOD "accuracy: 1e-999\n", NULL, "@:5:11: accuracy: 1e-999 is too small for double precision\n"},
      {GOOD "accuracy: {a: 1}\n", NULL, "@:5:11: accuracy: is a map; allowed: a number\n"},
      {GOOD "accuracy: [1e-5]\n", NULL, "@:5:11: accuracy: is a list; allowed: a number\n"},
      {GOOD "accuracy:\n", NULL, "@:5:10: accuracy: has no value; allowed: a number\n"},
      {GOOD "accuracy: null\n", NULL, "@:5:11: accuracy: has no value; allowed: a number\n"},
      {GOOD "chunk: 3.7\n", NULL, "@:5:8: chunk: 3.7 is no integer\n"},
      {GOOD "chunk: 5abc\n", NULL, "@:5:8: chunk: \"5abc\" is no number; allowed: an integer\n"},
      {GOOD "chunk: 1e2\n", NULL, "@:5:8: chunk: 1e2 is no integer\n"},
      {GOOD "chunk: 010\n", NULL, "@:5:8: chunk: 010 starts with a needless 0; allowed: an integer in decimal\n"},
      {GOOD "chunk: 0x10\n", NULL, "@:5:8: chunk: \"0x10\" is no number; allowed: an integer\n"},
      {GOOD "chunk: 99999999999999999999999\n", NULL, "@:5:8: chunk: 99999999999999999999999 is out of range; allowed: 1 .. 1000\n"},
      {GOOD "chunk: 4294967312\n", NULL, "@:5:8: chunk: 4294967312 is out of range; allowed: 1 .. 1000\n"},
  };

  (void)state;
  assert_refused(bad);
}

/* GOOD is at gamma/pi = 1/3. */
static void charges_that_do_not_exist_are_refused_with_those_that_do(void **state)
{
  static const BadInput bad[] = {
      {GOOD "observables: [q0, q9, j10, q99999999999999999999, q1_d1, j3_d0, q2_d1001]\n", NULL,
       "@:5:15: observables: no q0: " NUMBERED "@:5:19: observables: no q9: " NUMBERED "@:5:23: observables: no j10: " NUMBERED
       "@:5:28: observables: no q99999999999999999999: " NUMBERED "@:5:51: observables: no q1_d1: " SPINS "@:5:58: observables: no j3_d0: " SPINS
       "@:5:65: observables: no q2_d1001: " SPINS},
      {GOOD "observables: [q01, q, q2_d3x, q1_d03, q-1, e_d3]\n", NULL,
       "@:5:15: observables: q01 is unknown; nearest: q1; allowed: " OBSERVABLES "\n"
       "@:5:20: observables: q is unknown; nearest: q1; allowed: " OBSERVABLES "\n"
       "@:5:23: observables: q2_d3x is unknown; allowed: " OBSERVABLES "\n"
       "@:5:31: observables: q1_d03 is unknown; allowed: " OBSERVABLES "\n"
       "@:5:39: observables: q-1 is unknown; nearest: q1; allowed: " OBSERVABLES "\n"
       "@:5:44: observables: e_d3 is unknown; allowed: " OBSERVABLES "\n"},
      {GOOD "observables: [q2_traceless, j1_d3_traceless, sz_traceless]\n", NULL,
       "@:5:15: observables: no q2_traceless: it has no trace; ask for q2\n"
       "@:5:29: observables: no j1_d3_traceless: it has no trace; ask for j1_d3\n"
       "@:5:46: observables: sz_traceless is unknown; nearest: q1_traceless; allowed: " OBSERVABLES "\n"},
      {GOOD "observables: [q1_d3, q1_d3]\n", NULL, "@:5:22: observables: q1_d3 is given twice\n"},
      {GOOD "observables: q1_d99\n", NULL, "@:5:14: " TOO_LARGE("q1_d99", "1/3", "98", "1, 2")},
      {GOOD "observables: [q1]\n", "observables=j1_d4", "--set: " TOO_LARGE("j1_d4", "1/3", "3", "1, 2")},
      {"chain: {gamma_over_pi: [1/3, 2/5, 1/6, 3/8]}\n" LEFT RIGHT RAYS "observables: [q1_d3, q2_d4]\n", NULL,
       "@:5:22: " TOO_LARGE("q2_d4", "1/3", "3", "1, 2") "@:5:22: " NOT_QUASILOCAL("q2_d4", "2/5", "3", "1, 2") "@:5:22: " NOT_QUASILOCAL("q2_d4", "3/8", "3",
                                                                                                                                          "1, 2, 7")},
      {"chain: {gamma_over_pi: 1/12}\n" LEFT RIGHT RAYS "observables: q1_d13\n", NULL, "@:5:14: " TOO_LARGE("q1_d13", "1/12", "12", "1 to 11")},
      {"chain: {gamma_over_pi: [3/2, 2/3]}\n" LEFT RIGHT RAYS "observables: q1_d3\n", NULL,
       "@:1:25: chain.gamma_over_pi: 3/2 is not in (0, 1); allowed: 0 < P/Q < 1\n"
       "@:5:14: " NOT_QUASILOCAL("q1_d3", "2/3", "2", "1")},
  };

  (void)state;
  assert_refused(bad);
}

/* q1 and q2, and 8 orders of 8 spins. */
static void more_charges_than_a_ray_keeps_are_refused(void **state)
{
  char        text[4096], *at = text + sprintf(text, "chain: {gamma_over_pi: 1/12}\n" LEFT RIGHT RAYS "observables: [q1_d2");
  static char messages[MAX_TEXT];
  PetscMPIInt rank;

  (void)state;
  assert_ok(MPI_Comm_rank(PETSC_COMM_WORLD, &rank)); /* rank 0 says what is wrong */
  for (int d = 3; d <= 10; ++d)
    for (int n = 1; n <= 8; ++n) at += sprintf(at, ", j%d_d%d", n, d);
  (void)sprintf(at, "]\n");
  assert_all(!read_input(text, NULL, messages));
  assert_all(rank > 0 || !strcmp(strchr(messages, ' '), " observables: 66 different charges, q1 and q2 among them; allowed: at most 64 in one run\n"));
}

static void values_out_of_range_are_refused_with_the_range(void **state)
{
  static const BadInput bad[] = {
      {GOOD "accuracy: -1e-10\n", NULL, "@:5:11: accuracy: -1e-10 is out of range; allowed: 1e-12 .. 0.01 (double precision gives no more)\n"},
      {GOOD "accuracy: 1e-15\n", NULL, "@:5:11: accuracy: 1e-15 is out of range; allowed: 1e-12 .. 0.01 (double precision gives no more)\n"},
      {GOOD "accuracy: 0\n", NULL, "@:5:11: accuracy: 0 is out of range; allowed: 1e-12 .. 0.01 (double precision gives no more)\n"},
      {GOOD "chunk: 0\n", NULL, "@:5:8: chunk: 0 is out of range; allowed: 1 .. 1000\n"},
      {GOOD "ray: {points: 3}\n", NULL, "@:5:15: ray.points: 3 is out of range; allowed: 0 (from accuracy) or 32 .. 1048576\n"},
      {GOOD "sweep: zipp\n", NULL, "@:5:8: sweep: zipp is unknown; nearest: zip; allowed: product, zip\n"},
      {GOOD "output: {state: yes}\n", NULL, "@:5:17: output.state: yes is unknown; allowed: false, true\n"},
      {GOOD "observables: [q1, Q2, sx]\n", NULL,
       "@:5:19: observables: Q2 is unknown; nearest: q2; allowed: " OBSERVABLES "\n"
       "@:5:23: observables: sx is unknown; nearest: sz; allowed: " OBSERVABLES "\n"},
      {GOOD "observables: [q1, j1, q1]\n", NULL, "@:5:23: observables: q1 is given twice\n"},
      {GOOD "observables: []\n", NULL, "@:5:14: observables: is an empty list; give at least one value\n"},
      {GOOD "observables: {q1: true}\n", NULL, "@:5:14: observables: is a map; allowed: names of `xxz-ghd observables`, default or all\n"},
      {GOOD "title: \"two\\nlines\"\n", NULL, "@:5:8: title: holds a line break, a tab or another control character; allowed: one line of at most 200 bytes\n"},
      {GOOD "petsc: {-ksp_rtol: 1e-3, dress_ksp_type: a b}\n", NULL,
       "@:5:9: petsc.-ksp_rtol: is no name of a PETSc option; allowed: letters, digits and _, without the dash\n"
       "@:5:42: petsc.dress_ksp_type: is no value of a PETSc option; allowed: one word without blanks, quotes, brackets and #\n"},
      {GOOD "petsc: {ksp_rtol: 1e-3, snes_max_it: 3, dres_ksp_rtol: 1e-3, log_view: }\n", NULL,
       "@:5:9: petsc.ksp_rtol: no solver asks for this option; nearest: dress_ksp_rtol; allowed: dress_ksp_..., dress_pc_..., tba_snes_...\n"
       "@:5:25: petsc.snes_max_it: no solver asks for this option; nearest: tba_snes_max_it; allowed: dress_ksp_..., dress_pc_..., tba_snes_...\n"
       "@:5:41: petsc.dres_ksp_rtol: no solver asks for this option; nearest: dress_ksp_rtol; allowed: dress_ksp_..., dress_pc_..., tba_snes_...\n"
       "@:5:62: petsc.log_view: no solver asks for this option; allowed: dress_ksp_..., dress_pc_..., tba_snes_...\n"},
      {CHAIN "left: {state: thermal, beta: -3e3, field: 1e3}\n" RIGHT RAYS, NULL,
       "@:2:30: left.beta: -3e3 is out of range; allowed: -2000 .. 2000 (beyond, double precision cannot hold the fillings)\n"
       "@:2:43: left.field: 1e3 is out of range; allowed: -100 .. 100\n"},
      {CHAIN LEFT "right: {state: polarised, direction: left}\n" RAYS, NULL, "@:3:38: right.direction: left is unknown; allowed: up, down\n"},
      {CHAIN LEFT "right: hot\n" RAYS, NULL, "@:3:8: right: is one value; allowed: a map: {state: thermal, beta: 1}\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void initial_states_that_are_none_are_refused_where_they_are_written(void **state)
{
#define VECTOR(vector) CHAIN "left: {state: product, vector: " vector "}\n" RIGHT RAYS
#define AMPLITUDES     "2, 4, 8 or 16 amplitudes, each a number or [re, im]"
  static const BadInput bad[] = {
      {VECTOR("[1, 0, 1]"), NULL, "@:2:32: left.vector: 3 amplitudes are no unit cell; allowed: 2, 4, 8 or 16, for 1 to 4 sites\n"},
      {VECTOR("[1]"), NULL, "@:2:32: left.vector: 1 amplitudes are no unit cell; allowed: 2, 4, 8 or 16, for 1 to 4 sites\n"},
      {VECTOR("[0, [0, 0], -0.0, 0]"), NULL, "@:2:32: left.vector: the vector has norm zero\n"},
      {VECTOR("[1, [0, 1, 2]]"), NULL, "@:2:36: left.vector: a list of 3 numbers is no amplitude; allowed: a number or [re, im]\n"},
      {VECTOR("[1, [0, i]]"), NULL, "@:2:40: left.vector: \"i\" is no number; allowed: a number\n"},
      {VECTOR("[.nan, .inf]"), NULL,
       "@:2:33: left.vector: .nan is not finite; allowed: a number\n@:2:39: left.vector: .inf is not finite; allowed: a number\n"},
      {VECTOR("[]"), NULL, "@:2:32: left.vector: is an empty list; give at least one value\n"},
      {VECTOR("{from: 0, to: 1, count: 2}"), NULL, "@:2:32: left.vector: is a map; allowed: " AMPLITUDES "\n"},
      {CHAIN "left: {state: product, vektor: [1, 0]}\n" RIGHT RAYS, NULL,
       "@:2:7: left.vector: missing; the state product needs it; allowed: " AMPLITUDES "\n"
       "@:2:24: left.vektor: unknown key; nearest: vector; allowed here: state, vector\n"},
      {CHAIN LEFT RIGHT RAYS, "left={state: tilted_neel}", "--set: left.angle: missing; the state tilted_neel needs it: by which all spins are turned\n"},
      {CHAIN "left: {state: neel, angle: 1}\n" RIGHT RAYS, NULL, "@:2:21: left.angle: unknown key; allowed here: state\n"},
      {CHAIN "left: {state: bel}\n" RIGHT RAYS, NULL, "@:2:15: left.state: bel is unknown; nearest: bell; allowed: " STATES "\n"},
      {CHAIN "left: {state: mps}\n" RIGHT RAYS, NULL,
       "@:2:7: left.file: missing; the state mps needs it; allowed: a path, relative to the folder of the input file\n"},
      {CHAIN "left: {state: mps, file: nowhere.h5}\n" RIGHT RAYS, NULL, "@:2:26: left.file: nowhere.h5: No such file or directory\n"},
      {CHAIN "left: {state: mps, file: [a, b]}\n" RIGHT RAYS, NULL,
       "@:2:26: left.file: is a list; allowed: a path, relative to the folder of the input file\n"},
      {CHAIN "left: {state: mps, file: .}\n" RIGHT RAYS, NULL, "@:2:26: left.file: .: is a folder, not a file\n"},
      {CHAIN "left: {state: mps, file: " INPUT_FILE "}\n" RIGHT RAYS, NULL, "@:2:26: left.file: it is no HDF5 file\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void bad_anisotropies_are_refused(void **state)
{
#define WITH(chain) "chain: {" chain "}\n" LEFT RIGHT RAYS
  static const BadInput                               bad[] = {
                                    {WITH("gamma_over_pi: 3/2"), NULL, "@:1:24: chain.gamma_over_pi: 3/2 is not in (0, 1); allowed: 0 < P/Q < 1\n"},
                                    {WITH("gamma_over_pi: 3/3"), NULL, "@:1:24: chain.gamma_over_pi: 3/3 is not in (0, 1); allowed: 0 < P/Q < 1\n"},
                                    {WITH("gamma_over_pi: 0/3"), NULL, "@:1:24: chain.gamma_over_pi: 0/3 is not in (0, 1); allowed: 0 < P/Q < 1\n"},
                                    {WITH("gamma_over_pi: 1/0"), NULL, "@:1:24: chain.gamma_over_pi: 1/0 divides by 0; allowed: 0 < P/Q < 1\n"},
                                    {WITH("gamma_over_pi: -1/3"), NULL, "@:1:24: chain.gamma_over_pi: -1/3 is no fraction between 0 and 1; allowed: P/Q, such as 1/2\n"},
                                    {WITH("gamma_over_pi: 0.5"), NULL, "@:1:24: chain.gamma_over_pi: 0.5 is no fraction between 0 and 1; allowed: P/Q, such as 1/2\n"},
                                    {WITH("gamma_over_pi: 1/3a"), NULL, "@:1:24: chain.gamma_over_pi: 1/3a is no fraction; allowed: P/Q, such as 1/3\n"},
                                    {WITH("gamma_over_pi: 1/1001"), NULL, "@:1:24: chain.gamma_over_pi: 1/1001 has too large a denominator; allowed: Q <= 1000\n"},
                                    {WITH("gamma_over_pi: 1/18446744073709551619"), NULL,
                                     "@:1:24: chain.gamma_over_pi: 1/18446744073709551619 is too long for a fraction; allowed: P/Q, such as 1/3\n"},
                                    {WITH("gamma_over_pi: []"), NULL, "@:1:24: chain.gamma_over_pi: is an empty list; give at least one value\n"},
                                    {WITH("gamma_over_pi: [[1/3]]"), NULL, "@:1:25: chain.gamma_over_pi: is a list; allowed: a fraction P/Q\n"},
                                    {WITH("gamma_over_pi: {from: 1/2, to: 1/3, count: 1}"), NULL,
                                     "@:1:40: chain.gamma_over_pi: to = 1/3 is not above from = 1/2\n"
                                                                   "@:1:52: chain.gamma_over_pi.count: 1 is out of range; allowed: 2 .. 1000000\n"},
                                    {WITH("gamma_over_pi: {from: 1/3, to: 1/2, count: 500}"), NULL, "@:1:24: chain.gamma_over_pi: value 3 of the range is 500/1497; allowed: Q <= 1000\n"},
                                    {WITH("gamma_over_pi: {from: 1/3, to: 1/2, count: 3, spacing: log}"), NULL, "@:1:64: chain.gamma_over_pi.spacing: log is unknown; allowed: linear\n"},
                                    {WITH("gamma_over_pi: 1/3, delta: 0.5"), NULL, "@:1:36: chain.delta: chain.gamma_over_pi is given too; allowed: one of the two\n"},
                                    {WITH("gamma_over_pi: 1/3, max_denominator: 5"), NULL, "@:1:46: chain.max_denominator: has no meaning without chain.delta\n"},
                                    {WITH("delta: 0.3"), NULL,
                                     "@:1:16: chain.delta: 0.3 is no cos(pi P/Q) with Q <= 1000 to 1e-12; nearest: 0.300000399500546 at 214/531; give gamma_over_pi, or "
                                                                   "max_denominator to take the nearest P/Q with Q up to it\n"},
                                    {WITH("delta: [0.5, 1, -1]"), NULL,
                                     "@:1:22: chain.delta: 1 is out of range; allowed: -1 < Delta < 1\n"
                                                                   "@:1:25: chain.delta: -1 is out of range; allowed: -1 < Delta < 1\n"},
                                    {WITH("delta: 0.3, max_denominator: 1"), NULL, "@:1:38: chain.max_denominator: 1 is out of range; allowed: 2 .. 1000\n"},
                                    {"chain: 1/3\n" LEFT RIGHT RAYS, NULL, "@:1:8: chain: is one value; allowed: a map of keys\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void bad_lists_and_ranges_are_refused(void **state)
{
#define BETA(beta) CHAIN "left: {state: thermal, beta: " beta "}\n" RIGHT RAYS
#define RAY(rays)  CHAIN LEFT RIGHT "rays: " rays "\n"
  static const BadInput       bad[] = {
            {BETA("[]"), NULL, "@:2:30: left.beta: is an empty list; give at least one value\n"},
            {BETA("[1, two, [3]]"), NULL,
             "@:2:34: left.beta: \"two\" is no number; allowed: a number\n"
                   "@:2:39: left.beta: is a list; allowed: a number\n"},
            {BETA("{from: 1, to: 1, count: 3}"), NULL, "@:2:44: left.beta: to = 1 is not above from = 1\n"},
            {BETA("{from: 1, to: 2, count: 1}"), NULL, "@:2:54: left.beta.count: 1 is out of range; allowed: 2 .. 1000000\n"},
            {BETA("{from: 0, to: 2, count: 3, spacing: log}"), NULL, "@:2:37: left.beta.from: a logarithmic range starts above 0\n"},
            {BETA("{from: 0, to: 3000, count: 3, spacing: cubic}"), NULL,
             "@:2:44: left.beta.to: 3000 is out of range; allowed: -2000 .. 2000 (beyond, double precision cannot hold the fillings)\n"
                   "@:2:69: left.beta.spacing: cubic is unknown; allowed: linear, log\n"},
            {BETA("{from: 1, to: 1.0000000000000004, count: 9}"), NULL, "@:2:30: left.beta: from and to are too close for 9 different values\n"},
            {RAY("[]"), NULL, "@:4:7: rays: is an empty list; give at least one value\n"},
            {RAY("[0.5, 0.1, 0.5]"), NULL, "@:4:7: rays: 0.5 is given twice\n"},
            {RAY("[0, -0.0]"), NULL, "@:4:7: rays: 0 is given twice\n"},
            {RAY("{auto: 19}"), NULL, "@:4:14: rays.auto: 19 is out of range; allowed: 20 .. 1000000\n"},
            {RAY("{from: 1, to: -1, count: 3}"), NULL, "@:4:21: rays: to = -1 is not above from = 1\n"},
            {RAY("many"), NULL, "@:4:7: rays: \"many\" is not known; allowed: {from, to, count}, a list of numbers, {auto: N} or none\n"},
            {RAY("{from: 0, to: 1, count: 100000000000}"), NULL, "@:4:31: rays.count: 100000000000 is out of range; allowed: 2 .. 1000000\n"},
            {GOOD "output: {lambda: 3}\n", NULL, "@:5:18: output.lambda: is one value; allowed: {from, to, count} or an ascending list\n"},
            {"chain: {gamma_over_pi: [1/3, 1/4, 2/5]}\n" BETA("[1, 2]") "sweep: zip\n", NULL,
             "@:2:1: chain: given twice, first in line 1\n"
                   "@:6:8: sweep: zip needs axes of one length, but chain.gamma_over_pi has 3, left.beta has 2\n"},
            {"chain: {gamma_over_pi: [1/3, 1/4, 2/5]}\nleft: {state: thermal, beta: [1, 2]}\n" RIGHT RAYS "sweep: zip\n", NULL,
             "@:5:8: sweep: zip needs axes of one length, but chain.gamma_over_pi has 3, left.beta has 2\n"},
            {CHAIN "left: {state: thermal, beta: {from: 0, to: 1, count: 1000000}, field: {from: 0, to: 1, count: 11}}\n" RIGHT RAYS, NULL,
             "@:1:1: sweep: the axes make 1.1e+07 points; allowed: at most 1e+07\n"},
            {CHAIN "left: {state: thermal, beta: {from: 0, to: 1, count: 10000}}\n" RIGHT "rays: {auto: 100001}\n", NULL,
             "@:1:1: rays: all points together have 1e+09; allowed: at most 1e+09\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void text_that_is_no_yaml_is_refused_with_line_and_column(void **state)
{
  static const BadInput bad[] = {
      {"", NULL, "@: is empty; `xxz-ghd params` lists the keys\n"},
      {"# nothing but a comment\n", NULL, "@: is empty; `xxz-ghd params` lists the keys\n"},
      {"rays: [1, 2\nleft: 3\n", NULL, "@:2:5: no YAML: did not find expected ',' or ']' (while parsing a flow sequence that starts in line 1)\n"},
      {"chain:\n\tdelta: 0.5\n", NULL,
       "@:2:1: no YAML: found character that cannot start any token (while scanning for the next token that starts in line 2); "
       "the line starts with a tab: YAML wants spaces\n"},
      {"a: 1\n\xff\xfe\n", NULL, "@:2:1: no YAML: invalid leading UTF-8 octet\n"},
      {"a: 1\nb: \x01\n", NULL, "@:2:4: no YAML: control characters are not allowed\n"},
      {GOOD "title: [[[[[[[[[[[[[[[[[[[[\n", NULL, "@:5:23: lists and maps stand in each other more than 16 deep\n"},
      {GOOD, "title=- - - - - - - - - - - - - - - - - 1", "--set: title: lists and maps stand in each other more than 16 deep\n"},
      {"- a\n- b\n", NULL, "@:1:1: the input is a list; allowed: a map of keys, such as \"chain: {gamma_over_pi: 1/3}\"\n"},
      {"just words\n", NULL, "@:1:1: the input is one value; allowed: a map of keys, such as \"chain: {gamma_over_pi: 1/3}\"\n"},
      {GOOD "---\ntitle: second\n", NULL, "@:5:1: a second YAML document starts here: one input holds one\n"},
      {GOOD "chunk: !!int 3\n", NULL, "@:5:8: YAML tags (tag:yaml.org,2002:int) are not understood: leave it out\n"},
      {GOOD "chunk: *x\n", NULL, "@:5:8: no YAML: found undefined alias\n"},
      {CHAIN "left: &l {state: *l, beta: *l}\n" RIGHT "rays: &r [*r]\n", NULL,
       "@:2:7: left.state: is a map; allowed: a word\n"
       "@:4:7: rays: is a list; allowed: a number\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void bad_words_of_the_command_line_are_refused(void **state)
{
  static const BadInput bad[] = {
      {GOOD, "accuracy", "--set: \"accuracy\" is not of the form key.path=value\n"},
      {GOOD, "=3", "--set: \"=3\" is not of the form key.path=value\n"},
      {GOOD, "left..beta=3", "--set: \"left..beta=3\" is not of the form key.path=value\n"},
      {GOOD, "acuracy=1e-9", "--set: acuracy: unknown key; nearest: accuracy; allowed here: " TOP_KEYS "\n"},
      {GOOD, "left.beta=abc", "--set: left.beta: \"abc\" is no number; allowed: a number\n"},
      {GOOD, "left.beta=", "--set: left.beta: has no value; allowed: a number\n"},
      {GOOD, "left.beta=[1, 2", "--set: left.beta: no YAML: did not find expected ',' or ']' (while parsing a flow sequence)\n"},
      {GOOD, "rays.count=3", "--set: rays.count=3: a part of this key holds a value that is no map; set that value as a whole\n"},
      {"titel: x\n" GOOD, "chunk=0",
       "@:1:1: titel: unknown key; nearest: title; allowed here: " TOP_KEYS "\n"
       "--set: chunk: 0 is out of range; allowed: 1 .. 1000\n"},
      {"a: [\n", "chunk",
       "@:2:1: no YAML: did not find expected node content (while parsing a flow node that starts in line 2)\n"
       "--set: \"chunk\" is not of the form key.path=value\n"},
  };

  (void)state;
  assert_refused(bad);
}

static void what_is_changed_on_reading_is_said(void **state)
{
  static const BadInput odd[] = {
      {"chain: {gamma_over_pi: [2/6, 1/4]}\n" LEFT RIGHT RAYS, NULL, "@:1:25: notice: chain.gamma_over_pi: 2/6 is taken in lowest terms, 1/3\n"},
      {CHAIN LEFT RIGHT "rays: [0.5, -0.5]\n", NULL, "@:4:7: notice: rays: the list is sorted into ascending order\n"},
      {"chain: {delta: 0.3, max_denominator: 50}\n" LEFT RIGHT RAYS, NULL,
       "@:1:16: notice: chain.delta: 0.3 is taken as gamma/pi = 19/47, Delta = 0.296275580885634\n"},
      {"chain: {delta: [0.5, 0.3], max_denominator: 20}\n" LEFT RIGHT RAYS, NULL,
       "@:1:16: notice: chain.delta: values are taken as the nearest cos(pi P/Q) with Q <= 20, which changes them by up to 0.009\n"},
      {VECTOR("[3, 0, 0, [0, 4]]"), NULL, "@:2:32: notice: left.vector: the amplitudes have norm 5; they are divided by it\n"},
  };

  (void)state;
  assert_notices(odd);
}

static void all_problems_of_a_file_come_in_one_go_in_the_order_of_its_lines(void **state)
{
  static const BadInput bad[] = {
      {"titel: x\n"
       "chain: {gamma_over_pi: 3/2}\n"
       "left: {state: thermal, beta: -3e3, feld: 2}\n"
       "rays: {from: 1, to: 0, count: 3.7}\n"
       "observables: [q1, q1_d]\n"
       "accuracy: 1e-20\n",
       "chunk=5abc",
       "@:1:1: titel: unknown key; nearest: title; allowed here: " TOP_KEYS "\n"
       "@:1:1: right: missing; only with rays: none can it be left out\n"
       "@:2:24: chain.gamma_over_pi: 3/2 is not in (0, 1); allowed: 0 < P/Q < 1\n"
       "@:3:30: left.beta: -3e3 is out of range; allowed: -2000 .. 2000 (beyond, double precision cannot hold the fillings)\n"
       "@:3:36: left.feld: unknown key; nearest: field; allowed here: state, beta, field\n"
       "@:4:21: rays: to = 0 is not above from = 1\n"
       "@:4:31: rays.count: 3.7 is no integer\n"
       "@:5:19: observables: q1_d is unknown; allowed: " OBSERVABLES "\n"
       "@:6:11: accuracy: 1e-20 is out of range; allowed: 1e-12 .. 0.01 (double precision gives no more)\n"
       "--set: chunk: \"5abc\" is no number; allowed: an integer\n"},
  };

  (void)state;
  assert_refused(bad);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mistakes_in_keys_are_named_with_the_nearest_key),
      cmocka_unit_test(every_mandatory_key_is_missed),
      cmocka_unit_test(words_that_are_no_numbers_are_refused),
      cmocka_unit_test(charges_that_do_not_exist_are_refused_with_those_that_do),
      cmocka_unit_test(more_charges_than_a_ray_keeps_are_refused),
      cmocka_unit_test(values_out_of_range_are_refused_with_the_range),
      cmocka_unit_test(initial_states_that_are_none_are_refused_where_they_are_written),
      cmocka_unit_test(bad_anisotropies_are_refused),
      cmocka_unit_test(bad_lists_and_ranges_are_refused),
      cmocka_unit_test(text_that_is_no_yaml_is_refused_with_line_and_column),
      cmocka_unit_test(bad_words_of_the_command_line_are_refused),
      cmocka_unit_test(what_is_changed_on_reading_is_said),
      cmocka_unit_test(all_problems_of_a_file_come_in_one_go_in_the_order_of_its_lines),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  enter_own_folder();
  failed = cmocka_run_group_tests_name("params_messages", tests, NULL, NULL);
  leave_own_folder();
  return PetscFinalize() || failed;
}
