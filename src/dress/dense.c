#include <xxzghd/dense.h>

struct GhdDenseDressing_ {
  GhdModel   model;   /* borrowed                                             */
  GhdPanels  panels;  /* borrowed                                             */
  PetscReal *filling; /* [panels->n]                                          */
  Mat        lu;      /* factored in place                                    */
  Vec        in, out; /* without arrays of their own: they borrow the caller's */
};

static PetscErrorCode CheckSpecies(GhdModel model, GhdPanels panels)
{
  PetscFunctionBegin;
  PetscCheck(model->n_str == panels->n_str, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "panels of %" PetscInt_FMT " species for a model of %" PetscInt_FMT,
             panels->n_str, model->n_str);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckFinite(PetscInt n, const PetscReal f[], const char *what)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) PetscCheck(!PetscIsInfOrNanReal(f[i]), PETSC_COMM_SELF, PETSC_ERR_FP, "%s is not finite at node %" PetscInt_FMT, what, i);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Column of node b, a node of species k: T_jk(lambda_a - lambda_b) factor at all nodes a of all species j. */
static PetscErrorCode FillColumn(GhdModel model, GhdPanels panels, PetscInt k, PetscInt b, PetscReal factor, PetscReal difference[], PetscReal column[])
{
  PetscFunctionBegin;
  for (PetscInt a = 0; a < panels->n; ++a) difference[a] = panels->lambda[a] - panels->lambda[b];
  for (PetscInt j = 0; j < model->n_str; ++j) {
    const PetscInt first = panels->offset[j];

    PetscCall(GhdKernelValue(model, j, k, panels->offset[j + 1] - first, difference + first, column + first));
  }
  for (PetscInt a = 0; a < panels->n; ++a) column[a] *= factor;
  column[b] += 1;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FillMatrix(GhdModel model, GhdPanels panels, const PetscReal filling[], Mat matrix)
{
  PetscReal *entry, *difference;
  PetscInt   stride;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(panels->n, &difference));
  PetscCall(MatDenseGetLDA(matrix, &stride));
  PetscCall(MatDenseGetArrayWrite(matrix, &entry));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt b = panels->offset[k]; b < panels->offset[k + 1]; ++b)
      PetscCall(FillColumn(model, panels, k, b, panels->weight[b] * model->sign[k] * filling[b], difference, entry + (size_t)b * (size_t)stride));
  PetscCall(MatDenseRestoreArrayWrite(matrix, &entry));
  PetscCall(PetscFree(difference));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDenseDressingCreate(GhdModel model, GhdPanels panels, const PetscReal filling[], GhdDenseDressing *dressing)
{
  GhdDenseDressing d;

  PetscFunctionBegin;
  *dressing = NULL;
  PetscCall(CheckSpecies(model, panels));
  PetscCall(CheckFinite(panels->n, filling, "filling"));
  PetscCall(PetscNew(&d));
  d->model  = model;
  d->panels = panels;
  PetscCall(PetscMalloc1(panels->n, &d->filling));
  PetscCall(PetscArraycpy(d->filling, filling, panels->n));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, panels->n, NULL, &d->in));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, panels->n, NULL, &d->out));
  PetscCall(MatCreateSeqDense(PETSC_COMM_SELF, panels->n, panels->n, NULL, &d->lu));
  PetscCall(FillMatrix(model, panels, filling, d->lu));
  PetscCall(MatLUFactor(d->lu, NULL, NULL, NULL));
  *dressing = d;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDenseDressingDestroy(GhdDenseDressing *dressing)
{
  PetscFunctionBegin;
  if (!*dressing) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(MatDestroy(&(*dressing)->lu));
  PetscCall(VecDestroy(&(*dressing)->in));
  PetscCall(VecDestroy(&(*dressing)->out));
  PetscCall(PetscFree((*dressing)->filling));
  PetscCall(PetscFree(*dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDenseDressingSolve(GhdDenseDressing dressing, const PetscReal f[], PetscReal f_dr[])
{
  PetscReal *copy;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(dressing->panels->n, &copy)); /* f_dr may alias f */
  PetscCall(PetscArraycpy(copy, f, dressing->panels->n));
  PetscCall(VecPlaceArray(dressing->in, copy));
  PetscCall(VecPlaceArray(dressing->out, f_dr));
  PetscCall(MatSolve(dressing->lu, dressing->in, dressing->out));
  PetscCall(VecResetArray(dressing->out));
  PetscCall(VecResetArray(dressing->in));
  PetscCall(PetscFree(copy));
  PetscCall(CheckFinite(dressing->panels->n, f_dr, "dressed function"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* c_dr_j + sum_k That_jk(0) sigma_k theta_k c_dr_k = c_j. */
static PetscErrorCode DressLimits(GhdModel model, const PetscReal c[], const PetscReal filling_limit[], PetscReal c_dr[])
{
  const PetscReal zero  = 0;
  const PetscInt  n_str = model->n_str;
  PetscReal      *hat, *entry;
  Mat             matrix;
  Vec             in, out;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n_str * n_str, &hat));
  PetscCall(GhdKernelHat(model, 1, &zero, hat));
  PetscCall(MatCreateSeqDense(PETSC_COMM_SELF, n_str, n_str, NULL, &matrix));
  PetscCall(MatDenseGetArrayWrite(matrix, &entry));
  for (PetscInt k = 0; k < n_str; ++k)
    for (PetscInt j = 0; j < n_str; ++j) entry[j + k * n_str] = (j == k) + hat[j * n_str + k] * model->sign[k] * filling_limit[k];
  PetscCall(MatDenseRestoreArrayWrite(matrix, &entry));
  PetscCall(MatLUFactor(matrix, NULL, NULL, NULL));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, n_str, c, &in));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, n_str, c_dr, &out));
  PetscCall(MatSolve(matrix, in, out));
  PetscCall(VecDestroy(&in));
  PetscCall(VecDestroy(&out));
  PetscCall(MatDestroy(&matrix));
  PetscCall(PetscFree(hat));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* With c_dr = limit + rest the constants cancel in the equation of the rest: rest + T * sigma theta rest = -T * sigma (theta - theta(infinity)) limit. */
PetscErrorCode GhdDenseDressingSolveConstant(GhdDenseDressing dressing, const PetscReal c[], const PetscReal filling_limit[], PetscReal c_dr[],
                                             PetscReal c_dr_limit[])
{
  const GhdModel  model  = dressing->model;
  const GhdPanels panels = dressing->panels;
  PetscReal      *limit, *source;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(model->n_str, &limit, panels->n, &source));
  PetscCall(DressLimits(model, c, filling_limit, limit));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt b = panels->offset[k]; b < panels->offset[k + 1]; ++b) source[b] = -model->sign[k] * (dressing->filling[b] - filling_limit[k]) * limit[k];
  for (PetscInt j = 0; j < model->n_str; ++j) {
    const PetscInt first = panels->offset[j];

    PetscCall(GhdDenseConvolve(model, panels, source, j, panels->offset[j + 1] - first, panels->lambda + first, c_dr + first));
  }
  PetscCall(GhdDenseDressingSolve(dressing, c_dr, c_dr));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt b = panels->offset[k]; b < panels->offset[k + 1]; ++b) c_dr[b] += limit[k];
  if (c_dr_limit) PetscCall(PetscArraycpy(c_dr_limit, limit, model->n_str));
  PetscCall(PetscFree2(limit, source));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDenseConvolve(GhdModel model, GhdPanels panels, const PetscReal g[], PetscInt j, PetscInt n, const PetscReal lambda[], PetscReal value[])
{
  PetscReal *difference, *kernel;

  PetscFunctionBegin;
  PetscCall(CheckSpecies(model, panels));
  PetscCall(PetscMalloc2(panels->n, &difference, panels->n, &kernel));
  for (PetscInt i = 0; i < n; ++i) {
    for (PetscInt b = 0; b < panels->n; ++b) difference[b] = lambda[i] - panels->lambda[b];
    value[i] = 0;
    for (PetscInt k = 0; k < model->n_str; ++k) {
      const PetscInt first = panels->offset[k], end = panels->offset[k + 1];

      PetscCall(GhdKernelValue(model, j, k, end - first, difference + first, kernel + first));
      for (PetscInt b = first; b < end; ++b) value[i] += kernel[b] * panels->weight[b] * g[b];
    }
  }
  PetscCall(PetscFree2(difference, kernel));
  PetscFunctionReturn(PETSC_SUCCESS);
}
