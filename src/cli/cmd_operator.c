/* cmd_operator: what an administrator does about one operator. */
#include "cli/operator.h"

#include "config/section.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "roles/now.h"
#include "store/revoked.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static bool revoke_one(const config *c, store *s, const config_operator *o,
                       int64_t ticket, GError **error)
{
    g_autoptr(store_ticket) t = store_ticket_get(s, ticket, error);
    g_autoptr(plan) p = t ? decide_revoke_all(c, o, t, role_now_ms()) : NULL;

    return p && apply_plan(s, p, NULL, role_now_ms(), NULL, error);
}

/* All of them, or none. */
static bool revoke_each(const config *c, store *s, const config_operator *o,
                        const GArray *tickets, GError **error)
{
    for (guint i = 0; i < tickets->len; i++)
        if (!revoke_one(c, s, o, g_array_index(tickets, int64_t, i), error))
            return false;
    return true;
}

static GArray *tickets_of(store *s, const config_operator *o, int64_t ticket,
                          GError **error)
{
    GArray *one;

    if (ticket == 0)
        return store_told_tickets(s, o->id, error);
    one = g_array_new(FALSE, FALSE, sizeof ticket);
    g_array_append_val(one, ticket);
    return one;
}

static int run_revoke(cli *x, store *s, const config_operator *o,
                      int64_t ticket, GError **error)
{
    const config *c = cli_config_running(x);
    g_autoptr(GArray) tickets = NULL;

    if (!store_begin_deciding(s, error))
        return -1;
    tickets = tickets_of(s, o, ticket, error);
    if (!tickets || !revoke_each(c, s, o, tickets, error) ||
        (ticket == 0 && !store_lists_revoke(s, o->id, role_now_ms(), error))) {
        store_rollback(s);
        return -1;
    }
    if (!store_commit(s, error))
        return -1;
    if (x->json)
        cli_json(json_pack("{s:s, s:i}", "operator", o->id, "tickets",
                           (int)tickets->len));
    else
        printf("Revoked the reply addresses of %s: %u ticket%s\n", o->name,
               tickets->len, tickets->len == 1 ? "" : "s");
    return EX_OK;
}

static const config_operator *find(const config *c, const char *name)
{
    const config_operator *o = config_operator_by_id(c, name);

    return o ? o : config_operator_by_address(c, name);
}

static const config_operator *named(const cli *x, const config *c,
                                    const char *name)
{
    const config_operator *o = find(c, name);

    if (!o) {
        g_autofree char *hint = config_id_hint(c->operators, name);
        cli_usage(x, "there is no [operator %s]%s", name, hint);
    }
    return o;
}

static int with_store(cli *x,
                      int (*work)(cli *x, store *s, const void *what,
                                  GError **error),
                      const void *what)
{
    GError *error = NULL;
    int code;
    store *s = desk_open(x, &code);

    if (!s)
        return code;
    code = work(x, s, what, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}

/* ---- revoke ---- */

typedef struct revocation {
    const config_operator *o;
    int64_t ticket; /* 0: all */
} revocation;

static int work_revoke(cli *x, store *s, const void *what, GError **error)
{
    const revocation *r = what;

    return run_revoke(x, s, r->o, r->ticket, error);
}

static int do_revoke(cli *x, const config *c, int argc, char **argv)
{
    revocation r = {0};

    if (argc < 3 || argc > 4)
        return cli_usage(x, "say revoke NAME, and #N for one ticket alone");
    if (argc == 4 && (r.ticket = desk_number(argv[3])) == 0)
        return cli_usage(x, "%s is no ticket", argv[3]);
    r.o = named(x, c, argv[2]);
    return r.o ? with_store(x, work_revoke, &r) : EX_USAGE;
}

/* ---- retire ---- */

static int work_retire(cli *x, store *s, const void *what, GError **error)
{
    return operator_retire(x, s, what, error);
}

/* Whoever is not in the configuration any more is named by her id. */
static int do_retire(cli *x, const config *c, int argc, char **argv,
                     const char *to, bool yes)
{
    retirement r = {.c = c, .yes = yes};
    const config_operator *from;

    if (argc != 3 || !to)
        return cli_usage(x, "say retire NAME --to NAME");
    from = find(c, argv[2]);
    r.id = from ? from->id : argv[2];
    r.name = from ? from->name : argv[2];
    r.to = named(x, c, to);
    if (!r.to)
        return EX_USAGE;
    if (strcmp(r.to->id, r.id) == 0)
        return cli_usage(x, "%s cannot go to herself", r.id);
    return with_store(x, work_retire, &r);
}

int cmd_operator(cli *x, int argc, char **argv)
{
    g_autofree char *to = NULL;
    gboolean yes = FALSE;
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &to,
         "With retire: who has it from now on", "NAME"},
        {"yes", 0, 0, G_OPTION_ARG_NONE, &yes,
         "With retire: do it; else it is only said what would be done", NULL},
        {NULL}};
    const config *c;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc < 2 ||
        (strcmp(argv[1], "revoke") != 0 && strcmp(argv[1], "retire") != 0))
        return cli_usage(x, "say revoke NAME [#N], or retire NAME --to NAME");
    c = cli_config_running(x);
    if (!c)
        return EX_CONFIG;
    return strcmp(argv[1], "retire") == 0 ? do_retire(x, c, argc, argv, to, yes)
                                          : do_revoke(x, c, argc, argv);
}
