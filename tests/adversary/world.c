/* world: the functions of the roles, called in turn. */
#include "adversary/world.h"

#include "base/err.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/facts/facts.h"
#include "desk/notify/notify.h"
#include "desk/notify/shown.h"
#include "desk/wall.h"
#include "filters/filter.h"
#include "mail/mime.h"
#include "roles/sections.h"
#include "store/public.h"
#include "store/shown.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define MAILS_MAX   1000 /* that may leave in one step: more is a loop */
#define PACKED_MAX  6    /* parcels in parcels */
#define FAST_SPACE  "/dev/shm"
#define KEEP_OCTETS (64 << 20) /* of memory that is free: not given back */

static const char configuration[] =
    "[site]\nname = Example\nadmin = admin@example.org\n"
    "authserv_id = mx.example.org\nflood_per_minute = 1000\n"
    "key_file = %s/site.key\nstate = %s\nrun = %s\n"
    "[smtp]\nhost = 127.0.0.1\n"
    "[queue support]\naddress = support@example.org\nundo = 60s\n"
    "ack_per_hour = " G_STRINGIFY(
        WORLD_ACK_PER_HOUR) "\n"
                            "[queue sales]\naddress = sales@example.org\n"
                            "ack_per_hour = " G_STRINGIFY(
                                WORLD_ACK_PER_HOUR) "\n"
                                                    "[mailbox box]\nhost = "
                                                    "imap.example.net\nuser = "
                                                    "u\n"
                                                    "password_command = echo "
                                                    "x\nqueue = sales\n"
                                                    "[operator anna]\nname = "
                                                    "Anna Larsen\naddress = "
                                                    "anna@example.org\n"
                                                    "queues = "
                                                    "support\nsasl_login = "
                                                    "anna\n"
                                                    "[operator olga]\nname = "
                                                    "Olga Berg\naddress = "
                                                    "olga@example.org\n"
                                                    "queues = support\n"
                                                    "[operator tom]\nname = "
                                                    "Tom Hansen\naddress = "
                                                    "tom@example.org\n"
                                                    "lines = 2\nqueues = "
                                                    "support\nsasl_login = "
                                                    "tom\n"
                                                    "[operator bob]\nname = "
                                                    "Bob Sale\naddress = "
                                                    "bob@example.org\n"
                                                    "queues = "
                                                    "sales\nsasl_login = bob\n"
                                                    "[partner "
                                                    "integrator]\nname = "
                                                    "Integrator\n"
                                                    "address = "
                                                    "integrator@fix.example\n";

/* ---- chance ---- */

/* What is random in the desk (Message-IDs, the site's key) comes from here, so
 * that what a seed plays depends on nothing else. */
static uint64_t chance;

static uint32_t chance_number(void)
{
    uint64_t z = (chance += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 32);
}

static void chance_octets(void *const out, const size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)out)[i] = (uint8_t)chance_number();
}

static const char *chance_name(void)
{
    return "play";
}

static struct randombytes_implementation chance_source = {
    .implementation_name = chance_name,
    .random = chance_number,
    .buf = chance_octets};

/* ---- mail that left ---- */

static void sent_mail_free(void *data)
{
    sent_mail *m = data;

    g_free(m->to);
    g_free(m->template);
    g_bytes_unref(m->raw);
    letter_free(m->read);
    g_free(m->all);
    g_free(m);
}

static letter *add_all(GString *out, const void *data, size_t size,
                       unsigned depth)
{
    g_autoptr(mime_contents) contents = mime_contents_new();
    letter *l = mime_parse(data, size, contents);

    g_string_append_len(out, data, (gssize)size);
    g_string_append_printf(out, "\n%s\n%s\n", l->subject ? l->subject : "",
                           l->text);
    for (unsigned i = 0; i < l->from->len; i++) {
        const letter_address *a = l->from->pdata[i];
        g_string_append_printf(out, "%s\n", a->name ? a->name : "");
    }
    for (unsigned i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];
        GBytes *inside = g_hash_table_lookup(contents->octets, a->sha256);
        gsize n = 0;
        const char *octets = inside ? g_bytes_get_data(inside, &n) : "";

        g_string_append_printf(out, "%s\n", a->name);
        g_string_append_len(out, octets, (gssize)n);
        if (depth < PACKED_MAX && g_str_has_prefix(a->type, "message/"))
            letter_free(add_all(out, octets, n, depth + 1));
    }
    return l;
}

/* The letter, and all that can be found in it. */
static letter *read_all(GBytes *raw, char **all)
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    GString *out = g_string_sized_new(4 * size);
    letter *l = add_all(out, data, size, 0);

    for (char *p = out->str;
         (p = memchr(p, '\0', (size_t)(out->str + out->len - p)));)
        *p = ' ';
    *all = g_string_free(out, FALSE);
    return l;
}

const letter *sent_letter(const sent_mail *m)
{
    gsize size;
    const void *data = g_bytes_get_data(m->raw, &size);

    if (m->read == NULL)
        ((sent_mail *)m)->read = mime_parse(data, size, NULL);
    return m->read;
}

/* Subject and text as they were composed. */
static char *shown_of(const notify_mail *n)
{
    gsize size;
    const char *data = g_bytes_get_data(n->message, &size);
    g_autofree char *text = n->parts ? shown_text(n->parts, false) : NULL;
    const char *end = g_strstr_len(data, (gssize)size, "\n\n");
    g_autofree char *top =
        g_strndup(data, end != NULL ? (gsize)(end - data) : size);

    return g_strconcat(top, "\n\n", text ? text : data, NULL);
}

static void add_out(world *w, const store_outgoing *o, const notify_mail *n)
{
    sent_mail *m = g_new0(sent_mail, 1);

    m->to = g_strdup(o->recipient);
    m->to_partner = o->audience == STORE_TO_OUTSIDER;
    m->to_operator = o->audience != STORE_TO_CUSTOMER && !m->to_partner;
    m->template = g_strdup(o->template);
    m->automatic = strcmp(o->template, "reply") != 0 &&
                   strcmp(o->template, "forward") != 0;
    m->entry = o->entry;
    m->ticket = o->ticket;
    m->at_ms = w->now_ms;
    m->raw = g_bytes_ref(n->message);
    if (m->to_operator)
        m->all = shown_of(n);
    else
        m->read = read_all(n->message, &m->all);
    g_ptr_array_add(w->out, m);
}

/* ---- the desk ---- */

static bool make_config(world *w, GError **error)
{
    g_autofree char *path = g_build_filename(w->folder, "desk.conf", NULL);
    g_autofree char *text =
        g_strdup_printf(configuration, w->folder, w->folder, w->folder);

    if (!g_file_set_contents(path, text, -1, error))
        return false;
    w->c = config_load(role_sections, path, NULL, error);
    return w->c != NULL;
}

static bool run(sqlite3 *db, const char *text, GError **error)
{
    if (sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    err_set(error, ERR_IO, "%s: %s", text, sqlite3_errmsg(db));
    return false;
}

/* As it is when the store is new: epoch and what else may change. */
static void add_meta(sqlite3 *db, GString *sweep)
{
    sqlite3_stmt *q = NULL;

    g_string_append(sweep, "DELETE FROM meta;");
    if (sqlite3_prepare_v2(db, "SELECT name, value FROM meta", -1, &q, NULL) !=
        SQLITE_OK)
        return;
    while (sqlite3_step(q) == SQLITE_ROW)
        g_string_append_printf(
            sweep, "INSERT INTO meta VALUES ('%s', %" G_GINT64_FORMAT ");",
            (const char *)sqlite3_column_text(q, 0),
            (gint64)sqlite3_column_int64(q, 1));
    sqlite3_finalize(q);
}

/* The statements of the sweep, which are the same each time. */
static bool prepare_sweep(world *w, const char *tail, GError **error)
{
    while (*tail) {
        sqlite3_stmt *q = NULL;
        if (sqlite3_prepare_v2(w->sweeper, tail, -1, &q, &tail) != SQLITE_OK) {
            err_set(error, ERR_IO, "%s: %s", tail, sqlite3_errmsg(w->sweeper));
            return false;
        }
        g_ptr_array_add(w->sweeps, q);
    }
    return true;
}

static bool sweep(world *w, GError **error)
{
    for (unsigned i = 0; i < w->sweeps->len; i++) {
        sqlite3_stmt *q = w->sweeps->pdata[i];
        sqlite3_step(q);
        if (sqlite3_reset(q) != SQLITE_OK) {
            err_set(error, ERR_IO, "%s: %s", sqlite3_sql(q),
                    sqlite3_errmsg(w->sweeper));
            return false;
        }
    }
    return true;
}

static void finalize(void *q)
{
    sqlite3_finalize(q);
}

/* What empties all tables between conversations: that is much faster than a new
 * store. */
static bool make_sweep(world *w, GError **error)
{
    sqlite3_stmt *tables = NULL;
    GString *text = g_string_new("BEGIN IMMEDIATE;");

    if (sqlite3_prepare_v2(w->sweeper,
                           "SELECT name FROM sqlite_master WHERE type = "
                           "'table' AND name NOT IN ('meta', 'counter')",
                           -1, &tables, NULL) != SQLITE_OK) {
        err_set(error, ERR_IO, "tables: %s", sqlite3_errmsg(w->sweeper));
        g_string_free(text, TRUE);
        return false;
    }
    while (sqlite3_step(tables) == SQLITE_ROW)
        /* with a condition an empty one costs nothing; without, its pages
         * are written anew */
        g_string_append_printf(text, "DELETE FROM %s WHERE true;",
                               (const char *)sqlite3_column_text(tables, 0));
    sqlite3_finalize(tables);
    add_meta(w->sweeper, text);
    g_string_append(text, "UPDATE counter SET last = CASE name WHEN 'ticket' "
                          "THEN 1000 ELSE 0 END; COMMIT;");
    bool fine = prepare_sweep(w, text->str, error);
    g_string_free(text, TRUE);
    return fine;
}

static bool copy_database(sqlite3 *from, sqlite3 *to, GError **error)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

    if (b != NULL)
        sqlite3_backup_step(b, -1);
    if (b != NULL && sqlite3_backup_finish(b) == SQLITE_OK)
        return true;
    err_set(error, ERR_IO, "copying the store: %s", sqlite3_errmsg(to));
    return false;
}

static sqlite3 *open_own(const char *path, GError **error)
{
    sqlite3 *db = NULL;

    if (sqlite3_open(path, &db) == SQLITE_OK)
        return db;
    err_set(error, ERR_IO, "%s: %s", path, sqlite3_errmsg(db));
    sqlite3_close(db);
    return NULL;
}

/* From here on what is opened by that path is in memory, the same for all handles
 * as long as one of them is open: half of the time went into writing pages. */
static void use_memory(void)
{
    sqlite3_vfs *memory = sqlite3_vfs_find("memdb");

    if (memory != NULL)
        sqlite3_vfs_register(memory, 1);
}

/* The play's own handle keeps the store; it has been made as any store is. */
static bool make_store(world *w, GError **error)
{
    g_autofree char *path = g_build_filename(w->folder, "store.db", NULL);
    sqlite3 *disk =
        store_create(w->c->store, error) ? open_own(path, error) : NULL;
    /* what lies in memory has no journal beside it, and costs by the page */
    bool fine = disk && run(disk,
                            "PRAGMA journal_mode = DELETE;"
                            "PRAGMA page_size = 1024; VACUUM",
                            error);

    use_memory();
    fine = fine && (w->sweeper = open_own(path, error)) &&
           (w->backup = open_own(":memory:", error)) &&
           copy_database(disk, w->sweeper, error);
    sqlite3_close(disk);
    return fine && make_sweep(w, error);
}

static bool open_store(world *w, GError **error)
{
    w->s = store_open(w->c->store, error);
    if (w->s == NULL)
        return false;
    w->pub = store_public_open(w->c->store, error);
    w->wall = w->pub != NULL ? store_wall_open(w->c->store, error) : NULL;
    return w->wall != NULL;
}

/* A key that is the same in each run: what a seed plays depends on nothing
 * else. */
static bool make_key(world *w, GError **error)
{
    g_autofree char *path = g_build_filename(w->folder, "site.key", NULL);

    return secret_init(error) && secret_key_create(path, error) &&
           secret_key_load(path, &w->site, error);
}

world *world_new(GError **error)
{
    world *w = g_new0(world, 1);
    const char *space =
        g_access(FAST_SPACE, W_OK) == 0 ? FAST_SPACE : g_get_tmp_dir();
    g_autofree char *form =
        g_build_filename(space, "postern-play-XXXXXX", NULL);

    mallopt(M_TRIM_THRESHOLD,
            KEEP_OCTETS); /* half of the time went into brk() */
    mallopt(M_TOP_PAD, KEEP_OCTETS);
    mallopt(M_MMAP_THRESHOLD, KEEP_OCTETS);
    randombytes_set_implementation(&chance_source);
    mime_init();
    w->out = g_ptr_array_new_with_free_func(sent_mail_free);
    w->faults = g_ptr_array_new_with_free_func(g_free);
    w->joins = g_array_new(FALSE, FALSE, sizeof(judge_join));
    w->sweeps = g_ptr_array_new_with_free_func(finalize);
    w->plans = g_string_new(NULL);
    w->folder = g_mkdtemp(form) ? g_strdup(form) : NULL;
    if (w->folder == NULL) {
        err_set(error, ERR_IO, "no folder can be made in %s: set TMPDIR",
                space);
        world_free(w);
        return NULL;
    }
    if (make_key(w, error) && make_config(w, error) && make_store(w, error) &&
        open_store(w, error))
        return w;
    world_free(w);
    return NULL;
}

static void remove_folder(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    if (dir != NULL)
        g_dir_close(dir);
    g_rmdir(folder);
}

static void close_store(world *w)
{
    g_clear_pointer(&w->wall, store_wall_close);
    store_public_close(w->pub);
    store_close(w->s);
    w->pub = NULL;
    w->s = NULL;
}

void world_free(world *w)
{
    close_store(w);
    g_ptr_array_unref(w->sweeps);
    sqlite3_close(w->sweeper);
    sqlite3_close(w->backup);
    if (w->c != NULL)
        config_free(w->c);
    if (w->folder != NULL)
        remove_folder(w->folder);
    g_free(w->folder);
    g_ptr_array_unref(w->out);
    g_ptr_array_unref(w->faults);
    g_array_unref(w->joins);
    g_string_free(w->plans, TRUE);
    g_free(w);
}

bool world_begin(world *w, uint32_t seed, int64_t now_ms, GError **error)
{
    chance = seed;
    w->now_ms = now_ms;
    w->count = 0;
    if (w->restored) { /* its handles know another epoch */
        if (!sweep(w, error))
            return false;
        close_store(w);
        if (!open_store(w, error))
            return false;
    }
    w->restored = false;
    g_ptr_array_set_size(w->out, 0);
    g_array_set_size(w->joins, 0);
    g_ptr_array_set_size(w->faults, 0);
    g_string_truncate(w->plans, 0);
    return sweep(w, error);
}

unsigned world_rows(world *w, const char *table)
{
    g_autofree char *text = g_strdup_printf("SELECT count(*) FROM %s", table);
    sqlite3_stmt *q = NULL;
    unsigned n = 0;

    if (sqlite3_prepare_v2(w->sweeper, text, -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        n = (unsigned)sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

void fate_clear(fate *f)
{
    g_free(f->code);
    g_free(f->words);
    *f = (fate){0};
}

/* ---- a message comes in ---- */

static bool keep_contents(world *w, const plan *p, GHashTable *octets,
                          GError **error)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const GPtrArray *of = plan_attachments(p->steps->pdata[i]);
        for (unsigned k = 0; of != NULL && k < of->len; k++) {
            const store_attachment *a = of->pdata[k];
            GBytes *inside = g_hash_table_lookup(octets, a->sha256);
            if (inside && !store_blob_put(w->s, a->sha256, inside, error))
                return false;
        }
    }
    return true;
}

static store_ledger *ledger_row(const facts *f, const spool_entry *e,
                                const letter *l)
{
    store_ledger *row = g_new0(store_ledger, 1);

    row->id = g_strdup(e->id);
    row->accepted_ms = e->accepted_ms;
    row->door = g_strdup(e->door);
    row->queue = g_strdup(f->evidence->queue->id);
    row->sender = g_strdup(e->sender);
    row->recipients = g_strdup(e->recipients->pdata[0]);
    row->message_id = g_strdup(l->message_id);
    row->from = g_strdup(f->trust->from);
    row->subject = g_strdup(l->subject);
    row->identity = g_strdup(f->identity);
    row->kind = g_strdup(letter_kind_name(l->kind));
    row->trust = g_strdup("");
    return row;
}

static bool decide_and_apply(world *w, const spool_entry *e, letter *l,
                             GHashTable *octets, fate *out, GError **error)
{
    facts f;
    secret_key identity;
    g_autoptr(verdict) v = verdict_new();

    secret_derive(&w->site, "identity", 0, &identity);
    const facts_from from = {w->c, &w->site, &identity, w->s};
    bool fine = facts_read(&f, &from, e, l, false, w->now_ms, error);
    if (fine) {
        const decide_input in = {.config = w->c,
                                 .entry = e,
                                 .letter = l,
                                 .trust = f.trust,
                                 .evidence = f.evidence,
                                 .verdict = v,
                                 .snapshot = f.snapshot,
                                 .account = f.account,
                                 .files = f.files,
                                 .now_ms = w->now_ms};
        g_autoptr(plan) p = decide_letter(&in);
        g_autofree char *text = plan_to_text(p);
        g_autoptr(store_ledger) row = ledger_row(&f, e, l);

        g_string_append(w->plans, text);
        fine = keep_contents(w, p, octets, error) &&
               apply_plan(w->s, p, row, w->now_ms, NULL, error);
        if (fine) {
            memcpy(out->id, e->id, sizeof out->id);
            out->code = g_strdup(row->fate_code);
            out->words = g_strdup(row->fate);
            out->ticket = row->ticket;
            out->entry = row->entry;
        }
    }
    facts_clear(&f);
    return fine;
}

bool world_receive(world *w, const incoming *in, fate *out, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(in->raw, &size);
    spool_entry e = {.accepted_ms = w->now_ms,
                     .door = (char *)"play",
                     .sender = (char *)in->sender,
                     .login = (char *)in->login,
                     .recipients = g_ptr_array_new(),
                     .raw = in->raw};
    g_autoptr(mime_contents) contents = mime_contents_new();
    g_autoptr(letter) l = filters_letter(data, size, !*in->sender, contents);

    if (in->again)
        g_strlcpy(e.id, in->again, sizeof e.id);
    else
        g_snprintf(e.id, sizeof e.id, "%032" G_GINT64_MODIFIER "x", ++w->count);
    for (unsigned i = 0; in->recipients[i] != NULL; i++)
        g_ptr_array_add(e.recipients, (void *)in->recipients[i]);
    bool fine = store_begin_deciding(w->s, error);
    if (fine && decide_and_apply(w, &e, l, contents->octets, out, error))
        fine = store_commit(w->s, error);
    else if (fine) {
        store_rollback(w->s);
        fine = false;
    }
    g_ptr_array_unref(e.recipients);
    return fine;
}

/* ---- what is due ---- */

static bool apply_due(world *w, plan *p, GError **error)
{
    g_autofree char *text = plan_to_text(p);
    bool fine = apply_plan(w->s, p, NULL, w->now_ms, NULL, error);

    g_string_append(w->plans, text);
    plan_free(p);
    return fine;
}

static bool publish(world *w, GError **error)
{
    int64_t next;
    g_autoptr(GPtrArray) due = store_entry_due(w->s, w->now_ms, &next, error);

    for (unsigned i = 0; due != NULL && i < due->len; i++) {
        const store_entry *e = due->pdata[i];
        const store_heads_wanted about = {.operators = {e->author}};
        snapshot_ticket *t =
            snapshot_ticket_read(w->s, e->ticket, &about, error);
        bool fine =
            t && apply_due(w, decide_publish(w->c, t, e, w->now_ms), error);
        snapshot_ticket_free(t);
        if (!fine)
            return false;
    }
    return due != NULL;
}

static bool remind(world *w, GError **error)
{
    g_autoptr(GPtrArray) open = store_held_unanswered(w->s, error);

    for (unsigned i = 0; open != NULL && i < open->len; i++) {
        const store_held *h = open->pdata[i];
        snapshot_ticket *t =
            h->ticket ? snapshot_ticket_read(w->s, h->ticket, NULL, error)
                      : NULL;
        bool fine = (t || !h->ticket) &&
                    apply_due(w, decide_remind(w->c, t, h, w->now_ms), error);
        snapshot_ticket_free(t);
        if (!fine)
            return false;
    }
    return open != NULL;
}

/* Mostly nothing is: then there is no transaction either. */
static bool is_due(world *w, bool *due, GError **error)
{
    int64_t next;
    g_autoptr(GPtrArray) entries =
        store_entry_due(w->s, w->now_ms, &next, error);
    g_autoptr(GPtrArray) held =
        entries != NULL ? store_held_unanswered(w->s, error) : NULL;

    *due = held != NULL && entries->len + held->len > 0;
    return held != NULL;
}

static bool do_due(world *w, GError **error)
{
    bool due = false;

    if (!is_due(w, &due, error))
        return false;
    if (!due)
        return true;
    if (!store_begin_deciding(w->s, error))
        return false;
    if (publish(w, error) && remind(w, error))
        return store_commit(w->s, error);
    store_rollback(w->s);
    return false;
}

/* ---- mail goes ---- */

static bool record(world *w, const store_outgoing *o, const notify_mail *n,
                   const char *message_id, store_out_state state,
                   const char *result, GError **error)
{
    return store_outgoing_set_message_id(w->s, o->id, message_id, error) &&
           store_outgoing_result(w->s, o->id, state, 0, result, w->now_ms,
                                 error) &&
           (n == NULL || n->parts == NULL || o->audience == STORE_TO_ADMIN ||
            store_shown_put(w->s, o, n->parts, error));
}

/* As roles/send_wall.c does; NULL: it may leave. */
static bool look(world *w, const store_outgoing *o, const notify_mail *n,
                 wall_hit **hit, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(n->message, &size);
    g_autoptr(said_mail) said = said_read(data, size);

    return wall_look(w->c, &w->site, store_epoch(w->s), w->pub, w->wall, o,
                     said, n->parts, hit, error);
}

static bool stop(world *w, const store_outgoing *o, const wall_hit *hit,
                 bool *goes, GError **error)
{
    snapshot_ticket *t =
        o->ticket > 0 ? snapshot_ticket_read(w->s, o->ticket, NULL, error)
                      : NULL;
    g_autoptr(store_entry) e =
        o->ticket > 0 && o->entry > 0
            ? store_entry_get(w->s, o->ticket, o->entry, NULL)
            : NULL;
    g_autoptr(plan) p = decide_walled(w->c, t, e, o, hit, false, w->now_ms);
    g_autofree char *text = plan_to_text(p);

    snapshot_ticket_free(t);
    *goes = plan_find(p, PLAN_WITHDRAW) == NULL &&
            plan_find(p, PLAN_BOUNCED) == NULL;
    g_string_append(w->plans, text);
    return apply_plan(w->s, p, NULL, w->now_ms, NULL, error);
}

/* What became of it, in one transaction. `n` NULL: the composer refused it. */
static bool note_result(world *w, const store_outgoing *o, const notify_mail *n,
                        const char *message_id, const wall_hit *hit,
                        const char *why, GError **error)
{
    bool goes = true;

    if (!store_begin_deciding(w->s, error))
        return false;
    if ((hit == NULL || stop(w, o, hit, &goes, error)) &&
        (!goes || record(w, o, n, n ? n->message_id : message_id,
                         n ? STORE_OUT_SENT : STORE_OUT_FAILED, why, error)) &&
        store_commit(w->s, error)) {
        if (goes && n)
            add_out(w, o, n);
        return true;
    }
    store_rollback(w->s);
    return false;
}

static bool send_one(world *w, const store_outgoing *o, GError **error)
{
    g_autoptr(GError) local = NULL;
    g_autofree char *id = notify_message_id(w->c, &w->site, w->s, o, error);
    g_autoptr(wall_hit) hit = NULL;
    if (id == NULL)
        return false;
    notify_mail *n = notify_compose(w->c, &w->site, w->pub, w->s, o, &local);
    bool fine = n == NULL || o->audience == STORE_TO_OPERATOR ||
                look(w, o, n, &hit, error);

    fine = fine &&
           note_result(w, o, n, id, hit, n ? "250" : local->message, error);
    notify_mail_free(n);
    return fine;
}

/* All that is due at once; the number, -1 on error. */
static int send_some(world *w, GError **error)
{
    int64_t next;
    g_autoptr(GPtrArray) due =
        store_outgoing_due(w->s, w->now_ms, MAILS_MAX, &next, NULL, error);

    for (unsigned i = 0; due != NULL && i < due->len; i++)
        if (!send_one(w, due->pdata[i], error))
            return -1;
    return due != NULL ? (int)due->len : -1;
}

static bool send_due(world *w, GError **error)
{
    int n, sent = 0;

    while ((n = send_some(w, error)) > 0)
        if ((sent += n) >= MAILS_MAX) {
            g_ptr_array_add(w->faults, g_strdup("mail without end"));
            return true;
        }
    return n == 0;
}

bool world_wait(world *w, int64_t ms, GError **error)
{
    w->now_ms += ms;
    return do_due(w, error) && send_due(w, error);
}

/* ---- backups ---- */

bool world_remember(world *w, GError **error)
{
    return copy_database(w->sweeper, w->backup, error);
}

static bool copy_back(world *w, GError **error)
{
    close_store(w);
    return copy_database(w->backup, w->sweeper, error) && open_store(w, error);
}

static bool begin_epoch(world *w, bool drop, GError **error)
{
    int64_t count;

    if (!store_begin_deciding(w->s, error))
        return false;
    if (store_begin_epoch(w->s, &w->age, w->now_ms, error) &&
        store_resume(w->s, drop, w->now_ms, &count, error))
        return store_commit(w->s, error);
    store_rollback(w->s);
    return false;
}

bool world_restore(world *w, bool drop, GError **error)
{
    w->restored = true;
    return store_age_get(w->s, &w->age, error) && copy_back(w, error) &&
           begin_epoch(w, drop, error);
}
