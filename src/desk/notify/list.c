/* notify_list: rows of requests, and the mails that are lists of them. */
#include "desk/notify/room.h"

#include "base/err.h"
#include "base/nearest.h"
#include "config/site.h"
#include "desk/category_config.h"
#include "desk/list_config.h"
#include "desk/list_filter.h"
#include "desk/list_scope.h"
#include "desk/morning.h"
#include "desk/notify/state.h"
#include "desk/notify/transcript.h"
#include "desk/rights.h"
#include "desk/say.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/type_config.h"
#include "store/clock.h"
#include "store/company.h"
#include "worktime/calendar_config.h"

#include <string.h>

#define SUBJECT_MAX  52 /* characters of a subject in a row */
#define CUSTOMER_MAX 24
#define NAMES_MAX    10000 /* companies that are compared */
#define SINCE_MAX    300   /* of what somebody wrote */
#define CELL_MAX     18    /* of another cell */

/* ---- a request in words ---- */

/* Of its clocks the first. */
static void add_next_due(const notify_job *j, json_t *row,
                         const store_ticket *t)
{
    g_auto(sla_promise) promise =
        sla_choose(j->c, NULL, t->type, t->queue, j->o->date_ms);
    const config_sla *s = config_sla_by_id(j->c, t->sla);
    const calendar *cal = s && s->calendar
                              ? config_calendar_find(j->c, s->calendar)
                              : promise.calendar;

    if (t->next_due_ms == 0 || !s || !cal)
        return;
    int64_t left = calendar_work(cal, j->o->date_ms, t->next_due_ms);
    bool over = j->o->date_ms > t->next_due_ms;
    if (over)
        left = calendar_work(cal, t->next_due_ms, j->o->date_ms);
    g_autofree char *span = sla_span(j->language, left);
    promise.calendar = cal;
    promise.calendar_name = s->calendar ? s->calendar : promise.calendar_name;
    g_autoptr(GTimeZone) zone = sla_zone(j->c, j->op, j->q, &promise);
    g_autofree char *moment =
        speech_soon_here(j->language, t->next_due_ms, zone);
    notify_set_free(
        row, "sla_due",
        say_with(j->language,
                 over ? "SLA overdue by %1 (%2)" : "SLA due in %1 (%2)", span,
                 moment, NULL));
}

json_t *notify_ticket_row(notify_job *j, const store_ticket *t)
{
    json_t *row = json_object();
    json_object_set_new(row, "number", json_integer(t->id));
    notify_set_free(row, "subject", notify_subject(t, NOTIFY_SUBJECT_ROW));
    notify_set(row, "customer", t->customer);
    notify_set_free(row, "state", notify_status_words(j, t->status));
    json_object_set_new(row, "line", json_integer(t->line));
    notify_set(row, "type", type_title(j->c, t->type, j->language));
    notify_set(row, "holder", notify_operator_name(j->c, t->holder));
    if (g_strcmp0(t->priority, "normal") != 0)
        notify_set(row, "priority", say_in(j->language, t->priority));
    notify_add_due(j, row, t);
    add_next_due(j, row, t);
    notify_add_trouble(j, t->id, row);
    notify_set_free(row, "updated", notify_when(j, t->updated_ms));
    notify_set_free(row, "created", notify_when(j, t->created_ms));
    return row;
}

/* ---- a request as a row of a table ---- */

static const list_column standard[] = {LIST_CUSTOMER, LIST_STATUS, LIST_DUE,
                                       LIST_HOLDER};

typedef struct table {
    notify_job *j;
    const list_column *columns;
    unsigned count;
    GHashTable *names; /* "c3", "s7": names of companies and services */
    GTimeZone *zone;
} table;

static void table_init(table *b, notify_job *j, const list_filter *l)
{
    bool own = l && l->column_count > 0;

    b->j = j;
    b->columns = own ? l->columns : standard;
    b->count = own ? l->column_count : G_N_ELEMENTS(standard);
    b->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    b->zone = config_zone_for(j->c, j->op, j->q);
}

static void table_clear(table *b)
{
    g_hash_table_unref(b->names);
    g_time_zone_unref(b->zone);
}

static int64_t due_of(const store_ticket *t)
{
    if (t->due_ms == 0 || t->next_due_ms == 0)
        return t->due_ms + t->next_due_ms;
    return MIN(t->due_ms, t->next_due_ms);
}

/* The end of today where she reads. */
static int64_t midnight(const table *b)
{
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(b->j->o->date_ms / 1000);
    g_autoptr(GDateTime) now = g_date_time_to_timezone(utc, b->zone);
    g_autoptr(GDateTime) next = g_date_time_add_days(now, 1);
    int year, month, day;

    g_date_time_get_ymd(next, &year, &month, &day);
    g_autoptr(GDateTime) end =
        g_date_time_new(b->zone, year, month, day, 0, 0, 0);
    return end ? g_date_time_to_unix(end) * 1000 : b->j->o->date_ms;
}

/* How it stands, as %cells of a template has it and, in English, as people read
 * it. NULL with j->wrong. */
static const char *tone_of(table *b, const store_ticket *t)
{
    const status_model *m = status_model_of(b->j->c);
    int64_t due = due_of(t);
    store_asked asked = {.since_ms = 0};

    if (!t->open)
        return "done";
    if (due > 0 && due <= b->j->o->date_ms)
        return "overdue";
    if (due > 0 && due < midnight(b))
        return "today";
    if (status_is(m, t->status, STATUS_WAITING))
        return "waiting";
    if (status_is(m, t->status, STATUS_ANSWERED))
        return "answered";
    if (!store_clock_asked(b->j->desk, t->id, &asked, &b->j->wrong))
        return NULL;
    return asked.since_ms > 0                         ? "unanswered"
           : status_is(m, t->status, STATUS_INTERNAL) ? "internal"
                                                      : "open";
}

/* Of a company ('c') or a service ('s'); "" of none. */
static const char *name_of(table *b, char kind, int64_t id)
{
    g_autofree char *key = g_strdup_printf("%c%" G_GINT64_FORMAT, kind, id);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    char *name = id ? g_hash_table_lookup(b->names, key) : NULL;

    if (!id || name)
        return name ? name : "";
    if (kind == 'c') {
        g_autoptr(store_company) k = store_company_get(b->j->desk, id, NULL);
        name = g_strdup(k ? k->name : "");
    } else {
        g_autoptr(store_service) s =
            store_service_find(b->j->desk, number, NULL);
        name = g_strdup(s ? s->name : "");
    }
    g_hash_table_insert(b->names, g_steal_pointer(&key), name);
    return name;
}

static char *customer_of(table *b, const store_ticket *t)
{
    bool company = t->company != 0;

    for (unsigned i = 0; i < b->count; i++)
        company = company && b->columns[i] != LIST_COMPANY;
    const char *name = company ? name_of(b, 'c', t->company) : "";
    g_autofree char *all = g_strdup_printf("%s%s%s", name, *name ? ", " : "",
                                           notify_customer_name(t));
    return notify_brief(all, CUSTOMER_MAX);
}

static char *moment(const table *b, const char *words, int64_t ms)
{
    g_autofree char *at =
        speech_brief(b->j->language, ms, b->j->o->date_ms, b->zone);

    return say_with(b->j->language, words, at, NULL);
}

static char *line_of(const table *b, const store_ticket *t)
{
    g_autofree char *number = g_strdup_printf("%d", t->line);

    return say_with(b->j->language, "line %1", number, NULL);
}

static char *words_of(const char *text)
{
    return notify_brief(text && *text ? text : "-", CELL_MAX);
}

static char *cell(table *b, const store_ticket *t, list_column column)
{
    const notify_job *j = b->j;

    switch (column) {
    case LIST_CUSTOMER:
        return customer_of(b, t);
    case LIST_COMPANY:
        return words_of(name_of(b, 'c', t->company));
    case LIST_STATUS:
        return words_of(
            status_title(status_model_of(j->c), t->status, j->language));
    case LIST_TYPE:
        return words_of(type_title(j->c, t->type, j->language));
    case LIST_CATEGORY:
        return words_of(category_title(j->c, t->category, j->language));
    case LIST_PRIORITY:
        return words_of(say_in(j->language, t->priority));
    case LIST_COMPLEXITY:
        return words_of(
            t->complexity ? say_about(j->language, "complexity", t->complexity)
                          : NULL);
    case LIST_QUEUE:
        return words_of(t->queue);
    case LIST_LINE:
        return line_of(b, t);
    case LIST_SERVICE:
        return words_of(name_of(b, 's', t->service));
    case LIST_SOURCE:
        return words_of(t->source ? t->source : say_in(j->language, "mail"));
    case LIST_AGE:
        return moment(b, "since %1", t->created_ms);
    case LIST_UPDATED:
        return moment(b, "changed %1", t->updated_ms);
    case LIST_DUE:
        return due_of(t) ? moment(b, "due %1", due_of(t)) : g_strdup("-");
    default:
        return words_of(t->holder);
    }
}

/* Short ones at the end of the line stand right. */
static int count_right(const table *b)
{
    int n = 0;

    for (unsigned i = b->count; i > 0 && b->columns[i - 1] >= LIST_AGE; i--)
        n++;
    return n;
}

/* Where a reply to the customer goes: as if she answered the last mail that she
 * had about it. */
static void add_reply(table *b, json_t *row, const store_ticket *t)
{
    notify_job *j = b->j;
    tag_claim claim = {.kind = TAG_REPLY,
                       .who = config_operator_number(j->op->id),
                       .number = t->id,
                       .epoch = j->epoch};
    const config_queue *q = config_queue_by_id(j->c, t->queue);

    if (!q || !store_outgoing_shown(j->desk, t->id, j->op->id, &claim.entry,
                                    &j->wrong))
        return;
    g_autofree char *to =
        tag_address(j->site, j->c->site->domain, q->id, q->address, &claim);
    g_autofree char *tag = tag_make(j->site, t->epoch, t->id);
    g_autofree char *subject =
        g_strdup_printf("Re: #%" G_GINT64_FORMAT " %s", t->id, tag);
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, false);
    notify_set_free(row, "reply",
                    g_strdup_printf("mailto:%s?subject=%s", to, escaped));
}

static void add_actions(table *b, json_t *row, const store_ticket *t,
                        const GPtrArray *watchers)
{
    const notify_job *j = b->j;
    bool open = t->open && j->op;
    int next = notify_next_line(j->c, t->line);

    if (open && rights_can_ticket(j->c, j->op, RIGHT_REPLY, t, watchers))
        add_reply(b, row, t);
    json_object_set_new(
        row, "take",
        json_boolean(
            open && g_strcmp0(t->holder, j->op->id) != 0 &&
            rights_can_ticket(j->c, j->op, RIGHT_ASSIGN, t, watchers)));
    json_object_set_new(
        row, "close",
        json_boolean(open &&
                     rights_can_ticket(j->c, j->op, RIGHT_CLOSE, t, watchers)));
    if (open && next > 0 &&
        rights_can_ticket(j->c, j->op, RIGHT_HANDOVER, t, watchers))
        json_object_set_new(row, "over", json_integer(next));
}

/* With what notify_ticket_row says, and the lines of %cells. NULL: j->wrong. */
static json_t *table_row(table *b, const store_ticket *t,
                         const GPtrArray *watchers)
{
    notify_job *j = b->j;
    const char *tone = tone_of(b, t);
    json_t *row = tone ? notify_ticket_row(j, t) : NULL;
    g_autofree char *subject = notify_subject(t, SUBJECT_MAX);
    g_autoptr(GString) details = g_string_new(NULL);

    if (!row)
        return NULL;
    notify_set(row, "tone", tone);
    json_object_set_new(row, "right", json_integer(count_right(b)));
    notify_set_free(row, "cells",
                    g_strdup_printf("%s\t#%" G_GINT64_FORMAT "\t%s",
                                    say_about(j->language, "list", tone), t->id,
                                    subject));
    for (unsigned i = 0; i < b->count; i++) {
        g_autofree char *text = cell(b, t, b->columns[i]);
        g_string_append_printf(details, "%s%s", i > 0 ? "\t" : "", text);
    }
    notify_set(row, "details", details->str);
    json_object_set_new(row, "reply", json_false());
    json_object_set_new(row, "over", json_false());
    add_actions(b, row, t, watchers);
    return row;
}

/* ---- those of a query ---- */

/* May she? What she watches is asked only where nothing else lets her. */
static bool is_hers(notify_job *j, const store_ticket *t, GPtrArray **watchers)
{
    if (!j->op)
        return false;
    *watchers = NULL;
    if (rights_may(j->c, j->op, t, NULL))
        return true;
    *watchers = store_watchers(j->desk, t->id, &j->wrong);
    return *watchers && rights_may(j->c, j->op, t, *watchers);
}

/* Their rows under `name`, and how many there are in all. */
static bool add_rows(notify_job *j, const char *name, const list_filter *l,
                     const store_ticket_filter *f, store_ticket_counts *counts,
                     GError **error)
{
    json_t *rows = json_array();
    table b;

    json_object_set_new(j->data, name, rows);
    if (!store_ticket_count(j->desk, f, j->o->date_ms, counts, error))
        return false;
    g_autoptr(GPtrArray) all = store_ticket_list(j->desk, f, error);
    table_init(&b, j, l);
    for (guint i = 0; all && i < all->len && !j->wrong; i++) {
        g_autoptr(GPtrArray) watchers = NULL;
        if (is_hers(j, all->pdata[i], &watchers)) {
            json_t *row = table_row(&b, all->pdata[i], watchers);
            if (row)
                json_array_append_new(rows, row);
        }
    }
    table_clear(&b);
    return all && !j->wrong;
}

static void set_counts(notify_job *j, const store_ticket_counts *counts)
{
    json_object_set_new(j->data, "count", json_integer(counts->all));
    json_object_set_new(j->data, "most",
                        json_boolean(counts->all >= STORE_COUNT_MAX));
    json_object_set_new(j->data, "open", json_integer(counts->open));
    json_object_set_new(j->data, "late",
                        counts->overdue > 0 ? json_integer(counts->overdue)
                                            : json_false());
}

/* What was asked, for another page. */
static char *page_command(const char *command, const char *query, int page)
{
    g_autoptr(GRegex) word =
        g_regex_new("(^| +)page[:=]\\S*", G_REGEX_CASELESS, 0, NULL);
    g_autofree char *rest =
        g_regex_replace_literal(word, query, -1, 0, "", 0, NULL);

    g_strstrip(rest);
    return g_strdup_printf("/%s %s%spage:%d", command, rest, *rest ? " " : "",
                           page);
}

static void add_pages(notify_job *j, const char *query, const list_filter *l,
                      bool search, const store_ticket_counts *counts)
{
    int64_t before = (int64_t)l->f.offset + l->f.limit;
    const char *command = search ? "search" : "list";

    if (l->page > 1)
        json_object_set_new(j->data, "page", json_integer(l->page));
    if (counts->all <= before)
        return;
    json_object_set_new(j->data, "more", json_integer(counts->all - before));
    notify_set_free(j->data, "next", page_command(command, query, l->page + 1));
}

/* ---- names that there are not ---- */

static const char *company_name(const void *k)
{
    return ((const store_company *)k)->name;
}

static const char *service_name(const void *k)
{
    return ((const store_service *)k)->name;
}

/* What may have been meant by a name that is none of `all`; NULL: nothing is
 * wrong, or no request could be found by it but for other reasons. */
static fault *name_wrong(notify_job *j, const char *key, const char *name,
                         const GPtrArray *all,
                         const char *(*name_is)(const void *k))
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < all->len && i < NAMES_MAX; i++) {
        const char *one = name_is(all->pdata[i]);
        size_t first = strcspn(one, " "); /* which is enough to find it */
        g_ptr_array_add(names, g_strdup(one));
        if (one[first])
            g_ptr_array_add(names, g_strndup(one, first));
    }
    g_ptr_array_add(names, NULL);
    const char *near = nearest_name(name, (const char *const *)names->pdata);
    g_autofree char *meant =
        g_strdup_printf(strchr(near ? near : "", ' ') ? "%s:\"%s\"" : "%s:%s",
                        key, near ? near : name);
    return near ? fault_new(FAULT_NEAR_NAME, "list", meant, NULL)
                : fault_new(FAULT_NOBODYS, meant, NULL);
}

/* Companies and services are in the store, so a wrong one is seen here. */
static bool add_wrong(notify_job *j, const store_ticket_filter *f,
                      GError **error)
{
    g_autoptr(fault) wrong = NULL;

    if (f->company && g_ascii_strcasecmp(f->company, "none") != 0) {
        g_autoptr(GPtrArray) all = store_company_list(j->desk, error);
        if (!all)
            return false;
        if (!store_is_named(j->desk, "company", f->company))
            wrong = name_wrong(j, "company", f->company, all, company_name);
    }
    if (!wrong && f->service && g_ascii_strcasecmp(f->service, "none") != 0) {
        g_autoptr(GPtrArray) all = store_service_list(j->desk, 0, error);
        if (!all)
            return false;
        if (!store_is_named(j->desk, "service", f->service))
            wrong = name_wrong(j, "service", f->service, all, service_name);
    }
    if (wrong)
        notify_set_free(j->data, "wrong", fault_words_in(wrong, j->language));
    return true;
}

/* Those that she asked for, as far as she may see them. */
static bool make_found(notify_job *j, const char *query, GError **error)
{
    bool search = json_is_true(json_object_get(j->row, "all"));
    const list_ask ask = {.c = j->c,
                          .command = "list",
                          .me = j->op ? j->op->id : NULL,
                          .now_ms = j->o->date_ms};
    g_autoptr(fault) wrong = NULL;
    g_autoptr(list_filter) l = list_filter_read(&ask, query, &wrong);
    g_autoptr(store_scope) scope = j->op ? list_scope_seen(j->c, j->op) : NULL;
    store_ticket_counts counts = {0};

    notify_set(j->data, "query", query);
    json_object_set_new(j->data, "search", json_true()); /* not open alone */
    if (!l || !j->op) { /* the configuration is another by now */
        json_object_set_new(j->data, "found", json_array());
        set_counts(j, &counts);
        return true;
    }
    if (l->view)
        notify_set(j->data, "view", view_title(l->view, j->language));
    if (!search && !l->says_openness)
        l->f.openness = STORE_OPEN;
    if (!search && !l->says_order)
        l->f.order = STORE_ORDER_DUE;
    json_object_set_new(j->data, "search",
                        json_boolean(l->f.openness != STORE_OPEN));
    l->f.scope = scope;
    l->f.limit = NOTIFY_LIST_MAX;
    l->f.offset = (unsigned)(l->page - 1) * NOTIFY_LIST_MAX;
    if (!add_rows(j, "found", l, &l->f, &counts, error))
        return false;
    set_counts(j, &counts);
    add_pages(j, query, l, search, &counts);
    return counts.all > 0 || add_wrong(j, &l->f, error);
}

/* What does not fit is named by its command. */
static void add_more(notify_job *j, const char *key, const char *rows,
                     const store_ticket_counts *counts)
{
    int64_t shown = (int64_t)json_array_size(json_object_get(j->data, rows));

    if (counts->all > shown)
        json_object_set_new(j->data, key, json_integer(counts->all - shown));
}

/* Hers, and those of her lines that nobody holds; who works on none: all that
 * she may see. */
static bool make_own(notify_job *j, GError **error)
{
    store_ticket_filter mine = {.openness = STORE_OPEN,
                                .now_ms = j->o->date_ms,
                                .order = STORE_ORDER_DUE,
                                .limit = NOTIFY_LIST_MAX / 2};
    store_ticket_filter free = mine;
    g_autoptr(store_scope) seen = j->op ? list_scope_seen(j->c, j->op) : NULL;
    g_autoptr(store_scope) told = j->op ? list_scope_told(j->c, j->op) : NULL;
    store_ticket_counts a = {0}, b = {0};

    mine.holder = j->op ? j->op->id : "";
    mine.scope = seen;
    free.unassigned = true;
    free.scope = told;
    if (!add_rows(j, "mine", NULL, &mine, &a, error) ||
        !add_rows(j, "free", NULL, &free, &b, error))
        return false;
    add_more(j, "more_mine", "mine", &a);
    add_more(j, "more_free", "free", &b);
    notify_set(j->data, "mine_command", "/list mine");
    notify_set(j->data, "free_command", "/list unassigned");
    a.all += b.all;
    a.open += b.open;
    a.overdue += b.overdue;
    set_counts(j, &a);
    json_object_set_new(
        j->data, "has_mine",
        json_boolean(json_array_size(json_object_get(j->data, "mine")) > 0));
    json_object_set_new(
        j->data, "has_free",
        json_boolean(json_array_size(json_object_get(j->data, "free")) > 0));
    return true;
}

bool notify_make_list(notify_job *j, GError **error)
{
    const char *query = notify_row_text(j, "query");
    const config_view *v = query ? NULL : view_default(j->c, j->op);

    if (v)
        query = v->id;
    if (!notify_add_timer(j, error))
        return false;
    return query ? make_found(j, query, error) : make_own(j, error);
}

/* ---- what became of commands on several ---- */

/* "status new -> resolved; Anna Larsen took it" */
static char *done_words(const notify_job *j, const json_t *done)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const json_t *one;
    size_t i;

    json_array_foreach((json_t *)done, i, one)
    {
        g_autofree char *words = say_again(j->language, json_string_value(one));
        g_string_append_printf(out, "%s%s", i > 0 ? "; " : "", words);
    }
    if (out->len == 0)
        g_string_append(out, say_in(j->language, "nothing to change"));
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Those that she has not seen, the newest last. */
static bool add_since(notify_job *j, json_t *row, int64_t ticket, int64_t seen)
{
    json_t *list = json_array();
    g_autoptr(GPtrArray) all =
        store_entry_list(j->desk, ticket, seen, false, &j->wrong);

    json_object_set_new(row, "since", list);
    for (guint i = 0; all && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        bool hers = e->by == STORE_BY_OPERATOR &&
                    g_strcmp0(e->author, j->o->operator_id) == 0;
        if (hers || (e->kind != STORE_ARTICLE && e->kind != STORE_NOTE))
            continue;
        json_t *one = json_object();
        g_autofree char *brief = notify_brief(e->text, SINCE_MAX);
        notify_set_free(one, "name", notify_brief(notify_author(j->c, e), 100));
        notify_set_free(one, "when", notify_when(j, e->created_ms));
        notify_set_marked(one, "brief", notify_marked(j, e, brief));
        json_array_append_new(list, one);
    }
    return all != NULL;
}

static json_t *several_row(notify_job *j, const store_ticket *t,
                           const json_t *asked)
{
    json_t *row = json_object(), *held = json_object_get(asked, "held");
    g_autoptr(fault) f = held ? fault_from_json(held) : NULL;
    g_autofree char *subject = notify_subject(t, SUBJECT_MAX);
    const char *tone = f ? "held back" : "done";

    json_object_set_new(row, "number", json_integer(t->id));
    notify_set(row, "tone", f ? "overdue" : "answered");
    notify_set_free(row, "cells",
                    g_strdup_printf("%s\t#%" G_GINT64_FORMAT "\t%s",
                                    say_about(j->language, "list", tone), t->id,
                                    subject));
    notify_set_free(row, "details",
                    f ? fault_words_in(f, j->language)
                      : done_words(j, json_object_get(asked, "done")));
    json_object_set_new(row, "since", json_array());
    if (f && f->code == FAULT_WROTE_SINCE)
        add_since(j, row, t->id,
                  json_integer_value(json_object_get(asked, "since")));
    return row;
}

bool notify_make_several(notify_job *j, GError **error)
{
    json_t *rows = json_array(), *one;
    json_int_t held = 0;
    size_t i;

    json_object_set_new(j->data, "rows", rows);
    json_array_foreach(json_object_get(j->row, "rows"), i, one)
    {
        g_autoptr(store_ticket) t = store_ticket_get(
            j->desk, json_integer_value(json_object_get(one, "number")), error);
        if (!t)
            return false;
        held += json_object_get(one, "held") != NULL;
        json_array_append_new(rows, several_row(j, t, one));
    }
    json_int_t done = (json_int_t)json_array_size(rows) - held;
    json_object_set_new(j->data, "done", json_integer(done));
    json_object_set_new(j->data, "held",
                        held > 0 ? json_integer(held) : json_false());
    json_object_set_new(j->data, "any",
                        json_boolean(json_array_size(rows) > 0));
    const char *text = notify_row_text(j, "text");
    notify_set_free(j->data, "text", text ? notify_indent(text) : NULL);
    return !j->wrong;
}

/* ---- in the morning ---- */

#define MORNING_ROWS 8 /* of each part */

static bool is_shown(GHashTable *shown, int64_t id)
{
    return !g_hash_table_add(shown, g_memdup2(&id, sizeof id));
}

/* Each request once, where it comes first. */
static bool add_part(notify_job *j, const char *name, store_ticket_filter *f,
                     GHashTable *shown, store_ticket_counts *counts,
                     GError **error)
{
    json_t *rows = json_array();
    g_autofree char *has = g_strconcat("has_", name, NULL);
    table b;

    f->limit = MORNING_ROWS;
    json_object_set_new(j->data, name, rows);
    if (!store_ticket_count(j->desk, f, j->o->date_ms, counts, error))
        return false;
    g_autoptr(GPtrArray) all = store_ticket_list(j->desk, f, error);
    table_init(&b, j, NULL);
    for (guint i = 0; all && i < all->len && !j->wrong; i++) {
        const store_ticket *t = all->pdata[i];
        g_autoptr(GPtrArray) watchers = NULL;
        if (is_shown(shown, t->id) || !is_hers(j, t, &watchers))
            continue;
        json_t *row = table_row(&b, t, watchers);
        if (row)
            json_array_append_new(rows, row);
    }
    table_clear(&b);
    json_object_set_new(j->data, has, json_boolean(json_array_size(rows) > 0));
    return all && !j->wrong;
}

static void set_part(notify_job *j, const char *name, int64_t count,
                     const char *rows, const char *command)
{
    g_autofree char *more = g_strconcat("more_", rows, NULL);
    g_autofree char *key = g_strconcat(rows, "_command", NULL);

    json_object_set_new(j->data, name,
                        count > 0 ? json_integer(count) : json_false());
    json_object_set_new(j->data, more,
                        count > MORNING_ROWS
                            ? json_integer(count - MORNING_ROWS)
                            : json_false());
    notify_set(j->data, key, command);
}

bool notify_make_morning(notify_job *j, GError **error)
{
    static const struct {
        const char *rows, *command;
    } parts[] = {
        [MORNING_MINE] = {"mine", "/list mine"},
        [MORNING_NEW] = {"free", "/list unassigned"},
        [MORNING_SILENT] = {"silent", "/list sort:-updated"},
        [MORNING_UNDELIVERED] = {"lost", "/list undelivered"},
    };
    g_autoptr(GHashTable) shown =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    store_ticket_counts counts[MORNING_PARTS] = {{0}};

    if (!j->op) {
        err_set(error, ERR_NOT_FOUND, "nobody is to get it any more");
        return false;
    }
    g_autoptr(morning) m = morning_new(j->c, j->op, j->o->date_ms);
    for (int i = 0; i < MORNING_PARTS; i++) {
        g_autofree char *name = g_strconcat("count_", parts[i].rows, NULL);
        if (!add_part(j, parts[i].rows, &m->parts[i], shown, &counts[i], error))
            return false;
        set_part(j, name, counts[i].all, parts[i].rows, parts[i].command);
    }
    json_object_set_new(j->data, "late",
                        counts[MORNING_MINE].overdue > 0
                            ? json_integer(counts[MORNING_MINE].overdue)
                            : json_false());
    json_object_set_new(j->data, "count",
                        json_integer(counts[MORNING_MINE].all));
    return notify_add_timer(j, error);
}
