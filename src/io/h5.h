#ifndef GHD_IO_H5_H
#define GHD_IO_H5_H
/* Private to io: HDF5 in the manner of PETSc. */

#include <hdf5.h>

#include <xxzghd/base.h>

#define GHD_MESSAGE_LENGTH 512

/* An HDF5 call that must succeed; the message is what HDF5 knows about the cause. */
#define GhdH5Call(...) PetscCheck((__VA_ARGS__) >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "%s", ghd_h5_reason())

/* Call before any other HDF5 call: HDF5 itself prints nothing from here on. */
PetscErrorCode GhdH5Start(void);
/* The innermost cause of the HDF5 call that has just failed; static, valid until the next call. */
const char *ghd_h5_reason(void);

/* Between these two a PetscError is not printed: its first message is kept in message[], for the caller to say once, with the name of the file. They nest. */
PetscErrorCode GhdQuietBegin(char message[GHD_MESSAGE_LENGTH]);
PetscErrorCode GhdQuietEnd(void);

/* File access by one process, and by all of comm. Neither locks the file (a result file may be looked at while it is written; runs exclude each other by FILE.lock);
   closing the file closes what is open in it. */
PetscErrorCode GhdH5SerialAccess(hid_t *access);
PetscErrorCode GhdH5ParallelAccess(MPI_Comm comm, hid_t *access);

/* Text of at most length bytes, ended by a 0; of fixed length, which every reader knows. Attributes are marked as UTF-8. Datasets are marked as ASCII, although they may hold
   UTF-8 as well: Octave loses a dataset that is marked as UTF-8, and all that stands after it. */
PetscErrorCode GhdH5TextType(size_t length, H5T_cset_t encoding, hid_t *type);
/* PetscInt in memory. */
hid_t ghd_h5_int(void);

/* Attributes of an open object. */
PetscErrorCode GhdH5PutText(hid_t object, const char *name, const char *text);
PetscErrorCode GhdH5PutTexts(hid_t object, const char *name, PetscInt n, const char *const text[]);
PetscErrorCode GhdH5PutIntegers(hid_t object, const char *name, PetscInt n, const PetscInt value[]);
/* One number, stored as file_type. */
PetscErrorCode GhdH5PutInteger(hid_t object, const char *name, hid_t file_type, PetscInt value);
/* The text is allocated. An error if there is no such attribute, or if it is no text of fixed length. */
PetscErrorCode GhdH5GetText(hid_t object, const char *name, char **text);
PetscErrorCode GhdH5GetInteger(hid_t object, const char *name, PetscInt *value);

/* A block of a dataset: start[] and count[] for each of its dimensions; type is the one in memory. A scalar has no dimensions. */
PetscErrorCode GhdH5Write(hid_t dataset, hid_t type, const hsize_t start[], const hsize_t count[], const void *data);
PetscErrorCode GhdH5Read(hid_t dataset, hid_t type, const hsize_t start[], const hsize_t count[], void *data);
/* Element `row` of a column of texts (a scalar: row 0), cut to its length; and back, allocated. */
PetscErrorCode GhdH5WriteText(hid_t dataset, hsize_t row, const char *text);
PetscErrorCode GhdH5ReadText(hid_t dataset, hsize_t row, char **text);

/* Lengths of the dimensions of a dataset; at most 4 of them. */
PetscErrorCode GhdH5Shape(hid_t dataset, int *n_dims, hsize_t length[4]);

#endif
