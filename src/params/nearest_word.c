/* What somebody who misspelt a word meant. */

#include <ctype.h>
#include <string.h>
#include <xxzghd/params.h>

#define LONGEST 48 /* longer words are no key, no choice and no name of ours */

static PetscBool ghd_same_letter(char a, char b)
{
  return tolower((unsigned char)a) == tolower((unsigned char)b) ? PETSC_TRUE : PETSC_FALSE;
}

/* Insertions, deletions, replacements and exchanges of neighbours that turn a into b; the case of letters does not count. */
static PetscInt ghd_edit_distance(const char *a, const char *b)
{
  const PetscInt n_a = (PetscInt)strlen(a), n_b = (PetscInt)strlen(b);
  PetscInt       d[LONGEST + 1][LONGEST + 1];

  if (n_a > LONGEST || n_b > LONGEST) return PETSC_MAX_INT;
  for (PetscInt i = 0; i <= n_a; ++i) {
    for (PetscInt j = 0; j <= n_b; ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = PetscMin(PetscMin(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (ghd_same_letter(a[i - 1], b[j - 1]) ? 0 : 1));
      if (i > 1 && j > 1 && ghd_same_letter(a[i - 1], b[j - 2]) && ghd_same_letter(a[i - 2], b[j - 1])) d[i][j] = PetscMin(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[n_a][n_b];
}

/* "gamma" for "gamma_over_pi" is no misspelling but an abbreviation. */
static PetscBool ghd_is_beginning(const char *word, const char *of)
{
  PetscInt i = 0;

  while (word[i] && of[i] && ghd_same_letter(word[i], of[i])) ++i;
  return i >= 3 && !word[i] && of[i] ? PETSC_TRUE : PETSC_FALSE;
}

const char *ghd_nearest_word(const char *word, PetscInt n, const char *const known[])
{
  const PetscInt length  = (PetscInt)strlen(word);
  PetscInt       best    = PETSC_MAX_INT;
  const char    *nearest = NULL;

  for (PetscInt i = 0; i < n; ++i) {
    const PetscInt near     = PetscMax(1, PetscMin(3, (length + 1) / 3));
    const PetscInt distance = ghd_is_beginning(word, known[i]) ? near : ghd_edit_distance(word, known[i]);

    if (distance <= near && distance < best && distance < (PetscInt)strlen(known[i])) {
      best    = distance;
      nearest = known[i];
    }
  }
  return nearest;
}
