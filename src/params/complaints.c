/* Collecting everything that is wrong with an input. */

#include "complaints.h"

PetscErrorCode GhdComplaintsCreate(GhdComplaints *complaints)
{
  PetscFunctionBegin;
  PetscCall(PetscNew(complaints));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdComplaintsDestroy(GhdComplaints *complaints)
{
  PetscFunctionBegin;
  if (!*complaints) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < (*complaints)->n; ++i) {
    PetscCall(PetscFree((*complaints)->entry[i].place));
    PetscCall(PetscFree((*complaints)->entry[i].message));
  }
  PetscCall(PetscFree((*complaints)->entry));
  PetscCall(PetscFree(*complaints));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdComplaintsAdd(GhdComplaints complaints, PetscBool notice, const char *place, PetscInt line, PetscInt column, const char *format,
                                va_list arguments)
{
  char          message[1024];
  GhdComplaint *entry;

  PetscFunctionBegin;
  (void)vsnprintf(message, sizeof(message), format, arguments);
  ghd_make_printable(message, PETSC_FALSE);
  if (complaints->n == complaints->capacity) {
    complaints->capacity = 2 * complaints->capacity + 16;
    PetscCall(PetscRealloc(sizeof(*complaints->entry) * (size_t)complaints->capacity, &complaints->entry));
  }
  entry = &complaints->entry[complaints->n];
  PetscCall(PetscStrallocpy(place, &entry->place));
  PetscCall(PetscStrallocpy(message, &entry->message));
  entry->line   = line;
  entry->column = column;
  entry->notice = notice;
  ++complaints->n;
  if (notice) ++complaints->n_notices;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdComplain(GhdComplaints complaints, const char *place, const char *format, ...)
{
  va_list arguments;

  PetscFunctionBegin;
  va_start(arguments, format);
  PetscCall(GhdComplaintsAdd(complaints, PETSC_FALSE, place, 0, 0, format, arguments));
  va_end(arguments);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdNotice(GhdComplaints complaints, const char *place, const char *format, ...)
{
  va_list arguments;

  PetscFunctionBegin;
  va_start(arguments, format);
  PetscCall(GhdComplaintsAdd(complaints, PETSC_TRUE, place, 0, 0, format, arguments));
  va_end(arguments);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscInt ghd_n_complaints(GhdComplaints complaints)
{
  return complaints->n - complaints->n_notices;
}

static PetscBool ghd_comes_after(const GhdComplaint *a, const GhdComplaint *b)
{
  if (a->line == b->line) return a->column > b->column ? PETSC_TRUE : PETSC_FALSE;
  if (a->line == 0) return PETSC_TRUE;
  return b->line != 0 && a->line > b->line ? PETSC_TRUE : PETSC_FALSE;
}

void ghd_complaints_sort(GhdComplaints complaints, PetscInt first)
{
  for (PetscInt i = first + 1; i < complaints->n; ++i) {
    GhdComplaint moving = complaints->entry[i];
    PetscInt     j      = i;

    for (; j > first && ghd_comes_after(&complaints->entry[j - 1], &moving); --j) complaints->entry[j] = complaints->entry[j - 1];
    complaints->entry[j] = moving;
  }
}

PetscErrorCode GhdComplaintsPrint(GhdComplaints complaints)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < complaints->n; ++i)
    if (complaints->entry[i].notice) (void)fprintf(stderr, "%s: notice: %s\n", complaints->entry[i].place, complaints->entry[i].message);
  for (PetscInt i = 0; i < complaints->n; ++i)
    if (!complaints->entry[i].notice) (void)fprintf(stderr, "%s: %s\n", complaints->entry[i].place, complaints->entry[i].message);
  PetscFunctionReturn(PETSC_SUCCESS);
}
