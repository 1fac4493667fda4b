#ifndef GHD_SWEEP_STOP_H
#define GHD_SWEEP_STOP_H
/* stop: what can end a run early: SIGUSR1, SIGTERM, SIGHUP, SIGINT, the time limit, a stop file, the loss of the result file. */

#include <xxzghd/base.h>

typedef struct GhdStop_ *GhdStop;

/* GhdStopCreate - watch for <output>.stop, for the end of the file that is being written, if it is there now, and, if time_limit > 0, for the moment that many seconds after `start` (ghd_now()). Not collective. */
PetscErrorCode GhdStopCreate(const char *output, const char *written, PetscReal start, PetscReal time_limit, GhdStop *stop);
PetscErrorCode GhdStopDestroy(GhdStop *stop);

/* Whether a signal has reached this rank. */
PetscBool ghd_stop_signalled(void);
/* Whether to stop, for any reason, when what is begun next takes `seconds`. Cheap: files are looked for once a second. Once true it stays so. */
PetscBool ghd_stop_now(GhdStop stop, PetscReal seconds);
/* Whether another file, or none, stands where the result file was. Looks at once. */
PetscBool ghd_stop_file_is_gone(GhdStop stop);
/* Another rank's wish. */
void ghd_stop_demand(GhdStop stop, const char *reason);
/* "signal", "time limit", ...: why, NULL if not stopped. */
const char *ghd_stop_reason(GhdStop stop);
/* Remove the stop file, so that it ends one run and not the next one as well. */
void ghd_stop_clear(GhdStop stop);

#endif
