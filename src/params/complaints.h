#ifndef GHD_PARAMS_COMPLAINTS_H
#define GHD_PARAMS_COMPLAINTS_H
/* The inside of GhdComplaints: entries carry their line, so that a reader that looks at keys in its own order can still report in the order of the file. */

#include <stdarg.h>
#include <xxzghd/params.h>

typedef struct {
  PetscInt  line, column; /* 0, 0: about the whole file, or not from a file */
  char     *place;
  char     *message;
  PetscBool notice;
} GhdComplaint;

struct GhdComplaints_ {
  PetscInt      n, capacity, n_notices;
  GhdComplaint *entry;
};

PetscErrorCode GhdComplaintsAdd(GhdComplaints complaints, PetscBool notice, const char *place, PetscInt line, PetscInt column, const char *format,
                                va_list arguments) __attribute__((format(printf, 6, 0)));
/* Sorts the entries from `first` on by line and column; those without a line come last. Equal places keep their order. */
void ghd_complaints_sort(GhdComplaints complaints, PetscInt first);

#endif
