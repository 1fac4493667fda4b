#include "params_input.h"
#include <string.h>
#include <unistd.h>

static PetscMPIInt rank;
static char        folder[] = "/tmp/test_params.XXXXXX";

void write_input(const char *text)
{
  if (rank == 0) {
    FILE *stream = fopen(INPUT_FILE, "wb");

    if (stream) {
      (void)fputs(text, stream);
      (void)fclose(stream);
    }
  }
}

void printed(GhdComplaints complaints, char text[MAX_TEXT])
{
  int    saved;
  FILE  *file;
  size_t n;

  text[0] = '\0';
  if (rank != 0) return;
  (void)fflush(stderr);
  saved = dup(STDERR_FILENO);
  file  = tmpfile();
  (void)dup2(fileno(file), STDERR_FILENO);
  (void)GhdComplaintsPrint(complaints);
  (void)fflush(stderr);
  (void)dup2(saved, STDERR_FILENO);
  (void)close(saved);
  rewind(file);
  n       = fread(text, 1, MAX_TEXT - 1, file);
  text[n] = '\0';
  (void)fclose(file);
}

GhdParameters read_input(const char *text, const char *set, char messages[MAX_TEXT])
{
  GhdComplaints complaints;
  GhdParameters parameters;
  char         *words[1];

  if (text) write_input(text);
  words[0] = (char *)(uintptr_t)set;
  assert_ok(GhdComplaintsCreate(&complaints));
  assert_ok(GhdParametersRead(PETSC_COMM_WORLD, INPUT_FILE, set ? 1 : 0, words, complaints, &parameters));
  assert_all((ghd_n_complaints(complaints) == 0) == (parameters != NULL));
  printed(complaints, messages);
  assert_ok(GhdComplaintsDestroy(&complaints));
  return parameters;
}

GhdParameters read_good(const char *text, const char *set)
{
  static char   messages[MAX_TEXT];
  GhdParameters parameters = read_input(text, set, messages);

  if (messages[0]) print_error("%s\n", messages);
  assert_all(!messages[0]);
  return parameters;
}

const char *record_value(GhdParameters p, const char *key)
{
  for (PetscInt i = 0; i < p->n_records; ++i)
    if (!strcmp(p->record[i].key, key)) return p->record[i].value;
  return "";
}

void enter_own_folder(void)
{
  (void)MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  if (rank == 0 && (!mkdtemp(folder) || chdir(folder))) (void)MPI_Abort(PETSC_COMM_WORLD, 1);
}

void leave_own_folder(void)
{
  if (rank != 0) return;
  (void)remove(INPUT_FILE);
  (void)rmdir(folder);
}
