/* sla_load: fills the store of a configuration with requests, of which some have
 * a clock that runs: most are due in a month, `soon` of them in so many seconds.
 * Then asks what the clock role asks, and prints how long that takes.
 * Usage: sla_load CONFIG REQUESTS CLOCKS SOON SECONDS | sla_load CONFIG late
 * late: of the clocks that ended, how many, and how late one was told at most. */
#include "base/secret.h"
#include "base/steady.h"
#include "roles/now.h"
#include "roles/sections.h"
#include "store/clock.h"
#include "store/due.h"
#include "store/store_config.h"
#include "store/ticket.h"
#include "store/waits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR  INT64_C(3600000)
#define MONTH (30 * 24 * HOUR)
#define BATCH 1000
#define ASKED 2000

static void die(GError *error)
{
    fprintf(stderr, "%s\n", error ? error->message : "usage");
    exit(1);
}

static void add_clock(store *s, store_ticket *t, int64_t now, int64_t due)
{
    GError *error = NULL;
    g_autofree char *ref =
        g_strdup_printf("#%" G_GINT64_FORMAT "/first", t->id);
    store_clock k = {.ticket = t->id,
                     .kind = (char *)"first",
                     .seq = 1,
                     .sla = (char *)"bench",
                     .target_ms = due - now,
                     .from_ms = now,
                     .since_ms = now,
                     .due_ms = due};
    store_wait w = {(char *)"sla", ref, t->id, due + 1};

    if (!store_clock_put(s, &k, &error) || !store_wait_set(s, &w, &error))
        die(error);
}

static void add(store *s, int64_t now, int64_t due)
{
    GError *error = NULL;
    store_ticket t = {.queue = (char *)"support",
                      .subject = (char *)"The lamp",
                      .status = (char *)"in-progress",
                      .line = 1,
                      .customer = (char *)"kari@example.com",
                      .priority = (char *)"normal",
                      .language = (char *)"en",
                      .stage = 1,
                      .open = due != 0,
                      .sla = (char *)(due ? "bench" : NULL),
                      .created_ms = now,
                      .updated_ms = now,
                      .status_ms = now,
                      .next_due_ms = due};

    if (!store_ticket_add(s, &t, &error))
        die(error);
    if (due)
        add_clock(s, &t, now, due);
}

static void fill(store *s, int requests, int clocks, int soon, int seconds)
{
    GError *error = NULL;
    int64_t now = role_now_ms();

    for (int i = 0; i < requests; i++) {
        int64_t due = i >= clocks ? 0
                      : i < soon  ? now + seconds * INT64_C(1000)
                                  : now + MONTH + i * INT64_C(1000);
        if (i % BATCH == 0 && !store_begin_deciding(s, &error))
            die(error);
        add(s, now, due);
        if ((i % BATCH == BATCH - 1 || i == requests - 1) &&
            !store_commit(s, &error))
            die(error);
    }
}

/* As the role does between rings. */
static void ask(store *s)
{
    GError *error = NULL;
    store_due what = {.kind = STORE_DUE_WAIT, .queue = "sla"};
    int64_t start = steady_ms(), next = 0, took;
    guint rows = 0;
    bool due = false;

    for (int i = 0; i < ASKED; i++)
        if (!store_due_next(s, &what, 1, role_now_ms(), &due, &next, &error))
            die(error);
    took = steady_ms() - start;
    printf("is anything due: %.1f us\n", (double)took * 1000 / ASKED);
    start = steady_ms();
    for (int i = 0; i < ASKED; i++) {
        g_autoptr(GPtrArray) all =
            store_wait_due(s, "sla", role_now_ms() + HOUR, 500, &error);
        if (!all)
            die(error);
        rows = all->len;
    }
    took = steady_ms() - start;
    printf("reading what is: %.1f us, %u rows\n", (double)took * 1000 / ASKED,
           rows);
}

static void late(store *s)
{
    GError *error = NULL;
    int64_t most = 0;
    unsigned ended = 0;

    for (int64_t id = 1001;; id++) {
        g_autoptr(GPtrArray) all = store_clock_list(s, id, &error);
        g_autoptr(store_ticket) t = all ? store_ticket_get(s, id, NULL) : NULL;
        if (!all)
            die(error);
        if (!t || all->len == 0)
            break;
        const store_clock *k = all->pdata[0];
        if (k->breached_ms == 0)
            continue;
        ended++;
        most = MAX(most, t->updated_ms - k->due_ms);
    }
    printf("%u ended, told at most %d ms later\n", ended, (int)most);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    g_autoptr(config) c =
        argc > 2 ? role_config_load(argv[1], NULL, &error) : NULL;
    store *s = c ? store_open(c->store, &error) : NULL;

    if (!s)
        die(error);
    if (argc == 3) {
        late(s);
    } else if (argc == 6) {
        fill(s, atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]));
        ask(s);
    }
    store_close(s);
    return 0;
}
