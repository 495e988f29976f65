/* cmd_search: the indexes of words. */
#include "cli/desk.h"

#include "cli/progress.h"
#include "store/search.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define WAIT_US 100000 /* before the next try, while another process indexes */

/* The desk's own clock may be at it, too. */
static bool step(store_indexer *x, store *s, bool *more, GError **error)
{
    GError *local = NULL;

    if (store_indexer_step(x, s, more, &local))
        return true;
    if (err_class_of(local) == ERR_BUSY || err_class_of(local) == ERR_LOST) {
        g_error_free(local);
        g_usleep(WAIT_US);
        return true;
    }
    g_propagate_error(error, local);
    return false;
}

static bool rebuild(store_indexer *x, store *s, GError **error)
{
    store_search_state state;
    progress bar;
    bool more = true;

    if (!store_indexer_renew(x, s, error) ||
        !store_search_state_get(s, &state, error))
        return false;
    progress_start(&bar, "indexing", (guint64)state.total);
    for (unsigned n = 0; more; n++) {
        if (!step(x, s, &more, error))
            break;
        if (n % 16 == 0 && store_search_state_get(s, &state, NULL))
            progress_show(&bar, (guint64)state.done);
    }
    progress_end(&bar);
    return !more;
}

/* Nobody needs it: where somebody else writes it is left. */
static bool tidy(store_indexer *x, GError **error)
{
    bool more = true;

    while (more) {
        GError *local = NULL;

        if (store_indexer_tidy(x, &more, &local))
            continue;
        if (err_class_of(local) != ERR_BUSY) {
            g_propagate_error(error, local);
            return false;
        }
        g_error_free(local);
        more = false;
    }
    return true;
}

static int print_state(const cli *x, const store_search_state *state)
{
    double share = state->total > 0
                       ? 100.0 * (double)state->done / (double)state->total
                       : 100;

    if (x->json)
        cli_json(json_pack(
            "{s:I, s:I, s:I}", "indexed", (json_int_t)state->done, "tickets",
            (json_int_t)state->total, "waiting", (json_int_t)state->waiting));
    else if (state->done < state->total)
        printf("Still being indexed: %.0f %% of the requests are found by "
               "their words, the newest first.\n",
               share);
    else
        printf("All requests are found by their words.\n");
    return EX_OK;
}

/* Beside a desk that runs: it goes on with the new ones. */
int cmd_search(cli *x, int argc, char **argv)
{
    bool anew = false;
    store_search_state state;
    GError *error = NULL;
    const config *c;
    int code;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    anew = argc == 2 && strcmp(argv[1], "rebuild") == 0;
    if (argc > 1 && !anew)
        return cli_usage(x, "say rebuild, or nothing");
    store *s = desk_open(x, &code);
    if (!s)
        return code;
    c = cli_config(x);
    store_indexer *i = store_indexer_new(c->store);
    bool fine = (!anew || (rebuild(i, s, &error) && tidy(i, &error))) &&
                store_search_state_get(s, &state, &error);
    store_indexer_free(i);
    store_close(s);
    return fine ? print_state(x, &state) : cli_fail(x, error);
}
