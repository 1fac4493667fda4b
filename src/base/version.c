#include <fftw3.h>
#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <string.h>
#include <yaml.h>

#include <xxzghd/base.h>

/* The stamp is written by the Makefile and seen by this file alone, so that a new commit recompiles one object. */
#if defined(__has_include)
  #if __has_include("version_stamp.h")
    #include "version_stamp.h"
  #endif
#endif
#ifndef GHD_VERSION_STRING
  #define GHD_VERSION_STRING "unknown"
#endif
#ifndef GHD_GIT
  #define GHD_GIT "unknown"
#endif
#ifndef GHD_CFLAGS
  #define GHD_CFLAGS "unknown"
#endif

const char *ghd_version(void)
{
  return GHD_VERSION_STRING;
}

const char *ghd_git_commit(void)
{
  return GHD_GIT;
}

const char *ghd_compiler(void)
{
#if defined(__clang__)
  return __VERSION__; /* begins with the vendor and "Clang" */
#elif defined(__GNUC__)
  return "gcc " __VERSION__;
#else
  return "unknown";
#endif
}

const char *ghd_compiler_flags(void)
{
  return GHD_CFLAGS;
}

void ghd_library_versions(char text[], size_t size)
{
  char     mpi[MPI_MAX_LIBRARY_VERSION_STRING];
  int      mpi_length;
  unsigned hdf5[3] = {0, 0, 0};
  PetscInt petsc[3];

  MPI_Get_library_version(mpi, &mpi_length);
  mpi[strcspn(mpi, ",\n")] = '\0'; /* the rest says who built it */
  PetscGetVersionNumber(&petsc[0], &petsc[1], &petsc[2], NULL);
  H5get_libversion(&hdf5[0], &hdf5[1], &hdf5[2]);
  snprintf(text, size, "%s, PETSc %d.%d.%d, HDF5 %u.%u.%u, FFTW %s, GSL %s, libyaml %s", mpi, (int)petsc[0], (int)petsc[1], (int)petsc[2], hdf5[0], hdf5[1],
           hdf5[2], fftw_version + strlen("fftw-"), gsl_version, yaml_get_version_string());
}
