/* ticket: requests, and the Message-IDs that name them. */
#include "store/ticket.h"

#include "base/planted.h"
#include "store/db.h"
#include "store/rows.h"
#include "store/search_find.h"

#include <string.h>

#define TICKET_LIST_LIMIT 100
#define TICKET_CHUNK      64 /* of those that hold words, asked for at once */

#define TICKET_COLUMNS                                                      \
    "id, queue, epoch, subject, status, line, holder, customer,"            \
    " customer_name, priority, category, language, staff, authenticated,"   \
    " created_ms, updated_ms, status_ms, last_entry, spent_min, "           \
    "returned_from,"                                                        \
    " version, lines, type, complexity, stage, open, service, sla, due_ms," \
    " estimate_min, source, pinned, merged_into, later_ms, next_due_ms,"    \
    " wait_days, reminded, timeouts, company"

void store_ticket_free(store_ticket *t)
{
    if (!t)
        return;
    g_free(t->queue);
    g_free(t->subject);
    g_free(t->status);
    g_free(t->holder);
    g_free(t->customer);
    g_free(t->customer_name);
    g_free(t->priority);
    g_free(t->category);
    g_free(t->language);
    g_free(t->type);
    g_free(t->complexity);
    g_free(t->sla);
    g_free(t->source);
    g_free(t->pinned);
    g_free(t);
}

static void *take_ticket(db_query *q, void *context, GError **error)
{
    store_ticket *t = g_new0(store_ticket, 1);
    t->id = db_take_int(q);
    t->queue = db_take_string(q);
    t->epoch = db_take_int(q);
    t->subject = db_take_string(q);
    t->status = db_take_string(q);
    t->line = (int)db_take_int(q);
    t->holder = db_take_text(q);
    t->customer = db_take_string(q);
    t->customer_name = db_take_text(q);
    t->priority = db_take_string(q);
    t->category = db_take_text(q);
    t->language = db_take_string(q);
    t->staff = db_take_int(q) != 0;
    t->authenticated = db_take_int(q) != 0;
    t->created_ms = db_take_int(q);
    t->updated_ms = db_take_int(q);
    t->status_ms = db_take_int(q);
    t->last_entry = db_take_int(q);
    t->spent_min = db_take_int(q);
    t->returned_from = (int)db_take_int(q);
    t->version = db_take_int(q);
    t->lines = db_take_int(q);
    t->type = db_take_text(q);
    t->complexity = db_take_text(q);
    t->stage = (int)db_take_int(q);
    t->open = db_take_int(q) != 0;
    t->service = db_take_int(q);
    t->sla = db_take_text(q);
    t->due_ms = db_take_int(q);
    t->estimate_min = db_take_int(q);
    t->source = db_take_text(q);
    t->pinned = db_take_text(q);
    t->merged_into = db_take_int(q);
    t->later_ms = db_take_int(q);
    t->next_due_ms = db_take_int(q);
    t->wait_days = (int)db_take_int(q);
    t->reminded = (int)db_take_int(q);
    t->timeouts = (int)db_take_int(q);
    t->company = db_take_int(q);
    return t;
}

store_ticket *store_ticket_get(store *s, int64_t id, GError **error)
{
    g_autofree char *what = g_strdup_printf("ticket #%" G_GINT64_FORMAT, id);
    return db_one(db_ask(s->db, error,
                         "SELECT " TICKET_COLUMNS " FROM ticket WHERE id = ?",
                         DB_I(id)),
                  take_ticket, NULL, what, error);
}

static int64_t line_bit(int line)
{
    return INT64_C(1) << CLAMP(line, 0, 62);
}

bool store_ticket_add(store *s, store_ticket *t, GError **error)
{
    int64_t id = db_next_id(s->db, "ticket", error);
    if (!id)
        return false;
    if (!db_write(
            s->db, error,
            "INSERT INTO ticket (" TICKET_COLUMNS ") VALUES"
            " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,?,?,0,?,?,?,?,?,?,?,?,?,?,?,"
            "?,?,?,?,?,?,?)",
            DB_I(id), DB_S(t->queue), DB_I(s->epoch), DB_S(t->subject),
            DB_S(t->status), DB_I(t->line), DB_T(t->holder), DB_S(t->customer),
            DB_T(t->customer_name), DB_S(t->priority), DB_T(t->category),
            DB_S(t->language), DB_I(t->staff), DB_I(t->authenticated),
            DB_I(t->created_ms), DB_I(t->updated_ms), DB_I(t->status_ms),
            DB_I(t->spent_min), DB_I(t->returned_from), DB_I(line_bit(t->line)),
            DB_T(t->type), DB_T(t->complexity), DB_I(t->stage), DB_I(t->open),
            DB_I(t->service), DB_T(t->sla), DB_I(t->due_ms),
            DB_I(t->estimate_min), DB_T(t->source), DB_T(t->pinned),
            DB_I(t->merged_into), DB_I(t->later_ms), DB_I(t->next_due_ms),
            DB_I(t->wait_days), DB_I(t->reminded), DB_I(t->timeouts),
            DB_I(t->company)))
        return false;
    t->id = id;
    t->lines = line_bit(t->line);
    t->epoch = s->epoch;
    t->last_entry = t->version = 0;
    return true;
}

bool store_ticket_update(store *s, const store_ticket *t, GError **error)
{
    g_autofree char *what = g_strdup_printf("ticket #%" G_GINT64_FORMAT, t->id);
    return db_write_one(
        s->db, error, what,
        "UPDATE ticket SET queue = ?, subject = ?, status = ?, line = ?, "
        "holder = ?,"
        " customer = ?, customer_name = ?, priority = ?, category = ?,"
        " language = ?, staff = ?, authenticated = ?, created_ms = ?,"
        " updated_ms = ?, status_ms = ?, spent_min = ?, returned_from = ?,"
        " lines = CASE lines WHEN 0 THEN 0 ELSE lines | ? END,"
        " type = ?, complexity = ?, stage = ?, open = ?, service = ?,"
        " sla = ?, due_ms = ?, estimate_min = ?, source = ?, pinned = ?,"
        " merged_into = ?, later_ms = ?, next_due_ms = ?,"
        " wait_days = ?, reminded = ?, timeouts = ?, company = ?,"
        " version = version + 1"
        " WHERE id = ?",
        DB_S(t->queue), DB_S(t->subject), DB_S(t->status), DB_I(t->line),
        DB_T(t->holder), DB_S(t->customer), DB_T(t->customer_name),
        DB_S(t->priority), DB_T(t->category), DB_S(t->language), DB_I(t->staff),
        DB_I(t->authenticated), DB_I(t->created_ms), DB_I(t->updated_ms),
        DB_I(t->status_ms), DB_I(t->spent_min), DB_I(t->returned_from),
        DB_I(line_bit(t->line)), DB_T(t->type), DB_T(t->complexity),
        DB_I(t->stage), DB_I(t->open), DB_I(t->service), DB_T(t->sla),
        DB_I(t->due_ms), DB_I(t->estimate_min), DB_T(t->source),
        DB_T(t->pinned), DB_I(t->merged_into), DB_I(t->later_ms),
        DB_I(t->next_due_ms), DB_I(t->wait_days), DB_I(t->reminded),
        DB_I(t->timeouts), DB_I(t->company), DB_I(t->id));
}

#define RESTAGE "UPDATE ticket SET stage = ?1, open = ?2 WHERE status = ?3 AND "
bool store_ticket_restage(store *s, const char *status, int stage, bool open,
                          GError **error)
{
    /* Each by an index: nearly all tickets are closed, and right. */
    static const char *const wrong[] = {
        RESTAGE "stage < ?1",
        RESTAGE "stage > ?1",
        RESTAGE "stage = ?1 AND open < ?2",
        RESTAGE "stage = ?1 AND open > ?2",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        if (!db_write(s->db, error, wrong[i], DB_I(stage), DB_I(open),
                      DB_S(status)))
            return false;
    return true;
}

bool ticket_touch(store *s, int64_t id, GError **error)
{
    return id == 0 ||
           db_write(s->db, error,
                    "UPDATE ticket SET version = version + 1 WHERE id = ?",
                    DB_I(id));
}

/* ---- lists ---- */

static void add_condition(GString *sql, GArray *values, const char *condition,
                          db_value value)
{
    g_string_append(sql, condition);
    g_array_append_val(values, value);
}

static void add_text(GString *sql, GArray *values, const char *condition,
                     const char *text)
{
    if (text)
        add_condition(sql, values, condition, DB_T(text));
}

/* ---- which condition leads ----
 *
 * Nearly every column has an index, and a database that takes the wrong one
 * reads a million rows for a hundred. So one condition is written so that its
 * index can be used, the one that few requests fulfil; all others so that
 * theirs can not. */

static const char *leader_of(const store_ticket_filter *f, bool ids)
{
    const struct {
        bool asked;
        const char *column;
    } rows[] = {
        {ids || f->only || f->after || f->undelivered, "id"},
        {f->customer != NULL, "customer"},
        {f->openness == STORE_OPEN && (f->holder || f->unassigned), "holder"},
        {f->openness == STORE_OPEN, "open"},
        {f->holder != NULL, "holder"},
        {f->company != NULL, "company"},
        {f->service != NULL, "service"},
        {f->from_ms && f->until_ms, "created_ms"},
        {f->in && f->in[0] && !f->in[1], "status"},
        {f->category != NULL, "category"},
        {f->type != NULL, "type"},
        {f->source != NULL, "source"},
        {f->priority != NULL, "priority"},
        {f->line != 0, "line"},
        {f->queue != NULL, "queue"},
        {true, ""},
    };
    size_t i = 0;

    while (!rows[i].asked)
        i++;
    return rows[i].column;
}

/* The column as it stands in a condition: out of reach of its index if it does
 * not lead. Of texts, none is "". */
static char *column(const char *lead, const char *name, bool text)
{
    if (strcmp(lead, name) == 0)
        return g_strdup(name);
    return g_strdup_printf(text ? "coalesce(%s, '')" : "%s + 0", name);
}

static void add_equal(GString *sql, GArray *values, const char *lead,
                      const char *name, const char *text)
{
    g_autofree char *left = column(lead, name, true);

    if (!text)
        return;
    g_string_append_printf(sql, " AND %s = ?", left);
    g_array_append_val(values, DB_T(text));
}

/* One of these, or none of them if `in` is false. */
static void add_statuses(GString *sql, GArray *values, const char *lead,
                         bool in, const char *const *statuses)
{
    g_autofree char *left = column(lead, "status", true);

    if (!statuses[0]) { /* SQL has no empty lists */
        g_string_append(sql, in ? " AND 1 = 0" : "");
        return;
    }
    g_string_append_printf(sql, " AND %s%s IN (", left, in ? "" : " NOT");
    for (unsigned i = 0; statuses[i]; i++)
        add_condition(sql, values, i > 0 ? ", ?" : "?", DB_T(statuses[i]));
    g_string_append_c(sql, ')');
}

/* `compare`: "= ?" */
static void add_number(GString *sql, GArray *values, const char *lead,
                       const char *name, const char *compare, int64_t number)
{
    g_autofree char *left = column(lead, name, false);

    g_string_append_printf(sql, " AND %s %s", left, compare);
    g_array_append_val(values, DB_I(number));
}

/* Of the last reply that went, or is on its way: what delivery_is_trouble says
 * of a row (desk/delivery.h), for a whole list. */
#define LAST_REPLY                                             \
    "o.ticket = ticket.id AND o.audience = 0"                  \
    " AND o.template = 'reply' AND o.state <> 4 AND o.entry =" \
    " (SELECT max(p.entry) FROM outgoing p WHERE"              \
    " p.ticket = ticket.id AND p.audience = 0"                 \
    " AND p.template = 'reply' AND p.state <> 4)"
#define CAME_BACK                               \
    "(o.state = 3 AND o.read_ms <= o.failed_ms" \
    " AND o.delivered_ms <= o.failed_ms"        \
    " AND o.deleted_ms <= o.failed_ms)"
#define PUT_OFF                                                \
    "((o.state = 1 AND o.deferred_ms > 0) OR (o.state = 2"     \
    " AND o.deferred_ms > o.relayed_ms AND o.delivered_ms = 0" \
    " AND o.read_ms = 0 AND o.deleted_ms = 0))"
/* The first condition is that of an index, which has few rows. */
#define UNDELIVERED                                           \
    " AND id IN (SELECT t.ticket FROM outgoing t"             \
    " WHERE t.audience = 0 AND t.template = 'reply'"          \
    " AND (t.state = 3 OR t.deferred_ms > 0))"                \
    " AND EXISTS (SELECT 1 FROM outgoing o WHERE " LAST_REPLY \
    " AND (" CAME_BACK " OR " PUT_OFF "))"

static int64_t number_of(const char *name)
{
    const char *digits = *name == '#' ? name + 1 : name;
    char *end;
    int64_t id = g_ascii_strtoll(digits, &end, 10);

    return g_ascii_isdigit(*digits) && *end == '\0' ? id : 0;
}

static const char *kept(GPtrArray *texts, char *text)
{
    g_ptr_array_add(texts, text);
    return text;
}

/* Names begin with it: whole words, so that "acme" is Acme AS and not Acmetron. */
static void add_names(GString *sql, GArray *values, GPtrArray *texts,
                      const char *name)
{
    const char *lower = kept(texts, g_utf8_strdown(name, -1));
    const char *first = kept(texts, g_strconcat(lower, " ", NULL));

    add_condition(sql, values, " WHERE id = ?", DB_I(number_of(name)));
    add_condition(sql, values, " OR ext = ?", DB_T(name));
    add_condition(sql, values, " OR name = ?", DB_T(name));
    add_condition(sql, values, " OR lower(name) = ?", DB_T(lower));
    add_condition(sql, values, " OR substr(lower(name), 1, ?)",
                  DB_I(g_utf8_strlen(first, -1)));
    add_condition(sql, values, " = ?", DB_T(first));
}

/* Of the table `named` by a column of the same name. */
static void add_named(GString *sql, GArray *values, GPtrArray *texts,
                      const char *lead, const char *named, const char *name)
{
    g_autofree char *left = column(lead, named, false);

    if (!name)
        return;
    if (g_ascii_strcasecmp(name, "none") == 0) {
        g_string_append_printf(sql, " AND %s + 0 = 0", named);
        return;
    }
    g_string_append_printf(sql, " AND %s <> 0 AND %s IN (SELECT id FROM %s",
                           named, named, named);
    add_names(sql, values, texts, name);
    g_string_append_c(sql, ')');
}

static void add_origin(GString *sql, GArray *values, GPtrArray *texts,
                       const char *lead, const store_ticket_filter *f)
{
    add_named(sql, values, texts, lead, "company", f->company);
    add_named(sql, values, texts, lead, "service", f->service);
    if (f->source && g_ascii_strcasecmp(f->source, "mail") == 0)
        g_string_append(sql, " AND (source IS NULL OR source = 'mail')");
    else
        add_equal(sql, values, lead, "source", f->source);
    if (f->from_ms)
        add_number(sql, values, lead, "created_ms", ">= ?", f->from_ms);
    if (f->until_ms)
        add_number(sql, values, lead, "created_ms", "< ?", f->until_ms);
}

/* With a holder the index of open ones leads by both. */
static void add_open(GString *sql, GArray *values, const char *lead,
                     const store_ticket_filter *f)
{
    bool both = f->openness == STORE_OPEN && strcmp(lead, "holder") == 0;

    if (f->unassigned)
        g_string_append(sql, strcmp(lead, "holder") == 0
                                 ? " AND holder IS NULL"
                                 : " AND coalesce(holder, '') = ''");
    if (f->openness != STORE_ANY)
        add_number(sql, values, both ? "open" : lead, "open", "= ?",
                   f->openness == STORE_OPEN);
}

static void add_fields(GString *sql, GArray *values, const char *lead,
                       const store_ticket_filter *f)
{
    add_equal(sql, values, lead, "type", f->type);
    add_equal(sql, values, lead, "category", f->category);
    add_equal(sql, values, lead, "priority", f->priority);
    add_equal(sql, values, lead, "complexity", f->complexity);
    add_open(sql, values, lead, f);
    if (f->overdue_ms) {
        add_condition(sql, values, " AND ((due_ms > 0 AND due_ms < ?)",
                      DB_I(f->overdue_ms));
        add_condition(sql, values, " OR (next_due_ms > 0 AND next_due_ms < ?))",
                      DB_I(f->overdue_ms));
    }
    if (f->still_ms)
        add_condition(sql, values, " AND updated_ms < ?", DB_I(f->still_ms));
    if (f->undelivered)
        g_string_append(sql, UNDELIVERED);
    if (!f->field)
        return;
    add_condition(sql, values,
                  " AND EXISTS (SELECT 1 FROM field_value v WHERE"
                  " v.owner_kind = 0 AND v.owner = ticket.id AND v.field = ?",
                  DB_T(f->field));
    add_text(sql, values, " AND lower(v.text) = lower(?)", f->value);
    g_string_append_c(sql, ')');
}

/* ---- what somebody may see ---- */

/* " OR line IN (1, 3)"; nothing of no lines. */
static void add_lines(GString *sql, const char *column, int64_t lines)
{
    bool any = false;

    for (int n = 1; n <= STORE_SCOPE_LINES; n++) {
        if (!(lines & INT64_C(1) << n))
            continue;
        if (!any)
            g_string_append_printf(sql, " OR %s IN (", column);
        g_string_append_printf(sql, any ? ", %d" : "%d", n);
        any = true;
    }
    if (any)
        g_string_append_c(sql, ')');
}

static void add_part(GString *sql, GArray *values, const char *me,
                     const store_scope_part *p)
{
    g_string_append(sql, " OR (");
    if (p->queue)
        add_condition(sql, values, "queue = ? AND ", DB_T(p->queue));
    g_string_append(sql, "(1 = 0");
    add_lines(sql, "line", p->on);
    add_lines(sql, "returned_from", p->was);
    if (p->was)
        add_condition(sql, values, " OR (lines & ?) <> 0", DB_I(p->was));
    if (p->old)
        g_string_append(sql, " OR lines = 0");
    if (p->hers) {
        add_condition(sql, values, " OR holder = ?", DB_T(me));
        add_condition(sql, values,
                      " OR EXISTS (SELECT 1 FROM watcher w WHERE"
                      " w.ticket = ticket.id AND w.operator = ?)",
                      DB_T(me));
    }
    g_string_append(sql, "))");
}

static void add_scope(GString *sql, GArray *values, const store_scope *k)
{
    if (!k)
        return;
    g_string_append(sql, " AND (1 = 0");
    for (guint i = 0; i < k->parts->len; i++)
        add_part(sql, values, k->me,
                 &g_array_index(k->parts, store_scope_part, i));
    g_string_append_c(sql, ')');
}

/* ---- in which order ---- */

#define DUE_NEXT                                                      \
    "CASE WHEN due_ms > 0 AND (next_due_ms = 0 OR due_ms <"           \
    " next_due_ms) THEN due_ms WHEN next_due_ms > 0 THEN next_due_ms" \
    " ELSE 9223372036854775807 END"

static void add_priorities(GString *sql, GArray *values,
                           const store_ticket_filter *f)
{
    g_string_append(sql, "CASE priority");
    for (unsigned i = 0; f->priorities && f->priorities[i]; i++) {
        add_condition(sql, values, " WHEN ?", DB_T(f->priorities[i]));
        g_string_append_printf(sql, " THEN %u", i);
    }
    g_string_append(sql, " ELSE -1 END");
}

static void add_order(GString *sql, GArray *values,
                      const store_ticket_filter *f)
{
    static const struct {
        const char *by;
        bool falls;
    } rows[] = {
        [STORE_ORDER_CHANGE] = {"updated_ms", true},
        [STORE_ORDER_DUE] = {DUE_NEXT, false},
        [STORE_ORDER_AGE] = {"created_ms", false},
        [STORE_ORDER_NUMBER] = {"id", true},
        [STORE_ORDER_PRIORITY] = {NULL, true},
        [STORE_ORDER_STATUS] = {"stage", false},
        [STORE_ORDER_HOLDER] = {"coalesce(holder, '')", false},
        [STORE_ORDER_CUSTOMER] = {"coalesce(customer_name, customer)", false},
    };
    bool falls = rows[f->order].falls != f->reversed;

    g_string_append(sql, " ORDER BY ");
    if (rows[f->order].by)
        g_string_append(sql, rows[f->order].by);
    else
        add_priorities(sql, values, f);
    g_string_append(sql, falls ? " DESC" : "");
    if (f->order == STORE_ORDER_STATUS)
        g_string_append(sql, ", status, status_ms");
    else if (f->order != STORE_ORDER_CHANGE && f->order != STORE_ORDER_NUMBER)
        g_string_append(sql, ", updated_ms DESC");
    if (f->order != STORE_ORDER_NUMBER)
        g_string_append(sql, falls || f->order ? ", id DESC" : ", id");
}

/* ---- the query ---- */

typedef struct asked {
    GString *sql;
    GArray *values;
    GPtrArray *texts;  /* char*, that values name */
    const GArray *ids; /* int64_t: only some of these; NULL: any */
    guint from, slots; /* those from here on, so many at most */
} asked;

static asked ask_for(const char *what)
{
    return (asked){g_string_new(what),
                   g_array_new(TRUE, TRUE, sizeof(db_value)),
                   g_ptr_array_new_with_free_func(g_free),
                   NULL,
                   0,
                   0};
}

static void asked_clear(asked *a)
{
    g_string_free(a->sql, TRUE);
    g_array_unref(a->values);
    g_ptr_array_unref(a->texts);
}

/* 0 is no number of a ticket: there are few lengths, so that few statements are
 * kept. */
static void add_ids(asked *a)
{
    for (guint i = 0; a->ids && i < a->slots; i++) {
        guint at = a->from + i;
        add_condition(
            a->sql, a->values, i == 0 ? " AND id IN (?" : ", ?",
            DB_I(at < a->ids->len ? g_array_index(a->ids, int64_t, at) : 0));
    }
    if (a->ids)
        g_string_append_c(a->sql, ')');
}

static void add_filter(asked *a, const store_ticket_filter *f)
{
    GString *sql = a->sql;
    GArray *values = a->values;
    const char *lead = leader_of(f, a->ids != NULL);

    g_string_append(sql, " FROM ticket WHERE merged_into = 0");
    add_ids(a);
    add_equal(sql, values, lead, "queue", f->queue);
    if (f->in)
        add_statuses(sql, values, lead, true, f->in);
    if (f->not_in)
        add_statuses(sql, values, "", false, f->not_in);
    add_equal(sql, values, lead, "holder", f->holder);
    add_equal(sql, values, lead, "customer", f->customer);
    if (f->line)
        add_number(sql, values, lead, "line", "= ?", f->line);
    if (f->now_ms)
        add_condition(sql, values, " AND later_ms <= ?", DB_I(f->now_ms));
    add_origin(sql, values, a->texts, lead, f);
    add_fields(sql, values, lead, f);
    if (f->only)
        add_condition(sql, values, " AND id = ?", DB_I(f->only));
    if (f->after)
        add_condition(sql, values, " AND id > ?", DB_I(f->after));
    add_scope(sql, values, f->scope);
}

static db_query *put(store *s, const asked *a, GError **error)
{
    return db_ask_values(s->db, error, a->sql->str,
                         (const db_value *)(void *)a->values->data);
}

static GPtrArray *take_tickets(db_query *q, GError **error)
{
    return db_all(q, take_ticket, NULL, (GDestroyNotify)store_ticket_free,
                  error);
}

static unsigned limit_of(const store_ticket_filter *f)
{
    return f->limit ? f->limit : TICKET_LIST_LIMIT;
}

/* ---- those that hold words ---- */

static bool has_words(const store_ticket_filter *f)
{
    const char *words = f->words ? f->words : "";

    return words[strspn(words, " \t\r\n")] != '\0';
}

/* All of them at once. */
static void use_ids(asked *a, const GArray *ids)
{
    static const guint lengths[] = {TICKET_CHUNK, 1024, SEARCH_FOUND_MAX};
    size_t i = 0;

    while (lengths[i] < ids->len)
        i++;
    a->ids = ids;
    a->slots = lengths[i];
}

static GPtrArray *list_chunk(store *s, const store_ticket_filter *f,
                             const GArray *ids, guint from, GError **error)
{
    asked a = ask_for("SELECT " TICKET_COLUMNS);

    a.ids = ids;
    a.from = from;
    a.slots = TICKET_CHUNK;
    add_filter(&a, f);
    GPtrArray *all = take_tickets(put(s, &a, error), error);
    asked_clear(&a);
    return all;
}

/* In the order of `ids`; the first *skip of them are passed over. */
static void move_chunk(GPtrArray *out, const store_ticket_filter *f,
                       unsigned *skip, GPtrArray *chunk, const GArray *ids,
                       guint from)
{
    for (guint i = from; i < MIN(ids->len, from + TICKET_CHUNK); i++) {
        for (guint k = 0; k < chunk->len && out->len < limit_of(f); k++) {
            store_ticket *t = chunk->pdata[k];

            if (!t || t->id != g_array_index(ids, int64_t, i))
                continue;
            if (*skip > 0)
                (*skip)--;
            else
                g_ptr_array_add(out, g_steal_pointer(&chunk->pdata[k]));
            break;
        }
    }
}

/* Best first: no more are read than are shown. */
static GPtrArray *list_ranked(store *s, const store_ticket_filter *f,
                              const GArray *ids, GError **error)
{
    g_autoptr(GPtrArray) out =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_ticket_free);
    unsigned skip = f->offset;

    for (guint i = 0; i < ids->len && out->len < limit_of(f);
         i += TICKET_CHUNK) {
        g_autoptr(GPtrArray) chunk = list_chunk(s, f, ids, i, error);
        if (!chunk)
            return NULL;
        move_chunk(out, f, &skip, chunk, ids, i);
    }
    return g_steal_pointer(&out);
}

static GPtrArray *list_ordered(store *s, const store_ticket_filter *f,
                               const GArray *ids, GError **error)
{
    asked a = ask_for("SELECT " TICKET_COLUMNS);

    if (ids)
        use_ids(&a, ids);
    add_filter(&a, f);
    if (f->after)
        g_string_append(a.sql, " ORDER BY id");
    else
        add_order(a.sql, a.values, f);
    add_condition(a.sql, a.values, " LIMIT ?", DB_I(limit_of(f)));
    if (f->offset)
        add_condition(a.sql, a.values, " OFFSET ?", DB_I(f->offset));
    GPtrArray *all = take_tickets(put(s, &a, error), error);
    asked_clear(&a);
    return all;
}

static GPtrArray *list_found(store *s, const store_ticket_filter *f,
                             GError **error)
{
    bool all;
    g_autoptr(GArray) ids = search_find(s, f, &all, error);

    if (!ids)
        return NULL;
    return f->after || f->order != STORE_ORDER_CHANGE || f->reversed
               ? list_ordered(s, f, ids, error)
               : list_ranked(s, f, ids, error);
}

/* What a field holds are words, too: no index of values knows them without
 * their case, and that of words does, if it knows all there are. */
static GPtrArray *list_valued(store *s, const store_ticket_filter *f,
                              GError **error)
{
    g_auto(GStrv) parts = g_strsplit(f->value, "\"", -1);
    g_autofree char *bare = g_strjoinv(" ", parts);
    g_autofree char *phrase = g_strconcat("\"", bare, "\"", NULL);
    store_ticket_filter worded = *f;
    bool all;

    worded.words = phrase;
    g_autoptr(GArray) ids = search_find(s, &worded, &all, error);
    return ids ? list_ordered(s, f, all ? ids : NULL, error) : NULL;
}

/* The store's moment is taken before that of the index: what changes after that
 * is not seen here. *own: it is this one's to end. */
static bool hold_moment(store *s, bool *own, GError **error)
{
    *own = !db_in_transaction(s->db);
    return !*own || db_begin_reading(s->db, error);
}

GPtrArray *store_ticket_list(store *s, const store_ticket_filter *f,
                             GError **error)
{
    bool own;

    if (!has_words(f) && !(f->field && f->value))
        return list_ordered(s, f, NULL, error);
    if (!hold_moment(s, &own, error))
        return NULL;
    GPtrArray *all =
        has_words(f) ? list_found(s, f, error) : list_valued(s, f, error);
    if (own)
        db_rollback(s->db);
    return all;
}

static void *take_counts(db_query *q, void *context, GError **error)
{
    store_ticket_counts *c = context;

    c->all = db_take_int(q);
    c->open = db_take_int(q);
    c->overdue = db_take_int(q);
    return c;
}

static bool count_of(store *s, const store_ticket_filter *f, int64_t now_ms,
                     const GArray *ids, store_ticket_counts *out,
                     GError **error)
{
    asked a = ask_for("SELECT count(*), coalesce(sum(open), 0),"
                      " coalesce(sum(CASE WHEN open = 1");

    if (ids)
        use_ids(&a, ids);
    add_condition(a.sql, a.values, " AND ((due_ms > 0 AND due_ms < ?)",
                  DB_I(now_ms));
    add_condition(a.sql, a.values,
                  " OR (next_due_ms > 0 AND next_due_ms < ?))"
                  " THEN 1 ELSE 0 END), 0)"
                  " FROM (SELECT open, due_ms, next_due_ms",
                  DB_I(now_ms));
    add_filter(&a, f);
    add_condition(a.sql, a.values, " LIMIT ?) AS found", DB_I(STORE_COUNT_MAX));
    bool fine = db_one(put(s, &a, error), take_counts, out, "tickets", error);
    asked_clear(&a);
    return fine;
}

static void *take_count(db_query *q, void *context, GError **error)
{
    store_ticket_counts *c = context;

    c->all = db_take_int(q);
    return c;
}

bool store_ticket_count(store *s, const store_ticket_filter *f, int64_t now_ms,
                        store_ticket_counts *out, GError **error)
{
    g_autoptr(GArray) ids = NULL;
    bool own;

    if (!has_words(f))
        return count_of(s, f, now_ms, NULL, out, error);
    if (!hold_moment(s, &own, error))
        return false;
    bool all;
    ids = search_find(s, f, &all, error);
    bool fine = ids && count_of(s, f, now_ms, ids, out, error);
    if (own)
        db_rollback(s->db);
    return fine;
}

bool store_is_named(store *s, const char *table, const char *name)
{
    asked a = ask_for("SELECT count(*) FROM ");
    store_ticket_counts counts = {0};

    g_string_append(a.sql, table);
    add_names(a.sql, a.values, a.texts, name);
    db_one(put(s, &a, NULL), take_count, &counts, NULL, NULL);
    asked_clear(&a);
    return counts.all > 0;
}

int64_t store_ticket_count_since(store *s, int64_t since_ms, GError **error)
{
    int64_t count = 0;
    return db_number(s->db, error, 0, &count,
                     "SELECT count(*) FROM ticket WHERE created_ms >= ?",
                     DB_I(since_ms))
               ? count
               : -1;
}

GPtrArray *store_ticket_created(store *s, const char *queue, int64_t from_ms,
                                int64_t to_ms, unsigned limit, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " TICKET_COLUMNS " FROM ticket"
                         " WHERE queue = ? AND created_ms >= ?"
                         " AND created_ms < ? ORDER BY id LIMIT ?",
                         DB_S(queue), DB_I(from_ms), DB_I(to_ms), DB_I(limit)),
                  take_ticket, NULL, (GDestroyNotify)store_ticket_free, error);
}

/* ---- Message-IDs ---- */

bool store_msgid_add(store *s, const char *message_id, int64_t ticket,
                     store_id_origin origin, GError **error)
{
    return db_write(
        s->db, error,
        "INSERT INTO thread (message_id, ticket, origin) VALUES (?, ?, ?)"
        " ON CONFLICT (message_id, ticket) DO UPDATE SET origin ="
        " CASE WHEN thread.origin < excluded.origin THEN excluded.origin"
        " ELSE thread.origin END",
        DB_S(message_id), DB_I(ticket), DB_I(origin));
}

int64_t store_msgid_ticket(store *s, const char *message_id,
                           const char *address, GError **error)
{
    static const char his[] =
        "SELECT t.ticket FROM thread t JOIN participant p"
        " ON p.ticket = t.ticket AND p.address = ?2"
        " WHERE t.message_id = ?1 ORDER BY t.origin DESC, t.ticket DESC"
        " LIMIT 1";
    static const char anybodys[] =
        "SELECT ticket FROM thread WHERE message_id = ?1 AND origin > 0"
        " ORDER BY origin DESC, ticket LIMIT 1";
    static const char any[] =
        "SELECT ticket FROM thread WHERE message_id = ?1 LIMIT 1";
    int64_t ticket = 0;
    bool fine = PLANTED(ancestor_joins)
                    ? db_number(s->db, error, 0, &ticket, any, DB_S(message_id))
                : address ? db_number(s->db, error, 0, &ticket, his,
                                      DB_S(message_id), DB_S(address))
                          : db_number(s->db, error, 0, &ticket, anybodys,
                                      DB_S(message_id));
    return fine ? ticket : -1;
}
