/* clock: the role that does what is due: ends of undo windows, reminders of held
 * replies, digests of held spam, silent closing, learning, and alarms about mail
 * that waits too long. */
#include "base/bell.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/alarm.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/status_config.h"
#include "roles/learner.h"
#include "roles/role.h"
#include "roles/sections.h"
#include "roles/trouble.h"
#include "spool/spool.h"
#include "store/store_config.h"

#include <sysexits.h>

#define CLOCK_TICK_MS      1000
#define CLOCK_HELD_MS      10000 /* between two looks at held items */
#define CLOCK_DIGEST_MS    60000
#define CLOCK_CLOSE_MS     60000
#define CLOCK_SPOOL_MS     30000
#define CLOCK_CLOSE_BATCH  100
#define CLOCK_SPOOL_AGE_MS (10 * 60 * 1000) /* mail that waits longer: alarm */
#define CLOCK_SPOOL_CAUSE  "mail waits in the spool"

typedef struct clock_role {
    role_context *x;
    store *store;
    spool *spool;
    alarms *alarms;
    learner *learner;
    int64_t held_ms, digest_ms, close_ms, spool_ms; /* next look, UTC */
    GHashTable *refused; /* char*: what could not be decided, said once */
    trouble store_trouble, spool_trouble;
} clock_role;

/* ---- one decision in a savepoint ---- */

/* What one thing that is due becomes; NULL and *error, or a plan. */
typedef plan *(*clock_decide)(clock_role *k, void *what, int64_t now_ms,
                              GError **error);

static bool apply_one(clock_role *k, clock_decide decide, void *what,
                      int64_t now_ms, unsigned *sends, GError **error)
{
    unsigned mails = 0;
    g_autoptr(plan) p = decide(k, what, now_ms, error);
    if (!p || !apply_plan(k->store, p, NULL, now_ms, &mails, error))
        return false;
    *sends += mails;
    return true;
}

/* One that cannot be decided does not stop the others; it is said once. */
static void refuse(clock_role *k, const char *name, GError *error)
{
    if (g_hash_table_add(k->refused, g_strdup(name)))
        log_error("%s is due and cannot be done: %s", name, error->message);
    g_error_free(error);
}

/* False: the store is in trouble, nothing of the transaction may stay. */
static bool do_one(clock_role *k, const char *name, clock_decide decide,
                   void *what, int64_t now_ms, unsigned *sends, GError **error)
{
    GError *local = NULL;
    if (!store_savepoint(k->store, error))
        return false;
    if (apply_one(k, decide, what, now_ms, sends, &local))
        return store_savepoint_release(k->store, error);
    store_savepoint_rollback(k->store);
    if (trouble_is_outside(local)) {
        g_propagate_error(error, local);
        return false;
    }
    refuse(k, name, local);
    return true;
}

/* ---- ends of undo windows ---- */

static plan *decide_entry_due(clock_role *k, void *what, int64_t now_ms,
                              GError **error)
{
    const store_entry *e = what;
    const store_heads_wanted about = {.operators = {e->author}};
    snapshot_ticket *t =
        snapshot_ticket_read(k->store, e->ticket, &about, error);
    plan *p = t ? decide_publish(k->x->config, t, e, now_ms) : NULL;
    snapshot_ticket_free(t);
    return p;
}

static bool publish(clock_role *k, int64_t now_ms, unsigned *sends,
                    GError **error)
{
    int64_t next_ms = 0;
    g_autoptr(GPtrArray) due =
        store_entry_due(k->store, now_ms, &next_ms, error);
    if (!due)
        return false;
    for (unsigned i = 0; i < due->len; i++) {
        store_entry *e = due->pdata[i];
        g_autofree char *name = g_strdup_printf("the reply %" G_GINT64_FORMAT
                                                " of ticket #%" G_GINT64_FORMAT,
                                                e->n, e->ticket);
        if (!do_one(k, name, decide_entry_due, e, now_ms, sends, error))
            return false;
    }
    return true;
}

static bool is_publish_due(clock_role *k, int64_t now_ms, GError **error)
{
    int64_t next_ms = 0;
    g_autoptr(GPtrArray) due =
        store_entry_due(k->store, now_ms, &next_ms, error);
    return due && due->len > 0;
}

/* ---- held items ---- */

static plan *decide_held_due(clock_role *k, void *what, int64_t now_ms,
                             GError **error)
{
    const store_held *h = what;
    snapshot_ticket *t = NULL;
    if (h->ticket &&
        !(t = snapshot_ticket_read(k->store, h->ticket, NULL, error)))
        return NULL;
    plan *p = decide_remind(k->x->config, t, h, now_ms);
    snapshot_ticket_free(t);
    return p;
}

static bool is_remind_due(const store_held *h, int64_t now_ms)
{
    return h->reminded < 2 && now_ms - h->created_ms >= DECIDE_REMIND_AUTHOR_MS;
}

static bool remind(clock_role *k, int64_t now_ms, unsigned *sends,
                   GError **error)
{
    g_autoptr(GPtrArray) open = store_held_unanswered(k->store, error);
    for (unsigned i = 0; open && i < open->len; i++) {
        store_held *h = open->pdata[i];
        g_autofree char *name =
            g_strdup_printf("a reminder of held item %" G_GINT64_FORMAT, h->id);
        if (is_remind_due(h, now_ms) &&
            !do_one(k, name, decide_held_due, h, now_ms, sends, error))
            return false;
    }
    return open != NULL;
}

/* ---- digests of held spam ---- */

typedef struct digest {
    const config_queue *queue;
    GPtrArray *items; /* store_held* */
} digest;

static plan *decide_digest_due(clock_role *k, void *what, int64_t now_ms,
                               GError **error)
{
    const digest *d = what;
    return decide_digest(k->x->config, d->queue, d->items, now_ms);
}

static bool send_digests(clock_role *k, int64_t now_ms, unsigned *sends,
                         GError **error)
{
    GPtrArray *queues = k->x->config->queues;
    for (unsigned i = 0; i < queues->len; i++) {
        const config_queue *q = queues->pdata[i];
        g_autoptr(GPtrArray) items =
            store_held_undigested(k->store, q->id, error);
        if (!items)
            return false;
        digest d = {q, items};
        g_autofree char *name =
            g_strdup_printf("the digest of held spam of queue %s", q->id);
        if (!do_one(k, name, decide_digest_due, &d, now_ms, sends, error))
            return false;
    }
    return true;
}

/* ---- silent closing ---- */

static plan *decide_close_due(clock_role *k, void *what, int64_t now_ms,
                              GError **error)
{
    return decide_close(k->x->config, what, now_ms);
}

static bool close_queue(clock_role *k, const config_queue *q, int64_t now_ms,
                        unsigned *sends, GError **error)
{
    g_autoptr(GPtrArray) old = store_ticket_in_status(
        k->store, q->id,
        status_of_stage(status_model_of(k->x->config), STATUS_RESOLVED),
        now_ms - q->close_ms, CLOCK_CLOSE_BATCH, error);
    for (unsigned i = 0; old && i < old->len; i++) {
        store_ticket *t = old->pdata[i];
        g_autofree char *name =
            g_strdup_printf("closing ticket #%" G_GINT64_FORMAT, t->id);
        if (!do_one(k, name, decide_close_due, t, now_ms, sends, error))
            return false;
    }
    return old != NULL;
}

static bool close_resolved(clock_role *k, int64_t now_ms, unsigned *sends,
                           GError **error)
{
    GPtrArray *queues = k->x->config->queues;
    for (unsigned i = 0; i < queues->len; i++)
        if (!close_queue(k, queues->pdata[i], now_ms, sends, error))
            return false;
    return true;
}

/* ---- mail that waits ---- */

static void tell(clock_role *k, bool waits, const char *text, int64_t now_ms,
                 bool force)
{
    GError *error = NULL;
    bool fine = waits ? alarm_raise(k->alarms, k->x->config, k->store,
                                    CLOCK_SPOOL_CAUSE, text, now_ms, &error)
                      : alarm_clear(k->alarms, k->store, CLOCK_SPOOL_CAUSE,
                                    force, &error);
    if (fine)
        return;
    log_error("alarm \"%s\": %s", CLOCK_SPOOL_CAUSE, error->message);
    g_error_free(error);
}

static bool open_spool(clock_role *k)
{
    GError *error = NULL;
    if (k->spool)
        return true;
    if (trouble_is_waiting(&k->spool_trouble))
        return false;
    g_autofree char *folder = config_spool_folder(k->x->config);
    k->spool = spool_open(folder, &error);
    if (!k->spool)
        trouble_met(&k->spool_trouble, error);
    return k->spool != NULL;
}

static void look_at_spool(clock_role *k, int64_t now_ms, bool first)
{
    int64_t waiting = 0, oldest_ms = 0;
    GError *error = NULL;
    if (!open_spool(k))
        return;
    if (!spool_status(k->spool, now_ms, &waiting, &oldest_ms, &error)) {
        trouble_met(&k->spool_trouble, error);
        return;
    }
    trouble_over(&k->spool_trouble);
    g_autofree char *text = g_strdup_printf(
        "%" G_GINT64_FORMAT " messages wait in the spool, the oldest for %d "
        "minutes. Nothing is lost. `postern queue' lists them, `postern "
        "status' shows whether the roles scan and process run and the store "
        "can be written; their log lines say what they wait for.",
        waiting, (int)(oldest_ms / 60000));
    tell(k, oldest_ms > CLOCK_SPOOL_AGE_MS, text, now_ms, first);
}

/* ---- the role ---- */

static bool open_store(clock_role *k)
{
    GError *error = NULL;
    if (trouble_is_waiting(&k->store_trouble))
        return false;
    if (k->store)
        return true;
    k->store = store_open(k->x->config->store, &error);
    if (!k->store)
        trouble_met(&k->store_trouble, error);
    return k->store != NULL;
}

typedef bool (*clock_work)(clock_role *k, int64_t now_ms, unsigned *sends,
                           GError **error);

/* Reads and decides in one write transaction, so that nothing comes between. */
static bool in_transaction(clock_role *k, clock_work work, int64_t now_ms,
                           GError **error)
{
    unsigned sends = 0;
    if (!store_begin_deciding(k->store, error))
        return false;
    if (!work(k, now_ms, &sends, error)) {
        store_rollback(k->store);
        return false;
    }
    if (!store_commit(k->store, error))
        return false;
    if (sends > 0) {
        g_autofree char *bell = config_bell_socket(k->x->config, "send");
        bell_ring(bell);
    }
    return true;
}

/* True if `due_ms` has come; then it is set `every_ms` later. */
static bool is_time(int64_t *due_ms, int64_t now_ms, int64_t every_ms)
{
    if (*due_ms > now_ms && *due_ms <= now_ms + every_ms)
        return false;
    *due_ms = now_ms + every_ms;
    return true;
}

/* Rows of much spam are not read more often than a digest may be due. */
static int64_t digest_look_ms(const clock_role *k)
{
    int64_t look_ms = CLOCK_DIGEST_MS;
    GPtrArray *queues = k->x->config->queues;
    for (unsigned i = 0; i < queues->len; i++) {
        const config_queue *q = queues->pdata[i];
        if (q->spam_digest_ms > 0)
            look_ms = MIN(look_ms, q->spam_digest_ms);
    }
    return MAX(look_ms, CLOCK_TICK_MS);
}

static bool tick(clock_role *k, int64_t now_ms, GError **error)
{
    GError *local = NULL;
    if (is_publish_due(k, now_ms, &local) &&
        !in_transaction(k, publish, now_ms, error))
        return false;
    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    if (is_time(&k->held_ms, now_ms, CLOCK_HELD_MS) &&
        !in_transaction(k, remind, now_ms, error))
        return false;
    if (is_time(&k->digest_ms, now_ms, digest_look_ms(k)) &&
        !in_transaction(k, send_digests, now_ms, error))
        return false;
    if (is_time(&k->close_ms, now_ms, CLOCK_CLOSE_MS) &&
        !in_transaction(k, close_resolved, now_ms, error))
        return false;
    return learner_step(k->learner, k->store, k->x->config, now_ms, error);
}

static void work(clock_role *k)
{
    GError *error = NULL;
    int64_t now_ms = file_clock_ms();
    bool first = k->spool_ms == 0;
    if (open_store(k)) {
        if (tick(k, now_ms, &error))
            trouble_over(&k->store_trouble);
        else
            trouble_met(&k->store_trouble, error);
    }
    if (is_time(&k->spool_ms, now_ms, CLOCK_SPOOL_MS))
        look_at_spool(k, now_ms, first);
}

static void reload(clock_role *k)
{
    GError *error = NULL;
    config *c = role_config_load(k->x->config_path, NULL, &error);
    if (!c) {
        log_error("the old configuration stays: %s", error->message);
        g_error_free(error);
        return;
    }
    config_free(k->x->config);
    k->x->config = c;
    g_hash_table_remove_all(k->refused);
    log_info("configuration read again");
}

static int run(role_context *x)
{
    clock_role k = {
        .x = x,
        .alarms = alarm_new(),
        .learner = learner_new(&x->site),
        .refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .store_trouble = {.what = "the store", .then = "what is due waits"},
        .spool_trouble = {.what = "the spool", .then = "nobody watches it"},
    };
    while (!role_stopping()) {
        if (role_reload_wanted())
            reload(&k);
        work(&k);
        /* an answer that nobody can take up must not wake us again and again */
        bool waits = trouble_is_waiting(&k.store_trouble);
        role_wait(waits ? -1 : learner_fd(k.learner), CLOCK_TICK_MS);
    }
    learner_free(k.learner);
    store_close(k.store);
    spool_close(k.spool);
    alarm_free(k.alarms);
    g_hash_table_unref(k.refused);
    trouble_clear(&k.store_trouble);
    trouble_clear(&k.spool_trouble);
    return EX_OK;
}

static bool wanted(const config *c)
{
    return true;
}

const role role_clock = {
    .name = "clock",
    .describe = "does what is due: replies, reminders, learning, alarms",
    .needs_key = true,
    .wanted = wanted,
    .run = run,
};
