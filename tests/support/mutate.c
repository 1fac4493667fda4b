#include "mutate.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- random numbers: splitmix64 ---- */

static uint64_t next(Mutator *m)
{
  uint64_t z = m->state += 0x9e3779b97f4a7c15u;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

Mutator mutator(uint64_t seed, uint64_t index)
{
  Mutator m = {seed};

  m.state = next(&m) ^ index * 0xd1342543de82ef95u;
  return m;
}

uint64_t mutate_number(Mutator *m, uint64_t n)
{
  return n ? next(m) % n : 0;
}

/* ---- bytes ---- */

void mutate_bytes(Mutator *m, size_t n, unsigned char bytes[])
{
  const uint64_t n_changes = 1 + mutate_number(m, 4);

  for (uint64_t i = 0; i < n_changes && n; ++i) {
    unsigned char *byte = &bytes[mutate_number(m, n)];

    switch (mutate_number(m, 4)) {
    case 0: *byte ^= (unsigned char)(1u << mutate_number(m, 8)); break;
    case 1: *byte = mutate_number(m, 2) ? 0xff : 0; break;
    case 2: *byte = (unsigned char)(*byte + 1 - 2 * (int)mutate_number(m, 2)); break;
    default: *byte = (unsigned char)next(m);
    }
  }
}

/* ---- text ---- */

typedef struct {
  size_t start, length;
} Part;

/* Replaces a part of the text; nothing happens if there is no room. */
static void replace(Part part, size_t n_by, const char by[], size_t room, size_t *n, char text[])
{
  if (*n - part.length + n_by + 1 > room) return;
  memmove(text + part.start + n_by, text + part.start + part.length, *n - part.start - part.length);
  memcpy(text + part.start, by, n_by);
  *n += n_by - part.length;
}

static int is_word(char c)
{
  return c && !strchr(" \t\r\n:,[]{}#\"'", c);
}

/* The word at a random place, or what stands between two words. */
static Part random_word(Mutator *m, size_t n, const char text[])
{
  const size_t at = mutate_number(m, n);
  const int    in = is_word(text[at]);
  Part         part;
  size_t       end = at;

  part.start = at;
  while (part.start > 0 && is_word(text[part.start - 1]) == in) --part.start;
  while (end < n && is_word(text[end]) == in) ++end;
  part.length = end - part.start;
  return part;
}

static Part random_line(Mutator *m, size_t n, const char text[])
{
  size_t end = mutate_number(m, n);
  Part   part;

  part.start = end;
  while (part.start > 0 && text[part.start - 1] != '\n') --part.start;
  while (end < n && text[end] != '\n') ++end;
  part.length = end + (end < n) - part.start;
  return part;
}

static Part random_part(Mutator *m, size_t n)
{
  const size_t start = mutate_number(m, n), length = mutate_number(m, 40);

  return (Part){start, length < n - start ? length : n - start};
}

static void copy_within(Mutator *m, Part from, size_t to, size_t room, size_t *n, char text[])
{
  char   copy[512];
  size_t times = mutate_number(m, 8) ? 1 : 1 + mutate_number(m, 60);

  if (from.length > sizeof(copy)) return;
  memcpy(copy, text + from.start, from.length);
  while (times--) replace((Part){to, 0}, from.length, copy, room, n, text);
}

static void change(Mutator *m, size_t n_words, const char *const words[], size_t n_other, const char other[], size_t room, size_t *n, char text[])
{
  const char *word = words[mutate_number(m, n_words)];
  Part        part;

  switch (mutate_number(m, 9)) {
  case 0: mutate_bytes(m, *n, (unsigned char *)text); break;
  case 1: replace(random_part(m, *n), 0, "", room, n, text); break;
  case 2: replace(random_line(m, *n, text), 0, "", room, n, text); break;
  case 3: copy_within(m, random_line(m, *n, text), random_line(m, *n, text).start, room, n, text); break;
  case 4: copy_within(m, random_part(m, *n), mutate_number(m, *n), room, n, text); break;
  case 5: replace((Part){mutate_number(m, *n), 0}, strlen(word), word, room, n, text); break;
  case 6:
    part = random_line(m, n_other, other);
    replace((Part){random_line(m, *n, text).start, 0}, part.length, other + part.start, room, n, text);
    break;
  case 7:
    part = random_word(m, n_other, other);
    replace(random_word(m, *n, text), part.length, other + part.start, room, n, text);
    break;
  default: replace(random_word(m, *n, text), strlen(word), word, room, n, text);
  }
}

void mutate_text(Mutator *m, size_t n_words, const char *const words[], size_t n_other, const char other[], size_t room, size_t *n, char text[])
{
  const uint64_t n_changes = 1 + mutate_number(m, 5);

  for (uint64_t i = 0; i < n_changes && *n; ++i) change(m, n_words, words, n_other, other, room, n, text);
  text[*n] = '\0';
}

/* ---- last words ---- */

static char announcement[128];

static void say(void)
{
  const ssize_t ignored = write(STDERR_FILENO, announcement, strlen(announcement));

  (void)ignored;
}

static void die(int signal_number)
{
  say();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

/* Of the sanitizers, where there are any. */
extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

void mutate_announce(const char *what, uint64_t seed, uint64_t index, unsigned seconds)
{
  static int prepared;

  (void)snprintf(announcement, sizeof(announcement), "\n# %s, seed %llu, number %llu\n", what, (unsigned long long)seed, (unsigned long long)index);
  if (!prepared) {
    if (__sanitizer_set_death_callback)
      __sanitizer_set_death_callback(say);
    else
      signal(SIGSEGV, die), signal(SIGBUS, die), signal(SIGFPE, die);
    signal(SIGABRT, die);
    signal(SIGALRM, die);
  }
  prepared = 1;
  alarm(seconds);
}

int mutate_reported(void)
{
  const char *prefix = getenv("GHD_REPORTS");
  char        text[4300];
  glob_t      found;
  int         any;

  if (!prefix || !*prefix || snprintf(text, sizeof(text), "%s.*", prefix) >= (int)sizeof(text)) return 0;
  any = glob(text, GLOB_NOSORT, NULL, &found) == 0;
  if (any) globfree(&found);
  (void)snprintf(text, sizeof(text), "scripts/own_reports.sh '%s' >&2", prefix);
  return any && system(text) == 0;
}
