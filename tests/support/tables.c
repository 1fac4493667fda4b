/* Tables of comma-separated numbers under one line of names. */
#include "tables.h"
#include "product.h"

#define LINE_LENGTH     1024
#define THERMAL_COLUMNS 11 /* P,Q,beta,h,lnZ,q1,sz,q3,j2,entropy,err                         */
#define RAY_COLUMNS     16 /* P,Q,bL,hL,bR,hR,zeta,q1,j1,q2,j2,q3,j3,sz,js,err               */

static PetscErrorCode ReadNumbers(const char *file, char *line, PetscInt n_columns, PetscReal value[])
{
  char *at = line;

  PetscFunctionBegin;
  for (PetscInt c = 0; c < n_columns; ++c) {
    char *end;

    value[c] = strtod(at, &end);
    PetscCheck(end != at && *end == (c + 1 < n_columns ? ',' : '\n'), PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s: column %" PetscInt_FMT " of: %s", file,
               c, line);
    at = end + 1;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static RefRow ThermalRow(const PetscReal column[])
{
  RefRow row = {.P = (PetscInt)column[0], .Q = (PetscInt)column[1], .n = 5, .observable = {Q1, SZ, Q3, J2, ENTROPY}};

  row.left = row.right = thermal(column[2], column[3]);
  for (PetscInt o = 0; o < row.n; ++o) row.value[o] = column[5 + o];
  return row;
}

static RefRow RayRow(const PetscReal column[])
{
  RefRow row = {.P = (PetscInt)column[0], .Q = (PetscInt)column[1], .zeta = column[6], .n = 8, .observable = {Q1, J1, Q2, J2, Q3, J3, SZ, JS}};

  row.left  = thermal(column[2], column[3]);
  row.right = thermal(column[4], column[5]);
  for (PetscInt o = 0; o < row.n; ++o) row.value[o] = column[7 + o];
  return row;
}

static PetscErrorCode Read(const char *file, PetscInt n_columns, RefRow (*convert)(const PetscReal[]), PetscInt *n_rows, RefRow **rows)
{
  FILE     *stream = fopen(file, "r");
  char      line[LINE_LENGTH];
  PetscReal column[RAY_COLUMNS];
  PetscInt  n = 0, n_lines = 0;

  PetscFunctionBegin;
  PetscCheck(stream, PETSC_COMM_SELF, PETSC_ERR_FILE_OPEN, "cannot open %s (tests are started in the top folder)", file);
  while (fgets(line, sizeof(line), stream)) ++n_lines;
  rewind(stream);
  PetscCheck(fgets(line, sizeof(line), stream), PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s is empty", file);
  PetscCall(PetscMalloc1(n_lines, rows));
  while (fgets(line, sizeof(line), stream)) {
    PetscCall(ReadNumbers(file, line, n_columns, column));
    (*rows)[n++] = convert(column);
  }
  fclose(stream);
  *n_rows = n;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefTableReadThermal(PetscInt *n_rows, RefRow **rows)
{
  PetscFunctionBegin;
  PetscCall(Read("tests/reference/thermal.csv", THERMAL_COLUMNS, ThermalRow, n_rows, rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefTableReadRays(PetscInt *n_rows, RefRow **rows)
{
  PetscFunctionBegin;
  PetscCall(Read("tests/reference/rays.csv", RAY_COLUMNS, RayRow, n_rows, rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}
