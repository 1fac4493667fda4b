#include <xxzghd/base.h>

static GhdHeartbeatFn heartbeat;
static void          *heartbeat_context;

void ghd_set_heartbeat(GhdHeartbeatFn fn, void *context)
{
  heartbeat         = fn;
  heartbeat_context = context;
}

void ghd_heartbeat(void)
{
  if (heartbeat) heartbeat(heartbeat_context);
}
