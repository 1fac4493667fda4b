/* Charges and currents by name: (q|j)<n>[_d<2s + 1>][_traceless]. */
#include <string.h>
#include <xxzghd/observe.h>

#define TRACELESS "_traceless"

/* Texts of the two members of a pair, the density and the current: [local or spin s][traceless or not]. */
#define OF_SPIN_S " of spin s, d = 2s + 1 in its name"
#define NORMAL    "sum_k int "
#define DENSITY   " rho_k dlambda"
#define CURRENT   " v_k rho_k dlambda"
#define OFF       " - (its value at infinite temperature)"
#define TEXTS(unit, what, local, spin, weight) \
  { \
    {{NULL, unit, what "local charge", NORMAL local weight}, {NULL, unit, what "local charge, without its trace", NORMAL local weight OFF}}, \
    { \
      {NULL, unit, what "charge" OF_SPIN_S, NORMAL spin weight}, \
      { \
        NULL, unit, what "charge" OF_SPIN_S ", without its trace", NORMAL spin weight OFF \
      } \
    } \
  }
#define PAIR(n, ordinal, density_unit, current_unit) \
  { \
    TEXTS(density_unit, "density of the " ordinal " ", "q_{" n ",k}", "q^(s)_{" n ",k}", DENSITY), \
        TEXTS(current_unit, "current of the " ordinal " ", "q_{" n ",k}", "q^(s)_{" n ",k}", CURRENT) \
  }

static const GhdQuantity texts[GHD_HIGHEST_CHARGE][2][2][2] = {
    PAIR("1", "first", "J", "J^2"),   PAIR("2", "second", "J^2", "J^3"), PAIR("3", "third", "J^3", "J^4"),   PAIR("4", "fourth", "J^4", "J^5"),
    PAIR("5", "fifth", "J^5", "J^6"), PAIR("6", "sixth", "J^6", "J^7"),  PAIR("7", "seventh", "J^7", "J^8"), PAIR("8", "eighth", "J^8", "J^9"),
};

static const GhdQuantity families[] = {
    {"q{n}", "J^n", "density of the n-th local charge, n = 1 to 8", NORMAL "q_{n,k}" DENSITY},
    {"j{n}", "J^(n+1)", "current of the n-th local charge, n = 1 to 8", NORMAL "q_{n,k}" CURRENT},
    {"q{n}_d{d}", "J^n", "density of the n-th charge of spin s, d = 2s + 1 = 2, 3, ... where it is quasilocal", NORMAL "q^(s)_{n,k}" DENSITY},
    {"j{n}_d{d}", "J^(n+1)", "current of the n-th charge of spin s", NORMAL "q^(s)_{n,k}" CURRENT},
    {"q{n}_traceless", "J^n", "density of odd n without its trace (q1 + Delta/4); also q{n}_d{d}_traceless", NORMAL "q_{n,k}" DENSITY OFF},
    {"j{n}_traceless", "J^(n+1)", "current of even n without its trace (j2 + Delta/8); also j{n}_d{d}_traceless", NORMAL "q_{n,k}" CURRENT OFF},
};

const GhdQuantity *ghd_observable_family(PetscInt index)
{
  return index >= 0 && index < (PetscInt)PETSC_STATIC_ARRAY_LENGTH(families) ? &families[index] : NULL;
}

/* Reads a number without sign and needless zeros from *at on, and moves *at behind it; -1 if there is none. What is too large for a charge becomes GHD_MAX_Q + 1. */
static PetscInt read_number(const char **at)
{
  const char *digit  = *at;
  PetscInt    number = 0;

  if (digit[0] < '0' || digit[0] > '9' || (digit[0] == '0' && digit[1] >= '0' && digit[1] <= '9')) return -1;
  for (; *digit >= '0' && *digit <= '9'; ++digit) number = PetscMin(10 * number + (*digit - '0'), GHD_MAX_Q + 1);
  *at = digit;
  return number;
}

static PetscBool starts_with(const char **at, const char *word)
{
  const size_t length = strlen(word);

  if (strncmp(*at, word, length) != 0) return PETSC_FALSE;
  *at += length;
  return PETSC_TRUE;
}

/* What the name says, whether or not there are such charges; d is -1 where it is not given. */
static PetscBool parse(const char *name, PetscBool *current, PetscInt *n, PetscInt *d, PetscBool *traceless)
{
  const char *at = name + 1;

  *current = (PetscBool)(name[0] == 'j');
  *d       = -1;
  if (!*current && name[0] != 'q') return PETSC_FALSE;
  if ((*n = read_number(&at)) < 0) return PETSC_FALSE;
  if (starts_with(&at, "_d") && (*d = read_number(&at)) < 0) return PETSC_FALSE;
  *traceless = starts_with(&at, TRACELESS);
  return (PetscBool)(*at == '\0');
}

PetscBool ghd_observable_from_name(const char *name, GhdObservable *observable, char problem[GHD_OBSERVABLE_PROBLEM])
{
  PetscBool current, traceless;
  PetscInt  n, d;

  problem[0] = '\0';
  for (PetscInt i = 0; i < ghd_n_observables(); ++i) {
    *observable = *ghd_observable(i);
    if (!strcmp(observable->quantity.name, name)) return PETSC_TRUE;
  }
  if (!parse(name, &current, &n, &d, &traceless)) return PETSC_FALSE;
  if (n < 1 || n > GHD_HIGHEST_CHARGE)
    (void)snprintf(problem, GHD_OBSERVABLE_PROBLEM, "charges and currents are numbered 1 to %d", GHD_HIGHEST_CHARGE);
  else if (d == 0 || d == 1 || d > GHD_MAX_Q)
    (void)snprintf(problem, GHD_OBSERVABLE_PROBLEM, "the d = 2s + 1 of a charge of spin s goes from 2 (the local charges) to at most %d", GHD_MAX_Q);
  else if (traceless && n % 2 == (current ? 1 : 0))
    (void)snprintf(problem, GHD_OBSERVABLE_PROBLEM, "it has no trace; ask for %.*s", (int)(strlen(name) - strlen(TRACELESS)), name);
  if (problem[0]) return PETSC_FALSE;
  *observable               = (GhdObservable){.quantity  = texts[n - 1][current][d > 0][traceless],
                                              .kind      = current ? GHD_CHARGE_CURRENT : GHD_CHARGE_DENSITY,
                                              .n         = n,
                                              .two_s     = d > 0 ? d - 1 : 1,
                                              .traceless = traceless};
  observable->quantity.name = name;
  return PETSC_TRUE;
}

GhdQuantity ghd_observable_contribution(const GhdObservable *observable, char name[GHD_CONTRIBUTION_TEXT], char formula[GHD_CONTRIBUTION_TEXT])
{
  static const char  sum[] = "sum_k ";
  const GhdQuantity *whole = &observable->quantity;
  const char        *at = strstr(whole->formula, sum), *term = at ? at + strlen(sum) : whole->formula, *off = strstr(term, OFF);
  const PetscBool    negative = (PetscBool)(at && strchr(whole->formula, '-') && strchr(whole->formula, '-') < at);

  (void)snprintf(name, GHD_CONTRIBUTION_TEXT, "contribution_%s", whole->name);
  (void)snprintf(formula, GHD_CONTRIBUTION_TEXT, "%s%.*s", negative ? "-" : "", (int)(off ? off - term : (ptrdiff_t)strlen(term)), term);
  return (GhdQuantity){.name = name, .unit = whole->unit, .long_name = whole->long_name, .formula = formula};
}
