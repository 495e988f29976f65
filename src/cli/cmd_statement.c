/* cmd_statement: what customers are billed: drafts, what was sent, and sending. */
#include "cli/desk.h"

#include "base/address.h"
#include "base/money.h"
#include "config/site.h"
#include "desk/notify/statement.h"
#include "desk/statement_desk.h"
#include "desk/statement_json.h"
#include "roles/now.h"
#include "store/people.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef struct options {
    char *month, *from, *html, *language;
    char **to; /* the last day, and addresses */
    gboolean csv, margin;
} options;

static void options_clear(options *o)
{
    g_free(o->month);
    g_free(o->from);
    g_free(o->html);
    g_free(o->language);
    g_strfreev(o->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(options, options_clear)

/* One command at work. */
typedef struct job {
    cli *x;
    const config *c;
    store *s;
    const options *o;
    const char *last_day; /* of --to; NULL */
    GPtrArray *addresses; /* char*, of --to */
    int64_t now_ms;
    int code; /* of what was refused, and said */
} job;

static bool read_options(cli *x, int *argc, char ***argv, options *o)
{
    const GOptionEntry entries[] = {
        {"month", 0, 0, G_OPTION_ARG_STRING, &o->month, NULL, NULL},
        {"from", 0, 0, G_OPTION_ARG_STRING, &o->from, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->to, NULL, NULL},
        {"csv", 0, 0, G_OPTION_ARG_NONE, &o->csv, NULL, NULL},
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &o->html, NULL, NULL},
        {"language", 0, 0, G_OPTION_ARG_STRING, &o->language, NULL, NULL},
        {"margin", 0, 0, G_OPTION_ARG_NONE, &o->margin, NULL, NULL},
        {NULL}};

    return cli_options(x, argc, argv, entries);
}

/* What has an @ is an address, else it is the last day. */
static bool part_to(job *b, GError **error)
{
    for (char **to = b->o->to; to && *to; to++) {
        g_autofree char *normal = strchr(*to, '@') ? address_normal(*to) : NULL;
        if (normal)
            g_ptr_array_add(b->addresses, g_steal_pointer(&normal));
        else if (strchr(*to, '@') || b->last_day) {
            err_set(error, ERR_USAGE, "%s is %s", *to,
                    b->last_day ? "a second last day" : "no address");
            return false;
        } else
            b->last_day = *to;
    }
    return true;
}

static bool find_period(const job *b, const statement_source *s,
                        int64_t *from_ms, int64_t *to_ms, GError **error)
{
    const options *o = b->o;

    if (o->month && !o->from && !b->last_day) {
        if (statement_month(s, o->month, from_ms, to_ms))
            return true;
        err_set(error, ERR_USAGE, "%s is no month, such as 2026-10", o->month);
        return false;
    }
    if (o->from && b->last_day && !o->month)
        return statement_days(s, o->from, b->last_day, from_ms, to_ms, error);
    if (o->month || o->from || b->last_day) {
        err_set(error, ERR_USAGE,
                "say --month 2026-10, or --from and --to with days");
        return false;
    }
    statement_last_month(s, b->now_ms, from_ms, to_ms);
    return true;
}

static statement_source *read_source(const job *b, const char *name,
                                     GError **error)
{
    store_contract *k = statement_contract(b->s, name, error);

    return k ? statement_source_read(b->s, b->c, k, error) : NULL;
}

/* ---- showing ---- */

static void add_margin(json_t *object, const statement_margin *m)
{
    json_object_set_new(object, "margin",
                        json_pack("{s:I, s:I, s:I}", "cost_minor",
                                  (json_int_t)m->cost_minor, "minor",
                                  (json_int_t)m->minor, "unknown_min",
                                  (json_int_t)m->unknown_min));
}

static bool write_file(const char *path, const char *html, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (g_file_set_contents(path, html, -1, &why))
        return true;
    err_set(error, ERR_IO, "%s", why->message);
    return false;
}

/* In the form that was asked for. Takes `object` over. */
static bool print(const job *b, json_t *object, const statement_margin *margin,
                  const char *send, GError **error)
{
    const char *language =
        b->o->language ? b->o->language : b->c->site->language;
    const statement_margin *shown = b->o->margin ? margin : NULL;
    g_auto(notify_page) page = {0};
    bool fine = true;

    if (b->x->json) {
        if (shown)
            add_margin(object, shown);
        cli_json(object);
        return true;
    }
    if (b->o->csv) {
        g_autofree char *csv = statement_csv(object, b->c, language);
        fputs(csv, stdout);
    } else if (notify_statement_page(b->c, object, language, shown, send, &page,
                                     error)) {
        g_autofree char *clean = cli_clean(page.text, true);
        fine = !b->o->html || write_file(b->o->html, page.html, error);
        if (!b->o->html)
            fputs(clean, stdout);
    } else {
        fine = false;
    }
    json_decref(object);
    return fine;
}

static char *how_to_send(const statement_source *s, const json_t *object)
{
    return g_strdup_printf(
        "postern statement send %" G_GINT64_FORMAT " --from %s --to %s",
        s->contract->id, json_string_value(json_object_get(object, "from")),
        json_string_value(json_object_get(object, "to")));
}

/* A draft changes nothing, and has no number. */
static bool make(job *b, const char *name, GError **error)
{
    g_autoptr(statement_source) s = read_source(b, name, error);
    int64_t from_ms = 0, to_ms = 0;
    statement_margin margin;

    if (!s || !find_period(b, s, &from_ms, &to_ms, error))
        return false;
    statement_ask ask = statement_source_ask(s, from_ms, to_ms);
    g_autoptr(statement) t = statement_make(&ask, error);
    g_autoptr(GPtrArray) times = statement_times(&ask);
    if (!t || !statement_margin_of(times, t->minor, &margin, error))
        return false;
    json_t *object = statement_json(t, b->c, s->zone, 0);
    g_autofree char *send = how_to_send(s, object);
    return print(b, object, &margin, send, error);
}

static bool show(job *b, const char *no, GError **error)
{
    g_autoptr(store_statement) sent = store_statement_find(b->s, no, error);
    json_t *object = sent ? json_loads(sent->json, 0, NULL) : NULL;
    statement_margin margin;

    if (!sent || !statement_sent_margin(b->s, sent, &margin, error)) {
        json_decref(object);
        return false;
    }
    if (object)
        return print(b, object, &margin, NULL, error);
    err_set(error, ERR_INTERNAL, "statement %s cannot be read", no);
    return false;
}

/* ---- list ---- */

static void print_sent(const job *b, const store_statement *t)
{
    json_t *object = json_loads(t->json, 0, NULL);
    const char *company = json_string_value(json_object_get(object, "company"));
    const char *from = json_string_value(json_object_get(object, "from"));
    const char *to = json_string_value(json_object_get(object, "to"));
    const char *currency = *t->currency ? t->currency : NULL;
    g_autofree char *amount =
        money_write(b->c->site->language, currency, t->minor);
    g_autofree char *sent = cli_time(t->sent_ms);

    if (b->x->json)
        cli_json(json_pack(
            "{s:s, s:I, s:o, s:o, s:o, s:o, s:I, s:o}", "no", t->no, "contract",
            (json_int_t)t->contract, "company", cli_json_text(company), "from",
            cli_json_text(from), "to", cli_json_text(to), "sent",
            cli_json_time(t->sent_ms), "minor", (json_int_t)t->minor,
            "currency", cli_json_text(currency)));
    else
        printf("%s  %s to %s  %s  sent %s  %s\n", t->no, from ? from : "?",
               to ? to : "?", amount, sent, company ? company : "?");
    json_decref(object);
}

static bool list(job *b, const char *name, GError **error)
{
    int64_t contract = 0;

    if (name) {
        g_autoptr(store_contract) k = statement_contract(b->s, name, error);
        if (!k)
            return false;
        contract = k->id;
    }
    g_autoptr(GPtrArray) all = store_statement_list(b->s, contract, error);
    for (guint i = 0; all && i < all->len; i++)
        print_sent(b, all->pdata[i]);
    return all != NULL;
}

/* ---- sending ---- */

/* Addresses that were named, else those who speak for the company. */
static GPtrArray *recipients(const job *b, const statement_source *s,
                             GError **error)
{
    GPtrArray *all = b->addresses->len > 0
                         ? g_ptr_array_ref(b->addresses)
                         : store_contacts(b->s, s->company->id, error);

    if (!all || all->len > 0)
        return all;
    g_ptr_array_unref(all);
    err_set(error, ERR_DATA,
            "nobody speaks for %s: say --to ADDRESS, or `postern person set "
            "ADDRESS --contact yes'",
            s->company->name);
    return NULL;
}

static void say_sent(const job *b, const char *no, const GPtrArray *to)
{
    json_t *all = json_array();

    for (guint i = 0; i < to->len; i++)
        json_array_append_new(all, json_string(to->pdata[i]));
    if (b->x->json) {
        cli_json(json_pack("{s:s, s:o}", "no", no, "to", all));
        return;
    }
    json_decref(all);
    for (guint i = 0; i < to->len; i++)
        printf("%s  to %s\n", no, (const char *)to->pdata[i]);
}

/* The mail of one that was sent once more; it stays as it is. */
static bool send_again(const job *b, const store_statement *sent,
                       GError **error)
{
    store_contract *k = statement_contract_of(b->s, sent, error);
    g_autoptr(statement_source) s =
        k ? statement_source_read(b->s, b->c, k, error) : NULL;
    g_autoptr(GPtrArray) to = s ? recipients(b, s, error) : NULL;

    if (!to || !statement_send_again(b->s, b->c, s, sent, to, b->now_ms, error))
        return false;
    say_sent(b, sent->no, to);
    return true;
}

static bool send_new(const job *b, const char *name, GError **error)
{
    g_autoptr(statement_source) s = read_source(b, name, error);
    g_autoptr(GPtrArray) to = s ? recipients(b, s, error) : NULL;
    statement_sending sending = {.now_ms = b->now_ms, .to = to};

    if (!to || !find_period(b, s, &sending.from_ms, &sending.to_ms, error))
        return false;
    g_autoptr(statement) t = statement_send(b->s, b->c, s, &sending, error);
    if (!t)
        return false;
    say_sent(b, t->no, to);
    return true;
}

static bool send(job *b, const char *name, GError **error)
{
    GError *why = NULL;
    g_autoptr(store_statement) sent = store_statement_find(b->s, name, &why);

    if (sent)
        return send_again(b, sent, error);
    if (err_class_of(why) != ERR_NOT_FOUND) {
        g_propagate_error(error, why);
        return false;
    }
    g_error_free(why);
    return send_new(b, name, error);
}

/* ---- the command ---- */

typedef struct verb {
    const char *name;
    bool (*run)(job *b, const char *name, GError **error);
    bool bare;    /* also without a name */
    bool several; /* each of the names that follow */
    bool decides; /* it writes */
} verb;

/* One of several that cannot be done keeps nobody else from his. */
static bool run_one(job *b, const verb *v, const char *name, GError **error)
{
    if (!store_savepoint(b->s, error))
        return false;
    if (v->run(b, name, error))
        return store_savepoint_release(b->s, error);
    store_savepoint_rollback(b->s);
    return false;
}

static bool run_several(job *b, const verb *v, char **names, GError **error)
{
    for (; *names; names++) {
        GError *why = NULL;
        if (run_one(b, v, *names, &why))
            continue;
        if (err_info_of(err_class_of(why))->retry) { /* nor would others be */
            g_propagate_error(error, why);
            return false;
        }
        g_prefix_error(&why, "%s: ", *names);
        b->code = cli_fail(b->x, why);
    }
    return true;
}

static bool run_all(job *b, const verb *v, char **names, GError **error)
{
    if (!*names || !names[1])
        return v->run(b, *names, error);
    if (v->decides)
        return run_several(b, v, names, error);
    for (; *names; names++)
        if (!v->run(b, *names, error))
            return false;
    return true;
}

static bool within(job *b, const verb *v, char **names, GError **error)
{
    bool begun = v->decides ? store_begin_deciding(b->s, error)
                            : store_begin_reading(b->s, error);
    bool fine = begun && run_all(b, v, names, error);

    if (fine && v->decides)
        return store_commit(b->s, error);
    if (begun)
        store_rollback(b->s);
    return fine;
}

static int carry_out(job *b, const verb *v, char **names)
{
    GError *error = NULL;
    int code;

    if (!part_to(b, &error))
        return cli_fail(b->x, error);
    b->s = desk_open(b->x, &code);
    if (!b->s)
        return code;
    bool fine = within(b, v, names, &error);
    store_close(b->s);
    return fine ? b->code : cli_fail(b->x, error);
}

static const verb *verb_named(const char *name, int names)
{
    static const verb verbs[] = {{"make", make, false, false, false},
                                 {"show", show, false, true, false},
                                 {"list", list, true, false, false},
                                 {"send", send, false, true, true}};

    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
        const verb *v = &verbs[i];
        if (strcmp(v->name, name) == 0)
            return (names > 0 || v->bare) && (names <= 1 || v->several) ? v
                                                                        : NULL;
    }
    return NULL;
}

int cmd_statement(cli *x, int argc, char **argv)
{
    g_auto(options) o = {0};

    if (!read_options(x, &argc, &argv, &o))
        return EX_USAGE;
    const verb *v = argc > 1 ? verb_named(argv[1], argc - 2) : NULL;
    if (!v)
        return cli_usage(x, "see postern help %s", argv[0]);
    const config *c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    job b = {.x = x, .c = c, .o = &o, .addresses = addresses};
    b.now_ms = role_now_ms();
    return carry_out(&b, v, argv + 2);
}
