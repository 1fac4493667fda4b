#ifndef GHD_TESTS_MUTATE_H
#define GHD_TESTS_MUTATE_H
/* Mutations of valid inputs. Number `index` of a seed is always the same, on every machine. */

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t state;
} Mutator;

Mutator  mutator(uint64_t seed, uint64_t index);
uint64_t mutate_number(Mutator *m, uint64_t n); /* 0 .. n - 1 */

/* Some bytes changed. */
void mutate_bytes(Mutator *m, size_t n, unsigned char bytes[]);
/* Some words, lines and bytes of a text changed, doubled, moved, taken away, or taken from the other one. text holds room bytes, the first *n are the text; a 0 follows it on return. */
void mutate_text(Mutator *m, size_t n_words, const char *const words[], size_t n_other, const char other[], size_t room, size_t *n, char text[]);

/* Which input is on trial is said when the process dies, of a signal, a sanitizer or `seconds` without a call of this function. */
void mutate_announce(const char *what, uint64_t seed, uint64_t index, unsigned seconds);
/* Whether a sanitizer has reported something about our code since the last call, in a child process too. Reports go to the files $GHD_REPORTS.*, as scripts/run_tests.sh sets it; without it: no. */
int mutate_reported(void);

#endif
