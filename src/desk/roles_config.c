/* roles_config: `roles` of [operator NAME]: "operator, lead:support/2,
 * observer:*". */
#include "desk/roles_config.h"

#include "base/nearest.h"
#include "desk/queue_config.h"

#include <string.h>

/* ROLE[:PLACE], taken apart; PLACE is QUEUE, QUEUE/N, each with * for all. */
typedef struct written {
    role_id role; /* ROLES: no such one */
    char *name;   /* of the role, as written */
    char *queue;  /* NULL: all, or hers */
    int line;     /* 0: all, or hers; -1: no line */
    bool placed;  /* a place is written */
} written;

static void written_clear(written *w)
{
    g_free(w->name);
    g_free(w->queue);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(written, written_clear)

static int line_number(const char *text)
{
    return text[0] >= '1' && text[0] <= '9' && text[1] == '\0' ? text[0] - '0'
                                                               : -1;
}

static void take_apart(const char *text, written *w)
{
    const char *place = strchr(text, ':');
    const char *line = place ? strrchr(place, '/') : NULL;

    *w = (written){.placed = place != NULL};
    w->name = place ? g_strndup(text, (gsize)(place - text)) : g_strdup(text);
    w->role = role_named(w->name);
    if (!place)
        return;
    place++;
    w->queue = line ? g_strndup(place, (gsize)(line - place)) : g_strdup(place);
    if (line && strcmp(line, "/*") != 0)
        w->line = line_number(line + 1);
    if (strcmp(w->queue, "*") == 0)
        g_clear_pointer(&w->queue, g_free);
}

/* ---- what she is ---- */

static void add_lines(config_operator *o, role_id role, const char *queue)
{
    for (guint i = 0; i < o->lines->len; i++)
        role_grants_add(o->grants, role, queue,
                        g_array_index(o->lines, int, i));
    if (o->lines->len == 0)
        role_grants_add(o->grants, role, queue, ROLE_NO_LINE);
}

/* On her own lines, in her own queues. */
static void add_own(config_operator *o, role_id role)
{
    for (guint i = 0; i < o->queues->len; i++)
        add_lines(o, role, o->queues->pdata[i]);
    if (o->queues->len == 0)
        add_lines(o, role, NULL);
}

void config_roles_complete(config_operator *o)
{
    g_clear_pointer(&o->grants, g_array_unref);
    o->grants = role_grants_new();
    for (guint i = 0; i < o->roles->len; i++) {
        g_auto(written) w;

        take_apart(o->roles->pdata[i], &w);
        if (w.role == ROLES || w.line < 0)
            continue; /* a problem: below */
        if (w.placed)
            role_grants_add(o->grants, w.role, w.queue, w.line);
        else
            add_own(o, w.role);
    }
    if (o->lead)
        add_own(o, ROLE_LEAD);
}

/* ---- what is wrong with it ---- */

/* Written, or made because somebody works on it. */
static bool has_line(const config *c, int number)
{
    for (guint i = 0; i < c->lines->len; i++)
        if (((const config_line *)c->lines->pdata[i])->number == number)
            return true;
    return false;
}

static void check_role(config_reading *r, const config_operator *o,
                       const char *text)
{
    g_autofree char *where = g_strdup_printf("operator %s", o->id);
    g_auto(written) w;

    take_apart(text, &w);
    if (w.role == ROLES) {
        g_autofree char *hint = nearest_hint(w.name, role_names);
        g_autofree char *all = g_strjoinv(", ", (char **)role_names);
        config_bad(r, o, "roles", "[%s] roles: \"%s\" is no role (%s)%s", where,
                   w.name, all, hint);
    }
    if (w.queue)
        config_check_queue_name(r, o, "roles", where, w.queue);
    if (w.line < 0)
        config_bad(r, o, "roles",
                   "[%s] roles: %s: after the slash stands the number of a "
                   "line, 1 to 9, or *",
                   where, text);
    else if (w.line > 0 && !has_line(r->config, w.line))
        config_bad(r, o, "roles",
                   "[%s] roles: %s: nobody works on line %d, and there is no "
                   "[line %d]",
                   where, text, w.line, w.line);
}

static bool anybody_works(const config *c)
{
    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (role_granted(o->grants, role_having(RIGHT_TOLD), NULL, 0))
            return true;
    }
    return c->operators->len == 0;
}

void config_roles_check(config_reading *r)
{
    const GPtrArray *all = r->config->operators;

    for (guint i = 0; i < all->len; i++) {
        const config_operator *o = all->pdata[i];

        if (o->roles->len == 0 && config_is_written(r, o, "roles"))
            config_bad(r, o, "roles",
                       "[operator %s] roles is empty: she could do nothing",
                       o->id);
        for (guint n = 0; n < o->roles->len; n++)
            check_role(r, o, o->roles->pdata[n]);
    }
    if (!anybody_works(r->config))
        config_bad(r, all->pdata[0], "roles",
                   "[operator %s] roles: nobody is operator or dispatcher: "
                   "nobody would hear of new requests",
                   ((const config_operator *)all->pdata[0])->id);
}
