#ifndef GHD_CLI_STREAMS_H
#define GHD_CLI_STREAMS_H
/* streams: standard input, output and error, as whoever started the program left them. */

#include <xxzghd/base.h>

/* ghd_streams_occupy - a stream that is closed fails from now on, and nothing else gets its number. First of all in main(). */
void ghd_streams_occupy(void);

/* ghd_stdout_is_lost - whether what was printed did not all get out; says so on standard error. Nothing can be printed after that. */
PetscBool ghd_stdout_is_lost(void);

#endif
