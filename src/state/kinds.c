/* The table of the kinds of states: what each is called and which parameters it takes. A new kind starts with a row here. */

#include <xxzghd/state.h>

/* Below, beta and field must not allow more than the solver of thermal states has been tested for. */
static const GhdStateKindInfo kinds[GHD_STATE_N_KINDS] = {
    [GHD_STATE_THERMAL] =
        {
            .name         = "thermal",
            .doc          = "Gibbs state exp(-beta (H - field Sz))",
            .n_parameters = 2,
            .parameter =
                {
                    {"beta", "1/J", NAN, -2000.0, 2000.0, "inverse temperature; 0 is infinite temperature without a field",
                     "beyond, double precision cannot hold the fillings"},
                    {"field", "J", 0.0, -100.0, 100.0, "magnetic field h along z", NULL},
                },
        },
    [GHD_STATE_INFINITE_TEMPERATURE] =
        {
            .name         = "infinite_temperature",
            .doc          = "exp(mu Sz): infinite temperature with magnetisation tanh(mu/2)/2 per site",
            .n_parameters = 1,
            .parameter    = {{"mu", "1", 0.0, -1000.0, 1000.0, "beta times field, kept finite while beta goes to 0", NULL}},
        },
    [GHD_STATE_POLARISED] =
        {
            .name     = "polarised",
            .doc      = "every spin along z: the ferromagnetic state",
            .word_key = "direction",
            .choices  = {"up", "down", NULL},
        },
    [GHD_STATE_NEEL]  = {.name = "neel", .doc = "after a quench from up down up down .."},
    [GHD_STATE_BELL]  = {.name = "bell", .doc = "after a quench from pairs of sites in (up up - down down)/sqrt(2)"},
    [GHD_STATE_DIMER] = {.name = "dimer", .doc = "after a quench from pairs of sites in the singlet"},
    [GHD_STATE_TILTED_NEEL] =
        {
            .name         = "tilted_neel",
            .doc          = "after a quench from the Neel state turned about the y axis",
            .n_parameters = 1,
            .parameter    = {{"angle", "rad", NAN, -7.0, 7.0, "by which all spins are turned", NULL}},
        },
    [GHD_STATE_TILTED_FERROMAGNET] =
        {
            .name         = "tilted_ferromagnet",
            .doc          = "after a quench from all spins parallel in the x-z plane",
            .n_parameters = 1,
            .parameter    = {{"angle", "rad", NAN, -7.0, 7.0, "between the spins and the z axis", NULL}},
        },
    [GHD_STATE_PRODUCT] =
        {
            .name       = "product",
            .doc        = "after a quench from equal cells of 1 to 4 sites",
            .vector_key = "vector",
        },
    [GHD_STATE_MPS] =
        {
            .name       = "mps",
            .doc        = "after a quench from the matrix-product state of an HDF5 file, as scripts/write_mps.py writes it",
            .file_key   = "file",
            .digest_key = "file_sha256",
        },
};

const GhdStateKindInfo *ghd_state_kind(GhdStateKind kind)
{
  return &kinds[kind];
}
