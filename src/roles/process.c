/* process: the role that takes messages out of the spool, has them scanned, and
 * decides about them one after the other, in order of acceptance. */
#include "roles/process_room.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "roles/now.h"
#include "store/alarm.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* ---- the two databases ---- */

static bool open_spool(process *p)
{
    GError *error = NULL;
    bool fresh = !p->f.spool;
    if (!frame_spool(&p->f))
        return false;
    if (!fresh)
        return true;
    int count = spool_recover(p->f.spool, &error);
    if (count < 0) {
        frame_spool_failed(&p->f, error);
        return false;
    }
    if (count > 0)
        log_info("%d messages were in hand when the last process role ended",
                 count);
    process_watch_crashes(p->f.spool);
    trouble_over(&p->f.spool_trouble);
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
    bool well = p->f.store && !p->f.store_trouble.failures;
    if (!frame_store(&p->f))
        return false;
    if (well)
        return true;
    if (!probe(p->f.store, &error)) {
        frame_store_failed(&p->f, error);
        return false;
    }
    /* A full disk may take this little and not the mail that is in hand: then
     * only its commit ends the trouble. */
    if (p->items->len == 0)
        trouble_over(&p->f.store_trouble);
    return true;
}

/* ---- taking up ---- */

static void claim(process *p)
{
    GError *error = NULL;
    GPtrArray *entries = NULL;
    if (p->items->len > PROCESS_CLAIM_MAX / 2 ||
        trouble_is_waiting(&p->f.spool_trouble))
        return;
    if (!spool_claim(p->f.spool, role_now_ms(),
                     PROCESS_CLAIM_MAX - p->items->len, &entries, &error)) {
        frame_spool_failed(&p->f, error);
        return;
    }
    while (entries->len > 0) {
        process_item *i = g_new0(process_item, 1);
        i->e = g_ptr_array_steal_index(entries, 0);
        i->fd = -1;
        i->since_ms = steady_ms();
        g_ptr_array_add(p->items, i);
    }
    g_ptr_array_unref(entries);
}

/* ---- deciding ---- */

static bool is_slow(const process_item *i)
{
    return i->state == PROCESS_ASKED &&
           steady_ms() - i->since_ms > PROCESS_SLOW_MS;
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
    if (!alone && steady_ms() - first->since_ms < PROCESS_GATHER_MS)
        g_ptr_array_set_size(batch, 0);
    return batch;
}

static bool decide_in_savepoint(process *p, process_item *i, unsigned *sends,
                                GError **error)
{
    unsigned sends_before = *sends, alarms_before = p->alarms->len;
    if (!spool_touch(p->f.spool, i->e->id, error) ||
        !store_savepoint(p->f.store, error))
        return false;
    if (process_decide(p, i, sends, error))
        return store_savepoint_release(p->f.store, error);
    store_savepoint_rollback(p->f.store);
    *sends = sends_before;
    g_ptr_array_set_size(p->alarms, (int)alarms_before);
    return false;
}

/* Decides all of the batch in one transaction; those that are themselves to
 * blame end in `faults`, which maps them to their errors. False: nothing was
 * changed; *at: while this one was decided, NULL: with none. */
static bool decide_all(process *p, GPtrArray *batch, GHashTable *faults,
                       unsigned *sends, process_item **at, GError **error)
{
    *at = NULL;
    if (!store_begin_deciding(p->f.store, error))
        return false;
    for (unsigned n = 0; n < batch->len; n++) {
        process_item *i = batch->pdata[n];
        GError *fault = NULL;
        if (decide_in_savepoint(p, i, sends, &fault))
            continue;
        if (trouble_is_outside(fault)) {
            *at = i;
            g_propagate_error(error, fault);
            store_rollback(p->f.store);
            return false;
        }
        g_hash_table_insert(faults, i, fault);
    }
    return store_commit(p->f.store, error);
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
        process_aside_over(p, i->e->id);
        g_ptr_array_add(p->done, g_strdup(i->e->id));
        process_item_free(i);
    }
}

/* A crash before this is harmless: the ledger knows their ids. */
static void finish(process *p)
{
    GError *error = NULL;
    if (p->done->len == 0 || trouble_is_waiting(&p->f.spool_trouble))
        return;
    g_autofree const char **ids = g_new0(const char *, p->done->len + 1);
    for (unsigned n = 0; n < p->done->len; n++)
        ids[n] = p->done->pdata[n];
    if (!spool_finish(p->f.spool, ids, &error)) {
        frame_spool_failed(&p->f, error);
        return;
    }
    trouble_over(&p->f.spool_trouble);
    g_ptr_array_set_size(p->done, 0);
}

/* After the commit; one that a crash swallows is raised by its next cause. */
static void tell_alarms(process *p)
{
    for (unsigned n = 0; n + 1 < p->alarms->len; n += 2) {
        GError *error = NULL;
        const char *cause = p->alarms->pdata[n],
                   *text = p->alarms->pdata[n + 1];
        if (alarm_raise(p->f.alarms, p->f.x->config, p->f.store, cause, text,
                        role_now_ms(), &error))
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
            p->f.alarms, p->f.x->config, p->f.store, "rules",
            "The rules have errors, and mail is judged without any: spam comes "
            "through and requests get no category. `postern rules check` names "
            "every error; then `postern reload`.",
            role_now_ms(), &error);
    else if (p->rules)
        fine = alarm_clear(p->f.alarms, p->f.store, "rules", false, &error);
    if (!fine)
        log_error("alarm \"rules\": %s", error->message);
}

/* Nothing of the batch was decided. The one at which it failed goes aside if the
 * fault is where it alone looks; otherwise all wait for the store. */
static bool not_decided(process *p, process_item *at, GError *error)
{
    guint place;
    if (at && trouble_is_stubborn(error, ++at->stubborn) &&
        p->damages < PROCESS_DAMAGES &&
        g_ptr_array_find(p->items, at, &place)) {
        p->damages++;
        g_ptr_array_steal_index(p->items, place);
        process_aside(p, at, error);
        tell_alarms(p);
        return true;
    }
    p->damages = 0;
    frame_store_failed(&p->f, error);
    return false;
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
    process_item *at = NULL;
    bool fine = decide_all(p, batch, faults, &sends, &at, &error);
    spool_touch(p->f.spool, NULL, NULL);
    if (!fine) {
        g_ptr_array_set_size(p->alarms, 0);
        return not_decided(p, at, error);
    }
    p->damages = 0;
    trouble_over(&p->f.store_trouble);
    forget(p, batch, faults);
    finish(p);
    frame_remember(&p->f, sends > 0); /* a number may have been told */
    tell_alarms(p);
    tell_of_rules(p);
    if (sends > 0)
        frame_ring(p->f.x->config, "send");
    frame_ring_jobs(p->f.x->config);
    frame_ring(p->f.x->config, "clock"); /* an undo window may have begun */
    return true;
}

/* ---- the role ---- */

/* Until when nothing can happen, unless somebody rings. */
static int64_t idle_ms(process *p)
{
    int64_t due = INT64_MAX;
    if (p->items->len > 0)
        return PROCESS_GATHER_MS;
    if (!spool_next_due(p->f.spool, &due, NULL))
        return PROCESS_POLL_MS;
    return CLAMP(due - role_now_ms(), 0, PROCESS_POLL_MS);
}

static bool step(void *self)
{
    process *p = self;
    frame_keep_bell(&p->f);
    if (!open_spool(p) || !open_store(p)) {
        role_wait(-1, PROCESS_POLL_MS / 4);
        return true;
    }
    frame_remember(&p->f, false);
    finish(p);
    process_release(p);
    claim(p);
    process_scan_start(p);
    if (!decide_ready(p) && !role_stopping())
        process_scan_wait(p, p->items->len < PROCESS_CLAIM_MAX / 2, idle_ms(p));
    else
        process_scan_wait(p, false, 0);
    return true;
}

/* Everything in hand goes back as it was, nobody is blamed. */
static void put_back(process *p)
{
    GError *error = NULL;
    for (unsigned n = 0; p->f.spool && n < p->items->len; n++) {
        process_item *i = p->items->pdata[n];
        if (i->fd >= 0)
            close(i->fd);
        if (spool_later(p->f.spool, i->e->id, role_now_ms(), false,
                        i->e->reason, &error) < 0) {
            log_warn("message %s cannot be put back: %s; it is taken up again "
                     "at the next start",
                     i->e->id, error->message);
            g_clear_error(&error);
        }
    }
}

static bool reload(void *self, config *fresh)
{
    frame_reload(&((process *)self)->f, fresh);
    return true;
}

static void end(process *p)
{
    if (p->f.spool)
        finish(p);
    put_back(p);
    g_ptr_array_unref(p->items);
    g_ptr_array_unref(p->done);
    g_ptr_array_unref(p->alarms);
    g_hash_table_unref(p->released);
    g_hash_table_unref(p->aside);
    g_free(p->rules);
    trouble_clear(&p->scan_trouble);
    process_watch_crashes(NULL);
    frame_clear(&p->f);
    secret_wipe(&p->identity, sizeof p->identity);
}

static int run(role_context *x)
{
    static const frame_work work = {.step = step, .reload = reload};
    process p = {
        .items =
            g_ptr_array_new_with_free_func((GDestroyNotify)process_item_free),
        .done = g_ptr_array_new_with_free_func(g_free),
        .alarms = g_ptr_array_new_with_free_func(g_free),
        .released =
            g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
        .aside = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .released_ms = -PROCESS_RELEASE_MS,
        .scan_trouble = {.what = "the scan role",
                         .then = "mail waits in the spool"},
    };
    frame_init(&p.f, x, "mail waits where it is", "mail waits in the spool");
    secret_derive(&x->site, "identity", 0, &p.identity);
    frame_listen(&p.f, "process");
    frame_loop(x, &work, &p);
    end(&p);
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
