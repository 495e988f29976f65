/* status_config: [status NAME]: its keys, what they are where they are not
 * written, and whether the model is whole. */
#include "desk/status_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/role.h"
#include "desk/status_graph.h"

#include <string.h>

/* Of status_row, in desk/status.h */
#define CONFIG_STATUS_KEYS(KEY, S)                                            \
    KEY(S, TEXT, title, "title", NULL, "What operators call it",              \
        .shown = "NAME")                                                      \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                          \
        "The same for those who read a language: title.ru", .shown = "title") \
    KEY(S, TEXT, public_, "public", NULL, "What customers are told",          \
        .shown = "title")                                                     \
    KEY(S, LANGS, publics, "public" CONFIG_LANG, NULL,                        \
        "The same in a language: public.nb",                                  \
        .shown = "title in it, else public")                                  \
    KEY(S, ENUM, stage, "stage", NULL,                                        \
        "Where in the process it is, which says what leads to it",            \
        .words = status_stages, .required = true)                             \
    KEY(S, BOOL, open, "open", NULL,                                          \
        "Whether somebody has to do something yet; requests that are not "    \
        "open stand in no list",                                              \
        .shown = "no in resolved, closed and spam")                           \
    KEY(S, BOOL, paused, "paused", NULL, "Whether clocks stop in it",         \
        .shown = "yes in answered, waiting, resolved, closed and spam")       \
    KEY(S, WORDS, types, "types", "", "Types of requests that can have it",   \
        .shown = "all")                                                       \
    KEY(S, TEXT, next, "next", NULL,                                          \
        "The statuses that a person may set from it, with commas between "    \
        "them; NAME by ROLE for who has that role alone; what leads on by "   \
        "itself asks nobody",                                                 \
        .shown = "all, by whoever may set any")                               \
    KEY(S, WORD, after_customer, "after_customer", NULL,                      \
        "The status after a message of the customer",                         \
        .shown = "it stays; the first of work if it is answered, waiting "    \
                 "or not open")                                               \
    KEY(S, WORD, after_reply, "after_reply", NULL,                            \
        "The status after a reply to the customer",                           \
        .shown = "the first of answered, else of waiting, if it is open; "    \
                 "where there is none it stays")                              \
    KEY(S, WORD, after_note, "after_note", NULL,                              \
        "The status after an internal note", .shown = "it stays")             \
    KEY(S, WORD, after_line, "after_line", NULL, "The status after /line",    \
        .shown = "the first of internal; where there is none it stays, "      \
                 "or is the first of work if it is not open")                 \
    KEY(S, WORD, after_return, "after_return", NULL,                          \
        "The status after /return",                                           \
        .shown = "the first of feedback, else of work")                       \
    KEY(S, TEXT, after, "after", NULL,                                        \
        "What it becomes by itself, and when: 3d -> NAME, or never; hours "   \
        "and days are those that the queue works, whole weeks are weeks",     \
        .shown = "the first of resolved after 7d in answered, of closed "     \
                 "after close_after of the queue in resolved; else never")

static const config_key keys[] = {
    CONFIG_STATUS_KEYS(CONFIG_ROW, status_row){.key = NULL},
};

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

static const status_row *first_else(const config_reading *r, status_stage stage,
                                    status_stage other)
{
    const status_row *row = first_of(r->config, stage);

    return row ? row : first_of(r->config, other);
}

static void set_if_null(const char **slot, const char *text)
{
    if (!*slot)
        *slot = g_strdup(text);
}

static void default_row(config_reading *r, status_row *s)
{
    set_if_null(&s->title, s->id);
    if (!s->public_ && !s->publics && s->titles)
        s->publics = g_hash_table_ref(s->titles);
    set_if_null(&s->public_, s->title);
    if (!config_is_written(r, s, "open"))
        s->open = !is_done(s->stage);
    if (!config_is_written(r, s, "paused"))
        s->paused = is_done(s->stage) || s->stage == STATUS_WAITING ||
                    s->stage == STATUS_ANSWERED;
}

static void default_moves(config_reading *r, status_row *s)
{
    const status_row *work = first_of(r->config, STATUS_WORK);
    const status_row *answered = first_else(r, STATUS_ANSWERED, STATUS_WAITING);
    const status_row *back = first_else(r, STATUS_FEEDBACK, STATUS_WORK);
    const status_row *internal = first_of(r->config, STATUS_INTERNAL);

    if (work &&
        (!s->open || s->stage == STATUS_ANSWERED || s->stage == STATUS_WAITING))
        set_if_null(&s->after_customer, work->id);
    if (s->open && answered)
        set_if_null(&s->after_reply, answered->id);
    if (internal)
        set_if_null(&s->after_line, internal->id);
    else if (!s->open && work)
        set_if_null(&s->after_line, work->id);
    if (back)
        set_if_null(&s->after_return, back->id);
}

static void unknown(config_reading *r, const status_row *s, const char *key,
                    const char *id)
{
    g_autofree char *hint = config_id_hint(r->config->statuses, id);

    config_bad(r, s, key, "[status %s] %s: there is no [status %s]%s", s->id,
               key, id, hint);
}

/* Where it goes by itself. `to` must be the name of a row: that one lives as
 * long. */
static void default_after(config_reading *r, status_row *s)
{
    const status_row *to =
        s->stage == STATUS_ANSWERED   ? first_of(r->config, STATUS_RESOLVED)
        : s->stage == STATUS_RESOLVED ? first_of(r->config, STATUS_CLOSED)
                                      : NULL;

    if (!to || s->after)
        return;
    s->after_to = to->id;
    s->after_ms =
        s->stage == STATUS_RESOLVED ? STATUS_AFTER_QUEUE : STATUS_ANSWERED_MS;
}

static void read_after(config_reading *r, status_row *s)
{
    g_autofree char *to = NULL;
    g_autofree char *problem = NULL;

    if (!s->after)
        return;
    problem = status_after_read(s->after, &s->after_ms, &to);
    const status_row *row = to ? config_by_id(r->config->statuses, to) : NULL;
    if (problem)
        config_bad(r, s, "after", "[status %s] after: %s", s->id, problem);
    else if (to && !row)
        unknown(r, s, "after", to);
    s->after_to = row ? row->id : NULL;
}

/* ---- is it whole? ---- */

/* Without these there is no desk. */
static const status_stage needed[] = {STATUS_CLASSIFICATION, STATUS_WORK,
                                      STATUS_RESOLVED, STATUS_CLOSED,
                                      STATUS_SPAM};

static void check_stages(config_reading *r)
{
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

/* `open`: what it leads to must be, or it would go out of sight. */
static void check_move(config_reading *r, const status_row *s, const char *key,
                       const char *id, bool open)
{
    const status_row *to = id ? config_by_id(r->config->statuses, id) : s;

    if (!to)
        unknown(r, s, key, id);
    else if (open && !to->open)
        config_bad(r, s, key,
                   "[status %s] %s: %s is not open: nobody would see it", s->id,
                   key, to->id);
}

static void no_role(config_reading *r, const status_row *s, const char *role)
{
    g_autofree char *hint = nearest_hint(role, role_names);

    config_bad(r, s, "next", "[status %s] next: there is no role %s%s", s->id,
               role, hint);
}

static void check_next(config_reading *r, const status_row *s)
{
    g_autofree char *problem = NULL;
    g_autoptr(GPtrArray) all =
        s->next ? status_next_read(s->next, &problem) : g_ptr_array_new();

    if (problem)
        config_bad(r, s, "next", "[status %s] next: %s", s->id, problem);
    for (unsigned i = 0; i < all->len; i++) {
        const status_next *one = all->pdata[i];
        if (!config_by_id(r->config->statuses, one->id))
            unknown(r, s, "next", one->id);
        if (one->role && role_named(one->role) == ROLES)
            no_role(r, s, one->role);
    }
}

/* Time alone would lead round and round, and tell people each time. */
static void check_circle(config_reading *r, const status_row *s)
{
    const GPtrArray *all = r->config->statuses;
    const status_row *at = s;

    for (unsigned i = 0; s->after && at && at->after_to && i < all->len; i++) {
        at = config_by_id(all, at->after_to);
        if (at == s) {
            config_bad(r, s, "after",
                       "[status %s] after: time alone leads back to it, "
                       "without end",
                       s->id);
            return;
        }
    }
}

static void check_row(config_reading *r, status_row *s)
{
    check_open(r, s);
    check_next(r, s);
    read_after(r, s);
    check_move(r, s, "after_note", s->after_note, false);
    check_move(r, s, "after_customer", s->after_customer, true);
    check_move(r, s, "after_reply", s->after_reply, false);
    check_move(r, s, "after_line", s->after_line, true);
    check_move(r, s, "after_return", s->after_return, true);
}

/* What no request comes to, or out of: it may be meant, and is said. */
static void advise(config_reading *r)
{
    g_autofree status_fault *faults = status_faults(r->config->status_model);

    for (unsigned i = 0; i < r->config->statuses->len; i++) {
        const status_row *s = row_at(r->config, i);
        if (faults[i] == STATUS_UNREACHED)
            config_advise(r, s, "", "[status %s]: nothing leads to it", s->id);
        if (faults[i] == STATUS_DEAD_END)
            config_advise(r, s, "",
                          "[status %s]: nothing leads from it to an end: "
                          "requests stay open for ever",
                          s->id);
    }
}

static bool is_whole(const config *c)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++)
        if (!first_of(c, needed[i]))
            return false;
    return true;
}

static void complete(config_reading *r)
{
    const config *c = r->config;

    for (unsigned i = 0; i < c->statuses->len; i++)
        default_row(r, row_at(c, i));
    for (unsigned i = 0; i < c->statuses->len; i++) {
        default_moves(r, row_at(c, i));
        default_after(r, row_at(c, i));
    }
}

static void check(config_reading *r)
{
    config *c = r->config;

    if (c->statuses->len == 0)
        return;
    check_stages(r);
    for (unsigned i = 0; first_of(c, STATUS_WORK) && i < c->statuses->len; i++)
        check_row(r, row_at(c, i));
    for (unsigned i = 0; i < c->statuses->len; i++)
        check_circle(r, row_at(c, i));
    c->status_model = status_model_new(
        (const status_row *const *)c->statuses->pdata, c->statuses->len);
    if (is_whole(c))
        advise(r);
}

static void forget(config *c)
{
    g_clear_pointer(&c->status_model, status_model_free);
}

const config_section config_status_section = {
    .name = "status",
    .argument = "NAME",
    .help = "Where a request can stand; the first such section replaces all "
            "that are shipped",
    .at = offsetof(config, statuses),
    .size = sizeof(status_row),
    .keys = keys,
    .complete = complete,
    .check = check,
    .forget = forget,
};

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
    return c->status_model ? c->status_model : shipped();
}
