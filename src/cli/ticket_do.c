/* ticket_do: another system acts on a ticket: once for each key, however often it
 * asks, and all of it or nothing. */
#include "cli/desk.h"

#include "base/file.h"
#include "desk/apply.h"
#include "desk/command.h"
#include "desk/decide/decide.h"
#include "desk/hook_config.h"
#include "roles/frame.h"
#include "roles/now.h"
#include "store/lookup.h"
#include "store/moved.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define DO_INPUT_MAX (1 << 20) /* octets */
#define DO_KEY_MAX   200
#define DO_LINES_MAX 100

typedef struct doing {
    cli *x;
    const config_hook *hook;
    int64_t ticket;
    const char *key;
    char **lines;      /* NULL ends them */
    GPtrArray *errors; /* command_error* */
    char *result;      /* JSON */
    bool again;        /* it was done before */
} doing;

/* ---- what is asked for ---- */

/* Lines of standard input: a command each, up to a /note, to which all that follows
 * belongs. */
static char **lines_of(const char *text)
{
    GPtrArray *all = g_ptr_array_new();

    while (*text) {
        size_t end = strcspn(text, "\n");
        g_autofree char *line = g_strstrip(g_strndup(text, end));
        if (g_str_has_prefix(line, "/note") &&
            (!line[5] || g_ascii_isspace(line[5]))) {
            g_ptr_array_add(all, g_strstrip(g_strdup(text)));
            break;
        }
        if (*line)
            g_ptr_array_add(all, g_strdup(line));
        text += end + (text[end] == '\n');
    }
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

static char **read_input(GError **error)
{
    g_autoptr(GBytes) in = file_read_fd(STDIN_FILENO, DO_INPUT_MAX, error);
    gsize size = 0;
    const char *data = in ? g_bytes_get_data(in, &size) : NULL;

    if (!in)
        return NULL;
    if (size > 0 && !g_utf8_validate(data, (gssize)size, NULL)) {
        err_set(error, ERR_DATA, "standard input is no text in UTF-8");
        return NULL;
    }
    g_autofree char *text = g_strndup(data ? data : "", size);
    return lines_of(text);
}

/* The same key stands for the same words, and no others. */
static char *digest_of(const doing *d)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, d->ticket);

    g_checksum_update(sum, (const guchar *)ticket, -1);
    for (char **line = d->lines; *line; line++) {
        g_checksum_update(sum, (const guchar *)"\0", 1);
        g_checksum_update(sum, (const guchar *)*line, -1);
    }
    return g_strdup(g_checksum_get_string(sum));
}

/* ---- done, in one transaction ---- */

static char *result_of(const doing *d, int64_t ticket, const plan *p)
{
    json_t *commands = json_array();
    unsigned changes = 0, notes = 0;

    for (char **line = d->lines; *line; line++) {
        g_autofree char *name = g_strndup(*line, strcspn(*line, " \t\n"));
        json_array_append_new(commands, cli_json_text(name));
    }
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        changes += s->what == PLAN_SET || s->what == PLAN_VALUE;
        notes += s->what == PLAN_ENTRY && s->entry->kind == STORE_NOTE;
    }
    json_t *o = json_pack(
        "{s:I, s:o, s:o, s:o, s:i, s:i}", "ticket", (json_int_t)ticket, "hook",
        cli_json_text(d->hook->id), "key", cli_json_text(d->key), "commands",
        commands, "changes", (int)changes, "notes", (int)notes);
    char *raw = json_dumps(o, JSON_COMPACT);
    char *text = g_strdup(raw);
    free(raw);
    json_decref(o);
    return text;
}

/* True: it was, and that is all. False without error: it was not. */
static bool was_done(store *s, doing *d, const char *digest, GError **error)
{
    g_autoptr(store_hook_key) k =
        store_hook_key_get(s, d->hook->id, d->key, error);

    if (!k)
        return false;
    if (strcmp(k->digest, digest) != 0) {
        err_set(
            error, ERR_DATA,
            "hook %s used the key %s for something else, in #%" G_GINT64_FORMAT
            "; nothing is done",
            k->hook, k->key, k->ticket);
        return false;
    }
    d->result = g_strdup(k->result);
    d->again = true;
    return true;
}

static bool apply(store *s, doing *d, const snapshot_ticket *t,
                  const char *digest, GError **error)
{
    int64_t now_ms = role_now_ms();
    g_autoptr(plan) p =
        decide_do(cli_config(d->x), t, d->hook, (const char *const *)d->lines,
                  now_ms, d->errors);

    if (!p) {
        err_set(error, ERR_DATA, "nothing is done");
        return false;
    }
    d->result = result_of(d, t->t->id, p);
    const store_hook_key k = {d->hook->id,    (char *)d->key, t->t->id,
                              (char *)digest, d->result,      now_ms};
    return apply_plan(s, p, NULL, now_ms, NULL, error) &&
           store_hook_key_add(s, &k, error);
}

static bool in_transaction(store *s, doing *d, GError **error)
{
    g_autofree char *digest = digest_of(d);
    GError *why = NULL;
    store_place at;

    if (was_done(s, d, digest, &why))
        return true;
    if (why) {
        g_propagate_error(error, why);
        return false;
    }
    if (!store_lead(s, d->ticket, 0, &at, error))
        return false;
    snapshot_ticket *t =
        snapshot_ticket_alone(s, cli_config(d->x), at.ticket, NULL, error);
    bool fine = t && apply(s, d, t, digest, error);
    snapshot_ticket_free(t);
    return fine;
}

static bool carry_out(store *s, doing *d, GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (in_transaction(s, d, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

/* ---- told ---- */

static void print_done(const doing *d)
{
    json_t *o = json_loads(d->result, 0, NULL);

    json_object_set_new(o, "again", json_boolean(d->again));
    if (d->x->json) {
        cli_json(o);
        return;
    }
    printf("#%" JSON_INTEGER_FORMAT " %s.\n",
           json_integer_value(json_object_get(o, "ticket")),
           d->again ? "was done before, by this key" : "is done");
    json_decref(o);
}

static int print_errors(const doing *d, GError *error)
{
    json_t *all = json_array();

    for (guint i = 0; i < d->errors->len; i++) {
        const command_error *e = d->errors->pdata[i];
        g_autofree char *words = fault_words(e->fault);
        g_autofree char *line = cli_clean(e->line, false);
        if (d->x->json)
            json_array_append_new(
                all, json_pack("{s:o, s:o}", "command", cli_json_text(e->line),
                               "error", cli_json_text(words)));
        else
            fprintf(stderr, "postern ticket do: %s: %s\n", line, words);
    }
    if (d->x->json && d->errors->len > 0)
        cli_json(json_pack("{s:O}", "errors", all));
    json_decref(all);
    return cli_fail(d->x, error);
}

static int act(doing *d)
{
    const config *c = cli_config(d->x);
    GError *error = NULL;
    int code;
    store *s = desk_open(d->x, &code);

    if (!s)
        return code;
    bool fine = carry_out(s, d, &error);
    store_close(s);
    if (!fine)
        return print_errors(d, error);
    if (!d->again) {
        frame_ring(c, "send");
        frame_ring(c, "clock");
    }
    print_done(d);
    return EX_OK;
}

/* ---- the command ---- */

static int find_hook(doing *d, const char *as)
{
    const config *c = cli_config(d->x);
    const char *name = as && g_str_has_prefix(as, "hook:") ? as + 5 : NULL;

    if (!c)
        return EX_CONFIG;
    if (!name)
        return cli_usage(d->x, "say who acts: --as hook:NAME");
    d->hook = config_hook_by_id(c, name);
    return d->hook ? EX_OK
                   : cli_usage(d->x,
                               "there is no [hook %s] in the "
                               "configuration",
                               name);
}

int ticket_do(cli *x, const char *number, char **commands, const char *as,
              const char *key)
{
    doing d = {.x = x, .ticket = desk_number(number), .key = key};
    GError *error = NULL;
    int code = find_hook(&d, as);

    if (code != EX_OK)
        return code;
    if (d.ticket == 0)
        return cli_usage(x, "\"%s\" is not a ticket number", number);
    if (!key || !*key || strlen(key) > DO_KEY_MAX ||
        !g_utf8_validate(key, -1, NULL))
        return cli_usage(x, "say --key KEY, of at most %d octets", DO_KEY_MAX);
    bool input = !*commands || strcmp(*commands, "-") == 0;
    g_auto(GStrv) lines = input ? read_input(&error) : g_strdupv(commands);
    if (!lines)
        return cli_fail(x, error);
    if (!*lines || g_strv_length(lines) > DO_LINES_MAX)
        return cli_usage(x, "say what is to be done, in at most %d commands",
                         DO_LINES_MAX);
    for (char **line = lines; *line; line++)
        if (!g_utf8_validate(*line, -1, NULL))
            return cli_usage(x, "a command is no text in UTF-8");
    d.lines = lines;
    d.errors = command_errors_new();
    code = act(&d);
    g_ptr_array_unref(d.errors);
    g_free(d.result);
    return code;
}
