/* store_fixture: a store in a folder of its own, and values to put into it. */
#ifndef POSTERN_TEST_STORE_FIXTURE_H
#define POSTERN_TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/secret.h"
#include "store/entry.h"
#include "store/held.h"
#include "store/ledger.h"
#include "store/outgoing.h"
#include "store/store_config.h"
#include "store/ticket.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

typedef struct fixture {
    char *folder, *path;
    store *s;
} fixture;

/* Where a store is, as a configuration says it. */
#define FILE_OF(file) (&(config_store){.path = (char *)(file)})

/* Fails the test with the error's words. */
#define assert_fine(error)                    \
    do {                                      \
        if (error)                            \
            fail_msg("%s", (error)->message); \
    } while (0)
#define assert_class(error, class)                                     \
    do {                                                               \
        assert_non_null(error);                                        \
        if ((error)->code != (int)(class))                             \
            fail_msg("class %d: %s", (error)->code, (error)->message); \
        g_clear_error(&(error));                                       \
    } while (0)

static inline int fixture_setup(void **state)
{
    GError *error = NULL;
    fixture *f = g_new0(fixture, 1);
    secret_init(&error);
    assert_fine(error);
    f->folder = g_dir_make_tmp("postern-store-XXXXXX", &error);
    assert_fine(error);
    chmod(f->folder, 0755);
    f->path = g_build_filename(f->folder, "store.db", NULL);
    store_create(FILE_OF(f->path), &error);
    assert_fine(error);
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture *f = *state;
    store_close(f->s);
    g_autoptr(GDir) dir = g_dir_open(f->folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(f->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(f->folder);
    g_free(f->folder);
    g_free(f->path);
    g_free(f);
    return 0;
}

static inline store_ticket *sample_ticket(const char *subject, int64_t now)
{
    store_ticket *t = g_new0(store_ticket, 1);
    t->queue = g_strdup("support");
    t->subject = g_strdup(subject);
    t->status = g_strdup("new");
    t->line = 1;
    t->customer = g_strdup("kari@example.com");
    t->customer_name = g_strdup("Kari Nordmann");
    t->priority = g_strdup("normal");
    t->language = g_strdup("en");
    t->open = true;
    t->created_ms = t->updated_ms = t->status_ms = now;
    return t;
}

static inline store_attachment *sample_attachment(const char *part,
                                                  const char *sha256)
{
    store_attachment *a = g_new0(store_attachment, 1);
    a->part = g_strdup(part);
    a->name = g_strdup("screenshot.png");
    a->type = g_strdup("image/png");
    a->size = 4;
    g_strlcpy(a->sha256, sha256, sizeof a->sha256);
    return a;
}

static inline store_entry *sample_entry(int64_t ticket, store_entry_kind kind,
                                        const char *text, int64_t now)
{
    store_entry *e = g_new0(store_entry, 1);
    e->ticket = ticket;
    e->kind = kind;
    e->state = STORE_PUBLISHED;
    e->by = STORE_BY_CUSTOMER;
    e->author = g_strdup("kari@example.com");
    e->text = g_strdup(text);
    e->created_ms = now;
    e->attachments =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_attachment_free);
    return e;
}

static inline store_outgoing *sample_outgoing(int64_t ticket, int64_t entry,
                                              const char *recipient,
                                              int64_t now)
{
    store_outgoing *o = g_new0(store_outgoing, 1);
    o->audience = STORE_TO_CUSTOMER;
    o->template = g_strdup("reply");
    o->queue = g_strdup("support");
    o->ticket = ticket;
    o->entry = entry;
    o->recipient = g_strdup(recipient);
    o->data = g_strdup("{}");
    o->state = STORE_OUT_READY;
    o->date_ms = o->next_ms = o->created_ms = now;
    return o;
}

static inline store_held *sample_held(int64_t ticket, const char *text,
                                      int64_t now)
{
    store_held *h = g_new0(store_held, 1);
    h->kind = STORE_HELD_STALE;
    h->queue = g_strdup("support");
    h->ticket = ticket;
    h->operator_id = g_strdup("anna");
    h->text = g_strdup(text);
    h->reason = g_strdup("Kari wrote while you were writing");
    h->ledger = g_strdup("l1");
    h->data = g_strdup("{}");
    h->created_ms = now;
    h->attachments =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_attachment_free);
    return h;
}

static inline store_ledger *sample_ledger(const char *id, int64_t now)
{
    store_ledger *l = g_new0(store_ledger, 1);
    l->id = g_strdup(id);
    l->accepted_ms = l->decided_ms = now;
    l->door = g_strdup("milter");
    l->queue = g_strdup("support");
    l->sender = g_strdup("kari@example.com");
    l->recipients = g_strdup("support@example.org");
    l->message_id = g_strdup_printf("%s@example.com", id);
    l->from = g_strdup("kari@example.com");
    l->subject = g_strdup("Не могу войти");
    l->identity = g_strdup("i1");
    l->kind = g_strdup("normal");
    l->trust = g_strdup("stranger");
    l->fate = g_strdup("new ticket");
    l->fate_code = g_strdup("ticket");
    l->detail = g_strdup("");
    return l;
}

/* A ticket in a transaction of its own; its number. */
static inline int64_t put_ticket(store *s, const char *subject, int64_t now)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket(subject, now);
    store_begin_deciding(s, &error);
    assert_fine(error);
    store_ticket_add(s, t, &error);
    assert_fine(error);
    store_commit(s, &error);
    assert_fine(error);
    return t->id;
}

#endif
