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
                    {"beta", "1/J", NAN, 0.0, 100.0, "inverse temperature; 0 is infinite temperature without a field"},
                    {"field", "J", 0.0, -100.0, 100.0, "magnetic field h along z"},
                },
        },
    [GHD_STATE_INFINITE_TEMPERATURE] =
        {
            .name         = "infinite_temperature",
            .doc          = "exp(mu Sz): infinite temperature with magnetisation tanh(mu/2)/2 per site",
            .n_parameters = 1,
            .parameter    = {{"mu", "1", 0.0, -1000.0, 1000.0, "beta times field, kept finite while beta goes to 0"}},
        },
    [GHD_STATE_POLARISED] =
        {
            .name     = "polarised",
            .doc      = "every spin along z: the ferromagnetic state",
            .word_key = "direction",
            .choices  = {"up", "down", NULL},
        },
};

const GhdStateKindInfo *ghd_state_kind(GhdStateKind kind)
{
  return &kinds[kind];
}
