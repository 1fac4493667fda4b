#include <xxzghd/base.h>

void ghd_make_printable(char text[], PetscBool keep_lines)
{
  for (; *text; ++text)
    if (((unsigned char)*text < 32 && !(keep_lines && *text == '\n')) || *text == 127) *text = '?';
}
