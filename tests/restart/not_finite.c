/* To be preloaded: one number that a Fourier transform gives back is NaN, in transform number NOT_FINITE_AT of each process. */
#include <dlfcn.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

void fftw_execute_dft_c2r(const fftw_plan plan, fftw_complex *in, double *out)
{
  static long count;
  const char *at = getenv("NOT_FINITE_AT");
  void (*real)(const fftw_plan, fftw_complex *, double *);

  *(void **)&real = dlsym(RTLD_NEXT, "fftw_execute_dft_c2r");
  real(plan, in, out);
  if (at && ++count == atol(at)) out[0] = NAN;
}
