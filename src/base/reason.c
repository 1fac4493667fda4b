#include <xxzghd/base.h>

static const struct {
  GhdReason   reason;
  const char *word, *text;
} reasons[] = {
#define REASON_ROW(name, code, word, text) {name, word, text},
    GHD_REASONS(REASON_ROW)
#undef REASON_ROW
};

static const size_t n_reasons = sizeof(reasons) / sizeof(reasons[0]);

const char *ghd_reason_word(GhdReason reason)
{
  for (size_t i = 0; i < n_reasons; ++i)
    if (reasons[i].reason == reason) return reasons[i].word;
  return "unknown";
}

const char *ghd_reason_text(GhdReason reason)
{
  for (size_t i = 0; i < n_reasons; ++i)
    if (reasons[i].reason == reason) return reasons[i].text;
  return "not a reason code of this version";
}
