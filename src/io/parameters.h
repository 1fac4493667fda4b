#ifndef GHD_IO_PARAMETERS_H
#define GHD_IO_PARAMETERS_H
/* Private to io: the group /parameters. */

#include "h5.h"
#include "problem.h"

/* Write the group: every parameter as a text, and the hash. */
PetscErrorCode GhdParameterTextsWrite(hid_t file, hid_t with_groups, const GhdFileLayout *layout);
/* Are the parameters in the file those of the layout, by the hash? If not, problem says which differ; else it is "". */
PetscErrorCode GhdParameterTextsCompare(hid_t file, const GhdFileLayout *layout, char problem[GHD_PROBLEM_LENGTH]);
/* The same, but parameters that set points and rays may differ: *same tells whether all are equal. */
PetscErrorCode GhdParameterTextsCompareRest(hid_t file, const GhdFileLayout *layout, PetscBool *same, char problem[GHD_PROBLEM_LENGTH]);

#endif
