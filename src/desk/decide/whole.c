/* decide_whole: messages that are held as a whole, spam and what cannot be read:
 * put there, listed in a digest, let in or discarded. */
#include "desk/decide/room.h"
#include "desk/rights.h"

#include <string.h>

#define HEADER_SHOWN_MAX 16384 /* octets of a broken message's header */
#define SPAM_SHOWN_MAX   8192  /* characters of a spam's text in the hold */
#define SPAM_RULES_MAX   3     /* rules of most weight, named in a digest */
#define DIGEST_MAX       50    /* items that one digest names */
#define ASIDE_MAX        20    /* and of what is aside */

/* ---- put there ---- */

/* What a second way through the spool must know of the first. */
static json_t *envelope(const spool_entry *e)
{
    json_t *o = json_object();

    if (e->login)
        json_object_set_new(o, "login", json_string(e->login));
    if (e->client)
        json_object_set_new(o, "client", json_string(e->client));
    return o;
}

static int by_score(const void *a, const void *b)
{
    const verdict_hit *x = *(const verdict_hit *const *)a;
    const verdict_hit *y = *(const verdict_hit *const *)b;

    return x->score < y->score ? 1 : x->score > y->score ? -1 : 0;
}

static char *top_rules(const verdict *v)
{
    g_autoptr(GPtrArray) hits = g_ptr_array_copy(v->hits, NULL, NULL);
    GString *out = g_string_new(NULL);

    g_ptr_array_set_free_func(hits, NULL);
    g_ptr_array_sort(hits, by_score);
    for (unsigned i = 0; i < hits->len && i < SPAM_RULES_MAX; i++) {
        const verdict_hit *h = hits->pdata[i];
        if (h->score > 0)
            g_string_append_printf(out, "%s%s %.1f", i > 0 ? ", " : "", h->rule,
                                   h->score);
    }
    return g_string_free(out, FALSE);
}

static char *from_line(const letter *l)
{
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;

    if (!a)
        return g_strdup("nobody");
    if (a->name && *a->name)
        return g_strdup_printf("%s <%s>", a->name, a->address);
    return g_strdup(a->address);
}

static json_t *about_whole(const decide_job *j)
{
    const letter *l = j->in->letter;
    json_t *o = envelope(j->in->entry);
    g_autofree char *from = from_line(l);

    json_object_set_new(o, "from", json_string(from));
    json_object_set_new(o, "subject",
                        json_string(l->subject ? l->subject : ""));
    return o;
}

static json_t *about_spam(const decide_job *j)
{
    json_t *o = about_whole(j);
    g_autofree char *rules = top_rules(j->in->verdict);

    json_object_set_new(o, "score", json_real(j->in->verdict->score));
    json_object_set_new(o, "rules", json_string(rules));
    return o;
}

void decide_broken(decide_job *j)
{
    const spool_entry *e = j->in->entry;
    gsize size = 0;
    const char *raw = e->raw ? g_bytes_get_data(e->raw, &size) : NULL;
    /* GLib gives no pointer for no octets */
    g_autofree char *shown =
        g_strndup(raw ? raw : "", MIN(size, HEADER_SHOWN_MAX));
    char *end = strstr(shown, "\r\n\r\n");

    if (!end)
        end = strstr(shown, "\n\n");
    if (end)
        *end = '\0';
    g_autofree char *text = g_utf8_make_valid(shown, -1);
    g_autofree char *reason = g_strdup_printf(
        "it cannot be read: %s", e->reason ? e->reason : "the parser dies");
    decide_text t = {.text = text, .about = envelope(e)};
    j->st = NULL;
    decide_hold(j, STORE_HELD_BROKEN, &t, reason);
    decide_fate(j, "held", "held: %s", reason);
    json_decref(t.about);
}

static void hold_whole(decide_job *j, store_held_kind kind, json_t *about,
                       const char *reason)
{
    const letter *l = j->in->letter;
    g_autofree char *text =
        l->text && g_utf8_strlen(l->text, -1) > SPAM_SHOWN_MAX
            ? g_utf8_substring(l->text, 0, SPAM_SHOWN_MAX)
            : g_strdup(l->text ? l->text : "");
    decide_text t = {.text = text, .about = about};

    j->st = NULL;
    decide_hold(j, kind, &t, reason);
    json_decref(t.about);
}

void decide_spam(decide_job *j)
{
    g_autofree char *reason =
        g_strdup_printf("spam, %.1f", j->in->verdict->score);

    hold_whole(j, STORE_HELD_SPAM, about_spam(j), reason);
    decide_fate(j, "spam", "held as %s", reason);
}

void decide_aside(decide_job *j, const char *code, const char *what)
{
    hold_whole(j, STORE_HELD_ASIDE, about_whole(j), what);
    decide_fate(j, code, "%s, put aside", what);
}

/* ---- the digest ---- */

static json_t *data_of(const store_held *h)
{
    json_t *data = h->data ? json_loads(h->data, 0, NULL) : NULL;

    if (json_is_object(data))
        return data;
    if (data)
        json_decref(data);
    return json_object();
}

static double score_of(const store_held *h)
{
    json_t *data = data_of(h);
    double score = json_number_value(json_object_get(data, "score"));

    json_decref(data);
    return score;
}

static int by_doubt(const void *a, const void *b)
{
    double x = score_of(*(const store_held *const *)a);
    double y = score_of(*(const store_held *const *)b);

    return x > y ? 1 : x < y ? -1 : 0;
}

static json_t *digest_row(const store_held *h)
{
    static const char *const keys[] = {"score", "rules", "from", "subject"};
    json_t *row = json_object(), *data = data_of(h);

    json_object_set_new(row, "id", json_integer(h->id));
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        json_t *value = json_object_get(data, keys[i]);
        if (value)
            json_object_set(row, keys[i], value);
    }
    json_decref(data);
    return row;
}

static GPtrArray *of_kind(const GPtrArray *items, store_held_kind kind)
{
    GPtrArray *some = g_ptr_array_new();

    for (unsigned i = 0; i < items->len; i++) {
        const store_held *h = items->pdata[i];
        if (h->kind == kind)
            g_ptr_array_add(some, (void *)h);
    }
    return some;
}

static json_t *digest_rows(const GPtrArray *items, unsigned max)
{
    json_t *rows = json_array();

    for (unsigned i = 0; i < items->len && i < max; i++)
        json_array_append_new(rows, digest_row(items->pdata[i]));
    return rows;
}

static int more_than(const GPtrArray *items, unsigned max)
{
    return (int)(items->len - MIN(items->len, max));
}

/* The least certain first: that is where a customer's letter may be. */
static json_t *digest_data(const GPtrArray *items)
{
    g_autoptr(GPtrArray) spam = of_kind(items, STORE_HELD_SPAM);
    g_autoptr(GPtrArray) aside = of_kind(items, STORE_HELD_ASIDE);

    g_ptr_array_sort(spam, by_doubt);
    json_t *data =
        json_pack("{s:o,s:i}", "items", digest_rows(spam, DIGEST_MAX), "more",
                  more_than(spam, DIGEST_MAX));
    if (aside->len > 0)
        json_object_set_new(data, "aside",
                            json_pack("{s:i,s:o,s:i}", "count", (int)aside->len,
                                      "items", digest_rows(aside, ASIDE_MAX),
                                      "more", more_than(aside, ASIDE_MAX)));
    return data;
}

static bool is_due(const config_queue *queue, const GPtrArray *items,
                   int64_t now_ms)
{
    for (unsigned i = 0; i < items->len; i++) {
        const store_held *h = items->pdata[i];
        int64_t wait = queue->spam_digest_ms;
        if (h->kind == STORE_HELD_ASIDE)
            wait *= DECIDE_ASIDE_TIMES;
        if (now_ms - h->created_ms >= wait)
            return true;
    }
    return false;
}

plan *decide_digest(const config *c, const config_queue *queue,
                    const GPtrArray *items, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    const store_held *first = items->len > 0 ? items->pdata[0] : NULL;

    j->queue = queue;
    if (!first || queue->spam_digest_ms == 0 || !is_due(queue, items, now_ms))
        return decide_job_end(j);
    g_autoptr(GPtrArray) line = decide_line(j, queue->line);
    for (unsigned i = 0; i < line->len; i++)
        decide_tell(j, line->pdata[i], "digest", items->len, first->id,
                    digest_data(items));
    for (unsigned i = 0; i < items->len; i++) {
        const store_held *h = items->pdata[i];
        plan_held(j->plan, 0, h->id, h->state,
                  h->kind == STORE_HELD_ASIDE ? STORE_ASIDE_TOLD : 1);
    }
    return decide_job_end(j);
}

/* ---- an operator's answer ---- */

static bool is_whole(const store_held *h)
{
    return h->kind == STORE_HELD_SPAM || h->kind == STORE_HELD_BROKEN ||
           h->kind == STORE_HELD_ASIDE;
}

/* The message, or the first of a digest, whose mail is answered; NULL. */
static const store_held *answered(const decide_job *j)
{
    const store_held *h = j->in->snapshot->held;

    if (!j->cap || j->cap->kind != TAG_HELD || !h || h->id != j->cap->number)
        return NULL;
    return is_whole(h) ? h : NULL;
}

static bool is_about_held(const command_call *call)
{
    return call->row->traits & (COMMAND_LETS_IN | COMMAND_THROWS_AWAY);
}

static bool lets_in(const command_call *call)
{
    return call->row->traits & COMMAND_LETS_IN;
}

static bool names_numbers(const GPtrArray *calls)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        if (is_about_held(call) && *call->argument)
            return true;
    }
    return false;
}

static const store_held *named(const decide_job *j, int64_t id)
{
    const GPtrArray *all = j->in->snapshot->named;
    const store_held *h = answered(j);

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_held *one = all->pdata[i];
        if (one->id == id)
            return one;
    }
    return h && h->id == id ? h : NULL;
}

/* Why this cannot be; FAULT_NONE if it can. */
static fault_code item_wrong(const decide_job *j, const store_held *h,
                             const command_call *call)
{
    unsigned traits = call->row->traits;

    if (!h || !is_whole(h) || !rights_may_queue(j->c, j->op, h->queue))
        return FAULT_NO_ITEM;
    if (!rights_can(j->c, j->op, RIGHT_RELEASE, h->queue, 0))
        return FAULT_ITEM_ROLE;
    if (h->state == STORE_HELD_DROPPED && traits & COMMAND_SENDS_HELD)
        return FAULT_ITEM_DROPPED;
    if (h->state != STORE_HELD_SENT && h->state != STORE_HELD_RELEASED)
        return FAULT_NONE;
    if (traits & COMMAND_MARKS_SPAM)
        return FAULT_ITEM_IN_SPAM;
    return lets_in(call) ? FAULT_NONE : FAULT_ITEM_IN;
}

typedef struct answer {
    GPtrArray *send, *drop; /* const store_held* */
    GPtrArray *errors;      /* command_error* */
} answer;

static void take_item(const decide_job *j, answer *a, const command_call *call,
                      int64_t id)
{
    bool send = lets_in(call);
    const store_held *h = named(j, id);
    fault_code wrong = item_wrong(j, h, call);
    GPtrArray *here = send ? a->send : a->drop;

    if (!wrong && g_ptr_array_find(send ? a->drop : a->send, h, NULL))
        wrong = FAULT_ITEM_BOTH;
    if (!wrong && !g_ptr_array_find(here, h, NULL))
        g_ptr_array_add(here, (void *)h);
    if (!wrong)
        return;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    command_errors_add(a->errors, call->line, fault_new(wrong, number, NULL));
}

static void take_call(const decide_job *j, answer *a, const command_call *call)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    const store_held *h = answered(j);

    if (!is_about_held(call))
        command_errors_add(a->errors, call->line,
                           fault_new(FAULT_ITEM_COMMAND, NULL));
    else if (*call->argument)
        command_numbers(call->argument, ids);
    else if (!h || j->cap->entry > 1)
        command_errors_add(a->errors, call->line,
                           fault_new(FAULT_WHICH_ITEM, call->row->name, NULL));
    else
        g_array_append_val(ids, h->id);
    for (unsigned i = 0; i < ids->len; i++)
        take_item(j, a, call, g_array_index(ids, int64_t, i));
}

static void settle(decide_job *j, const GPtrArray *items,
                   store_held_state state, const char *what, GString *said)
{
    for (unsigned i = 0; i < items->len; i++) {
        const store_held *h = items->pdata[i];
        g_string_append_printf(said, "%s%" G_GINT64_FORMAT,
                               i > 0       ? ", "
                               : said->len ? "; "
                                           : "",
                               h->id);
        /* on its way, or in: others may know better by now */
        if (h->state == state || h->state == STORE_HELD_SENT)
            continue;
        decide_held_close(j, h, state);
        decide_learn_held(j, h, state == STORE_HELD_RELEASED);
    }
    if (items->len > 0)
        g_string_append_printf(said, " %s", what);
}

static void carry_out(decide_job *j, const command_result *r)
{
    const char *text = j->in->letter->new_text;
    answer a = {g_ptr_array_new(), g_ptr_array_new(), command_errors_new()};
    g_autoptr(GString) said = g_string_new(NULL);

    for (unsigned i = 0; i < r->calls->len; i++)
        take_call(j, &a, r->calls->pdata[i]);
    if (a.errors->len > 0) {
        g_autoptr(fault) title = fault_new(FAULT_ITEMS, NULL);
        decide_error(j, title, a.errors, text);
    } else {
        settle(j, a.send, STORE_HELD_RELEASED, "let in", said);
        settle(j, a.drop, STORE_HELD_DROPPED, "discarded", said);
        decide_fate(j, "command", "%s by %s", said->str, j->op->name);
    }
    g_ptr_array_unref(a.send);
    g_ptr_array_unref(a.drop);
    g_ptr_array_unref(a.errors);
}

bool decide_whole_answer(decide_job *j, const command_result *r)
{
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    fault_code wrong = FAULT_NONE;

    if (!answered(j) && !names_numbers(r->calls))
        return false;
    if (r->calls->len == 0)
        wrong = FAULT_ITEMS_SILENT;
    else if (decide_has_content(r->text, files))
        wrong = FAULT_ITEMS_TEXT;
    else if (j->doubt)
        wrong = FAULT_DOUBT;
    if (wrong)
        decide_refuse(j, wrong);
    else
        carry_out(j, r);
    return true;
}

/* ---- and once more through the spool ---- */

bool decide_released_before(const decide_job *j)
{
    const store_held *h = j->in->snapshot->released;

    return j->in->entry->released && h && h->state == STORE_HELD_SENT;
}

void decide_released_end(decide_job *j)
{
    const store_held *h = j->in->snapshot->released;

    if (j->in->entry->released && h && h->state != STORE_HELD_SENT)
        decide_held_close(j, h, STORE_HELD_SENT);
}
