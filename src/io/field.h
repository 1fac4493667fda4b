#ifndef GHD_IO_FIELD_H
#define GHD_IO_FIELD_H
/* Private to io: one dataset of the file. */

#include "h5.h"
#include "schema.h"

/* Its type in the file; the caller closes it. */
PetscErrorCode GhdFieldStoredType(const GhdField *field, hid_t *type);
/* Create the dataset, allocated and filled, and write what is known of it; with_groups is a link property list that makes the groups on its way. The caller closes it. */
PetscErrorCode GhdFieldCreate(hid_t file, hid_t with_groups, const GhdField *field, hid_t *dataset);
/* Its attributes unit, long_name, formula (and the codes), and its dimension scales, which exist already. */
PetscErrorCode GhdFieldDescribe(hid_t file, hid_t dataset, const GhdField *field);
/* The dimension scales alone. */
PetscErrorCode GhdFieldAttachScales(hid_t file, hid_t dataset, const GhdField *field);

#endif
