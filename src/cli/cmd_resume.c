/* cmd_resume: an older store may send what it has to send, or shall not. */
#include "cli/desk.h"

#include "roles/frame.h"
#include "roles/known.h"
#include "roles/now.h"
#include "store/alarm.h"

#include <stdio.h>
#include <sysexits.h>

static bool resume(store *s, bool drop, int64_t *count, GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (store_resume(s, drop, role_now_ms(), count, error) &&
        store_alarm_clear(s, KNOWN_CAUSE, error))
        return store_commit(s, error);
    store_rollback(s);
    return false;
}

static int run(cli *x, store *s, bool drop, GError **error)
{
    const config *c = cli_config_running(x);
    int64_t since_ms, count = 0;

    if (!store_paused(s, &since_ms, error))
        return -1;
    if (since_ms == 0) {
        fputs("postern resume: nothing waits for this\n", stderr);
        return EX_OK;
    }
    if (!resume(s, drop, &count, error))
        return -1;
    frame_ring(c, "send");
    frame_ring(c, "clock");
    frame_ring_jobs(c);
    if (x->json)
        cli_json(json_pack("{s:I, s:b}", "count", (json_int_t)count, "dropped",
                           drop));
    else
        printf("%s: %" G_GINT64_FORMAT "\n", drop ? "Cancelled" : "Sent now",
               count);
    return EX_OK;
}

int cmd_resume(cli *x, int argc, char **argv)
{
    gboolean drop = FALSE;
    const GOptionEntry entries[] = {{"drop", 0, 0, G_OPTION_ARG_NONE, &drop,
                                     "Cancel what waits instead", NULL},
                                    {NULL}};
    GError *error = NULL;
    int code;
    store *s;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    s = desk_open(x, &code);
    if (!s)
        return code;
    code = run(x, s, drop, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}
