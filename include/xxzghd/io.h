#ifndef XXZGHD_IO_H
#define XXZGHD_IO_H
/* io: the one shared HDF5 result file. Knows shapes and names; no physics, no plan.

   The file is its own checkpoint. It is created whole (early allocation, filled, as FILE.new, then renamed); after that only raw data changes in it:
   a chunk's rows first, their status last, so that whatever kills the job, rows whose status is not 0 are there and right.

   Every *problem below is a whole sentence that begins with the name of the file. */

#include <xxzghd/base.h>

/* Which row of a table holds for a point, where the axes of a sweep multiply and the table has a row for each position on one of them: row (first + point) / stride % n.
   n = 0: the table has a row for each point. */
typedef struct {
  PetscInt first, stride, n;
} GhdPointRow;
PetscInt ghd_row_of_point(const GhdPointRow *row, PetscInt point);

/* A column of numbers, one for each point: /points/<name>. */
typedef struct {
  GhdQuantity      quantity;
  PetscBool        integer; /* written as a 64-bit integer                  */
  const PetscReal *value;   /* of point p: value[ghd_row_of_point(&row, p)] */
  GhdPointRow      row;
} GhdPointColumn;

/* A row of /parameters: dataset <key> (dots become groups), value as text, attributes unit and source. */
typedef struct {
  const char *key, *value, *unit, *source;
  PetscBool   affects_numbers; /* enters parameters_sha256: what a refused --resume names */
  PetscBool   sets_rows;       /* which points and rays there are follows from it: GhdFileCheckExtend() compares these instead */
} GhdParameterText;

/* The part of a sweep that a file holds: the points that its chunks touch, with all of their rays, of which those of other parts stay undone. Chunks and points are numbered in the
   whole sweep: chunk c of a point has its rays c * chunk and following; without rays every point is one chunk. */
typedef struct {
  PetscInt number, count;             /* part `number`, from 1, of `count`; count 0: the file holds the whole sweep, and the rest does not matter */
  PetscInt first_point, sweep_points; /* point 0 of the file is this one of so many                                                               */
  PetscInt first_chunk, end_chunk;    /* chunks first_chunk .. end_chunk - 1 are computed into this file                                          */
} GhdFilePart;

/* What a result file holds; everything is known before the run, but for rays: auto. */
typedef struct {
  const char             *title;
  const char             *input_text;        /* verbatim                                     */
  const char             *parameters_sha256; /* what --resume compares                       */
  PetscInt                n_parameters;
  const GhdParameterText *parameter;
  PetscInt                n_points, n_rays; /* n_rays may be 0 (bulk states only)           */
  GhdFilePart             part;             /* n_points and what has a row for each point are those of the part */
  PetscInt                n_point_columns;
  const GhdPointColumn   *point_column;
  const char             *sweep;  /* "product" or "zip"                           */
  PetscInt                n_axes; /* names and lengths of the axes, slowest first */
  const char *const      *axis;
  const PetscInt         *axis_length;
  PetscBool               auto_rays; /* zeta and weight are [n_points][n_rays], written later */
  const PetscReal        *zeta;      /* [n_rays] unless auto_rays                    */
  PetscInt                n_profiles;
  const GhdQuantity      *profile; /* each gets a twin <name>_error                */
  PetscInt                n_bulk;
  const GhdQuantity      *bulk;          /* of each side; each gets a twin <name>_error  */
  PetscBool               has_right;     /* /bulk/right exists                           */
  PetscInt                n_edges;       /* most edges of a species                                  */
  PetscInt                n_strings;     /* largest number of species of all points                  */
  const PetscInt         *string_length; /* [rows][n_strings] of every species, parity and sign likewise; 0 where a point has fewer */
  const PetscInt         *string_parity;
  const PetscInt         *string_sign;
  GhdPointRow             string_row;   /* which of these rows holds for a point                    */
  PetscInt                n_lambda;     /* 0 unless the states are written                          */
  const PetscReal        *lambda;       /* [n_lambda]                                               */
  const GhdQuantity      *contribution; /* [n_profiles] of a species to each profile, with n_lambda */
  PetscInt                chunk;        /* rays of a point that are written together    */
} GhdFileLayout;

typedef struct GhdFile_ *GhdFile;

/* GhdFileCheckCreate - could GhdFileCreate() write this file? Collective; rank 0 looks. *problem is NULL if yes, else a sentence for the user (no such folder; not writable;
   too little space), to be freed with PetscFree(). Writes nothing. An existing file is no problem here: GhdFileCreate() replaces it. */
PetscErrorCode GhdFileCheckCreate(MPI_Comm comm, const char *path, const GhdFileLayout *layout, char **problem);

/* GhdFileCreate - write the empty file, whole, under path. Collective; rank 0 writes, in a child process. Errors: PETSC_ERR_FILE_WRITE, with a message that begins with the
   name of the file; nothing is left behind then. */
PetscErrorCode GhdFileCreate(MPI_Comm comm, const char *path, const GhdFileLayout *layout);

/* GhdFileCheckResume - may a run with this layout continue the file at path? Rank 0 looks, in a child process with a time limit (libhdf5 itself may crash on a damaged file).
   Collective. *problem is NULL if yes, else a sentence for the user (not a result file; another format version; other parameters, with the first that differ;
   truncated; unreadable; not writable), to be freed with PetscFree(). Nothing in the file changes. */
PetscErrorCode GhdFileCheckResume(MPI_Comm comm, const char *path, const GhdFileLayout *layout, char **problem);

/* GhdFileOtherProgram - *program: version and commit of a program that worked on this file and is not this one, allocated; NULL if there is none that is known. Collective. */
PetscErrorCode GhdFileOtherProgram(MPI_Comm comm, const char *path, char **program);

/* GhdFileCheckExtend - may a file of this layout take over the rows of the one at path, whose points and rays are among its own? Looks and answers as GhdFileCheckResume() does.
   *same: the parameters are equal, it may be continued itself (GhdFileCheckResume()). */
PetscErrorCode GhdFileCheckExtend(MPI_Comm comm, const char *path, const GhdFileLayout *layout, PetscBool *same, char **problem);
/* GhdFileTakeRows - what is done in the file at path, and not in the larger one, which GhdFileCreate() has made of this layout, goes over into it, and the attempts once. Equal points
   and rays are those whose numbers are equal to the last bit. Collective; rank 0 works, in a child process. Killed, it may be repeated. */
PetscErrorCode GhdFileTakeRows(MPI_Comm comm, const char *path, const char *larger, const GhdFileLayout *layout, char **problem);
/* GhdFileReplace - the closed file `name` gets the name `path`, in place of what stands there, with the permissions of that. Collective; rank 0 does it. */
PetscErrorCode GhdFileReplace(MPI_Comm comm, const char *name, const char *path, char **problem);

/* GhdFileOpen - open for reading and writing by all ranks (MPI-IO); starts a new row of /provenance/attempts. Collective. */
PetscErrorCode GhdFileOpen(MPI_Comm comm, const char *path, const GhdFileLayout *layout, GhdFile *file);
/* Collective. Records how the attempt ended (exit_status) first. PETSC_ERR_FILE_WRITE on all ranks if the last write of any has failed, or this one: what is in the file is good, but HDF5 cannot close it, and
   would crash in trying to as part of MPI_Finalize(): end the process with _exit(). */
PetscErrorCode GhdFileClose(GhdFile *file, PetscInt exit_status);

/* Not collective, any rank, any row: independent MPI-IO writes. A failed write (full disk, lost disk) returns PETSC_ERR_FILE_WRITE and leaves the rows undone. It is
   returned without a stack trace, so that a caller who can stop in good order compares the code instead of PetscCall(); ghd_file_problem() says what happened. */

/* What the file holds of a state with n_lambda > 0; pointers may be NULL. n: rays of the chunk, 1 for a bulk state. NaN for species that the point has not. */
typedef struct {
  const PetscReal *distribution[4]; /* filling, rho, rho_total, velocity: [n][n_strings][n_lambda] */
  const PetscReal *contribution;    /* [n_profiles][n][n_strings]                                  */
} GhdStateRows;

/* The rows of one chunk; profile p of ray r is value[p*n + r]. Arrays as in the file; jumps may be NULL. */
typedef struct {
  PetscInt         point, first_ray, n; /* rays first_ray .. first_ray + n - 1 of the point */
  const PetscReal *value, *error;       /* [n_profiles][n]                       */
  const PetscReal *identity_error;      /* [n]                                   */
  const PetscReal *seconds;             /* [n]                                   */
  const PetscInt  *iterations;          /* [n]                                   */
  const PetscInt  *status;              /* [n] GhdReason: written last           */
  GhdStateRows     state;
  const PetscReal *jumps; /* [n][n_strings][8]                     */
} GhdRows;
PetscErrorCode GhdFileWriteRows(GhdFile file, const GhdRows *rows);
/* zeta and weight of one point, [n_rays], for auto_rays. They have no status of their own: write them before the first rows of the point. */
PetscErrorCode GhdFileWriteRays(GhdFile file, PetscInt point, const PetscReal zeta[], const PetscReal weight[]);
/* The bulk state of one side (0 left, 1 right) of one point. */
typedef struct {
  PetscInt         point, side;
  const PetscReal *value, *error; /* [n_bulk] */
  PetscReal        light_cone, identity_error;
  const PetscReal *edge_velocity, *edge_lambda; /* [n_strings][n_edges] */
  GhdStateRows     state;
  PetscInt         status; /* GhdReason: written last */
} GhdBulkRow;
PetscErrorCode GhdFileWriteBulk(GhdFile file, const GhdBulkRow *row);
/* What went wrong with this rank's last write, as a sentence with the file's name; "" if nothing did. */
const char *ghd_file_problem(GhdFile file);
/* Status of all rays as [n_points][n_rays] and of the bulk states as [n_points] (0 unless both sides are done, then the lesser of the two): what is done.
   Collective, but only rank 0 reads and gets it: a million points have many rays. Arrays are the caller's; NULL will do on the other ranks. */
PetscErrorCode GhdFileReadStatus(GhdFile file, int8_t status[], int8_t bulk_status[]);

/* Status of n rays of a point, and the lesser one of its bulk states (0 unless both are done). Not collective. */
PetscErrorCode GhdFileReadChunk(GhdFile file, PetscInt point, PetscInt first_ray, PetscInt n, int8_t status[], int8_t *bulk_status);

/* GhdFilePrintInfo - what is in a result file, for people: title, plan, progress, provenance, worst error estimate, rays that did not converge by reason. Rank 0; a damaged file
   or no result file gives *problem as GhdFileCheckResume() does. Works on a file that is being written. */
PetscErrorCode GhdFilePrintInfo(const char *path, FILE *out, char **problem);

/* Removes the empty files of Open MPI beside a result file, FILE.data.RANK and FILE.metadata.RANK, that a killed job has left there. For whoever holds the lock of that file. */
void ghd_file_remove_leftovers(const char *path);

/* What GhdFileMerge() has found. */
typedef struct {
  PetscInt n_problems; /* > 0: nothing is written, or left behind */
  char   **problem;    /* [n_problems] sentences                  */
  char    *notice;     /* a sentence, or NULL                     */
  PetscInt n_points, n_rays;
  int64_t  n_failed; /* rays and stationary states that did not converge */
} GhdMergeReport;

/* GhdFileMerge - join the n files, in any order, that hold the parts of one sweep into the file `output`, which is written as output.new and renamed. All datasets but those of
   /provenance and the times are those of a single run, byte for byte. Not collective: one process. Every input is read by child processes.
   Problems: an output that is there, or cannot be made; inputs that cannot be read, are no parts, are not finished; other parameters; rows that are in two files or in none. */
PetscErrorCode GhdFileMerge(const char *output, PetscInt n, const char *const input[], GhdMergeReport *report);
PetscErrorCode GhdMergeReportDestroy(GhdMergeReport *report);

/* Bytes that a file of this layout takes. */
PetscReal ghd_file_size(const GhdFileLayout *layout);

#endif
