/* status: the shipped statuses of a ticket, and what a model of statuses is asked
 * for. */
#include "desk/status.h"

#include <string.h>

const char *const status_stages[] = {
    [STATUS_CLASSIFICATION] = "classification",
    [STATUS_WORK] = "work",
    [STATUS_WAITING] = "waiting",
    [STATUS_INTERNAL] = "internal",
    [STATUS_FEEDBACK] = "feedback",
    [STATUS_RESOLVED] = "resolved",
    [STATUS_CLOSED] = "closed",
    [STATUS_SPAM] = "spam",
    [STATUS_ANSWERED] = "answered",
    [STATUS_STAGES] = NULL};

struct status_model {
    const status_row **rows;
    unsigned count;
    GPtrArray *stages[STATUS_STAGES]; /* const char*, NULL ends them */
    GPtrArray *done;
};

/* ---- the shipped model ---- */

#define NEW      "new"
#define WORK     "in-progress"
#define ANSWERED "answered"
#define WAITING  "waiting"
#define INTERNAL "internal"
#define FEEDBACK "feedback"
#define RESOLVED "resolved"
#define CLOSED   "closed"
#define SPAM     "spam"

/* A reply to a resolved ticket ("you are welcome") does not open it; a line that
 * gets a ticket shall see it among its open ones. One that waits for the customer
 * was asked to by /wait; whoever writes to him again has said something else. */
static const status_row shipped[] = {
    {.id = NEW,
     .title = "new",
     .public_ = "received",
     .stage = STATUS_CLASSIFICATION,
     .open = true,
     .after_reply = ANSWERED,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
    {.id = WORK,
     .title = "in progress",
     .public_ = "in progress",
     .stage = STATUS_WORK,
     .open = true,
     .after_reply = ANSWERED,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
    {.id = ANSWERED,
     .title = "answered",
     .public_ = "answered",
     .stage = STATUS_ANSWERED,
     .open = true,
     .paused = true,
     .after_customer = WORK,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
    {.id = WAITING,
     .title = "waiting for the customer",
     .public_ = "waiting for you",
     .stage = STATUS_WAITING,
     .open = true,
     .paused = true,
     .after_customer = WORK,
     .after_reply = ANSWERED,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
    {.id = INTERNAL,
     .title = "with another line",
     .public_ = "in progress",
     .stage = STATUS_INTERNAL,
     .open = true,
     .after_reply = ANSWERED,
     .after_return = FEEDBACK},
    {.id = FEEDBACK,
     .title = "back from another line",
     .public_ = "in progress",
     .stage = STATUS_FEEDBACK,
     .open = true,
     .after_reply = ANSWERED,
     .after_line = INTERNAL},
    {.id = RESOLVED,
     .title = "resolved",
     .public_ = "resolved",
     .stage = STATUS_RESOLVED,
     .paused = true,
     .after_customer = WORK,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
    {.id = CLOSED,
     .title = "closed",
     .public_ = "closed",
     .stage = STATUS_CLOSED,
     .paused = true,
     .after_customer = WORK,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
    {.id = SPAM,
     .title = "spam",
     .public_ = "closed",
     .stage = STATUS_SPAM,
     .paused = true,
     .after_customer = WORK,
     .after_reply = ANSWERED,
     .after_line = INTERNAL,
     .after_return = FEEDBACK},
};

static const status_row *const shipped_rows[] = {
    &shipped[0], &shipped[1], &shipped[2], &shipped[3], &shipped[4],
    &shipped[5], &shipped[6], &shipped[7], &shipped[8],
};
G_STATIC_ASSERT(G_N_ELEMENTS(shipped) == G_N_ELEMENTS(shipped_rows));

const status_row *const *status_shipped(unsigned *count)
{
    *count = G_N_ELEMENTS(shipped_rows);
    return shipped_rows;
}

/* ---- making one ---- */

static void end_list(GPtrArray *list)
{
    g_ptr_array_add(list, NULL);
}

status_model *status_model_new(const status_row *const *rows, unsigned count)
{
    status_model *m = g_new0(status_model, 1);

    m->rows = g_new(const status_row *, count + 1);
    m->count = count;
    m->done = g_ptr_array_new();
    for (unsigned i = 0; i < STATUS_STAGES; i++)
        m->stages[i] = g_ptr_array_new();
    for (unsigned i = 0; i < count; i++) {
        m->rows[i] = rows[i];
        g_ptr_array_add(m->stages[rows[i]->stage], (void *)rows[i]->id);
        if (!rows[i]->open)
            g_ptr_array_add(m->done, (void *)rows[i]->id);
    }
    m->rows[count] = NULL;
    end_list(m->done);
    for (unsigned i = 0; i < STATUS_STAGES; i++)
        end_list(m->stages[i]);
    return m;
}

void status_model_free(status_model *m)
{
    if (!m)
        return;
    for (unsigned i = 0; i < STATUS_STAGES; i++)
        g_ptr_array_unref(m->stages[i]);
    g_ptr_array_unref(m->done);
    g_free(m->rows);
    g_free(m);
}

/* ---- rows ---- */

const status_row *const *status_rows(const status_model *m, unsigned *count)
{
    *count = m->count;
    return m->rows;
}

const status_row *status_find(const status_model *m, const char *id)
{
    for (unsigned i = 0; id && i < m->count; i++) {
        if (strcmp(m->rows[i]->id, id) == 0)
            return m->rows[i];
    }
    return NULL;
}

static bool same(const char *a, const char *b)
{
    g_autofree char *fa = g_utf8_casefold(a, -1);
    g_autofree char *fb = g_utf8_casefold(b, -1);
    return strcmp(fa, fb) == 0;
}

const status_row *status_named(const status_model *m, const char *words)
{
    for (unsigned i = 0; i < m->count; i++) {
        if (same(m->rows[i]->id, words) || same(m->rows[i]->title, words))
            return m->rows[i];
    }
    return NULL;
}

const char *status_title(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row ? row->title : id;
}

const char *status_public(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row ? row->public_ : id;
}

/* ---- stages ---- */

bool status_is(const status_model *m, const char *id, status_stage stage)
{
    const status_row *row = status_find(m, id);
    return row && row->stage == (int)stage;
}

int status_stage_of(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row ? row->stage : STATUS_WORK;
}

bool status_is_open(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return !row || row->open;
}

const char *status_first(const status_model *m, status_stage stage)
{
    return m->stages[stage]->pdata[0];
}

const char *const *status_of_stage(const status_model *m, status_stage stage)
{
    return (const char *const *)m->stages[stage]->pdata;
}

const char *const *status_done(const status_model *m)
{
    return (const char *const *)m->done->pdata;
}

/* ---- moves ---- */

const char *status_after_customer(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row && row->after_customer ? row->after_customer : id;
}

const char *status_after_reply(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row && row->after_reply ? row->after_reply : id;
}

const char *status_after_line(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row && row->after_line ? row->after_line : id;
}

const char *status_after_return(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row && row->after_return ? row->after_return : id;
}
