/* decide_rating: a customer is asked how it went in the reply that resolves his
 * request, and what he says is kept. A rating never stands for an answer: whatever
 * else it says is told to people. */
#include "desk/rating.h"
#include "desk/decide/room.h"
#include "desk/quality_config.h"
#include "desk/rights.h"
#include "filters/thanks.h"

#include <string.h>

/* So long after a rating another one takes its place. */
#define RATING_CHANGE_MS SPAN_DAY

/* ---- asking ---- */

static bool is_published(const decide_job *j, const plan_step *s)
{
    const store_entry *e = s->what == PLAN_ENTRY ? s->entry : NULL;

    if (s->what == PLAN_PUBLISH)
        return s->publish.ticket == decide_ticket(j);
    return e && e->ticket == decide_ticket(j) && e->kind == STORE_ARTICLE &&
           e->by == STORE_BY_OPERATOR && e->state == STORE_PUBLISHED;
}

static bool joins(const decide_job *j)
{
    const plan_step *s = plan_find(j->plan, PLAN_JOIN);

    return j->st->t->merged_into || (s && s->join.ticket == decide_ticket(j));
}

/* He is told that it ends, since he does not answer. */
static bool is_end(const plan_step *s)
{
    return s->what == PLAN_SEND && strcmp(s->send->template, "unanswered") == 0;
}

/* Entry `n`, 0: the latest reply; NULL if there is none. */
static const store_head *reply_at(const decide_job *j, int64_t n)
{
    for (unsigned i = j->st->entries->len; i > 0; i--) {
        const store_head *h = j->st->entries->pdata[i - 1];
        if (n ? h->n == n
              : h->kind == STORE_ARTICLE && h->by == STORE_BY_OPERATOR &&
                    h->state == STORE_PUBLISHED)
            return h;
    }
    return NULL;
}

/* The reply that the customer is asked about, and its author, NULL: the one that
 * the plan publishes, or the latest if it tells him that his request ends. */
static const char *reply_of(const decide_job *j, int64_t *n)
{
    const char *author = NULL;

    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_ENTRY && is_published(j, s)) {
            *n = PLAN_LATEST;
            author = s->entry->author;
        } else if (is_published(j, s) || is_end(s)) {
            const store_head *h =
                reply_at(j, s->what == PLAN_PUBLISH ? s->publish.entry : 0);
            *n = h ? h->n : 0;
            author = h ? h->author : NULL;
        }
    }
    return author;
}

static bool is_resolved(const decide_job *j)
{
    int stage = status_stage_of(j->statuses, j->state.status);

    return status_is_open(j->statuses, j->st->t->status) &&
           (stage == STATUS_RESOLVED || stage == STATUS_CLOSED);
}

/* Somebody who reads it, and is none of us. */
static bool may_ask(const decide_job *j)
{
    const char *who = j->st->t->customer;
    const config_quality *q = j->c->quality;

    return q->ask != QUALITY_NEVER && !j->st->t->staff && !decide_is_task(j) &&
           !joins(j) && !config_operator_by_address(j->c, who) &&
           !decide_no_address(j, who) &&
           g_ptr_array_find_with_equal_func(j->people, who, g_str_equal,
                                            NULL) &&
           (!j->st->asked_ms ||
            j->now_ms - j->st->asked_ms >= quality_rest_ms(q));
}

void decide_ask_rating(decide_job *j)
{
    int64_t n = 0;
    const char *author;

    if (!j->st || !is_resolved(j) || !may_ask(j))
        return;
    author = reply_of(j, &n);
    if (!author)
        return;
    store_rating *r = g_new0(store_rating, 1);
    r->ticket = decide_ticket(j);
    r->n = n;
    r->person = g_strdup(j->st->t->customer);
    r->operator_id = g_strdup(author);
    r->line = j->st->t->line;
    r->best = quality_best(j->c->quality);
    r->words = g_strdup("");
    r->asked_ms = j->now_ms;
    plan_rating(j->plan, r);
}

/* ---- what a letter says ---- */

static const command_call *rate_call(const command_result *r)
{
    const command_call *found = NULL;

    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        if (!(call->row->traits & COMMAND_RATES))
            continue;
        if (found && strcmp(found->argument, call->argument) != 0)
            return NULL;
        found = call;
    }
    return found;
}

/* "/rate 4 why", and what stands below it. */
static void read_call(const command_call *call, const char *text, int best,
                      rating_said *out)
{
    rating_read_asked(call->argument, best, out);
    if (!*text)
        return;
    char *words =
        g_strconcat(out->words, *out->words ? "\n\n" : "", text, NULL);
    g_free(out->words);
    out->words = words;
}

/* What a list, a calendar or a mail server sends there says nothing. */
static bool is_written(const decide_job *j)
{
    const char *sender = j->in->entry->sender;

    return j->in->letter->kind == LETTER_NORMAL && !j->in->evidence->bulk &&
           (!sender || *sender);
}

static bool read_said(const decide_job *j, const command_result *r,
                      rating_said *out)
{
    const evidence *v = j->in->evidence;
    const store_rating *row = j->in->snapshot->rating;
    const command_call *call = rate_call(r);

    if (!v->rate_found || !row || !is_written(j))
        return false;
    if (call)
        read_call(call, r->text, row->best, out);
    else if (!command_any(r->calls, COMMAND_RATES))
        rating_read(r->text, row->best, rating_chosen(&v->rate), out);
    return out->value > 0;
}

bool decide_says_rating(const decide_job *j)
{
    g_autoptr(command_result) r =
        command_read(j->in->letter->new_text, COMMAND_FOR_CUSTOMER);
    g_auto(rating_said) said = {0};

    return read_said(j, r, &said);
}

/* Why it is not his who was asked; NULL: it is. */
static const char *foreign(const decide_job *j)
{
    const evidence *v = j->in->evidence;
    const store_rating *row = j->in->snapshot->rating;

    if (v->rate_unclear)
        return "several addresses that ask for ratings";
    if (v->capability_found && v->capability.kind != TAG_BOUNCE)
        return "an operator's address beside it";
    if (row->ticket != decide_ticket(j))
        return "another request was meant";
    if (strcmp(row->person, decide_from(j)) != 0 ||
        !rating_is_for(&v->rate, decide_from(j)))
        return "somebody else was asked";
    return j->doubt;
}

/* ---- what it does ---- */

/* The scale may be another one than when he was asked. */
static bool is_bad(const decide_job *j, const store_rating *row, int value)
{
    const config_quality *q = j->c->quality;

    return value > 0 && q->bad > 0 &&
           (value - 1) * (quality_best(q) - 1) <=
               (q->bad - 1) * (row->best - 1);
}

/* Why it counts no more; NULL: it does. */
static const char *late(const decide_job *j, const store_rating *row)
{
    if (row->given_ms && j->now_ms - row->given_ms > RATING_CHANGE_MS)
        return "it was rated before";
    if (j->now_ms - row->asked_ms > j->c->quality->open_ms)
        return "that was asked too long ago";
    return NULL;
}

static const char *author_of(const decide_job *j, const store_rating *row)
{
    const config_operator *o = config_operator_by_id(j->c, row->operator_id);

    return o ? o->name : row->operator_id;
}

static char *rated_words(const decide_job *j, const store_rating *row,
                         int value)
{
    g_autofree char *says = rating_says(value, row->best);

    return g_strdup_printf("rated the reply of %s: %s", author_of(j, row),
                           says);
}

static void keep(decide_job *j, const store_rating *row,
                 const rating_said *said)
{
    store_rating *now = store_rating_copy(row);
    g_autofree char *words = rated_words(j, row, said->value);
    g_autofree char *was =
        row->value ? rating_says(row->value, row->best) : NULL;

    now->value = said->value;
    now->given_ms = j->now_ms;
    if (*said->words) {
        g_free(now->words);
        now->words = g_strdup(said->words);
    }
    plan_rating(j->plan, now);
    decide_event(j, "%s%s%s%s", words, was ? " (before: " : "", was ? was : "",
                 was ? ")" : "");
}

/* His words are for the desk alone: others who take part do not read them. */
static void add_comment(decide_job *j, const char *words)
{
    plan_entry(j->plan,
               decide_entry(j, STORE_NOTE, STORE_BY_CUSTOMER, decide_from(j),
                            decide_from_name(j), words));
}

GPtrArray *decide_leads(const decide_job *j)
{
    g_autoptr(GPtrArray) some =
        rights_with(j->c, ROLE_LEAD, j->st->t->queue, j->state.line);
    GPtrArray *told;

    if (some->len == 0)
        return decide_line(j, j->state.line);
    told = g_ptr_array_new();
    for (unsigned i = 0; i < some->len; i++)
        decide_add_for(j, told, some->pdata[i]);
    return told;
}

/* With the whole conversation. */
static void tell_leads(decide_job *j, const GPtrArray *leads, const char *words)
{
    for (unsigned i = 0; i < leads->len; i++)
        decide_tell(j, leads->pdata[i], "rated", PLAN_LATEST, 0,
                    json_pack("{s:s}", "words", words));
}

static void tell_others(decide_job *j, const GPtrArray *leads, const char *why,
                        const char *words)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);

    for (unsigned i = 0; leads && i < leads->len; i++)
        g_ptr_array_remove(all, leads->pdata[i]);
    decide_notify(j, all, why, words, -1);
}

static char *told_words(const decide_job *j, const store_rating *row,
                        const rating_said *said, const char *no)
{
    const char *name = decide_from_name(j);
    g_autofree char *what = rated_words(j, row, said->value);

    return g_strdup_printf("%s %s.%s%s%s", name ? name : decide_from(j), what,
                           no ? " It does not count: " : "", no ? no : "",
                           no ? "." : "");
}

/* Whatever he asks beside it is a message like any other. */
static bool asks(const decide_job *j, const rating_said *said)
{
    return j->in->letter->attachments->len > 0 || thanks_asks(said->words);
}

static bool reopen(decide_job *j)
{
    if (!j->c->quality->reopen || status_is_open(j->statuses, j->state.status))
        return false;
    j->cause = "rating";
    decide_status(j, status_after_customer(j->statuses, j->state.status));
    j->cause = NULL;
    return true;
}

/* `bad`: it has just become so. */
static void act(decide_job *j, const store_rating *row, const rating_said *said,
                const char *no, bool bad)
{
    g_autofree char *words = told_words(j, row, said, no);
    g_autoptr(GPtrArray) leads = bad ? decide_leads(j) : NULL;
    bool again = bad && reopen(j);

    if (asks(j, said)) {
        decide_follow_up(j, *said->words ? said->words : words);
    } else {
        if (*said->words)
            add_comment(j, said->words);
        if (*said->words || again)
            tell_others(j, leads, again ? "reopened" : "rated", words);
    }
    if (bad)
        tell_leads(j, leads, words);
}

bool decide_rated(decide_job *j, const command_result *r)
{
    const store_rating *row = j->in->snapshot->rating;
    g_auto(rating_said) said = {0};
    g_autofree char *number = decide_number(j);
    const char *no;

    if (decide_marked(j) || !read_said(j, r, &said))
        return false;
    no = foreign(j);
    if (no) {
        decide_detail(j, "no rating", "%s", no);
        return false;
    }
    no = late(j, row);
    bool bad = !no && is_bad(j, row, said.value) && !is_bad(j, row, row->value);
    g_autofree char *says = rating_says(said.value, row->best);
    if (no)
        decide_event(j, "a rating (%s) does not count: %s", says, no);
    else
        keep(j, row, &said);
    act(j, row, &said, no, bad);
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    decide_obey(j, r->calls);
    decide_fate(j, "rating", "%s in %s: %s", no ? "no rating" : "rating",
                number, no ? no : says);
    return true;
}
