/* plan: steps as plain data, and a constructor for each. */
#include "desk/plan_verb.h"

static void free_member(plan_step *s, const plan_member *m)
{
    char *at = (char *)s + m->at;

    if (m->type == PLAN_IS_TEXT || m->type == PLAN_IS_LONG ||
        m->type == PLAN_IS_DATA)
        g_free(*(char **)(void *)at);
    else if (m->type == PLAN_IS_VALUE)
        g_free(((plan_value *)(void *)at)->text);
}

static void step_free(void *data)
{
    plan_step *s = data;
    const plan_verb *v = plan_verb_of(s->what);

    for (const plan_member *m = v->own; m && m->name; m++)
        free_member(s, m);
    if (v->in_row)
        v->free_row(*(void **)(void *)((char *)s + v->row));
    g_free(s);
}

plan *plan_new(void)
{
    plan *p = g_new0(plan, 1);

    p->steps = g_ptr_array_new_with_free_func(step_free);
    return p;
}

void plan_free(plan *p)
{
    if (!p)
        return;
    g_ptr_array_unref(p->steps);
    g_free(p);
}

const plan_step *plan_find(const plan *p, plan_do what)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == what)
            return s;
    }
    return NULL;
}

const GPtrArray *plan_attachments(const plan_step *s)
{
    const plan_verb *v = plan_verb_of(s->what);

    for (const plan_member *m = v->in_row; m && m->name; m++) {
        const char *row =
            *(char *const *)(const void *)((const char *)s + v->row);
        if (m->type == PLAN_IS_ATTACHED)
            return *(GPtrArray *const *)(const void *)(row + m->at);
    }
    return NULL;
}

/* ---- constructors ---- */

/* Place of the step that makes what the fate is about, in that ticket; -1 if
 * there is none. */
static int fated_entry(const plan *p, int64_t ticket)
{
    int event = -1;

    for (unsigned i = p->steps->len; i > 0; i--) {
        const plan_step *s = p->steps->pdata[i - 1];
        if (s->what != PLAN_ENTRY || s->entry->ticket != ticket)
            continue;
        if (s->entry->kind != STORE_EVENT)
            return (int)i - 1;
        if (event < 0)
            event = (int)i - 1;
    }
    return event;
}

static void add_at(plan *p, int at, plan_step step)
{
    g_ptr_array_insert(p->steps, at, g_memdup2(&step, sizeof step));
}

static void add(plan *p, plan_step step)
{
    add_at(p, PLAN_END, step);
}

void plan_fate(plan *p, int64_t ticket, int64_t entry, const char *code,
               const char *words)
{
    int about = entry == PLAN_LATEST ? fated_entry(p, ticket) : -1;

    if (entry == PLAN_LATEST && about < 0)
        entry = 0;
    add_at(
        p, about < 0 ? PLAN_END : about + 1,
        (plan_step){.what = PLAN_FATE,
                    .fate = {ticket, entry, g_strdup(code), g_strdup(words)}});
}

void plan_detail(plan *p, int at, const char *field, const char *words)
{
    add_at(p, at,
           (plan_step){.what = PLAN_DETAIL,
                       .detail = {g_strdup(field), g_strdup(words)}});
}

void plan_ticket(plan *p, store_ticket *t)
{
    add(p, (plan_step){.what = PLAN_TICKET, .ticket = t});
}

void plan_entry(plan *p, store_entry *e)
{
    add(p, (plan_step){.what = PLAN_ENTRY, .entry = e});
}

void plan_set(plan *p, int64_t ticket, plan_field field, plan_value value)
{
    plan_set_why(p, ticket, field, value, &(plan_cause){STORE_ACTOR_SYSTEM});
}

void plan_set_why(plan *p, int64_t ticket, plan_field field, plan_value value,
                  const plan_cause *why)
{
    value.text = g_strdup(value.text);
    add(p, (plan_step){.what = PLAN_SET,
                       .set = {ticket, field, value, why->kind,
                               g_strdup(why->actor), g_strdup(why->cause),
                               g_strdup(why->reason)}});
}

void plan_field_value(plan *p, int64_t ticket, store_value *row,
                      const plan_cause *why)
{
    add(p, (plan_step){.what = PLAN_VALUE,
                       .value = {ticket, row, why->kind, g_strdup(why->actor),
                                 g_strdup(why->cause), g_strdup(why->reason)}});
}

void plan_wait(plan *p, const char *kind, const char *ref, int64_t ticket,
               int64_t at_ms)
{
    store_wait w = {g_strdup(kind), g_strdup(ref), ticket, at_ms};

    add(p, (plan_step){.what = PLAN_WAIT, .wait = g_memdup2(&w, sizeof w)});
}

void plan_stay(plan *p, int64_t ticket, int64_t work_ms)
{
    add(p, (plan_step){.what = PLAN_STAY, .stay = {ticket, work_ms}});
}

void plan_join(plan *p, int64_t ticket, int64_t into)
{
    add(p, (plan_step){.what = PLAN_JOIN, .join = {ticket, into}});
}

void plan_part(plan *p, int64_t ticket, int64_t entry)
{
    add(p, (plan_step){.what = PLAN_PART, .part = {ticket, entry}});
}

void plan_link(plan *p, int64_t ticket, int64_t other, const char *kind,
               bool on)
{
    add(p, (plan_step){.what = PLAN_LINK,
                       .link = {ticket, other, g_strdup(kind), on}});
}

void plan_handover(plan *p, int64_t ticket, store_handover *from)
{
    add(p, (plan_step){.what = PLAN_HANDOVER, .handover = {ticket, from}});
}

void plan_job(plan *p, int at, store_job *j)
{
    add_at(p, at, (plan_step){.what = PLAN_JOB, .job = j});
}

void plan_robot(plan *p, int64_t job, store_robot_act *a, const char *words)
{
    add(p, (plan_step){.what = PLAN_ROBOT, .robot = {job, a, g_strdup(words)}});
}

void plan_forwarded(plan *p, store_forwarded *f)
{
    add(p, (plan_step){.what = PLAN_FORWARDED, .forwarded = f});
}

void plan_approval(plan *p, store_approval *a)
{
    add(p, (plan_step){.what = PLAN_APPROVAL, .approval = a});
}

void plan_task(plan *p, int64_t asker)
{
    add(p, (plan_step){.what = PLAN_TASK, .task = {asker}});
}

void plan_time(plan *p, store_time *row, const plan_cause *why)
{
    add(p, (plan_step){.what = PLAN_TIME,
                       .time = {row, why->kind, g_strdup(why->actor),
                                g_strdup(why->cause)}});
}

void plan_timer(plan *p, store_timer *t)
{
    add(p, (plan_step){.what = PLAN_TIMER, .timer = t});
}

void plan_warned(plan *p, int64_t service, int64_t month, int percent)
{
    add(p,
        (plan_step){.what = PLAN_WARNED, .warned = {service, month, percent}});
}

static int last_reply(const plan *p, int64_t ticket)
{
    for (unsigned i = p->steps->len; i > 0; i--) {
        const plan_step *s = p->steps->pdata[i - 1];
        if (s->what == PLAN_ENTRY && s->entry->ticket == ticket &&
            s->entry->kind == STORE_ARTICLE &&
            s->entry->by == STORE_BY_OPERATOR)
            return (int)i - 1;
    }
    return -1;
}

void plan_rating(plan *p, store_rating *r)
{
    int at = r->n == PLAN_LATEST ? last_reply(p, r->ticket) : -1;

    add_at(p, at < 0 ? PLAN_END : at + 1,
           (plan_step){.what = PLAN_RATING, .rating = r});
}

void plan_book(plan *p, json_t *data)
{
    char *raw = json_dumps(data, JSON_COMPACT);

    add(p, (plan_step){.what = PLAN_BOOK, .book = {g_strdup(raw)}});
    free(raw);
    json_decref(data);
}

void plan_contract(plan *p, int64_t contract, int64_t told, int64_t company)
{
    add(p, (plan_step){.what = PLAN_CONTRACT,
                       .contract = {contract, told, company}});
}

void plan_consent(plan *p, store_consent *k)
{
    add(p, (plan_step){.what = PLAN_CONSENT, .consent = k});
}

void plan_review(plan *p, store_review *r)
{
    add(p, (plan_step){.what = PLAN_REVIEW, .review = r});
}

void plan_handback(plan *p, int64_t ticket)
{
    add(p, (plan_step){.what = PLAN_HANDBACK, .handback = {ticket}});
}

void plan_clock(plan *p, store_clock *k)
{
    add(p, (plan_step){.what = PLAN_CLOCK, .clock = k});
}

void plan_coupon(plan *p, int64_t ticket, const char *mac)
{
    add(p, (plan_step){.what = PLAN_COUPON, .coupon = {ticket, g_strdup(mac)}});
}

void plan_away(plan *p, store_absence *a)
{
    add(p, (plan_step){.what = PLAN_AWAY, .away = a});
}

void plan_turn(plan *p, const char *place, const char *operator_id)
{
    add(p, (plan_step){.what = PLAN_TURN,
                       .turn = {g_strdup(place), g_strdup(operator_id)}});
}

void plan_co(plan *p, int64_t ticket, const char *operator_id, bool on)
{
    add(p, (plan_step){.what = PLAN_CO,
                       .co = {ticket, g_strdup(operator_id), on}});
}

void plan_news(plan *p, store_news *n)
{
    add(p, (plan_step){.what = PLAN_NEWS, .news = n});
}

void plan_news_told(plan *p, const char *operator_id, int64_t n)
{
    add(p, (plan_step){.what = PLAN_NEWS_TOLD,
                       .news_told = {g_strdup(operator_id), n}});
}

void plan_rule(plan *p, plan_field field, const char *value, const char *reason)
{
    add(p, (plan_step){.what = PLAN_RULE,
                       .rule = {field, g_strdup(value), g_strdup(reason)}});
}

void plan_participant(plan *p, int64_t ticket, store_participant *who)
{
    add(p, (plan_step){.what = PLAN_PARTICIPANT, .participant = {ticket, who}});
}

void plan_unparticipant(plan *p, int64_t ticket, const char *address)
{
    add(p, (plan_step){.what = PLAN_UNPARTICIPANT,
                       .unparticipant = {ticket, g_strdup(address)}});
}

void plan_watch(plan *p, int64_t ticket, const char *operator_id, bool on)
{
    add(p, (plan_step){.what = PLAN_WATCH,
                       .watch = {ticket, g_strdup(operator_id), on}});
}

void plan_revoke(plan *p, int64_t ticket, const char *operator_id,
                 int64_t entry)
{
    add(p, (plan_step){.what = PLAN_REVOKE,
                       .revoke = {ticket, g_strdup(operator_id), entry}});
}

void plan_msgid(plan *p, int64_t ticket, const char *message_id,
                store_id_origin origin)
{
    add(p, (plan_step){.what = PLAN_MSGID,
                       .msgid = {ticket, g_strdup(message_id), origin}});
}

void plan_adopt(plan *p, int64_t ticket, int64_t entry)
{
    add(p, (plan_step){.what = PLAN_ADOPT, .adopt = {ticket, entry}});
}

void plan_send(plan *p, store_outgoing *o)
{
    add(p, (plan_step){.what = PLAN_SEND, .send = o});
}

void plan_send_with(plan *p, unsigned at, const char *data)
{
    plan_step *s = p->steps->pdata[at];
    plan_step *other = g_memdup2(s, sizeof *s);

    other->send = g_memdup2(s->send, sizeof *s->send);
    other->send->data = g_strdup(data);
    /* the row's other members go over */
    g_free(s->send->data);
    g_free(s->send);
    g_free(s);
    p->steps->pdata[at] = other;
}

/* Is there an entry between these two steps? */
static bool entry_between(const plan *p, unsigned from, unsigned to)
{
    for (unsigned i = from + 1; i < to; i++)
        if (((const plan_step *)p->steps->pdata[i])->what == PLAN_ENTRY)
            return true;
    return false;
}

static unsigned after_sends(const plan *p, unsigned at)
{
    while (at < p->steps->len &&
           ((const plan_step *)p->steps->pdata[at])->what == PLAN_SEND)
        at++;
    return at;
}

void plan_send_after_words(plan *p, unsigned at)
{
    plan_step *s = p->steps->pdata[at];
    int about = fated_entry(p, s->send->ticket);
    const plan_step *last = about < 0 ? NULL : p->steps->pdata[about];

    if (s->send->entry != PLAN_LATEST || !last ||
        last->entry->kind == STORE_EVENT)
        return;
    if ((unsigned)about < at && !entry_between(p, (unsigned)about, at))
        return; /* it is about that already */
    unsigned to = after_sends(p, (unsigned)about + 1);
    g_ptr_array_steal_index(p->steps, at);
    g_ptr_array_insert(p->steps, (int)(at < to ? to - 1 : to), s);
}

void plan_hold(plan *p, store_held *h)
{
    add(p, (plan_step){.what = PLAN_HOLD, .hold = h});
}

void plan_held(plan *p, int64_t ticket, int64_t held, store_held_state state,
               int reminded)
{
    add(p, (plan_step){.what = PLAN_HELD,
                       .held = {ticket, held, state, reminded}});
}

void plan_publish(plan *p, int64_t ticket, int64_t entry)
{
    add(p, (plan_step){.what = PLAN_PUBLISH, .publish = {ticket, entry}});
}

void plan_withdraw(plan *p, int64_t ticket, int64_t entry)
{
    add(p, (plan_step){.what = PLAN_WITHDRAW, .withdraw = {ticket, entry}});
}

void plan_bounced(plan *p, int64_t ticket, int64_t outgoing, const char *status)
{
    add(p, (plan_step){.what = PLAN_BOUNCED,
                       .bounced = {ticket, outgoing, g_strdup(status)}});
}

void plan_reported(plan *p, int64_t ticket, int64_t outgoing,
                   store_report report, int64_t at_ms, const char *words)
{
    add(p, (plan_step){
               .what = PLAN_REPORTED,
               .reported = {ticket, outgoing, report, at_ms, g_strdup(words)}});
}

void plan_person(plan *p, store_person *who)
{
    add(p, (plan_step){.what = PLAN_PERSON, .person = who});
}

void plan_alarm(plan *p, const char *cause, const char *text)
{
    add(p, (plan_step){.what = PLAN_ALARM,
                       .alarm = {g_strdup(cause), g_strdup(text)}});
}

void plan_learn(plan *p, int64_t ticket, const char *ledger,
                store_subject about, const char *class)
{
    add(p, (plan_step){
               .what = PLAN_LEARN,
               .learn = {ticket, g_strdup(ledger), about, g_strdup(class)}});
}
