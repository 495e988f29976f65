/* status: the shipped statuses of a ticket, and what a model of statuses is asked
 * for. */
#include "desk/status.h"

#include "base/fold.h"
#include "base/span.h"
#include "config/section.h"
#include "desk/say.h"

#include <string.h>

const char *const status_stages[] = {[STATUS_CLASSIFICATION] = "classification",
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
    GPtrArray **next; /* status_next*, of each row; NULL: all */
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
     .after_return = FEEDBACK,
     .after_ms = STATUS_ANSWERED_MS,
     .after_to = RESOLVED},
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
     .after_return = FEEDBACK,
     .after_ms = STATUS_AFTER_QUEUE,
     .after_to = CLOSED},
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
    m->next = g_new0(GPtrArray *, count + 1);
    m->count = count;
    m->done = g_ptr_array_new();
    for (unsigned i = 0; i < STATUS_STAGES; i++)
        m->stages[i] = g_ptr_array_new();
    for (unsigned i = 0; i < count; i++) {
        m->rows[i] = rows[i];
        if (rows[i]->next && *rows[i]->next)
            m->next[i] = status_next_read(rows[i]->next, NULL);
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
    for (unsigned i = 0; i < m->count; i++)
        g_clear_pointer(&m->next[i], g_ptr_array_unref);
    g_ptr_array_unref(m->done);
    g_free(m->next);
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

static bool has_words(const char *plain, GHashTable *more, const char *words)
{
    GHashTableIter all;
    void *title;

    if (say_is(plain, words))
        return true;
    if (!more)
        return false;
    g_hash_table_iter_init(&all, more);
    while (g_hash_table_iter_next(&all, NULL, &title))
        if (fold_same(title, words))
            return true;
    return false;
}

static bool is_titled(const status_row *row, const char *words)
{
    return fold_same(row->id, words) ||
           has_words(row->title, row->titles, words);
}

bool status_is_public(const status_row *row, const char *words)
{
    return has_words(row->public_, row->publics, words);
}

const status_row *status_named(const status_model *m, const char *words)
{
    for (unsigned i = 0; i < m->count; i++) {
        if (is_titled(m->rows[i], words))
            return m->rows[i];
    }
    return NULL;
}

const char *status_title(const status_model *m, const char *id,
                         const char *language)
{
    const status_row *row = status_find(m, id);
    return row ? config_in(row->titles, language, say_in(language, row->title))
               : id;
}

const char *status_public(const status_model *m, const char *id,
                          const char *language)
{
    const status_row *row = status_find(m, id);
    return row ? config_in(row->publics, language,
                           say_in(language, row->public_))
               : id;
}

bool status_has_type(const status_row *row, const char *type)
{
    return !row->types || row->types->len == 0 ||
           (type && config_listed(row->types, type));
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

const char *status_after_note(const status_model *m, const char *id)
{
    const status_row *row = status_find(m, id);
    return row && row->after_note ? row->after_note : id;
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

/* ---- what may be set by hand ---- */

const GPtrArray *status_next_of(const status_model *m, const char *id)
{
    for (unsigned i = 0; id && i < m->count; i++) {
        if (strcmp(m->rows[i]->id, id) == 0)
            return m->next[i];
    }
    return NULL;
}

static void next_free(void *data)
{
    status_next *one = data;

    g_free(one->id);
    g_free(one->role);
    g_free(one);
}

/* "resolved by lead"; false if it is not that. */
static bool add_next(GPtrArray *all, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    g_autoptr(GPtrArray) said = g_ptr_array_new();

    for (char **word = words; *word; word++) {
        if (**word)
            g_ptr_array_add(said, *word);
    }
    if (said->len == 0)
        return true; /* a comma at the end */
    if (said->len != 1 && (said->len != 3 || strcmp(said->pdata[1], "by") != 0))
        return false;
    status_next *one = g_new0(status_next, 1);
    one->id = g_strdup(said->pdata[0]);
    one->role = said->len == 3 ? g_strdup(said->pdata[2]) : NULL;
    g_ptr_array_add(all, one);
    return true;
}

GPtrArray *status_next_read(const char *text, char **problem)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(next_free);
    g_auto(GStrv) parts = g_strsplit_set(text, ",;", -1);

    for (char **part = parts; *part; part++) {
        if (add_next(all, g_strstrip(*part)) || !problem)
            continue;
        *problem = g_strdup_printf("\"%s\": write NAME or NAME by ROLE, with "
                                   "commas between them",
                                   *part);
        return all;
    }
    return all;
}

/* ---- and what time does ---- */

#define ARROW "->"
#define NEVER "never"

char *status_after_read(const char *text, int64_t *ms, char **to)
{
    const char *arrow = strstr(text, ARROW);

    *ms = 0;
    *to = NULL;
    if (strcmp(text, NEVER) == 0)
        return NULL;
    if (!arrow)
        return g_strdup_printf("\"%s\": write how long, and where it goes "
                               "then: 3d -> NAME; or never",
                               text);
    g_autofree char *span = g_strstrip(g_strndup(text, (gsize)(arrow - text)));
    char *words = span_unit_read(span_units, SPAN_UNITS, span, ms);
    if (words)
        return words;
    if (*ms <= 0)
        return g_strdup("how long must be above 0");
    *to = g_strstrip(g_strdup(arrow + strlen(ARROW)));
    return NULL;
}
