/* cmd_person: persons; and what an administrator does about one person's
 * address. */
#include "cli/entitled.h"

#include "base/address.h"
#include "base/err.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "roles/now.h"
#include "store/retire.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef struct move {
    const config *c;
    char *from, *to; /* normal forms */
    bool yes;
} move;

static bool move_ticket(const move *m, store *s, int64_t ticket, GError **error)
{
    const store_heads_wanted nobody = {0};
    snapshot_ticket *st = snapshot_ticket_read(s, ticket, &nobody, error);
    int64_t now = role_now_ms();

    if (!st)
        return false;
    g_autoptr(plan) p = decide_readdress(m->c, st, m->from, m->to, now);
    bool ok = apply_plan(s, p, NULL, now, NULL, error);
    snapshot_ticket_free(st);
    return ok;
}

static bool move_each(const move *m, store *s, const GArray *tickets,
                      GError **error)
{
    for (guint i = 0; i < tickets->len; i++)
        if (!move_ticket(m, s, g_array_index(tickets, int64_t, i), error))
            return false;
    return store_person_move(s, m->from, m->to, error);
}

/* All of them, or none. *tickets gets what they are. */
static bool carry_out(const move *m, store *s, GArray **tickets, GError **error)
{
    if (!m->yes) {
        *tickets = store_tickets_of(s, m->from, error);
        return *tickets != NULL;
    }
    if (!store_begin_deciding(s, error))
        return false;
    *tickets = store_tickets_of(s, m->from, error);
    if (*tickets && move_each(m, s, *tickets, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

static void say_json(const move *m, const GArray *tickets)
{
    json_t *numbers = json_array();

    for (guint i = 0; i < tickets->len; i++)
        json_array_append_new(numbers,
                              json_integer(g_array_index(tickets, int64_t, i)));
    cli_json(json_pack("{s:s, s:s, s:b, s:o}", "person", m->from, "to", m->to,
                       "done", m->yes, "tickets", numbers));
}

static void say(const move *m, const GArray *tickets, bool known)
{
    if (tickets->len == 0 && !known) {
        printf("Nothing here is of %s.\n", m->from);
        return;
    }
    printf("%s takes part in place of %s:\n", m->to, m->from);
    for (guint i = 0; i < tickets->len; i++)
        printf("%s#%" G_GINT64_FORMAT,
               i == 0       ? ""
               : i % 8 == 0 ? "\n"
                            : " ",
               g_array_index(tickets, int64_t, i));
    puts(tickets->len > 0 ? ""
                          : "in no request, but what is known of it goes "
                            "over");
    puts(m->yes ? "Done." : "Nothing was changed. With --yes it is done.");
}

static int work(cli *x, store *s, const move *m, GError **error)
{
    g_autoptr(GArray) tickets = NULL;
    int known = store_is_known(s, m->from, error);

    if (known < 0 || !carry_out(m, s, &tickets, error))
        return -1;
    if (x->json)
        say_json(m, tickets);
    else
        say(m, tickets, known > 0);
    return EX_OK;
}

/* NULL, and words: it cannot be a customer's. */
static char *normal(const cli *x, const config *c, const char *text)
{
    g_autofree char *mailbox = address_normal(text);

    if (!mailbox)
        cli_usage(x, "%s is not an address", text);
    else if (config_is_own_address(c, mailbox))
        cli_usage(x, "%s is the desk itself", mailbox);
    else if (config_operator_by_address(c, mailbox))
        cli_usage(x, "%s is an operator's: see `postern operator retire'",
                  mailbox);
    else
        return g_steal_pointer(&mailbox);
    return NULL;
}

static int retire(cli *x, move *m, const char *from, const char *to)
{
    GError *error = NULL;
    int code;
    store *s;

    m->from = address_normal(from);
    if (!m->from)
        return cli_usage(x, "%s is not an address", from);
    m->to = normal(x, m->c, to);
    if (!m->to)
        return EX_USAGE;
    if (strcmp(m->from, m->to) == 0)
        return cli_usage(x, "%s is the same address", to);
    s = desk_open(x, &code);
    if (!s)
        return code;
    code = work(x, s, m, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}

static int person_retire(cli *x, int argc, char **argv)
{
    g_autofree char *to = NULL;
    gboolean yes = FALSE;
    const GOptionEntry entries[] = {
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &to, "The new address", "ADDRESS"},
        {"yes", 0, 0, G_OPTION_ARG_NONE, &yes,
         "Do it; else it is only said what would be done", NULL},
        {NULL}};
    move m = {0};
    int code;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc != 3 || strcmp(argv[1], "retire") != 0 || !to)
        return cli_usage(x, "say retire ADDRESS --to ADDRESS");
    m.c = cli_config_running(x);
    if (!m.c)
        return EX_CONFIG;
    m.yes = yes;
    code = retire(x, &m, argv[2], to);
    g_free(m.from);
    g_free(m.to);
    return code;
}

int cmd_person(cli *x, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "retire") == 0)
            return person_retire(x, argc, argv);
    return entitled_run(x, argc, argv, BOOK_PERSON, NULL, entitled_book_verbs,
                        NULL);
}
