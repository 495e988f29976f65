/* moves of requests that are merged, split and linked: what comes together must
 * belong together, and an answer to mail from before crosses nothing. */
#include "adversary/moves.h"

#include "store/moved.h"

#include <string.h>

static person *some_operator(play *p)
{
    static const char *const names[] = {"anna", "anna", "olga", "tom", "bob"};
    return who(p, names[below(p, G_N_ELEMENTS(names))]);
}

/* A request that anybody at the desk has mail about. */
static int64_t some_ticket(play *p)
{
    const sent_mail *m = some_mail(p, some_operator(p));

    return m ? m->ticket : 0;
}

static char *customer_of(play *p, int64_t ticket)
{
    g_autoptr(store_ticket) t = store_ticket_get(p->w->s, ticket, NULL);

    return t ? g_strdup(t->customer) : NULL;
}

static bool has(const GPtrArray *people, const char *address)
{
    for (unsigned i = 0; i < people->len; i++) {
        const store_participant *one = people->pdata[i];
        if (g_ascii_strcasecmp(one->address, address) == 0)
            return true;
    }
    return false;
}

/* What it was like before. */
typedef struct pair {
    int64_t from, into;
    char *customers[2];
    GPtrArray *people[2];
} pair;

static pair look(play *p, int64_t from, int64_t into)
{
    store_place at[2];

    store_lead(p->w->s, from, 0, &at[0], NULL);
    store_lead(p->w->s, into, 0, &at[1], NULL);
    return (pair){at[0].ticket,
                  at[1].ticket,
                  {customer_of(p, at[0].ticket), customer_of(p, at[1].ticket)},
                  {store_participants(p->w->s, at[0].ticket, NULL),
                   store_participants(p->w->s, at[1].ticket, NULL)}};
}

static void pair_clear(pair *x)
{
    for (unsigned i = 0; i < 2; i++) {
        g_free(x->customers[i]);
        g_clear_pointer(&x->people[i], g_ptr_array_unref);
    }
}

/* Her own replies that wait go along: she knows of both. */
static void knows_both(play *p, const person *x)
{
    const GPtrArray *all = words_all(p->words);

    for (unsigned i = 0; i < all->len; i++) {
        said *s = all->pdata[i];
        if (s->kind == SAID_REPLY && s->article && !s->left &&
            strcmp(s->author, x->address) == 0)
            s->answers = MAX(s->answers, (int)p->w->out->len);
    }
}

static void judge_merge(play *p, const pair *x, bool all, const char *who_did)
{
    g_autoptr(store_ticket) t = store_ticket_get(p->w->s, x->from, NULL);

    if (t == NULL || t->merged_into == 0)
        return;
    const judge_join j = {x->from, x->into, (int)p->w->out->len};
    g_array_append_val(p->w->joins, j);
    if (t->merged_into != x->into)
        found(p, "%s merged #%d into another than #%d", who_did, (int)x->from,
              (int)x->into);
    if (g_strcmp0(x->customers[0], x->customers[1]) != 0)
        found(p, "%s merged a request of %s into one of %s", who_did,
              x->customers[0], x->customers[1]);
    for (unsigned i = 0; !all && i < x->people[1]->len; i++) {
        const store_participant *one = x->people[1]->pdata[i];
        if (!has(x->people[0], one->address))
            found(p, "%s merged, and %s gets what he took no part in", who_did,
                  one->address);
    }
}

static void merges(play *p)
{
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);
    int64_t into = some_ticket(p);
    bool all = chance(p, 30);
    fate f = {0};

    if (m == NULL || m->ticket <= 0 || into <= 0)
        return;
    g_autofree char *text =
        g_strdup_printf("/merge #%d%s\n", (int)into, all ? " all" : "");
    pair both = look(p, m->ticket, into);
    letter_out o = {.from = x, .about = m};
    if (people_send(p, &o, text, NULL, &f)) {
        judge_merge(p, &both, all, x->name);
        if (g_str_equal(f.code, "command"))
            knows_both(p, x);
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    pair_clear(&both);
    fate_clear(&f);
}

/* She has a second question; the number of its request, 0. */
static int64_t opens_another(play *p, person *x)
{
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0, 2);
    letter_out o = {
        .from = x, .to = "support@example.org", .subject = "And one more"};
    fate f = {0};
    int64_t ticket = 0;

    said_now(p, s, x, NULL);
    if (people_send(p, &o, s->text, NULL, &f)) {
        s->article = g_str_equal(f.code, "ticket");
        s->room = (unsigned)f.ticket;
        ticket = s->article ? f.ticket : 0;
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
    return ticket;
}

/* One of a customer's two requests becomes part of the other, either way, and then
 * she who did it, or a colleague, answers one of her mails, mostly of before. */
static void merges_well(play *p)
{
    person *x = who(p, chance(p, 50) ? "anna" : "olga");
    int64_t other = opens_another(p, who(p, chance(p, 70) ? "kari" : "per"));
    const sent_mail *m = some_mail(p, x);
    fate f = {0};

    if (m == NULL || other == 0 || m->ticket <= 0)
        return;
    g_autofree char *text = g_strdup_printf("/merge #%d\n", (int)other);
    pair both = look(p, m->ticket, other);
    letter_out o = {.from = x, .about = m};
    if (people_send(p, &o, text, NULL, &f)) {
        judge_merge(p, &both, false, x->name);
        if (g_str_equal(f.code, "command"))
            knows_both(p, x);
        people_wait(p, 1000);
    }
    pair_clear(&both);
    fate_clear(&f);
    moves_of_operators[chance(p, 70) ? 1 : 0].run(p);
}

static void with_command(play *p, const char *text)
{
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);
    letter_out o = {.from = x, .about = m};
    fate f = {0};

    if (m == NULL)
        return;
    if (people_send(p, &o, text, NULL, &f)) {
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
}

static void splits(play *p)
{
    with_command(p, "/split\n");
}

static void links(play *p)
{
    g_autofree char *text = g_strdup_printf(
        "/%s #%d\n", chance(p, 70) ? "link" : "unlink", (int)some_ticket(p));

    with_command(p, text);
}

const move moves_of_together[] = {
    {"requests are merged", 12, merges},
    {"requests of one are merged", 20, merges_well},
    {"a request is split", 12, splits},
    {"requests are linked", 3, links},
    {NULL},
};
