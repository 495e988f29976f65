/* test_facts: what one decision is made from, read from a real store: what
 * copies are taken out, what a snapshot of a long ticket knows, and that it costs
 * what one of a short ticket does. */
#include "lib/desk_fixture.h"
#include "lib/store_fixture.h"

#include "config/site.h"
#include "desk/facts/facts.h"

#include <math.h>
#include <time.h>

#define NOW      FIXTURE_NOW
#define KARI     "kari@example.com"
#define ANNA     "anna@example.org"
#define SENTENCE "Please pull the plug out of the wall, wait, and put it back "

typedef struct desk {
    fixture *f;
    config *c;
    secret_key site, identity;
    int64_t ticket;
    char *tag;
} desk;

static int setup(void **state)
{
    desk *d = g_new0(desk, 1);
    void *f = NULL;

    fixture_setup(&f);
    d->f = f;
    d->c = fixture_config(FALSE);
    memset(&d->site, 7, sizeof d->site);
    secret_derive(&d->site, "identity", 0, &d->identity);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *f = d->f;

    fixture_teardown(&f);
    config_free(d->c);
    g_free(d->tag);
    g_free(d);
    return 0;
}

/* Entry `n`: customer, Anna, a note of Olga's, in turn; each with two files. */
static void add_entry(desk *d, int n)
{
    static const store_author by[] = {STORE_BY_CUSTOMER, STORE_BY_OPERATOR,
                                      STORE_BY_OPERATOR};
    static const char *const who[] = {KARI, "anna", "olga"};
    GError *error = NULL;
    int turn = (n - 1) % 3;
    g_autofree char *text = g_strdup_printf(SENTENCE "%d times.", n);
    g_autoptr(store_entry) e = sample_entry(
        d->ticket, turn == 2 ? STORE_NOTE : STORE_ARTICLE, text, NOW - 1000);

    e->by = by[turn];
    g_free(e->author);
    e->author = g_strdup(who[turn]);
    e->message_id = g_strdup_printf("m%d@example.com", n);
    e->ledger = g_strdup_printf("L%d", n);
    g_ptr_array_add(e->attachments, sample_attachment("2", "aa"));
    g_ptr_array_add(e->attachments, sample_attachment("3", "bb"));
    store_entry_add(d->f->s, e, &error);
    assert_fine(error);
}

static void fill(desk *d, int entries)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket("Printer", NOW - 2000);

    store_begin_deciding(d->f->s, &error);
    store_ticket_add(d->f->s, t, &error);
    assert_fine(error);
    d->ticket = t->id;
    store_participant kari = {(char *)KARI, NULL, STORE_CUSTOMER, 0};
    store_participant_add(d->f->s, t->id, &kari, &error);
    for (int n = 1; n <= entries; n++)
        add_entry(d, n);
    store_commit(d->f->s, &error);
    assert_fine(error);
    d->tag = tag_make(&d->site, store_epoch(d->f->s), d->ticket);
}

typedef struct message {
    spool_entry entry;
    letter *l;
    facts facts;
} message;

/* A letter about the ticket, by its tag; `more` are further header lines. */
static void write_message(desk *d, message *m, const char *from,
                          const char *more, const char *text)
{
    g_autofree char *raw =
        g_strdup_printf("From: %s\r\nTo: support@example.org\r\n"
                        "Subject: Re: Printer %s\r\n%s\r\n%s\r\n",
                        from, d->tag, more, text);

    memset(m, 0, sizeof *m);
    strcpy(m->entry.id, "0123456789abcdef0123456789abcdef");
    m->entry.accepted_ms = NOW;
    m->entry.door = (char *)"test";
    m->entry.sender = g_strdup(from);
    m->entry.recipients = g_ptr_array_new();
    g_ptr_array_add(m->entry.recipients, (char *)"support@example.org");
    m->entry.raw = g_bytes_new(raw, strlen(raw));
    m->l = letter_new();
    m->l->subject = g_strdup_printf("Re: Printer %s", d->tag);
    m->l->message_id = g_strdup("letter@example.com");
    m->l->date_ms = NOW;
    g_ptr_array_add(m->l->from, letter_address_new(NULL, from));
    g_free(m->l->text);
    g_free(m->l->new_text);
    m->l->text = g_strdup(text);
    m->l->new_text = g_strdup(text);
}

static bool read_message(desk *d, message *m, store *s, GError **error)
{
    const facts_from from = {d->c, &d->site, &d->identity, s};

    return facts_read(&m->facts, &from, &m->entry, m->l, false, NOW, error);
}

static void message_clear(message *m)
{
    facts_clear(&m->facts);
    letter_free(m->l);
    g_free(m->entry.sender);
    g_ptr_array_unref(m->entry.recipients);
    g_bytes_unref(m->entry.raw);
}

static plan *decide(const desk *d, const message *m)
{
    g_autoptr(verdict) v = verdict_new();
    const decide_input in = {.config = d->c,
                             .entry = &m->entry,
                             .letter = m->l,
                             .trust = m->facts.trust,
                             .evidence = m->facts.evidence,
                             .verdict = v,
                             .snapshot = m->facts.snapshot,
                             .now_ms = NOW};
    return decide_letter(&in);
}

/* ---- copies ---- */

static void test_copies(void **state)
{
    desk *d = *state;
    static const struct {
        const char *name, *from, *more, *text, *rest;
    } rows[] = {
        {"what an operator wrote last", KARI, "",
         "Now it works.\n\n" SENTENCE "299 times.", "Now it works."},
        {"what she wrote long ago", KARI, "",
         "Now it works.\n\n" SENTENCE "2 times.",
         "Now it works.\n\n" SENTENCE "2 times."},
        {"what she wrote long ago and he answers", KARI,
         "In-Reply-To: <m2@example.com>\r\n",
         "Now it works.\n\n" SENTENCE "2 times.", "Now it works."},
        {"his own words he may repeat", KARI, "",
         "Again:\n\n" SENTENCE "298 times.",
         "Again:\n\n" SENTENCE "298 times."},
        {"what is written around", KARI, "",
         "You say:\n\n" SENTENCE "299 times.\n\nBut it does not.",
         "You say:\n\n" SENTENCE "299 times.\n\nBut it does not."},
        {"an operator's sentence is hers", ANNA, "",
         "See here.\n\n" SENTENCE "298 times.",
         "See here.\n\n" SENTENCE "298 times."},
    };

    fill(d, 300);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        message m;
        print_message("%s\n", rows[i].name);
        write_message(d, &m, rows[i].from, rows[i].more, rows[i].text);
        read_message(d, &m, d->f->s, &error);
        assert_fine(error);
        assert_string_equal(m.l->new_text, rows[i].rest);
        message_clear(&m);
    }
}

/* ---- attachments of an operator's answer ---- */

static letter_attachment *add_file(message *m, const char *name,
                                   const char *type, const char *text)
{
    letter_attachment *a = letter_attachment_new();

    g_free(a->name);
    a->name = g_strdup(name);
    g_free(a->type);
    a->type = g_strdup(type);
    a->text = g_strdup(text);
    strcpy(a->sha256, "cc");
    g_ptr_array_add(m->l->attachments, a);
    return a;
}

/* A note has "nn", a note and an article "aa". */
static void note_with_file(desk *d)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(d->ticket, STORE_NOTE,
                                            "SECRET the lamp was never paid "
                                            "for, says the bank",
                                            NOW);

    store_begin_deciding(d->f->s, &error);
    g_ptr_array_add(e->attachments, sample_attachment("2", "nn"));
    store_entry_add(d->f->s, e, &error);
    store_commit(d->f->s, &error);
    assert_fine(error);
}

static void test_files(void **state)
{
    desk *d = *state;
    tag_claim claim = {.kind = TAG_REPLY, .number = 1, .entry = 1};
    g_autofree char *ours =
        tag_header(&d->site, d->c->site->domain, "support", &claim);
    const struct {
        const char *name, *type, *text, *claim, *sha256;
        bool packed, shown, trimmed;
        file_fate fate;
        bool leak;
    } rows[] = {
        {"prices.txt", "text/plain", "Prices of 2027", NULL, "cc", false, false,
         false, FILE_GOES, false},
        {"original.eml", "message/rfc822", "whatever", ours, "cc", false, false,
         false, FILE_OURS, false},
        {"foreign.eml", "message/rfc822", "whatever", "<a@x>", "cc", false,
         false, false, FILE_GOES, false},
        {"copied.eml", "message/rfc822",
         "answer to support+o-aaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaa@example.org",
         "<a@x>", "cc", false, false, false, FILE_OURS, false},
        {"report.txt", "text/plain",
         "He says:\n> SECRET the lamp was never paid for, says the bank", NULL,
         "cc", false, false, false, FILE_ASKS, true},
        {"winmail.dat", "application/ms-tnef", NULL, NULL, "cc", true, false,
         false, FILE_PACKED, false},
        {"secret.png", "image/png", NULL, NULL, "nn", false, false, false,
         FILE_OF_NOTE, false},
        {"secret.pdf", "application/pdf", NULL, NULL, "nn", false, false, false,
         FILE_ASKS, false},
        {"known.pdf", "application/pdf", NULL, NULL, "aa", false, false, false,
         FILE_GOES, false},
        {"quoted.png", "image/png", NULL, NULL, "cc", false, true, true,
         FILE_TRIMMED, false},
        {"shown.png", "image/png", NULL, NULL, "cc", false, true, true,
         FILE_GOES, false},
        {"below.png", "image/png", NULL, NULL, "cc", false, true, false,
         FILE_TRIMMED, false},
        {"new.png", "image/png", NULL, NULL, "cc", false, true, false,
         FILE_GOES, false},
    };
    GError *error = NULL;
    message m;

    fill(d, 4);
    note_with_file(d);
    write_message(d, &m, ANNA, "",
                  "See [image: shown.png]\n\nOn Mon, 30 Nov 2026, Per "
                  "<per@example.com> wrote:\n> [below.png] it\n");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        letter_attachment *a =
            add_file(&m, rows[i].name, rows[i].type, rows[i].text);
        a->claim = g_strdup(rows[i].claim);
        strcpy(a->sha256, rows[i].sha256);
        a->packed = rows[i].packed;
        a->shown_inline = rows[i].shown;
        a->trimmed = rows[i].trimmed;
    }
    read_message(d, &m, d->f->s, &error);
    assert_fine(error);
    assert_int_equal(m.facts.files->len, G_N_ELEMENTS(rows));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const facts_file *f = m.facts.files->pdata[i];
        if (f->fate != rows[i].fate || (f->leak != NULL) != rows[i].leak)
            fail_msg("%s: %d", rows[i].name, f->fate);
    }
    message_clear(&m);
}

/* ---- beside a writer ---- */

static void test_beside_a_writer(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    message m;

    fill(d, 3);
    store *writer = store_open(FILE_OF(d->f->path), &error);
    assert_fine(error);
    assert_true(store_begin_deciding(writer, &error));
    int64_t start = g_get_monotonic_time();
    assert_true(store_begin_reading(d->f->s, &error));
    write_message(d, &m, KARI, "", "Hello.");
    assert_true(read_message(d, &m, d->f->s, &error));
    store_rollback(d->f->s);
    assert_true(g_get_monotonic_time() - start < STORE_BUSY_MS * 100);
    g_autoptr(plan) p = decide(d, &m);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "article:customer =article notify/article>anna "
                            "notify/article>olga");
    message_clear(&m);
    store_rollback(writer);
    store_close(writer);
}

static void test_without_a_store(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    message m;

    fill(d, 3);
    write_message(d, &m, KARI, "", "Hello.");
    assert_true(read_message(d, &m, NULL, &error));
    assert_int_equal(m.facts.snapshot->tickets->len, 0);
    g_autoptr(plan) p = decide(d, &m);
    assert_string_equal(plan_find(p, PLAN_FATE)->fate.code, "ticket");
    message_clear(&m);
}

/* ---- reports ---- */

static int64_t went(desk *d, const char *recipient, const char *message_id)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o =
        sample_outgoing(d->ticket, 1, recipient, NOW - 1000);

    store_begin_deciding(d->f->s, &error);
    store_outgoing_add(d->f->s, o, &error);
    store_outgoing_set_message_id(d->f->s, o->id, message_id, &error);
    store_commit(d->f->s, &error);
    assert_fine(error);
    return o->id;
}

/* One reply to two people has one Message-ID, which says little then. */
static void test_reports(void **state)
{
    desk *d = *state;
    fill(d, 1);
    int64_t kari = went(d, KARI, "both@example.org");
    int64_t per = went(d, "per@example.com", "both@example.org");
    int64_t alone = went(d, KARI, "one@example.org");
    const struct {
        const char *returned, *recipient;
        int64_t row;
        bool alone;
    } rows[] = {
        {"both@example.org", "Per@Example.com", per, false},
        {"both@example.org", KARI, kari, false},
        {"both@example.org", "other@example.com", kari, false},
        {"both@example.org", NULL, kari, false},
        {"one@example.org", NULL, alone, true},
        {"none@example.org", KARI, 0, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        message m;
        write_message(d, &m, "mailer-daemon@example.com", "", "A report.");
        m.l->kind = LETTER_BOUNCE;
        m.l->returned_id = g_strdup(rows[i].returned);
        g_ptr_array_add(m.l->bounces, letter_bounce_new(rows[i].recipient,
                                                        "delivered", NULL));
        read_message(d, &m, d->f->s, &error);
        assert_fine(error);
        const store_outgoing *o = m.facts.snapshot->bounced;
        if ((o ? o->id : 0) != rows[i].row ||
            m.facts.snapshot->bounced_alone != rows[i].alone)
            fail_msg("row %d finds %d", (int)i, o ? (int)o->id : 0);
        message_clear(&m);
    }
}

/* ---- a long ticket ---- */

typedef struct cost {
    unsigned statements, heads, texts;
    double us;
} cost;

static void count(const char *sql, void *context)
{
    unsigned *statements = context;
    ++*statements;
}

#define ROUNDS 200

static cost measure(desk *d, const char *from, const char *text)
{
    cost c = {0};
    double least = INFINITY;

    for (unsigned i = 0; i < ROUNDS; i++) {
        GError *error = NULL;
        message m;
        write_message(d, &m, from, "In-Reply-To: <m1@example.com>\r\n", text);
        store_begin_reading(d->f->s, &error);
        c.statements = 0;
        store_listen(d->f->s, count, &c.statements);
        clock_t start = clock();
        read_message(d, &m, d->f->s, &error);
        plan_free(decide(d, &m));
        least = MIN(least, (double)(clock() - start) * 1e6 / CLOCKS_PER_SEC);
        store_listen(d->f->s, NULL, NULL);
        store_rollback(d->f->s);
        assert_fine(error);
        const snapshot_ticket *st = m.facts.snapshot->tickets->pdata[0];
        c.heads = st->entries->len;
        message_clear(&m);
    }
    c.us = least;
    return c;
}

static void test_cost(void **state)
{
    desk *d = *state;
    static const struct {
        const char *name, *from, *text;
    } rows[] = {{"a customer", KARI, "It is broken again."},
                {"an operator", ANNA, "Look:\n\n" SENTENCE "1 times."},
                {"a stranger", "per@example.com", "Mine too."}};
    static const int sizes[] = {10, 100, 1000, 10000};

    for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
        cost costs[G_N_ELEMENTS(sizes)];
        for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
            g_clear_pointer(&d->tag, g_free);
            fill(d, sizes[i]);
            costs[i] = measure(d, rows[r].from, rows[r].text);
            print_message("[   INFO   ] %s, %d entries: %u statements, %u "
                          "heads, %.0f us\n",
                          rows[r].name, sizes[i], costs[i].statements,
                          costs[i].heads, costs[i].us);
        }
        for (size_t i = 1; i < G_N_ELEMENTS(sizes); i++)
            assert_int_equal(costs[i].statements, costs[0].statements);
        assert_int_equal(costs[3].heads, costs[2].heads);
        /* generous: a machine of tests does other things as well */
        assert_true(costs[3].us < 5 * costs[1].us);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_copies),          TEST(test_files),
        TEST(test_beside_a_writer), TEST(test_without_a_store),
        TEST(test_reports),         TEST(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
