#include "route.h"

/* ---- domains ---- */

/* residues of P, 2P, .., 2sP modulo Q on either side of the strip without roots: the nearest ones bound the domain */
static void bounds(GhdModel model, PetscInt two_s, PetscInt *below, PetscInt *above)
{
  *above = model->Q;
  *below = -model->Q;
  for (PetscInt j = 1; j <= two_s; ++j) {
    const PetscInt residue = (j * model->P) % model->Q; /* not 0: 2s < Q */

    *above = PetscMin(*above, residue);
    *below = PetscMax(*below, residue - model->Q);
  }
}

static PetscBool within(GhdModel model, PetscInt e, PetscInt below, PetscInt above)
{
  const PetscInt r = ghd_line(model, e);

  return (PetscBool)((below <= r && r < above) || (below <= r - 2 * model->Q && r - 2 * model->Q < above));
}

static PetscBool in_domain(GhdModel model, PetscInt two_s, PetscInt k, PetscInt below, PetscInt above)
{
  const PetscInt e = k - (model->Q - model->P);

  return (PetscBool)(within(model, e, below, above) && within(model, 2 * (two_s + 1) * model->P - e - 1, below, above));
}

PetscBool ghd_charge_domain(GhdModel model, PetscInt two_s, PetscInt k)
{
  PetscInt below, above;

  bounds(model, two_s, &below, &above);
  return in_domain(model, two_s, k, below, above);
}

/* ---- the cheapest moves: Dijkstra's algorithm on the half-cells ---- */

static void relax(GhdRoute route, PetscReal cost[], PetscInt k, PetscReal new_cost, GhdRouteStep step)
{
  const PetscInt cell = ghd_line(route->model, k);

  if (new_cost > cost[cell] || (new_cost == cost[cell] && step.move != GHD_MOVE_CONJUGATE)) return;
  cost[cell]        = new_cost;
  route->step[cell] = step;
}

static PetscErrorCode find_steps(GhdRoute route)
{
  const GhdModel model = route->model;
  const PetscInt P = model->P, Q = model->Q;
  PetscReal     *cost;
  PetscBool     *settled;
  PetscInt      *below, *above;

  PetscFunctionBegin;
  PetscCall(PetscMalloc4(2 * Q, &cost, 2 * Q, &settled, Q, &below, Q, &above));
  for (PetscInt two_s = 1; two_s < Q; ++two_s) bounds(model, two_s, &below[two_s], &above[two_s]);
  for (PetscInt k = 0; k < 2 * Q; ++k) {
    cost[k]    = PETSC_MAX_REAL;
    settled[k] = PETSC_FALSE;
  }
  for (PetscInt k = Q - P - 1; k <= Q - P; ++k) relax(route, cost, k, 0.0, (GhdRouteStep){GHD_MOVE_STRIP, 0, -1});
  for (PetscInt round = 0; round < 2 * Q; ++round) {
    PetscInt k = -1;

    for (PetscInt i = 0; i < 2 * Q; ++i)
      if (!settled[i] && (k < 0 || cost[i] < cost[k])) k = i;
    PetscCheck(cost[k] < PETSC_MAX_REAL, PETSC_COMM_SELF, PETSC_ERR_PLIB, "no charge leads to half-cell %" PetscInt_FMT, k);
    settled[k] = PETSC_TRUE;
    if (!settled[ghd_line(model, -1 - k)]) relax(route, cost, -1 - k, cost[k], (GhdRouteStep){GHD_MOVE_CONJUGATE, 0, k});
    for (PetscInt two_s = 1; two_s < Q; ++two_s) {
      const PetscReal charge = PetscPowRealInt((PetscReal)(two_s + 1), 6); /* of elimination with (2s + 1)^2 unknowns */
      const PetscInt  to = ghd_line(model, k - 2 * two_s * P), back = ghd_line(model, k + 2 * two_s * P);

      if (!settled[to] && in_domain(model, two_s, k, below[two_s], above[two_s]))
        relax(route, cost, to, cost[k] + charge, (GhdRouteStep){GHD_MOVE_PLUS, two_s, k});
      if (!settled[back] && in_domain(model, two_s, back, below[two_s], above[two_s]))
        relax(route, cost, back, cost[k] + charge, (GhdRouteStep){GHD_MOVE_MINUS, two_s, k});
    }
  }
  PetscCall(PetscFree4(cost, settled, below, above));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- the values of F that this takes ---- */

static PetscInt add_charge(GhdRoute route, PetscInt two_s, PetscInt line, PetscBool *reflected)
{
  const PetscInt j = ghd_line(route->model, line), mirror = ghd_line(route->model, 2 * two_s * route->model->P - line);
  PetscInt       i;

  *reflected = (PetscBool)(two_s > 0 && mirror < j);
  for (i = 0; i < route->n_charge; ++i)
    if (route->charge[i].two_s == two_s && route->charge[i].line == (*reflected ? mirror : j)) return i;
  route->charge[i] = (GhdRouteCharge){two_s, *reflected ? mirror : j};
  return route->n_charge++;
}

/* Index of F on a line from above or below, with all that it needs before it. */
static PetscInt add_value(GhdRoute route, PetscInt line, PetscInt above)
{
  const PetscInt     P = route->model->P, j = ghd_line(route->model, line);
  const GhdRouteStep step  = route->step[ghd_line(route->model, above ? j : j - 1)];
  GhdRouteValue      value = {step.move, -1, -1, PETSC_FALSE};

  if (route->index[above][j] >= 0) return route->index[above][j];
  switch (step.move) {
  case GHD_MOVE_NONE: break;
  case GHD_MOVE_STRIP: value.charge = add_charge(route, 0, j, &value.reflected); break;
  case GHD_MOVE_CONJUGATE: value.from = add_value(route, -j, !above); break;
  case GHD_MOVE_PLUS:
    value.from   = add_value(route, j + 2 * step.two_s * P, above);
    value.charge = add_charge(route, step.two_s, j + 2 * step.two_s * P, &value.reflected);
    break;
  case GHD_MOVE_MINUS:
    value.from   = add_value(route, j - 2 * step.two_s * P, above);
    value.charge = add_charge(route, step.two_s, j, &value.reflected);
    break;
  }
  route->value[route->n_value]  = value;
  return route->index[above][j] = route->n_value++;
}

PetscErrorCode GhdRouteCreate(GhdModel model, GhdRoute *route)
{
  GhdRoute       p;
  PetscBool     *needed;
  const PetscInt n = 2 * model->Q;

  PetscFunctionBegin;
  PetscCall(PetscNew(&p));
  p->model = model;
  PetscCall(PetscCalloc1(n, &p->step));
  PetscCall(PetscMalloc4(2 * n, &p->charge, 2 * n, &p->value, n, &p->index[0], n, &p->index[1]));
  PetscCall(PetscCalloc3(2 * n, &p->F, n, &p->resolvent.above, n, &p->resolvent.below));
  PetscCall(find_steps(p));
  for (PetscInt j = 0; j < n; ++j) p->index[0][j] = p->index[1][j] = -1;
  PetscCall(PetscMalloc1(n, &needed));
  ghd_resolvent_lines(model, needed);
  for (PetscInt j = 0; j < n; ++j)
    for (PetscInt above = 0; above < 2 && needed[j]; ++above) add_value(p, j, above);
  PetscCall(PetscFree(needed));
  *route = p;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRouteDestroy(GhdRoute *route)
{
  GhdRoute p = *route;

  PetscFunctionBegin;
  if (!p) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree(p->step));
  PetscCall(PetscFree4(p->charge, p->value, p->index[0], p->index[1]));
  PetscCall(PetscFree3(p->F, p->resolvent.above, p->resolvent.below));
  PetscCall(PetscFree(*route));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_route_evaluate(GhdRoute route, const PetscComplex charge[])
{
  for (PetscInt i = 0; i < route->n_value; ++i) {
    const GhdRouteValue v = route->value[i];
    PetscComplex        D = 0.0;

    if (v.charge >= 0) D = v.reflected ? -conj(charge[v.charge]) : charge[v.charge];
    switch (v.move) {
    case GHD_MOVE_NONE: break;
    case GHD_MOVE_STRIP: route->F[i] = D; break;
    case GHD_MOVE_CONJUGATE: route->F[i] = conj(route->F[v.from]); break;
    case GHD_MOVE_PLUS: route->F[i] = route->F[v.from] + D; break;
    case GHD_MOVE_MINUS: route->F[i] = route->F[v.from] - D; break;
    }
  }
  for (PetscInt j = 0; j < 2 * route->model->Q; ++j) {
    if (route->index[0][j] >= 0) route->resolvent.below[j] = route->F[route->index[0][j]];
    if (route->index[1][j] >= 0) route->resolvent.above[j] = route->F[route->index[1][j]];
  }
}
