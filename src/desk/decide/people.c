/* decide_people: who commands name: operators by name, participants by address. */
#include "desk/decide/room.h"

#include <string.h>

#include "base/address.h"

static bool same(const char *a, const char *b)
{
    g_autofree char *fa = g_utf8_casefold(a, -1);
    g_autofree char *fb = g_utf8_casefold(b, -1);
    return strcmp(fa, fb) == 0;
}

static bool is_part(const char *name, const char *wanted)
{
    g_auto(GStrv) words = g_strsplit_set(name, " -.", -1);

    for (unsigned i = 0; words[i]; i++) {
        if (*words[i] && same(words[i], wanted))
            return true;
    }
    return false;
}

static char *near_operator(const config *c, const char *who)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (unsigned i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        g_ptr_array_add(names, o->id);
        g_ptr_array_add(ids, o->id);
        g_ptr_array_add(names, o->name);
    }
    g_ptr_array_add(names, NULL);
    g_ptr_array_add(ids, NULL);
    const char *name = command_nearest(who, (const char *const *)names->pdata);
    if (name)
        return g_strdup_printf("do you mean /assign %s ?", name);
    g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
    return g_strdup_printf("nobody here is %s; there are: %s", who, all);
}

const config_operator *decide_operator_named(const config *c, const char *who,
                                             char **wrong)
{
    const config_operator *found = NULL;
    g_autoptr(GString) several = g_string_new(NULL);

    for (unsigned i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (same(o->id, who) || same(o->name, who))
            return o;
    }
    if (strchr(who, '@'))
        found = config_operator_by_address(c, who);
    for (unsigned i = 0; !strchr(who, '@') && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (!is_part(o->name, who))
            continue;
        g_string_append_printf(several, " /assign %s", o->id);
        found = several->len > 0 && found ? NULL : o;
        if (!found)
            break;
    }
    if (!found && several->len > 0)
        *wrong = g_strdup_printf("which one?%s", several->str);
    else if (!found)
        *wrong = near_operator(c, who);
    return found;
}

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

static char *wrong_address(const decide_job *j, const char *mailbox)
{
    if (config_is_own_address(j->c, mailbox))
        return g_strdup_printf("%s is the desk itself", mailbox);
    if (config_operator_by_address(j->c, mailbox))
        return g_strdup_printf("%s is an operator; use /assign, or she /watch",
                               mailbox);
    return NULL;
}

char *decide_command_cc(decide_job *j, const command_call *call, bool dry)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);
    const store_head *stranger = last_stranger(j);

    if (bad)
        return g_strdup_printf("%s is no address", bad);
    if (all->len == 0 && !stranger)
        return g_strdup("whom? no stranger has written: /cc ADDRESS");
    if (j->people->len + all->len > DECIDE_PARTICIPANTS_MAX)
        return g_strdup_printf("at most %d people in one request",
                               DECIDE_PARTICIPANTS_MAX);
    for (unsigned i = 0; i < all->len && dry; i++) {
        char *wrong = wrong_address(j, all->pdata[i]);
        if (wrong)
            return wrong;
    }
    if (dry)
        return NULL;
    if (all->len == 0)
        add(j, stranger->author, stranger->author_name);
    for (unsigned i = 0; i < all->len; i++) {
        if (!takes_part(j, all->pdata[i]))
            add(j, all->pdata[i], NULL);
    }
    return NULL;
}

static void drop(decide_job *j, const char *mailbox)
{
    unsigned at;

    plan_unparticipant(j->plan, decide_ticket(j), mailbox);
    if (g_ptr_array_find_with_equal_func(j->people, mailbox, g_str_equal, &at))
        g_ptr_array_remove_index(j->people, at);
    decide_event(j, "%s no longer takes part", mailbox);
}

char *decide_command_uncc(decide_job *j, const command_call *call, bool dry)
{
    g_autofree char *bad = NULL;
    g_autoptr(GPtrArray) all = addresses_of(call->argument, &bad);

    if (bad)
        return g_strdup_printf("%s is no address", bad);
    for (unsigned i = 0; i < all->len; i++) {
        const char *one = all->pdata[i];
        if (dry && j->st && strcmp(one, j->st->t->customer) == 0)
            return g_strdup_printf("%s is the customer", one);
        if (dry && !takes_part(j, one))
            return g_strdup_printf("%s does not take part", one);
        if (!dry && takes_part(j, one))
            drop(j, one);
    }
    return NULL;
}
