#ifndef GHD_IO_EXTEND_H
#define GHD_IO_EXTEND_H
/* Private to io: a file whose sweep is a part of a larger one. For a child process (child.h). */

#include "h5.h"
#include "problem.h"

/* Where the points and rays of a layout stand in a file with fewer of them; -1: nowhere. */
typedef struct {
  PetscInt  n_points, n_rays; /* of the file             */
  PetscInt *point;            /* [n_points of the layout] */
  PetscInt *ray;              /* [n_rays of the layout]   */
} GhdRowMap;

/* GhdRowMapCreate - points are equal if all that sets them is, rays if x/t is, to the last bit. problem says which point or ray of the file is not in the layout; the map is empty then. */
PetscErrorCode GhdRowMapCreate(hid_t file, const GhdFileLayout *layout, GhdRowMap *map, char problem[GHD_PROBLEM_LENGTH]);
PetscErrorCode GhdRowMapDestroy(GhdRowMap *map);

#endif
