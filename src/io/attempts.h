#ifndef GHD_IO_ATTEMPTS_H
#define GHD_IO_ATTEMPTS_H
/* Private to io: /provenance/attempts of files of which nothing is known but their format. */

#include "h5.h"

/* GhdAttemptsAppend - the attempts of one file after those of another one, as many as it still has. */
PetscErrorCode GhdAttemptsAppend(hid_t from, hid_t to);

#endif
