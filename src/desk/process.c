/* process: the ways from one status to another. */
#include "desk/process.h"

#include "base/span.h"
#include "desk/robot_config.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

typedef struct walk {
    const config *c;
    const char *type;
    const status_model *m;
    const status_row *s; /* from here */
    GPtrArray *ways;
} walk;

static void way_free(void *data)
{
    process_way *w = data;

    g_free(w->words);
    g_free(w);
}

/* Takes over `words`. What its type cannot have it does not come to. */
static process_way *add(walk *k, const char *to, char *words)
{
    const char *there = to ? type_status(k->c, k->type, k->m, to) : NULL;
    process_way *w;

    if (!there || strcmp(k->s->id, there) == 0) {
        g_free(words);
        return NULL;
    }
    w = g_new0(process_way, 1);
    w->from = k->s->id;
    w->to = there;
    w->words = words;
    g_ptr_array_add(k->ways, w);
    return w;
}

/* What happens to it. Nobody answers a spammer. */
static void add_events(walk *k)
{
    const char *id = k->s->id;

    add(k, status_after_customer(k->m, id), g_strdup("the customer writes"));
    if (k->s->stage == STATUS_SPAM)
        return;
    add(k, status_after_reply(k->m, id), g_strdup("answer"));
    add(k, status_after_note(k->m, id), g_strdup("note"));
    if (k->s->open)
        add(k, status_after_line(k->m, id), g_strdup("/line"));
    if (k->s->stage == STATUS_INTERNAL)
        add(k, status_after_return(k->m, id), g_strdup("/return"));
}

static void add_time(walk *k)
{
    g_autofree char *span = k->s->after_ms == STATUS_AFTER_QUEUE
                                ? g_strdup("close_after of its queue")
                                : span_unit_write(span_units, k->s->after_ms);

    if (k->s->after_to)
        add(k, k->s->after_to, g_strdup_printf("after %s", span));
}

/* What waits for the customer comes back when he does not answer, and is given up
 * in the end: desk/decide/waiting.c. */
static void add_waiting(walk *k)
{
    const char *waiting = status_first(k->m, STATUS_WAITING);

    if (!waiting)
        return;
    if (k->s->open && k->s->stage != STATUS_SPAM)
        add(k, waiting, g_strdup("/wait"));
    if (strcmp(k->s->id, waiting) == 0) {
        add(k, status_first(k->m, STATUS_WORK), g_strdup("no answer"));
        add(k, status_first(k->m, STATUS_RESOLVED),
            g_strdup("no answer again"));
    }
}

static void add_commands(walk *k)
{
    if (k->s->open)
        add(k, status_first(k->m, STATUS_RESOLVED), g_strdup("/close"));
    if (k->s->stage != STATUS_SPAM)
        add(k, status_first(k->m, STATUS_SPAM), g_strdup("/spam"));
}

/* ---- robots ---- */

/* Where a command leads to; NULL: nowhere else. */
static const char *led_by(const walk *k, const command_call *call)
{
    static const struct {
        const char *name;
        status_stage to;
    } rows[] = {{"close", STATUS_RESOLVED}, {"wait", STATUS_WAITING}};
    const char *name = call->row->name;
    const status_row *to;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].name, name) == 0)
            return status_first(k->m, rows[i].to);
    if (strcmp(name, "line") == 0)
        return status_after_line(k->m, k->s->id);
    if (strcmp(name, "reopen") == 0 && !k->s->open)
        return status_after_customer(k->m, k->s->id);
    to =
        strcmp(name, "status") == 0 ? status_named(k->m, call->argument) : NULL;
    return to ? to->id : NULL;
}

/* May it act on what is here? */
static bool acts_here(const walk *k, const config_robot *r)
{
    const condition_part *p =
        r->when && r->when->parts->len == 1 ? r->when->parts->pdata[0] : NULL;
    const char *status = p && p->filter->f.in ? p->filter->f.in[0] : NULL;
    const char *type = p ? p->filter->f.type : NULL;

    if (k->s->stage == STATUS_SPAM || (r->every && !k->s->open))
        return false;
    return (!r->status || strcmp(r->status, k->s->id) == 0) &&
           (!status || strcmp(status, k->s->id) == 0) &&
           (!type || g_strcmp0(type, k->type) == 0);
}

static void add_robots(walk *k)
{
    for (guint i = 0; i < k->c->robots->len; i++) {
        const config_robot *r = k->c->robots->pdata[i];
        for (guint n = 0; acts_here(k, r) && n < r->calls->len; n++)
            add(k, led_by(k, r->calls->pdata[n]), g_strdup(r->title));
    }
}

static void add_next(walk *k)
{
    const GPtrArray *next = status_next_of(k->m, k->s->id);

    for (guint i = 0; next && i < next->len; i++) {
        const status_next *n = next->pdata[i];
        process_way *w = add(k, n->id,
                             n->role ? g_strdup_printf("by hand (%s)", n->role)
                                     : g_strdup("by hand"));
        if (w)
            w->by_hand = true;
    }
}

GPtrArray *process_statuses(const config *c, const char *type)
{
    GPtrArray *all = g_ptr_array_new();
    unsigned count;
    const status_row *const *rows = status_rows(status_model_of(c), &count);

    for (unsigned i = 0; i < count; i++)
        if (type_has_status(c, type, rows[i]))
            g_ptr_array_add(all, (void *)rows[i]);
    return all;
}

GPtrArray *process_ways(const config *c, const char *type)
{
    g_autoptr(GPtrArray) all = process_statuses(c, type);
    walk k = {.c = c,
              .type = type,
              .m = status_model_of(c),
              .ways = g_ptr_array_new_with_free_func(way_free)};

    for (guint i = 0; i < all->len; i++) {
        k.s = all->pdata[i];
        add_events(&k);
        add_time(&k);
        add_waiting(&k);
        add_commands(&k);
        add_robots(&k);
        add_next(&k);
    }
    return k.ways;
}

bool process_is_free(const config *c, const char *id)
{
    return status_next_of(status_model_of(c), id) == NULL;
}
