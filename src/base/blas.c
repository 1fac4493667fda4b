#include <dlfcn.h>

#include <xxzghd/base.h>

/* Looked up at run time: the BLAS is whatever the system's alternatives or modules say, and only OpenBLAS has the function. */
void ghd_single_threaded_blas(void)
{
  void (*set_num_threads)(int);

  *(void **)&set_num_threads = dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  if (set_num_threads) set_num_threads(1);
}
