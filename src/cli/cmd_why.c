/* cmd_why: the fate of messages, and how it came about. */
#include "cli/desk.h"

#include "base/address.h"
#include "base/mask.h"
#include "desk/delivery.h"
#include "store/words.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define WHY_LIMIT 20 /* rows, unless --limit says otherwise */

/* What was sent because of one message: outgoing rows of its entry. */
static GPtrArray *sent_of(store *s, const store_ledger *l, GError **error)
{
    GPtrArray *all, *own;

    if (l->ticket == 0 || l->entry == 0 || l->copy_of)
        return g_ptr_array_new();
    all = store_outgoing_of_ticket(s, l->ticket, error);
    if (!all)
        return NULL;
    own = g_ptr_array_new_with_free_func((GDestroyNotify)store_outgoing_free);
    for (guint i = 0; i < all->len; i++) {
        store_outgoing *o = all->pdata[i];

        if (o->entry == l->entry)
            g_ptr_array_add(own, g_steal_pointer(&all->pdata[i]));
    }
    g_ptr_array_unref(all);
    return own;
}

/* What was reported of it since, with a comma before it; "" if nothing was. */
static char *reported_words(const store_outgoing *o)
{
    const delivery d = delivery_of(o);
    g_autofree char *when = d.at_ms > 0 ? cli_time(d.at_ms) : g_strdup("");

    return d.state > DELIVERY_HANDED && o->state == STORE_OUT_SENT
               ? g_strdup_printf(", %s %s", delivery_name(d.state), when)
               : g_strdup("");
}

static char *sent_words(const store_outgoing *o)
{
    g_autofree char *when = o->sent_ms > 0 ? cli_time(o->sent_ms) : NULL;
    g_autofree char *reported = reported_words(o);

    return g_strdup_printf(
        "%s to %s, %s%s%s%s%s", desk_template_words(o->template), o->recipient,
        when ? when + strlen("2026-11-23 ") : desk_out_state(o->state),
        o->result ? ", " : "", o->result ? o->result : "",
        o->tries > 1 ? " (tried more than once)" : "", reported);
}

/* Whoever reads it must not be able to write as an operator. */
static void field(const char *label, const char *text)
{
    g_autofree char *safe = mask_copy(text);

    cli_field(2, label, 10, safe);
}

/* What was meant to be sent is said by the rows themselves, where there are
 * some. */
static void print_detail(const char *detail, bool has_rows)
{
    g_auto(GStrv) lines = g_strsplit(detail, "\n", -1);

    for (char **line = lines; *line; line++) {
        g_auto(GStrv) pair = g_strsplit(*line, "\t", 2);

        if (!pair[0] || !pair[1] || (has_rows && strcmp(pair[0], "sent") == 0))
            continue;
        field(pair[0], pair[1]);
    }
}

static void print_head(const cli *x, const store_ledger *l)
{
    g_autofree char *when = cli_time(l->accepted_ms);
    GString *words = g_string_new(NULL);

    if (l->message_id)
        g_string_append_printf(words, "<%s>  ", l->message_id);
    if (l->from || l->sender)
        g_string_append_printf(words, "from %s  ",
                               l->from ? l->from : l->sender);
    g_string_append_printf(words, "%s", l->door);
    if (l->queue)
        g_string_append_printf(words, ", queue %s", l->queue);
    mask_secrets(words);
    fputs(cli_bold(x), stdout);
    cli_field(0, when, 21, words->str);
    fputs(cli_plain(x), stdout);
    g_string_free(words, TRUE);
}

static void print_held(const GPtrArray *held)
{
    for (guint i = 0; i < held->len; i++) {
        const store_held *h = held->pdata[i];
        g_autofree char *words = g_strdup_printf(
            "item %" G_GINT64_FORMAT ": `postern held release %" G_GINT64_FORMAT
            "` or drop",
            h->id, h->id);

        field("waits as", words);
    }
}

static void print_learned(const GPtrArray *learned)
{
    g_autoptr(GString) words = g_string_new(NULL);

    for (guint i = 0; i < learned->len; i++)
        g_string_append_printf(words, "%s%s", i > 0 ? ", " : "as ",
                               (const char *)learned->pdata[i]);
    if (words->len > 0)
        field("taught", words->str);
}

/* What belongs to one row. */
typedef struct about {
    GPtrArray *sent;    /* store_outgoing* */
    GPtrArray *learned; /* char*: classes */
    GPtrArray *held;    /* store_held* */
} about;

static void about_clear(about *a)
{
    g_clear_pointer(&a->sent, g_ptr_array_unref);
    g_clear_pointer(&a->learned, g_ptr_array_unref);
    g_clear_pointer(&a->held, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(about, about_clear)

static void print_row(const cli *x, const store_ledger *l, const about *a)
{
    const GPtrArray *sent = a->sent;

    print_head(x, l);
    if (l->subject)
        field("subject", l->subject);
    field("fate", l->fate);
    print_held(a->held);
    if (l->copy_of)
        field("copy of", l->copy_of);
    field("kind", l->kind);
    field("trust", l->trust);
    if (l->spam)
        field("spam", l->spam);
    print_detail(l->detail, sent->len > 0);
    print_learned(a->learned);
    for (guint i = 0; i < sent->len; i++) {
        g_autofree char *words = sent_words(sent->pdata[i]);

        field(i == 0 ? "sent" : "", words);
    }
    field("id", l->id);
}

static void json_row(const store_ledger *l, const about *a)
{
    json_t *object = desk_ledger_json(l);
    json_t *rows = json_array(), *learned = json_array();

    for (guint i = 0; i < a->sent->len; i++)
        json_array_append_new(rows, desk_outgoing_json(a->sent->pdata[i]));
    for (guint i = 0; i < a->learned->len; i++)
        json_array_append_new(learned, cli_json_text(a->learned->pdata[i]));
    json_object_set_new(object, "sent", rows);
    json_object_set_new(object, "taught", learned);
    cli_json(object);
}

static bool is_ledger_id(const char *text)
{
    return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

static bool is_empty(const GPtrArray *rows)
{
    return rows && rows->len == 0;
}

/* A thing with an '@' may be a Message-ID or an address. */
static GPtrArray *find_by_at(store *s, const char *text, unsigned limit,
                             GError **error)
{
    g_autofree char *bare = g_strdup(text);
    g_autofree char *normal = address_normal(text);
    size_t size = strlen(bare);
    GPtrArray *rows;

    if (size > 2 && bare[0] == '<' && bare[size - 1] == '>') {
        bare[size - 1] = '\0';
        memmove(bare, bare + 1, size - 1);
    }
    rows = store_ledger_find(s, bare, 0, NULL, NULL, limit, error);
    if (!is_empty(rows) || !normal)
        return rows;
    g_ptr_array_unref(rows);
    return store_ledger_find(s, NULL, 0, normal, NULL, limit, error);
}

static GPtrArray *find(store *s, const char *text, unsigned limit,
                       GError **error)
{
    int64_t ticket = desk_number(text);

    if (is_ledger_id(text))
        return store_ledger_find(s, text, 0, NULL, NULL, limit, error);
    if (ticket > 0)
        return store_ledger_find(s, NULL, ticket, NULL, NULL, limit, error);
    if (strchr(text, '@') && !strchr(text, ' '))
        return find_by_at(s, text, limit, error);
    return store_ledger_find(s, NULL, 0, NULL, text, limit, error);
}

/* Of a ticket, also what has become of it. */
static bool print_history(cli *x, store *s, const char *text, GError **error)
{
    int64_t id = desk_number(text);
    g_autoptr(store_ticket) t = NULL;
    desk_history h = {0};
    bool ok;

    if (id == 0 || x->json)
        return true;
    t = store_ticket_get(s, id, error);
    ok = t && desk_history_read(s, id, &h, error);
    if (ok)
        desk_history_print(cli_config(x), t->queue, &h);
    desk_history_clear(&h);
    return ok;
}

static bool print_rows(const cli *x, store *s, const GPtrArray *rows,
                       GError **error)
{
    for (guint i = 0; i < rows->len; i++) {
        const store_ledger *l = rows->pdata[i];
        g_auto(about) a = {sent_of(s, l, error), NULL, NULL};

        if (a.sent)
            a.learned = store_learned_as(s, l->identity, error);
        if (a.learned)
            a.held = store_held_of(s, l->id, error);
        if (!a.held)
            return false;
        if (x->json) {
            json_row(l, &a);
            continue;
        }
        if (i > 0)
            putchar('\n');
        print_row(x, l, &a);
    }
    return true;
}

int cmd_why(cli *x, int argc, char **argv)
{
    int limit = WHY_LIMIT, code;
    const GOptionEntry entries[] = {{"limit", 'n', 0, G_OPTION_ARG_INT, &limit,
                                     "So many messages at most", "N"},
                                    {NULL}};
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) rows = NULL;
    GError *error = NULL;
    store *s;
    bool ok;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc < 2 || limit < 1)
        return cli_usage(x, "which message? A ticket, an address, an id or "
                            "words of its subject");
    text = g_strjoinv(" ", argv + 1);
    s = desk_open(x, &code);
    if (!s)
        return code;
    rows = find(s, text, (unsigned)limit, &error);
    ok = rows && print_rows(x, s, rows, &error) &&
         (rows->len == 0 || print_history(x, s, text, &error));
    store_close(s);
    if (!ok)
        return cli_fail(x, error);
    if (rows->len > 0)
        return EX_OK;
    fprintf(stderr,
            "postern why: no message of \"%s\" has been decided; `postern "
            "queue` shows what still waits\n",
            text);
    return EX_NOINPUT;
}
