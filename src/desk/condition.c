/* condition: what must hold of a request before a robot acts. */
#include "desk/condition.h"

#include "base/fold.h"
#include "base/nearest.h"
#include "desk/history.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

#define OR "or"

typedef struct reading {
    const config *c;
    condition_part *part;
    GString *rest; /* what list_filter reads */
    char *wrong;
} reading;

/* ---- reading ---- */

static void part_free(void *data)
{
    condition_part *p = data;

    list_filter_free(p->filter);
    g_free(p->by);
    g_free(p->was);
    g_free(p->now);
    g_free(p->field);
    g_free(p->company);
    g_free(p);
}

void condition_free(condition *k)
{
    if (!k)
        return;
    g_ptr_array_unref(k->parts);
    g_free(k);
}

/* Blanks in quotes part no words; the quotes stay. char*. */
static GPtrArray *words_of(const char *text)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) word = g_string_new(NULL);
    bool quoted = false;

    for (const char *p = text;; p++) {
        quoted ^= *p == '"';
        if (*p && (quoted || !g_ascii_isspace(*p))) {
            g_string_append_c(word, *p);
            continue;
        }
        if (word->len > 0)
            g_ptr_array_add(all, g_strdup(word->str));
        g_string_truncate(word, 0);
        if (!*p)
            return all;
    }
}

static char *unquoted(const char *text)
{
    GString *out = g_string_new(NULL);

    for (; *text; text++)
        if (*text != '"')
            g_string_append_c(out, *text);
    return g_string_free(out, FALSE);
}

static void take_by(reading *r, char *value)
{
    const char *names[STORE_ACTOR_ADMIN + 2] = {NULL};

    for (unsigned k = 0; k <= STORE_ACTOR_ADMIN; k++)
        names[k] = history_actor((store_actor)k);
    r->part->by = value;
    r->part->asks_of_event = true;
    if (g_strv_contains(names, value) || r->wrong)
        return;
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    r->wrong = g_strdup_printf("by=%s: there are %s", value, all);
}

static void take_was(reading *r, char *value)
{
    r->part->was = value;
    r->part->asks_of_event = true;
}

static void take_now(reading *r, char *value)
{
    r->part->now = value;
    r->part->asks_of_event = true;
}

static void take_field(reading *r, char *value)
{
    r->part->field = value;
    r->part->asks_of_event = true;
}

static void take_company(reading *r, char *value)
{
    r->part->company = value;
}

static const struct {
    const char *name;
    void (*take)(reading *r, char *value); /* takes over */
} keys[] = {
    {"by", take_by},         {"was", take_was},         {"now", take_now},
    {"changed", take_field}, {"company", take_company},
};

static bool take_own(reading *r, const char *name, const char *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (g_ascii_strcasecmp(keys[i].name, name) != 0)
            continue;
        keys[i].take(r, unquoted(value));
        return true;
    }
    return false;
}

/* A word that the language of /list reads, with its sign. */
static void take_word(reading *r, const char *word)
{
    size_t size = strcspn(word, ":=");
    g_autofree char *name = g_strndup(word, size);
    g_autofree char *plain = unquoted(word);

    if (word[size] && word[size + 1] && take_own(r, name, word + size + 1))
        return;
    if (g_ascii_strcasecmp(plain, "mine") == 0 && !r->wrong)
        r->wrong = g_strdup("mine: a robot holds nothing");
    r->part->overdue |= g_ascii_strcasecmp(plain, "overdue") == 0;
    g_string_append_printf(r->rest, "%s%s", r->rest->len > 0 ? " " : "", word);
    if (word[size] == '=')
        r->rest->str[r->rest->len - strlen(word) + size] = ':';
}

static condition_part *part_new(void)
{
    return g_new0(condition_part, 1);
}

static void end_part(reading *r, GPtrArray *parts)
{
    /* what is overdue is asked when it is looked at */
    const list_ask ask = {.c = r->c,
                          .command = "if",
                          .me = "",
                          .now_ms = 1,
                          .allow = LIST_ROBOTS};
    fault *f = NULL;

    r->part->filter = list_filter_read(&ask, r->rest->str, &f);
    if (f && !r->wrong)
        r->wrong = fault_words(f);
    fault_free(f);
    g_ptr_array_add(parts, r->part);
    r->part = part_new();
    g_string_truncate(r->rest, 0);
}

condition *condition_read(const config *c, const char *text, char **wrong)
{
    g_autoptr(condition) k = g_new0(condition, 1);
    g_autoptr(GPtrArray) words = words_of(text);
    g_autoptr(GString) rest = g_string_new(NULL);
    reading r = {.c = c, .part = part_new(), .rest = rest};

    k->parts = g_ptr_array_new_with_free_func(part_free);
    for (unsigned i = 0; i < words->len; i++) {
        if (g_ascii_strcasecmp(words->pdata[i], OR) == 0)
            end_part(&r, k->parts);
        else
            take_word(&r, words->pdata[i]);
    }
    end_part(&r, k->parts);
    part_free(r.part);
    if (k->parts->len > CONDITION_OR_MAX && !r.wrong)
        r.wrong = g_strdup_printf("more than %d with or between them",
                                  CONDITION_OR_MAX);
    *wrong = r.wrong;
    return r.wrong ? NULL : g_steal_pointer(&k);
}

/* ---- of a request ---- */

static bool is(const char *wanted, const char *is)
{
    return !wanted || g_strcmp0(wanted, is) == 0;
}

static bool has_value(const store_ticket_filter *f, const GPtrArray *values)
{
    const store_value *v =
        f->field && values ? store_value_find(values, f->field) : NULL;

    if (!f->field)
        return true;
    return v && v->text &&
           (!f->value || g_ascii_strcasecmp(v->text, f->value) == 0);
}

static bool is_before(int64_t ms, int64_t now_ms)
{
    return ms > 0 && ms < now_ms;
}

static bool is_overdue(const store_ticket *t, int64_t now_ms)
{
    return is_before(t->due_ms, now_ms) || is_before(t->next_due_ms, now_ms);
}

static bool is_open(const condition_ask *a)
{
    return status_is_open(status_model_of(a->c), a->t->t->status);
}

static const char *status_of(const list_filter *l)
{
    return l->f.in ? l->f.in[0] : NULL;
}

/* The service has this name or number? */
static bool is_under(const char *service, const snapshot_ticket *t)
{
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, t->t->service);
    const char *name = t->terms ? t->terms->service_name : NULL;

    if (!service)
        return true;
    service += *service == '#';
    return t->t->service != 0 &&
           (strcmp(number, service) == 0 || fold_same(name, service));
}

static bool came_by(const char *source, const store_ticket *t)
{
    return !source || strcmp(source, t->source ? t->source : "mail") == 0;
}

/* As store_ticket_list asks it, of one. */
static bool filter_holds(const list_filter *l, bool overdue,
                         const condition_ask *a)
{
    const store_ticket_filter *f = &l->f;
    const store_ticket *t = a->t->t;

    return is(f->queue, t->queue) && is(f->holder, t->holder) &&
           is(f->customer, t->customer) && is(f->type, t->type) &&
           is(f->category, t->category) && is(f->priority, t->priority) &&
           is(f->complexity, t->complexity) && is(status_of(l), t->status) &&
           (!f->unassigned || !t->holder) &&
           (f->line == 0 || f->line == t->line) && is_under(f->service, a->t) &&
           came_by(f->source, t) && (!overdue || is_overdue(t, a->now_ms)) &&
           (f->openness == STORE_ANY ||
            is_open(a) == (f->openness == STORE_OPEN)) &&
           has_value(f, a->t->values);
}

static bool is_of(const char *company, const snapshot_ticket *t)
{
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, t->t->company);
    const char *name = t->terms ? t->terms->company_name : NULL;

    if (!company)
        return true;
    company += *company == '#';
    if (t->t->company == 0)
        return false;
    return strcmp(number, company) == 0 || fold_same(name, company);
}

static bool any_event(const condition_part *p, const GArray *events)
{
    if (!p->asks_of_event)
        return true;
    for (unsigned i = 0; events && i < events->len; i++) {
        const condition_event *e = &g_array_index(events, condition_event, i);
        if (is(p->by, e->by) && is(p->was, e->old) && is(p->now, e->new) &&
            is(p->field, e->field))
            return true;
    }
    return false;
}

bool condition_holds(const condition *k, const condition_ask *a)
{
    for (unsigned i = 0; i < k->parts->len; i++) {
        const condition_part *p = k->parts->pdata[i];
        if (filter_holds(p->filter, p->overdue, a) && is_of(p->company, a->t) &&
            any_event(p, a->events) &&
            (!p->filter->f.words || (a->words & 1u << i)))
            return true;
    }
    return false;
}

/* ---- what can never be ---- */

static char *part_never(const config *c, const condition_part *p,
                        const char *at, bool timed)
{
    const status_model *m = status_model_of(c);
    const char *status = status_of(p->filter);
    const status_row *row = status_find(m, status ? status : at);
    const store_ticket_filter *f = &p->filter->f;

    if (timed && p->asks_of_event)
        return g_strdup(
            "by, was, now and changed ask what happened, and nothing "
            "has when its time comes");
    if (at && status && strcmp(at, status) != 0)
        return g_strdup_printf("status=%s, where it waits for %s", status, at);
    if (row && f->type && !type_has_status(c, f->type, row))
        return g_strdup_printf("requests of type %s have no status %s", f->type,
                               row->id);
    if (row && f->openness != STORE_ANY &&
        row->open != (f->openness == STORE_OPEN))
        return g_strdup_printf("status %s is %s", row->id,
                               row->open ? "open" : "not open");
    if (f->unassigned && f->holder)
        return g_strdup("holder and unassigned");
    return NULL;
}

char *condition_never(const config *c, const condition *k, const char *status,
                      bool timed)
{
    char *why = NULL;

    for (unsigned i = 0; i < k->parts->len; i++) {
        g_free(why);
        why = part_never(c, k->parts->pdata[i], status, timed);
        if (!why)
            return NULL;
    }
    return why;
}
