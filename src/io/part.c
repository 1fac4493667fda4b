#include "copy.h"
#include "part.h"

enum { N_ATTRIBUTES = 6 };
static const char *const attribute[] = {"part", "parts", "first_point", "sweep_points", "first_chunk", "end_chunk", "created"};

PetscErrorCode GhdPartWrite(hid_t file, const GhdFilePart *part)
{
  const PetscInt value[N_ATTRIBUTES] = {part->number, part->count, part->first_point, part->sweep_points, part->first_chunk, part->end_chunk};

  PetscFunctionBegin;
  for (int i = 0; part->count > 0 && i < N_ATTRIBUTES; ++i) PetscCall(GhdH5PutInteger(file, attribute[i], H5T_STD_I64LE, value[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPartRead(hid_t file, GhdFilePart *part)
{
  PetscInt     value[N_ATTRIBUTES];
  const htri_t is_part = H5Aexists(file, attribute[0]);

  PetscFunctionBegin;
  GhdH5Call(is_part);
  *part = (GhdFilePart){0};
  if (!is_part) PetscFunctionReturn(PETSC_SUCCESS);
  for (int i = 0; i < N_ATTRIBUTES; ++i) PetscCall(GhdH5GetInteger(file, attribute[i], &value[i]));
  *part = (GhdFilePart){value[0], value[1], value[2], value[3], value[4], value[5]};
  PetscCheck(part->number >= 1 && part->number <= part->count && part->first_point >= 0 && part->first_point < part->sweep_points && part->first_chunk >= 0 &&
                 part->first_chunk < part->end_chunk,
             PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "its attributes first_point, first_chunk, ... describe no part of a sweep");
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rays of a point that are computed together; 1 in a file without rays. */
static PetscErrorCode ChunkLength(hid_t file, PetscInt *chunk)
{
  hid_t status;

  PetscFunctionBegin;
  *chunk = 1;
  if (H5Lexists(file, "/status", H5P_DEFAULT) <= 0) PetscFunctionReturn(PETSC_SUCCESS);
  GhdH5Call((status = H5Dopen2(file, "/status", H5P_DEFAULT)));
  PetscCall(GhdH5GetInteger(status, "chunk", chunk));
  GhdH5Call(H5Dclose(status));
  PetscCheck(*chunk > 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "the attribute chunk of /status is not positive");
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rows before a chunk of the sweep. */
static hsize_t rows_before(hsize_t n_rays, hsize_t length, hsize_t chunk)
{
  const hsize_t chunks_per_point = (n_rays + length - 1) / length;

  return chunk / chunks_per_point * n_rays + chunk % chunks_per_point * length;
}

PetscErrorCode GhdPartRows(hid_t file, hsize_t n_points, hsize_t n_rays, hsize_t *begin, hsize_t *end)
{
  GhdFilePart part;
  PetscInt    chunk;
  hsize_t     before;

  PetscFunctionBegin;
  *begin = 0;
  *end   = n_points * n_rays;
  PetscCall(GhdPartRead(file, &part));
  if (part.count == 0 || n_rays == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(ChunkLength(file, &chunk));
  before = (hsize_t)part.first_point * n_rays;
  *begin = rows_before(n_rays, (hsize_t)chunk, (hsize_t)part.first_chunk) - before;
  *end   = rows_before(n_rays, (hsize_t)chunk, (hsize_t)part.end_chunk) - before;
  PetscCheck(*begin < n_rays && *begin<*end && * end <= n_points * n_rays && * end>(n_points - 1) * n_rays, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED,
             "its attributes first_point, first_chunk, ... do not describe its rows");
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPartCompare(hid_t file, const GhdFilePart *part, char problem[GHD_PROBLEM_LENGTH])
{
  GhdFilePart found;

  PetscFunctionBegin;
  PetscCall(GhdPartRead(file, &found));
  problem[0] = '\0';
  if (found.number == part->number && found.count == part->count) PetscFunctionReturn(PETSC_SUCCESS);
  if (found.count == 0)
    ghd_problem(problem, "holds the whole sweep, not part %" PetscInt_FMT "/%" PetscInt_FMT, part->number, part->count);
  else if (part->count == 0)
    ghd_problem(problem,
                "holds part %" PetscInt_FMT "/%" PetscInt_FMT " of the sweep: continue it with --part %" PetscInt_FMT "/%" PetscInt_FMT
                ", or join the parts first (xxz-ghd merge)",
                found.number, found.count, found.number, found.count);
  else
    ghd_problem(problem, "holds part %" PetscInt_FMT "/%" PetscInt_FMT " of the sweep, not part %" PetscInt_FMT "/%" PetscInt_FMT, found.number, found.count,
                part->number, part->count);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPartCopyOthers(hid_t from, hid_t to)
{
  hid_t root[2];

  PetscFunctionBegin;
  GhdH5Call((root[0] = H5Gopen2(from, "/", H5P_DEFAULT)));
  GhdH5Call((root[1] = H5Gopen2(to, "/", H5P_DEFAULT)));
  PetscCall(GhdCopyAttributes(root[0], root[1], N_ATTRIBUTES + 1, attribute));
  for (int i = 0; i < 2; ++i) GhdH5Call(H5Gclose(root[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}
