/* commands/people: who takes part in a ticket, and who watches it. */
#include "desk/decide/room.h"

#include <string.h>

#include "base/address.h"

/* Addresses of an argument as people and clients write them: commas, <>, and
 * "<mailto:...>" behind what a client made a link of. *bad gets the first that is
 * none. */
static GPtrArray *addresses_of(const char *argument, char **bad)
{
    g_auto(GStrv) words = g_strsplit_set(argument, " ,;\t<>()[]", -1);
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; words[i]; i++) {
        const char *word = words[i];
        if (g_ascii_strncasecmp(word, "mailto:", 7) == 0)
            word += 7;
        if (!*word)
            continue;
        char *one = address_normal(word);
        if (!one && !*bad)
            *bad = g_strdup(word);
        if (one &&
            !g_ptr_array_find_with_equal_func(all, one, g_str_equal, NULL))
            g_ptr_array_add(all, one);
        else
            g_free(one);
    }
    return all;
}

static bool takes_part(const decide_job *j, const char *mailbox)
{
    return g_ptr_array_find_with_equal_func(j->people, mailbox, g_str_equal,
                                            NULL);
}

/* ---- the stranger whom /cc means ---- */

static const store_head *entry_of(const decide_job *j, int64_t n)
{
    for (unsigned i = 0; i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->n == n)
            return e;
    }
    return NULL;
}

/* That of the mail that she answers, if it told her of one. */
static const store_head *told_of(const decide_job *j)
{
    const store_outgoing *row = j->in ? j->in->snapshot->answered : NULL;

    if (!row || !j->st || row->ticket != j->st->t->id ||
        strcmp(row->template, "notify") != 0)
        return NULL;
    const store_head *e = entry_of(j, row->entry);
    return e && e->kind == STORE_APART ? e : NULL;
}

/* One that she has been shown, and that an operator may let in. */
static bool is_open(const decide_job *j, const store_head *e)
{
    return e->kind == STORE_APART && e->by == STORE_BY_STRANGER && *e->author &&
           !e->marked && e->n <= j->seen;
}

/* The newest of the only stranger who is outside; NULL if there is none, or more
 * than one, whom *others then names. */
static const store_head *only_stranger(const decide_job *j, GString *others)
{
    const store_head *found = NULL;
    bool several = false;

    for (unsigned i = j->st ? j->st->entries->len : 0; i > 0; i--) {
        const store_head *e = j->st->entries->pdata[i - 1];
        if (!is_open(j, e) || takes_part(j, e->author) ||
            (found && strcmp(found->author, e->author) == 0))
            continue;
        g_string_append_printf(others, "%s%s", found ? " or " : "", e->author);
        several = found != NULL;
        found = found ? found : e;
        if (several)
            break;
    }
    return several ? NULL : found;
}

/* NULL, and *wrong says why (unless it is NULL). */
static const store_head *meant(const decide_job *j, fault **wrong)
{
    g_autoptr(GString) others = g_string_new(NULL);
    const store_head *told = told_of(j);
    const store_head *e = told ? told : only_stranger(j, others);
    fault *f = NULL;

    if (told && told->marked)
        f = fault_new(FAULT_MARKED, told->author, NULL);
    else if (!e && others->len > 0)
        f = fault_new(FAULT_WHICH_STRANGER, others->str, NULL);
    else if (!e || !*e->author)
        f = fault_new(FAULT_NO_STRANGER, NULL);
    if (!f)
        return e;
    if (wrong)
        *wrong = f;
    else
        fault_free(f);
    return NULL;
}

/* What he wrote that becomes part of the request, if he is let in by his address:
 * what she answers, else his newest. */
static const store_head *entry_by(const decide_job *j, const char *mailbox)
{
    const store_head *told = told_of(j);

    if (told && !told->marked && strcmp(told->author, mailbox) == 0)
        return told;
    for (unsigned i = j->st ? j->st->entries->len : 0; i > 0; i--) {
        const store_head *e = j->st->entries->pdata[i - 1];
        if (is_open(j, e) && strcmp(e->author, mailbox) == 0)
            return e;
    }
    return NULL;
}

static bool is_adopted(const decide_job *j, int64_t n)
{
    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_ADOPT && s->adopt.entry == n)
            return true;
    }
    return false;
}

static void adopt(decide_job *j, const store_head *e)
{
    if (!e || is_adopted(j, e->n))
        return;
    plan_adopt(j->plan, decide_ticket(j), e->n);
    decide_msgid(j, e->message_id, STORE_ID_RECEIVED);
    decide_event(j, "what %s wrote is part of the request", e->author);
}

static void add(decide_job *j, const char *mailbox, const char *name)
{
    store_participant *p = g_new0(store_participant, 1);

    p->address = g_strdup(mailbox);
    p->name = g_strdup(name);
    p->part = STORE_ADDED;
    plan_participant(j->plan, decide_ticket(j), p);
    g_ptr_array_add(j->people, g_strdup(mailbox));
    decide_event(j, "%s takes part", mailbox);
}

static fault *wrong_address(const decide_job *j, const char *mailbox)
{
    if (config_is_own_address(j->c, mailbox))
        return fault_new(FAULT_OWN_ADDRESS, mailbox, NULL);
    if (config_operator_by_address(j->c, mailbox))
        return fault_new(FAULT_STAFF_ADDRESS, mailbox, NULL);
    return NULL;
}

static fault *too_many(void)
{
    return fault_new(FAULT_MANY_PEOPLE, G_STRINGIFY(DECIDE_PARTICIPANTS_MAX),
                     NULL);
}

static fault *check_cc(decide_job *j, const command_call *call)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);
    fault *wrong = NULL;

    if (bad)
        return fault_new(FAULT_NO_ADDRESS, bad, NULL);
    if (all->len == 0) {
        const store_head *e = meant(j, &wrong);
        if (!e)
            return wrong;
        g_ptr_array_add(all, g_strdup(e->author));
    }
    if (j->people->len + all->len > DECIDE_PARTICIPANTS_MAX)
        return too_many();
    for (unsigned i = 0; i < all->len && !wrong; i++)
        wrong = wrong_address(j, all->pdata[i]);
    return wrong;
}

static void let_in(decide_job *j, const char *mailbox, const store_head *e)
{
    if (!takes_part(j, mailbox))
        add(j, mailbox, e ? e->author_name : NULL);
    adopt(j, e);
}

static void run_cc(decide_job *j, const command_call *call)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);
    const store_head *stranger = all->len == 0 ? meant(j, NULL) : NULL;

    if (j->people->len + all->len > DECIDE_PARTICIPANTS_MAX)
        return; /* commands before it have added some */
    if (stranger)
        let_in(j, stranger->author, stranger);
    for (unsigned i = 0; i < all->len; i++)
        let_in(j, all->pdata[i], entry_by(j, all->pdata[i]));
}

static void drop(decide_job *j, const char *mailbox)
{
    unsigned at;

    plan_unparticipant(j->plan, decide_ticket(j), mailbox);
    if (g_ptr_array_find_with_equal_func(j->people, mailbox, g_str_equal, &at))
        g_ptr_array_remove_index(j->people, at);
    decide_event(j, "%s no longer takes part", mailbox);
}

static fault *check_uncc(decide_job *j, const command_call *call)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);

    if (bad)
        return fault_new(FAULT_NO_ADDRESS, bad, NULL);
    for (unsigned i = 0; i < all->len; i++) {
        const char *one = all->pdata[i];
        if (j->st && strcmp(one, j->st->t->customer) == 0)
            return fault_new(FAULT_IS_CUSTOMER, one, NULL);
        if (!takes_part(j, one))
            return fault_new(FAULT_NO_PART, one, NULL);
    }
    return NULL;
}

static void run_uncc(decide_job *j, const command_call *call)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);

    for (unsigned i = 0; i < all->len; i++) {
        if (takes_part(j, all->pdata[i]))
            drop(j, all->pdata[i]);
    }
}

static void run_watch(decide_job *j, const command_call *call)
{
    decide_watch(j, true);
}

static void run_unwatch(decide_job *j, const command_call *call)
{
    decide_watch(j, false);
}

const command_row command_cc = {
    .name = "cc",
    .also = {[COMMAND_RU] = "копия", [COMMAND_NB] = "kopi"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .traits = COMMAND_BEFORE_TEXT | COMMAND_ADDS_PEOPLE,
    .operator_ = {.right = RIGHT_REPLY,
                  .help = "send replies there too; alone: to the "
                          "stranger whose message you answer",
                  .more = "What a stranger wrote becomes part of the request.",
                  .type = COMMAND_ADDRESSES,
                  .optional = true,
                  .shown = "[ADDRESS...]",
                  .check = check_cc,
                  .run = run_cc},
};

const command_row command_uncc = {
    .name = "uncc",
    .also = {[COMMAND_RU] = "безкопии", [COMMAND_NB] = "fjernkopi"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .traits = COMMAND_BEFORE_TEXT,
    .operator_ = {.right = RIGHT_REPLY,
                  .help = "send no more replies there",
                  .type = COMMAND_ADDRESSES,
                  .shown = "ADDRESS...",
                  .check = check_uncc,
                  .run = run_uncc},
};

const command_row command_watch = {
    .name = "watch",
    .also = {[COMMAND_RU] = "следить", [COMMAND_NB] = "følg"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .traits = COMMAND_FOR_SEVERAL,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "tell me what happens here",
                  .run = run_watch},
};

const command_row command_unwatch = {
    .name = "unwatch",
    .also = {[COMMAND_RU] = "неследить", [COMMAND_NB] = "avfølg"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .traits = COMMAND_FOR_SEVERAL,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "tell me no more of it",
                  .run = run_unwatch},
};
