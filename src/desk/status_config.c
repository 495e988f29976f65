/* status_config: [status NAME]: its keys, what they are where they are not
 * written, and whether the model is whole. */
#include "desk/status_config.h"

#include "base/nearest.h"
#include "config/table.h"

#include <stddef.h>
#include <string.h>

#define S(m) offsetof(status_row, m)

static const config_section sections[] = {
    {"status", "NAME", offsetof(config, statuses), sizeof(status_row),
     "Where a request can stand; the first such section replaces all "
     "that are shipped"},
    {.name = NULL},
};

/* clang-format off */
static const config_key keys[] = {
    {"status", "title", CONFIG_TEXT, S(title), NULL, 0, 0, NULL, false,
     "What operators call it", "NAME"},
    {"status", "public", CONFIG_TEXT, S(public_), NULL, 0, 0, NULL, false,
     "What customers are told", "title"},
    {"status", "stage", CONFIG_ENUM, S(stage), NULL, 0, 0, status_stages, true,
     "Where in the process it is, which says what leads to it", NULL},
    {"status", "open", CONFIG_BOOL, S(open), NULL, 0, 0, NULL, false,
     "Whether somebody has to do something yet; requests that are not open "
     "stand in no list",
     "no in resolved, closed and spam"},
    {"status", "paused", CONFIG_BOOL, S(paused), NULL, 0, 0, NULL, false,
     "Whether clocks stop in it",
     "yes in waiting, resolved, closed and spam"},
    {"status", "after_customer", CONFIG_WORD, S(after_customer), NULL, 0, 0,
     NULL, false, "The status after a message of the customer",
     "it stays; the first of work if it is not open"},
    {"status", "after_reply", CONFIG_WORD, S(after_reply), NULL, 0, 0, NULL,
     false, "The status after a reply to the customer",
     "the first of waiting, if it is open and there is one; else it stays"},
    {"status", "after_line", CONFIG_WORD, S(after_line), NULL, 0, 0, NULL,
     false, "The status after /line",
     "the first of internal; where there is none it stays, or is the first of "
     "work if it is not open"},
    {"status", "after_return", CONFIG_WORD, S(after_return), NULL, 0, 0, NULL,
     false, "The status after /return", "the first of work"},
    {.section = NULL},
};
/* clang-format on */

/* ---- what is not written ---- */

static status_row *row_at(const config *c, unsigned i)
{
    return c->statuses->pdata[i];
}

static bool is_done(int stage)
{
    return stage == STATUS_RESOLVED || stage == STATUS_CLOSED ||
           stage == STATUS_SPAM;
}

static const status_row *first_of(const config *c, status_stage stage)
{
    for (unsigned i = 0; i < c->statuses->len; i++) {
        if (row_at(c, i)->stage == (int)stage)
            return row_at(c, i);
    }
    return NULL;
}

static void set_if_null(const char **slot, const char *text)
{
    if (!*slot)
        *slot = g_strdup(text);
}

static void default_row(config_reading *r, status_row *s)
{
    set_if_null(&s->title, s->id);
    set_if_null(&s->public_, s->title);
    if (!config_is_written(r, s, "open"))
        s->open = !is_done(s->stage);
    if (!config_is_written(r, s, "paused"))
        s->paused = is_done(s->stage) || s->stage == STATUS_WAITING;
}

static void default_moves(config_reading *r, status_row *s)
{
    const status_row *work = first_of(r->config, STATUS_WORK);
    const status_row *waiting = first_of(r->config, STATUS_WAITING);
    const status_row *internal = first_of(r->config, STATUS_INTERNAL);

    if (!s->open && work)
        set_if_null(&s->after_customer, work->id);
    if (s->open && waiting)
        set_if_null(&s->after_reply, waiting->id);
    if (internal)
        set_if_null(&s->after_line, internal->id);
    else if (!s->open && work)
        set_if_null(&s->after_line, work->id);
    if (work)
        set_if_null(&s->after_return, work->id);
}

/* ---- is it whole? ---- */

static void check_stages(config_reading *r)
{
    static const status_stage needed[] = {STATUS_CLASSIFICATION, STATUS_WORK,
                                          STATUS_RESOLVED, STATUS_CLOSED,
                                          STATUS_SPAM};

    for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (!first_of(r->config, needed[i]))
            config_bad(r, row_at(r->config, 0), "",
                       "[status %s]: no [status NAME] has stage = %s, and a "
                       "desk needs one",
                       row_at(r->config, 0)->id, status_stages[needed[i]]);
    }
}

static void check_open(config_reading *r, const status_row *s)
{
    bool begins = s->stage == STATUS_CLASSIFICATION || s->stage == STATUS_WORK;

    if (is_done(s->stage) && s->open)
        config_bad(r, s, "open", "[status %s] open: what is %s is not open",
                   s->id, status_stages[s->stage]);
    if (begins && !s->open)
        config_bad(r, s, "open",
                   "[status %s] open: nobody would see what is in %s", s->id,
                   status_stages[s->stage]);
}

static const status_row *find(const config *c, const char *id)
{
    for (unsigned i = 0; i < c->statuses->len; i++) {
        if (strcmp(row_at(c, i)->id, id) == 0)
            return row_at(c, i);
    }
    return NULL;
}

static void unknown(config_reading *r, const status_row *s, const char *key,
                    const char *id)
{
    const GPtrArray *all = r->config->statuses;
    g_autofree const char **names = g_new0(const char *, all->len + 1);

    for (unsigned i = 0; i < all->len; i++)
        names[i] = row_at(r->config, i)->id;
    g_autofree char *hint = nearest_hint(id, names);
    config_bad(r, s, key, "[status %s] %s: there is no [status %s]%s", s->id,
               key, id, hint);
}

/* `open`: what it leads to must be, or it would go out of sight. */
static void check_move(config_reading *r, const status_row *s, const char *key,
                       const char *id, bool open)
{
    const status_row *to = id ? find(r->config, id) : s;

    if (!to)
        unknown(r, s, key, id);
    else if (open && !to->open)
        config_bad(r, s, key,
                   "[status %s] %s: %s is not open: nobody would see it", s->id,
                   key, to->id);
}

static void check_row(config_reading *r, const status_row *s)
{
    check_open(r, s);
    check_move(r, s, "after_customer", s->after_customer, true);
    check_move(r, s, "after_reply", s->after_reply, false);
    check_move(r, s, "after_line", s->after_line, true);
    check_move(r, s, "after_return", s->after_return, true);
}

static void model_free(void *m)
{
    status_model_free(m);
}

static void check(config_reading *r)
{
    config *c = r->config;

    if (c->statuses->len == 0)
        return;
    for (unsigned i = 0; i < c->statuses->len; i++)
        default_row(r, row_at(c, i));
    for (unsigned i = 0; i < c->statuses->len; i++)
        default_moves(r, row_at(c, i));
    check_stages(r);
    for (unsigned i = 0; first_of(c, STATUS_WORK) && i < c->statuses->len; i++)
        check_row(r, row_at(c, i));
    c->model = status_model_new((const status_row *const *)c->statuses->pdata,
                                c->statuses->len);
    c->model_free = model_free;
}

void status_config_add(void)
{
    static const config_room room = {sections, keys, check};

    config_add_room(&room);
}

/* ---- the model ---- */

/* Never freed: it is constant, and whoever asks for it may be any thread. */
static const status_model *shipped(void)
{
    static gsize made;

    if (g_once_init_enter(&made)) {
        unsigned count;
        const status_row *const *rows = status_shipped(&count);
        g_once_init_leave(&made, (gsize)status_model_new(rows, count));
    }
    return (const status_model *)made;
}

const status_model *status_model_of(const config *c)
{
    return c->model ? c->model : shipped();
}
