/* process: the role that takes messages out of the spool, has them scanned, and
 * decides about them one after the other, in order of acceptance. */
#include "roles/process_room.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "roles/sections.h"
#include "store/alarm.h"
#include "store/store_config.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* ---- the two databases ---- */

static bool open_spool(process *p)
{
    GError *error = NULL;
    if (p->spool)
        return true;
    if (trouble_is_waiting(&p->spool_trouble))
        return false;
    g_autofree char *folder = config_spool_folder(p->x->config);
    spool *s = spool_open(folder, &error);
    int count = s ? spool_recover(s, &error) : -1;
    if (count < 0) {
        spool_close(s);
        trouble_met(&p->spool_trouble, error);
        return false;
    }
    if (count > 0)
        log_info("%d messages were in hand when the last process role ended",
                 count);
    p->spool = s;
    process_watch_crashes(s);
    trouble_over(&p->spool_trouble);
    return true;
}

/* A write that changes nothing. */
static bool probe(store *s, GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (store_alarm_raise(s, "store probe", "", 0, NULL, error) &&
        store_alarm_clear(s, "store probe", error))
        return store_commit(s, error);
    store_rollback(s);
    return false;
}

/* After trouble the store is asked for a write before anything else is tried,
 * so that messages are not scanned in vain. */
static bool open_store(process *p)
{
    GError *error = NULL;
    if (trouble_is_waiting(&p->store_trouble))
        return false;
    if (p->store && !p->store_trouble.failures)
        return true;
    if (!p->store)
        p->store = store_open(p->x->config->store, &error);
    if (!p->store || !probe(p->store, &error)) {
        trouble_met(&p->store_trouble, error);
        return false;
    }
    /* A full disk may take this little and not the mail that is in hand: then
     * only its commit ends the trouble. */
    if (p->items->len == 0)
        trouble_over(&p->store_trouble);
    return true;
}

/* ---- taking up ---- */

static void claim(process *p)
{
    GError *error = NULL;
    GPtrArray *entries = NULL;
    if (p->items->len > PROCESS_CLAIM_MAX / 2 ||
        trouble_is_waiting(&p->spool_trouble))
        return;
    if (!spool_claim(p->spool, file_clock_ms(),
                     PROCESS_CLAIM_MAX - p->items->len, &entries, &error)) {
        trouble_met(&p->spool_trouble, error);
        return;
    }
    while (entries->len > 0) {
        process_item *i = g_new0(process_item, 1);
        i->e = g_ptr_array_steal_index(entries, 0);
        i->fd = -1;
        i->since_ms = trouble_clock_ms();
        g_ptr_array_add(p->items, i);
    }
    g_ptr_array_unref(entries);
}

/* ---- deciding ---- */

static bool is_slow(const process_item *i)
{
    return i->state == PROCESS_ASKED &&
           trouble_clock_ms() - i->since_ms > PROCESS_SLOW_MS;
}

/* The messages that are decided next: ready ones from the front on; a slow one
 * is passed over, any other that is not ready stops. One that killed before
 * stands alone, so that it takes no others with it. */
static GPtrArray *next_batch(process *p)
{
    GPtrArray *batch = g_ptr_array_new();
    bool complete = false;
    for (unsigned n = 0; n < p->items->len && !complete; n++) {
        process_item *i = p->items->pdata[n];
        if (is_slow(i))
            continue;
        complete = i->state == PROCESS_READY && i->e->deaths > 0;
        if (i->state != PROCESS_READY || (complete && batch->len > 0))
            break;
        g_ptr_array_add(batch, i);
    }
    if (batch->len == 0 || complete)
        return batch;
    /* Company that is being scanned shares the commit if it comes soon. */
    const process_item *first = batch->pdata[0];
    bool alone = batch->len == p->items->len;
    if (!alone && trouble_clock_ms() - first->since_ms < PROCESS_GATHER_MS)
        g_ptr_array_set_size(batch, 0);
    return batch;
}

static bool decide_in_savepoint(process *p, process_item *i, unsigned *sends,
                                GError **error)
{
    unsigned sends_before = *sends, alarms_before = p->alarms->len;
    if (!spool_touch(p->spool, i->e->id, error) ||
        !store_savepoint(p->store, error))
        return false;
    if (process_decide(p, i, sends, error))
        return store_savepoint_release(p->store, error);
    store_savepoint_rollback(p->store);
    *sends = sends_before;
    g_ptr_array_set_size(p->alarms, (int)alarms_before);
    return false;
}

/* Decides all of the batch in one transaction; those that are themselves to
 * blame end in `faults`, which maps them to their errors. */
static bool decide_all(process *p, GPtrArray *batch, GHashTable *faults,
                       unsigned *sends, GError **error)
{
    if (!store_begin_deciding(p->store, error))
        return false;
    for (unsigned n = 0; n < batch->len; n++) {
        process_item *i = batch->pdata[n];
        GError *fault = NULL;
        if (decide_in_savepoint(p, i, sends, &fault))
            continue;
        if (trouble_is_outside(fault)) {
            g_propagate_error(error, fault);
            store_rollback(p->store);
            return false;
        }
        g_hash_table_insert(faults, i, fault);
    }
    return store_commit(p->store, error);
}

static void forget(process *p, GPtrArray *batch, GHashTable *faults)
{
    for (unsigned n = 0; n < batch->len; n++) {
        process_item *i = batch->pdata[n];
        gpointer fault = NULL;
        guint place;
        if (g_ptr_array_find(p->items, i, &place))
            g_ptr_array_steal_index(p->items, place);
        if (g_hash_table_steal_extended(faults, i, NULL, &fault)) {
            process_died(p, i, fault);
            continue;
        }
        log_info("message %s from <%s>: %s", i->e->id,
                 i->e->sender ? i->e->sender : "unknown",
                 i->fate ? i->fate : "was decided before");
        g_ptr_array_add(p->done, g_strdup(i->e->id));
        process_item_free(i);
    }
}

/* A crash before this is harmless: the ledger knows their ids. */
static void finish(process *p)
{
    GError *error = NULL;
    if (p->done->len == 0 || trouble_is_waiting(&p->spool_trouble))
        return;
    g_autofree const char **ids = g_new0(const char *, p->done->len + 1);
    for (unsigned n = 0; n < p->done->len; n++)
        ids[n] = p->done->pdata[n];
    if (!spool_finish(p->spool, ids, &error)) {
        trouble_met(&p->spool_trouble, error);
        return;
    }
    trouble_over(&p->spool_trouble);
    g_ptr_array_set_size(p->done, 0);
}

/* After the commit; one that a crash swallows is raised by its next cause. */
static void tell_alarms(process *p)
{
    for (unsigned n = 0; n + 1 < p->alarms->len; n += 2) {
        GError *error = NULL;
        const char *cause = p->alarms->pdata[n],
                   *text = p->alarms->pdata[n + 1];
        if (alarm_raise(p->told, p->x->config, p->store, cause, text,
                        file_clock_ms(), &error))
            continue;
        log_error("alarm \"%s\" (%s): %s", cause, text, error->message);
        g_error_free(error);
    }
    g_ptr_array_set_size(p->alarms, 0);
}

/* The scan role has no store: that its rules are broken shows in verdicts. */
static void tell_of_rules(process *p)
{
    g_autoptr(GError) error = NULL;
    bool fine = true;
    if (g_strcmp0(p->rules, VERDICT_NO_RULES) == 0)
        fine = alarm_raise(
            p->told, p->x->config, p->store, "rules",
            "The rules have errors, and mail is judged without any: spam comes "
            "through and requests get no category. `postern rules check` names "
            "every error; then `postern reload`.",
            file_clock_ms(), &error);
    else if (p->rules)
        fine = alarm_clear(p->told, p->store, "rules", false, &error);
    if (!fine)
        log_error("alarm \"rules\": %s", error->message);
}

static void ring_send(const process *p)
{
    g_autofree char *bell = config_bell_socket(p->x->config, "send");
    bell_ring(bell);
}

/* False: nothing was ready, or the store is in trouble. */
static bool decide_ready(process *p)
{
    g_autoptr(GPtrArray) batch = next_batch(p);
    if (batch->len == 0 || !open_store(p))
        return false;
    g_autoptr(GHashTable) faults =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_error_free);
    GError *error = NULL;
    unsigned sends = 0;
    bool fine = decide_all(p, batch, faults, &sends, &error);
    spool_touch(p->spool, NULL, NULL);
    if (!fine) {
        g_ptr_array_set_size(p->alarms, 0);
        trouble_met(&p->store_trouble, error);
        return false;
    }
    trouble_over(&p->store_trouble);
    forget(p, batch, faults);
    finish(p);
    tell_alarms(p);
    tell_of_rules(p);
    if (sends > 0)
        ring_send(p);
    return true;
}

/* ---- the role ---- */

static void reload(process *p)
{
    GError *error = NULL;
    config *c = role_config_load(p->x->config_path, NULL, &error);
    if (!c) {
        log_error("the old configuration stays: %s", error->message);
        g_error_free(error);
        return;
    }
    config_free(p->x->config);
    p->x->config = c;
    log_info("configuration read again");
}

/* Until when nothing can happen, unless somebody rings. */
static int64_t idle_ms(process *p)
{
    int64_t due = INT64_MAX;
    if (p->items->len > 0)
        return PROCESS_GATHER_MS;
    if (!spool_next_due(p->spool, &due, NULL))
        return PROCESS_POLL_MS;
    return CLAMP(due - file_clock_ms(), 0, PROCESS_POLL_MS);
}

static void work(process *p)
{
    if (role_reload_wanted())
        reload(p);
    if (!open_spool(p) || !open_store(p)) {
        role_wait(-1, PROCESS_POLL_MS / 4);
        return;
    }
    finish(p);
    process_release(p);
    claim(p);
    process_scan_start(p);
    if (!decide_ready(p) && !role_stopping())
        process_scan_wait(p, p->items->len < PROCESS_CLAIM_MAX / 2, idle_ms(p));
    else
        process_scan_wait(p, false, 0);
}

/* Everything in hand goes back as it was, nobody is blamed. */
static void put_back(process *p)
{
    GError *error = NULL;
    for (unsigned n = 0; p->spool && n < p->items->len; n++) {
        process_item *i = p->items->pdata[n];
        if (i->fd >= 0)
            close(i->fd);
        if (spool_later(p->spool, i->e->id, file_clock_ms(), false,
                        i->e->reason, &error) < 0) {
            log_warn("message %s cannot be put back: %s; it is taken up again "
                     "at the next start",
                     i->e->id, error->message);
            g_clear_error(&error);
        }
    }
}

static void open_bell(process *p)
{
    GError *error = NULL;
    g_autofree char *path = config_bell_socket(p->x->config, "process");
    p->bell = bell_listen(path, &error);
    if (p->bell >= 0)
        return;
    log_warn("%s; looking every second instead", error->message);
    g_error_free(error);
}

static int run(role_context *x)
{
    process p = {
        .x = x,
        .items =
            g_ptr_array_new_with_free_func((GDestroyNotify)process_item_free),
        .done = g_ptr_array_new_with_free_func(g_free),
        .alarms = g_ptr_array_new_with_free_func(g_free),
        .told = alarm_new(),
        .released =
            g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
        .released_ms = -PROCESS_RELEASE_MS,
        .store_trouble = {.what = "the store",
                          .then = "mail waits in the spool"},
        .scan_trouble = {.what = "the scan role",
                         .then = "mail waits in the spool"},
        .spool_trouble = {.what = "the spool",
                          .then = "mail waits where it is"},
    };
    secret_derive(&x->site, "identity", 0, &p.identity);
    open_bell(&p);
    while (!role_stopping())
        work(&p);
    if (p.spool)
        finish(&p);
    put_back(&p);
    g_ptr_array_unref(p.items);
    g_ptr_array_unref(p.done);
    g_ptr_array_unref(p.alarms);
    alarm_free(p.told);
    g_hash_table_unref(p.released);
    g_free(p.rules);
    trouble_clear(&p.store_trouble);
    trouble_clear(&p.scan_trouble);
    trouble_clear(&p.spool_trouble);
    store_close(p.store);
    process_watch_crashes(NULL);
    spool_close(p.spool);
    if (p.bell >= 0)
        close(p.bell);
    secret_wipe(&p.identity, sizeof p.identity);
    return EX_OK;
}

static bool wanted(const config *c)
{
    return true;
}

const role role_process = {
    .name = "process",
    .describe = "decides about messages and files them in the store",
    .needs_key = true,
    .wanted = wanted,
    .run = run,
};
