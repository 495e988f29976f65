/* cmd_operator: what an administrator does about one operator. */
#include "cli/desk.h"

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
    if (!tickets || !revoke_each(c, s, o, tickets, error)) {
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

static const config_operator *named(const cli *x, const config *c,
                                    const char *name)
{
    const config_operator *o = config_operator_by_id(c, name);

    if (!o)
        o = config_operator_by_address(c, name);
    if (!o)
        cli_usage(x, "there is no [operator %s]", name);
    return o;
}

int cmd_operator(cli *x, int argc, char **argv)
{
    const config_operator *o;
    GError *error = NULL;
    int64_t ticket = 0;
    const config *c;
    int code;
    store *s;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc < 3 || argc > 4 || strcmp(argv[1], "revoke") != 0)
        return cli_usage(x, "say revoke NAME, and #N for one ticket alone");
    if (argc == 4 && (ticket = desk_number(argv[3])) == 0)
        return cli_usage(x, "%s is no ticket", argv[3]);
    c = cli_config_running(x);
    if (!c)
        return EX_CONFIG;
    o = named(x, c, argv[2]);
    if (!o)
        return EX_USAGE;
    s = desk_open(x, &code);
    if (!s)
        return code;
    code = run_revoke(x, s, o, ticket, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}
