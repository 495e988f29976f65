/* decide_several: an answer to a list: its commands name the requests that
 * they are about. All is checked before anything is done. */
#include "base/span.h"
#include "desk/decide/room.h"
#include "desk/rights.h"

#include <string.h>

#define LIST_FOR_MS  (14 * SPAN_DAY) /* so long a list can be answered */
#define REQUESTS_MAX 50              /* that one letter is about */

/* ---- its address ---- */

bool decide_is_listed(const decide_job *j)
{
    return j->in && !j->st && j->cap && j->cap->kind == TAG_LIST;
}

static const snapshot_list *seen_list(const decide_job *j,
                                      const tag_claim *claim)
{
    const GPtrArray *all = j->in->snapshot->lists;

    for (unsigned i = 0; i < all->len; i++) {
        const snapshot_list *one = all->pdata[i];
        if (tag_same(&one->claim, claim))
            return one;
    }
    return NULL;
}

const char *decide_list_dead(const decide_job *j)
{
    const snapshot_list *one = seen_list(j, j->cap);

    if (decide_is_older(j, j->cap) ||
        j->now_ms - tag_list_ms(j->cap) > LIST_FOR_MS)
        return "it answers an old list: send /list for a new one";
    return one && one->dead ? "its list was revoked: send /list for a new one"
                            : NULL;
}

void decide_revoke_lists(decide_job *j, const config_operator *o)
{
    plan_revoke(j->plan, PLAN_NONE, o->id, j->now_ms);
}

static bool was_told(const GPtrArray *all, unsigned before)
{
    const snapshot_list *one = all->pdata[before];

    for (unsigned i = 0; i < before; i++) {
        const snapshot_list *other = all->pdata[i];
        if (other->owner == one->owner && !other->dead)
            return true;
    }
    return false;
}

void decide_lists_seen(decide_job *j, const char *words)
{
    const GPtrArray *all = j->in->snapshot->lists;

    for (unsigned i = 0; i < all->len; i++) {
        const snapshot_list *one = all->pdata[i];
        if (!one->owner || one->dead || decide_is_older(j, &one->claim) ||
            was_told(all, i))
            continue;
        decide_revoke_lists(j, one->owner);
        decide_notice(j, one->owner, "a list was seen outside", words);
    }
}

/* ---- what is asked ---- */

/* One request and the commands that name it. */
typedef struct target {
    int64_t number;            /* as it was written */
    const snapshot_ticket *st; /* NULL: there is none that she may see */
    GPtrArray *calls;          /* command_call*, borrowed */
    fault *held;               /* why nothing is done; NULL */
} target;

static void target_free(void *data)
{
    target *t = data;

    g_ptr_array_unref(t->calls);
    fault_free(t->held);
    g_free(t);
}

static bool is_plain(const command_call *call)
{
    return !call->numbers;
}

static target *target_new(const decide_job *j, int64_t number)
{
    const snapshot_ticket *st = snapshot_find(j->in->snapshot, number);
    target *t = g_new0(target, 1);

    t->number = number;
    t->calls = g_ptr_array_new();
    /* what she may not see is not there */
    if (st && rights_may(j->c, j->op, st->t, st->watchers))
        t->st = st;
    return t;
}

/* Two numbers may be one request by now. */
static target *find_target(const decide_job *j, GPtrArray *all, int64_t number)
{
    target *made = target_new(j, number);

    for (unsigned i = 0; i < all->len; i++) {
        target *t = all->pdata[i];
        if (t->number == number || (t->st && t->st == made->st)) {
            target_free(made);
            return t;
        }
    }
    g_ptr_array_add(all, made);
    return made;
}

/* target*, in the order in which they are named. */
static GPtrArray *targets_of(const decide_job *j, const GPtrArray *calls)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(target_free);

    for (unsigned i = 0; i < calls->len; i++) {
        command_call *call = calls->pdata[i];
        for (unsigned k = 0; call->numbers && k < call->numbers->len; k++) {
            target *t =
                find_target(j, all, g_array_index(call->numbers, int64_t, k));
            if (!g_ptr_array_find(t->calls, call, NULL))
                g_ptr_array_add(t->calls, call);
        }
    }
    return all;
}

/* ---- what is wrong ---- */

static void add_wrong(GPtrArray *errors, const target *t,
                      const command_error *e)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, t->number);
    g_autofree char *words = fault_words(e->fault);

    command_errors_add(errors, e->line,
                       fault_new(FAULT_ABOUT, number, words, NULL));
}

static void no_such(GPtrArray *errors, const target *t)
{
    const command_call *call = t->calls->pdata[0];
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, t->number);

    command_errors_add(errors, call->line,
                       fault_new(FAULT_NO_TICKET, number, NULL));
}

static void check_target(decide_job *j, const target *t, GPtrArray *errors)
{
    if (!t->st) {
        no_such(errors, t);
        return;
    }
    decide_job_ticket(j, t->st);
    j->promised_type = NULL;
    g_hash_table_remove_all(j->promised);
    g_autoptr(GPtrArray) wrong = decide_commands_check(j, t->calls);
    for (unsigned i = 0; i < wrong->len; i++)
        add_wrong(errors, t, wrong->pdata[i]);
}

/* Those of no request, which the job has none of by now. */
static void check_plain(decide_job *j, const GPtrArray *calls,
                        GPtrArray *errors)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        fault *f = is_plain(call) ? decide_command_wrong(j, call) : NULL;
        if (!is_plain(call) && call->numbers->len == 0)
            f = fault_new(FAULT_NO_NUMBERS, call->row->name, NULL);
        if (f)
            command_errors_add(errors, call->line, f);
    }
}

static GPtrArray *check_all(decide_job *j, const command_result *r,
                            const GPtrArray *targets)
{
    GPtrArray *errors = command_errors_new();

    /* each mistake shows its line: of thousands in one line nothing else is said */
    if (targets->len > REQUESTS_MAX) {
        command_errors_add(
            errors, "",
            fault_new(FAULT_MANY_REQUESTS, G_STRINGIFY(REQUESTS_MAX), NULL));
        return errors;
    }
    for (unsigned i = 0; i < targets->len; i++)
        check_target(j, targets->pdata[i], errors);
    decide_job_ticket(j, NULL);
    j->promised_type = NULL;
    g_hash_table_remove_all(j->promised);
    check_plain(j, r->calls, errors);
    return errors;
}

/* ---- what has happened since the list was made ---- */

/* The last entry that stood there then, or that she wrote herself since. */
static int64_t seen_then(const decide_job *j, const snapshot_ticket *st)
{
    int64_t made_ms = tag_list_ms(j->cap), seen = 0;

    for (unsigned i = 0; i < st->entries->len; i++) {
        const store_head *e = st->entries->pdata[i];
        bool hers = e->by == STORE_BY_OPERATOR &&
                    strcmp(e->author, j->op->id) == 0 &&
                    e->kind == STORE_ARTICLE && e->state != STORE_WITHDRAWN;
        if (e->created_ms <= made_ms || hers)
            seen = MAX(seen, e->n);
    }
    return seen;
}

/* Where it stands, or that it is spam, is said of what she knew then. */
static fault *wrote_since(const decide_job *j, const target *t)
{
    if (!command_any(t->calls, COMMAND_SAYS_STATUS | COMMAND_MARKS_SPAM))
        return NULL;
    g_autofree char *words =
        decide_stale(t->st, j->op->id, seen_then(j, t->st), 0);
    char *end = words ? strstr(words, " wrote while") : NULL;
    if (!words)
        return NULL;
    if (end)
        *end = '\0';
    return fault_new(FAULT_WROTE_SINCE, words, NULL);
}

/* Nobody takes from a colleague what that one took a minute ago. */
static fault *taken_since(const decide_job *j, const target *t)
{
    const store_stay *y = t->st->stay;
    const char *holder = t->st->t->holder;
    const config_operator *o =
        holder ? config_operator_by_id(j->c, holder) : NULL;

    if (!command_any(t->calls, COMMAND_SAYS_HOLDER) || !o || o == j->op || !y ||
        y->from_ms <= tag_list_ms(j->cap) || g_strcmp0(y->holder, holder) != 0)
        return NULL;
    return fault_new(FAULT_TAKEN_SINCE, o->name, NULL);
}

static void look_since(const decide_job *j, GPtrArray *targets)
{
    for (unsigned i = 0; i < targets->len; i++) {
        target *t = targets->pdata[i];
        t->held = wrote_since(j, t);
        if (!t->held)
            t->held = taken_since(j, t);
    }
}

/* ---- doing it ---- */

/* What steps from `from` on say of it, in words that events are kept in. */
static json_t *done_words(const decide_job *j, const target *t, guint from)
{
    json_t *all = json_array();

    for (guint i = from; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_ENTRY && s->entry->kind == STORE_EVENT &&
            s->entry->ticket == t->st->t->id)
            json_array_append_new(all, json_string(s->entry->text));
    }
    return all;
}

static void turn(decide_job *j, const snapshot_ticket *st)
{
    if (j->st)
        decide_turn(j, st);
    else
        decide_job_ticket(j, st);
}

static json_t *carry_out(decide_job *j, const target *t)
{
    guint from;

    turn(j, t->st);
    from = j->plan->steps->len;
    decide_commands_run(j, t->calls, DECIDE_BEFORE_TEXT);
    decide_commands_run(j, t->calls, DECIDE_AFTER_TEXT);
    return json_pack("{s:I,s:o}", "number", (json_int_t)t->st->t->id, "done",
                     done_words(j, t, from));
}

static json_t *tell_held(const decide_job *j, const target *t)
{
    return json_pack("{s:I,s:o,s:I}", "number", (json_int_t)t->st->t->id,
                     "held", fault_to_json(t->held), "since",
                     (json_int_t)seen_then(j, t->st));
}

static json_t *carry_out_all(decide_job *j, const GPtrArray *targets)
{
    json_t *rows = json_array();

    for (unsigned i = 0; i < targets->len; i++) {
        const target *t = targets->pdata[i];
        json_array_append_new(rows,
                              t->held ? tell_held(j, t) : carry_out(j, t));
    }
    if (j->st)
        decide_turn(j, NULL);
    j->queue = j->in->evidence->queue;
    return rows;
}

static void run_plain(decide_job *j, const GPtrArray *calls)
{
    g_autoptr(GPtrArray) plain = g_ptr_array_new();

    for (unsigned i = 0; i < calls->len; i++)
        if (is_plain(calls->pdata[i]))
            g_ptr_array_add(plain, calls->pdata[i]);
    decide_commands_run(j, plain, DECIDE_AFTER_TEXT);
}

static void tell(decide_job *j, const GPtrArray *targets, json_t *rows,
                 const char *text)
{
    g_autoptr(GString) numbers = g_string_new(NULL);
    json_t *data = json_pack("{s:o}", "rows", rows);

    for (unsigned i = 0; i < targets->len; i++)
        g_string_append_printf(numbers, "%s#%" G_GINT64_FORMAT,
                               i > 0 ? ", " : "",
                               ((target *)targets->pdata[i])->number);
    if (*text)
        json_object_set_new(data, "text", json_string(text));
    if (targets->len > 0 || *text)
        decide_tell_back(j, j->op, "several", data);
    else
        json_decref(data);
    decide_fate(j, "command", "command of %s%s%s", j->op->name,
                targets->len > 0 ? " on " : "", numbers->str);
}

static const char *whole_text(const decide_job *j)
{
    return j->in->letter->new_text ? j->in->letter->new_text : "";
}

/* What is wrong with the letter as a whole; NULL: nothing. */
static fault *letter_wrong(const decide_job *j, const command_result *r)
{
    const config_operator *owner = evidence_operator(j->c, j->cap);

    if (owner != j->op)
        return fault_new(FAULT_LIST_OTHERS, owner ? owner->name : "nobody",
                         NULL);
    if (j->doubt)
        return fault_new(FAULT_DOUBT, j->doubt, NULL);
    if (r->calls->len == 0 && r->errors->len == 0)
        return fault_new(FAULT_LIST_TEXT, NULL);
    if (!r->suspect)
        return NULL;
    g_autofree char *why = decide_suspect_words(r);
    return fault_new(FAULT_DOUBT, why, NULL);
}

void decide_several(decide_job *j)
{
    g_autoptr(command_result) r = decide_read_several(j);
    fault *wrong = letter_wrong(j, r);

    j->seen = 0; /* of no ticket */
    if (wrong) {
        decide_error_one(j, "", wrong, whole_text(j));
        return;
    }
    if (r->errors->len > 0) {
        decide_error(j, NULL, r->errors, whole_text(j));
        return;
    }
    g_autoptr(GPtrArray) targets = targets_of(j, r->calls);
    g_autoptr(GPtrArray) errors = check_all(j, r, targets);
    if (errors->len > 0) {
        decide_error(j, NULL, errors, whole_text(j));
        return;
    }
    look_since(j, targets);
    json_t *rows = carry_out_all(j, targets);
    run_plain(j, r->calls);
    tell(j, targets, rows, r->text);
}
