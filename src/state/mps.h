#ifndef GHD_STATE_MPS_H
#define GHD_STATE_MPS_H
/* Translation-invariant matrix-product states: the initial states of quenches.

   The state is .. A_1 A_2 .. A_n A_1 A_2 .., a unit cell of n sites repeated, with tensors A_i[p]_{ab}: p = 0 spin up, 1 spin down; a, b bonds to the left and
   to the right. A site may carry an ancilla that is traced out, A_i[x][p]_{ab}: the state of the chain is then mixed (infinite temperature needs dimension 2).
   A product state of cells is the case of bond dimension 1 at the cell ends.

   What a user may have got wrong is no error but a reason: a sentence without full stop in reason[GHD_REASON_LENGTH], empty if all is well. */
#include <xxzghd/base.h>

#define GHD_MAX_CELL      4
#define GHD_MAX_BOND      32
#define GHD_REASON_LENGTH 256

typedef struct GhdMps_ *GhdMps;
struct GhdMps_ {                         /* read only */
  PetscInt      n_site;                  /* of the unit cell, 1..GHD_MAX_CELL                                                            */
  PetscInt      n_ancilla;               /* 1: a pure state                                                                              */
  PetscInt      bond[GHD_MAX_CELL + 1];  /* [n_site + 1], 1..GHD_MAX_BOND; bond[n_site] = bond[0]                                         */
  PetscComplex *ket[GHD_MAX_CELL];       /* A as [ancilla][p][left][right], normalised: the transfer matrix of a cell has eigenvalue 1    */
  PetscComplex *bra[GHD_MAX_CELL];       /* conj A as [left][ancilla][p][right]                                                          */
  PetscComplex *left[GHD_MAX_CELL + 1];  /* [bra][ket] environment of all that is left of bond i                                         */
  PetscComplex *right[GHD_MAX_CELL + 1]; /* and right of it; sum_ab left_ab right_ab = 1                                                  */
  PetscReal     second;                  /* modulus of the second eigenvalue of the transfer matrix of a cell, < 1                        */
  PetscComplex *work;                    /* for GhdMpsApplySite() with n_aux = 1 */
};

/* GhdMpsCreate - normalised state from the tensors of its cell, tensor[i] as [n_ancilla][2][bond[i]][bond[i + 1]].
   Not collective. Output: mps - NULL if there is a reason: shapes that do not fit, numbers that are not finite, a norm of zero, a state that is not injective
   (a second eigenvalue of the cell's transfer matrix as large as the first: a superposition of macroscopically different states). */
PetscErrorCode GhdMpsCreate(PetscInt n_site, PetscInt n_ancilla, const PetscInt bond[], const PetscComplex *const tensor[], GhdMps *mps,
                            char reason[GHD_REASON_LENGTH]);
/* GhdMpsCreateProduct - product of equal cells of n_site sites in the state vector[2^n_site] (first site slowest, up = 0; any norm but 0). */
PetscErrorCode GhdMpsCreateProduct(PetscInt n_site, const PetscComplex vector[], GhdMps *mps, char reason[GHD_REASON_LENGTH]);
PetscErrorCode GhdMpsDestroy(GhdMps *mps);

/* Cells of the named states, of ghd_product_sites() sites. */
typedef enum {
  GHD_NEEL,              /* up down                                                               */
  GHD_BELL,              /* (up up - down down)/sqrt 2                                            */
  GHD_DIMER,             /* (up down - down up)/sqrt 2                                            */
  GHD_TILTED_NEEL,       /* the Neel state turned by the angle about the y axis                    */
  GHD_TILTED_FERROMAGNET /* all spins turned by the angle from +z in the x-z plane                 */
} GhdProductKind;
/* Writes the vector[4] (two sites) or vector[2] (one) and returns the number of sites. The angle, in radians, matters to tilted states only. */
PetscInt ghd_product_vector(GhdProductKind kind, PetscReal angle, PetscComplex vector[4]);

/* GhdMpsRead - state from the bytes of an HDF5 file: groups site1 .. site4 (as many as the cell has sites), each with two datasets of doubles `re` and `im` of shape
   [2][left][right]: A[p]_{ab}, p = 0 up, 1 down. Written by scripts/write_mps.py.
   Not collective. mps is NULL if there is a reason: not HDF5, no site1, wrong shapes, and those of GhdMpsCreate(). */
PetscErrorCode GhdMpsRead(size_t n_bytes, const char bytes[], GhdMps *mps, char reason[GHD_REASON_LENGTH]);

/* Sparse operator on (auxiliary space) x (spin of a site): sum over entries of value |row_aux, row_p><col_aux, col_p|. */
typedef struct {
  PetscInt row_aux, row_p, col_aux, col_p;
} GhdSiteEntry;
/* GhdMpsApplySite - out[aux][a][a'] = sum W[p][q]_{aux,aux2} conj(A_i[p]_{ab}) A_i[q]_{a'b'} in[aux2][b][b']: one site of a transfer matrix, to the right.
   work holds ghd_mps_work(mps, n_aux) numbers. out does not alias in. */
PetscErrorCode GhdMpsApplySite(GhdMps mps, PetscInt site, PetscInt n_aux, PetscInt n_entry, const GhdSiteEntry entry[], const PetscComplex value[],
                               const PetscComplex in[], PetscComplex out[], PetscComplex work[]);
PetscInt       ghd_mps_work(GhdMps mps, PetscInt n_aux);

/* GhdMpsExpectation - <sz> and <sx sx + sy sy + Delta (sz sz - 1/4)> (energy of a bond), averaged over the cell. */
PetscErrorCode GhdMpsExpectation(GhdMps mps, PetscReal delta, PetscReal *sz, PetscReal *energy);

#endif
