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

static const store_head *last_stranger(const decide_job *j)
{
    for (unsigned i = j->st ? j->st->entries->len : 0; i > 0; i--) {
        const store_head *e = j->st->entries->pdata[i - 1];
        if (e->by == STORE_BY_STRANGER && *e->author &&
            !takes_part(j, e->author))
            return e;
    }
    return NULL;
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
    if (all->len == 0 && !last_stranger(j))
        return fault_new(FAULT_NO_STRANGER, NULL);
    if (j->people->len + all->len > DECIDE_PARTICIPANTS_MAX)
        return too_many();
    for (unsigned i = 0; i < all->len && !wrong; i++)
        wrong = wrong_address(j, all->pdata[i]);
    return wrong;
}

static void run_cc(decide_job *j, const command_call *call)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);
    const store_head *stranger = all->len == 0 ? last_stranger(j) : NULL;

    if (j->people->len + all->len > DECIDE_PARTICIPANTS_MAX)
        return; /* commands before it have added some */
    if (stranger)
        add(j, stranger->author, stranger->author_name);
    for (unsigned i = 0; i < all->len; i++) {
        if (!takes_part(j, all->pdata[i]))
            add(j, all->pdata[i], NULL);
    }
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
    .operator_ = {.help =
                      "send replies there too; without ADDRESS: to the last "
                      "stranger who wrote",
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
    .operator_ = {.help = "send no more replies there",
                  .type = COMMAND_ADDRESSES,
                  .shown = "ADDRESS...",
                  .check = check_uncc,
                  .run = run_uncc},
};

const command_row command_watch = {
    .name = "watch",
    .also = {[COMMAND_RU] = "следить", [COMMAND_NB] = "følg"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .operator_ = {.help = "tell me what happens here", .run = run_watch},
};

const command_row command_unwatch = {
    .name = "unwatch",
    .also = {[COMMAND_RU] = "неследить", [COMMAND_NB] = "avfølg"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .operator_ = {.help = "tell me no more of it", .run = run_unwatch},
};
