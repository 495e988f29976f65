/* entitled: options, transaction and tables of the commands about companies,
 * persons, contracts, services, rates and coupons. */
#include "cli/entitled.h"

#include "base/span.h"
#include "roles/now.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define YEAR (365 * SPAN_DAY)

const char *entitled_option(const entitled *e, const char *name)
{
    return g_hash_table_lookup(e->options, name);
}

/* "2026-12-31" at midnight UTC, or "1y", "30d" from now. */
static bool read_moment(const entitled *e, const char *text, int64_t *ms)
{
    int year, month, day;
    int64_t span;
    char *end;
    guint64 years = g_ascii_strtoull(text, &end, 10);

    if (strcmp(end, "y") == 0 && years > 0 && years < 100) {
        *ms = e->now_ms + (int64_t)years * YEAR;
        return true;
    }
    if (sscanf(text, "%d-%d-%d", &year, &month, &day) == 3) {
        g_autoptr(GDateTime) t = g_date_time_new_utc(year, month, day, 0, 0, 0);
        *ms = t ? g_date_time_to_unix(t) * 1000 : 0;
        return t != NULL;
    }
    if (!span_read(text, &span))
        return false;
    *ms = e->now_ms + span;
    return true;
}

bool entitled_moment(const entitled *e, const char *option, int64_t *ms,
                     GError **error)
{
    const char *text = entitled_option(e, option);

    if (!text || read_moment(e, text, ms))
        return true;
    err_set(error, ERR_USAGE, "%s is no date: write 2026-12-31, 1y or 30d",
            text);
    return false;
}

/* ---- options: one a column, and those of the command; fields of the desk are
 * written as NAME=VALUE ---- */

typedef struct slots {
    GArray *entries;  /* GOptionEntry */
    GPtrArray *names; /* const char* */
    char *values[64]; /* of these, in order */
    gboolean dry_run;
} slots;

static void add_option(slots *o, const char *name)
{
    guint at = o->names->len;
    GOptionEntry entry = {name, 0, 0, G_OPTION_ARG_STRING, NULL, NULL, "TEXT"};

    for (guint i = 0; i < at; i++)
        if (strcmp(o->names->pdata[i], name) == 0)
            return;
    g_assert(at < G_N_ELEMENTS(o->values));
    entry.short_name = strcmp(name, "number") == 0 ? 'n' : 0;
    entry.arg_data = &o->values[at];
    g_ptr_array_add(o->names, (void *)name);
    g_array_append_val(o->entries, entry);
}

static bool read_options(entitled *e, const char *const *options)
{
    slots o = {.entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry)),
               .names = g_ptr_array_new()};
    const book_column *columns =
        e->kind < BOOK_KINDS ? book_kinds[e->kind].columns : NULL;
    const GOptionEntry dry = {
        "dry-run",  0,
        0,          G_OPTION_ARG_NONE,
        &o.dry_run, "Say what would be done, and change nothing",
        NULL};

    for (; columns && columns->name; columns++)
        add_option(&o, columns->name);
    for (; options && *options; options++)
        add_option(&o, *options);
    g_array_append_val(o.entries, dry);
    bool fine = cli_options(e->x, &e->argc, &e->argv,
                            (const GOptionEntry *)(void *)o.entries->data);
    for (guint i = 0; i < o.names->len; i++) {
        if (o.values[i])
            g_hash_table_insert(e->options, o.names->pdata[i], o.values[i]);
    }
    e->dry_run = o.dry_run;
    g_array_unref(o.entries);
    g_ptr_array_unref(o.names);
    return fine;
}

/* ---- running ---- */

static int carry_out(entitled *e, const entitled_verb *v)
{
    GError *error = NULL;
    int code;

    e->s = desk_open(e->x, &code);
    if (!e->s)
        return code;
    bool fine = store_begin_deciding(e->s, &error) && v->run(e, &error);
    if (fine && !e->dry_run)
        fine = store_commit(e->s, &error);
    else
        store_rollback(e->s);
    store_close(e->s);
    return fine ? EX_OK : cli_fail(e->x, error);
}

static const entitled_verb *verb_of(const entitled *e,
                                    const entitled_verb *verbs)
{
    for (; verbs && verbs->name; verbs++)
        if (e->argc > verbs->least && strcmp(e->argv[1], verbs->name) == 0)
            return verbs;
    return NULL;
}

int entitled_run(cli *x, int argc, char **argv, book_kind kind,
                 const entitled_verb *verbs, const entitled_verb *common,
                 const char *const *options)
{
    entitled e = {.x = x, .kind = kind, .argc = argc, .argv = argv};
    int code = EX_USAGE;

    e.now_ms = role_now_ms();
    e.options = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    if (read_options(&e, options)) {
        const entitled_verb *v = verb_of(&e, verbs);
        if (!v)
            v = verb_of(&e, common);
        if (v)
            e.c = cli_config(x);
        code = !v     ? cli_usage(x, "see postern help %s", argv[0])
               : !e.c ? EX_CONFIG
                      : carry_out(&e, v);
    }
    g_hash_table_unref(e.options);
    return code;
}
