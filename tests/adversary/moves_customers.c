/* moves of customers: they open, answer, command, mistake one request for
 * another, come through groups and forms. */
#include "adversary/moves.h"

#include <string.h>

/* A line in a customer's words that would be a command if an operator wrote
 * it. */
static const char *const traps[] = {"/priority high\n", "/line 2\n",
                                    "/cc mallory@evil.example\n"};

static person *some_customer(play *p)
{
    return who(p, chance(p, 80) ? "kari" : "per");
}

static bool is_article(const fate *f)
{
    return g_str_equal(f->code, "ticket") || g_str_equal(f->code, "article");
}

/* What became of her words. */
static void judge_hers(play *p, said *s, const fate *f)
{
    s->room = (unsigned)f->ticket;
    s->article = is_article(f);
    if (!s->article && f->ticket > 0)
        s->kind = SAID_STRANGER; /* she is not known there */
    people_wait(p, 1000);
    judge_seen(p->w, s, f);
    judge_fate(p->w, f);
}

static void send_new(play *p, letter_out *o, said *s, const char *text)
{
    fate f = {0};

    said_now(p, s, o->from, NULL);
    if (people_send(p, o, text, NULL, &f)) {
        if (p->ticket == 0 && f.ticket > 0)
            p->ticket = f.ticket;
        judge_hers(p, s, &f);
    }
    fate_clear(&f);
}

static void opens(play *p)
{
    person *x = some_customer(p);
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0,
                        1 + (unsigned)below(p, 4));
    g_autofree char *subject =
        chance(p, 60) ? g_strdup_printf("Question %d", below(p, 1000))
                      : g_strdup_printf("Trouble with %sb", s->marker);
    s->tail = chance(p, 35) ? traps[below(p, G_N_ELEMENTS(traps))] : NULL;
    g_autofree char *text =
        g_strconcat(s->text, s->tail ? s->tail : "",
                    chance(p, 20) ? "\n-- \nKari\n" : "", NULL);
    letter_out o = {.from = x, .subject = subject};

    if (p->ticket != 0 && chance(p, 15))
        o.headers = "Reply-To: Helper <mallory@evil.example>\n";
    if (chance(p, 10))
        o.cc = "mallory@evil.example";
    if (o.cc != NULL && x->host == AUTH_PASS)
        o.cc = NULL; /* she may bring him */
    unsigned from = p->w->out->len;
    send_new(p, &o, s, text);
    g_autoptr(store_ticket) t =
        s->article ? store_ticket_get(p->w->s, s->room, NULL) : NULL;
    if (t != NULL && g_ascii_strcasecmp(t->customer, x->address) != 0)
        found(p, "%s wrote, and %s is the customer", x->address, t->customer);
    for (unsigned i = from; x->host != AUTH_PASS && i < p->w->out->len; i++) {
        const sent_mail *m = p->w->out->pdata[i];
        if (!m->to_operator && m->automatic && words_has(s, m->all))
            found(p,
                  "words of %s, who is not authenticated, come back to that "
                  "address at once",
                  x->address);
    }
}

static void answers(play *p)
{
    person *x = some_customer(p);
    const sent_mail *m = some_mail(p, x);
    fate f = {0};

    if (m == NULL)
        return;
    judge_state before = judge_look(p->w, m->ticket);
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address,
                        (unsigned)m->ticket, 1 + (unsigned)below(p, 3));
    s->tail = chance(p, 30) ? traps[below(p, G_N_ELEMENTS(traps))] : NULL;
    g_autofree char *own = g_strconcat(s->text, s->tail ? s->tail : "", NULL);
    g_autofree char *html = NULL;
    g_autofree char *text =
        answer_text(p, x, own, m, some_place(p), NULL, &html);
    letter_out o = {.from = x,
                    .about = m,
                    .no_references = chance(p, 10),
                    .auth = chance(p, 15) ? AUTH_NONE : AUTH_OWN};

    said_now(p, s, x, m);
    if (people_send(p, &o, text, html, &f)) {
        judge_hers(p, s, &f);
        judge_unchanged(p->w, &before, m->ticket, true, "a customer");
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

static void commands(play *p)
{
    static const char *const texts[] = {"/status\n", "/list\n", "/show\n",
                                        "/help\n", "/close\n"};
    person *x = some_customer(p);
    const sent_mail *m = some_mail(p, x);
    letter_out o = {.from = x, .about = m};
    fate f = {0};

    if (m == NULL)
        return;
    if (people_send(p, &o, texts[below(p, G_N_ELEMENTS(texts))], NULL, &f)) {
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
}

/* With the tag of a request that is somebody else's. */
static void mistakes_request(play *p)
{
    person *x = who(p, "per");
    const sent_mail *m = some_mail(p, who(p, "kari"));
    fate f = {0};

    if (m == NULL || sent_letter(m)->subject == NULL)
        return;
    judge_state before = judge_look(p->w, m->ticket);
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0, 2);
    letter_out o = {.from = x,
                    .to = "support@example.org",
                    .subject = sent_letter(m)->subject};

    said_now(p, s, x, NULL);
    if (people_send(p, &o, s->text, NULL, &f)) {
        judge_hers(p, s, &f);
        judge_unchanged(p->w, &before, m->ticket, false, "another customer");
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

/* Two people answer the same newsletter: two requests. */
static void answer_newsletter(play *p)
{
    int64_t first = 0;

    for (unsigned i = 0; i < 2; i++) {
        person *x = who(p, i == 0 ? "kari" : "per");
        said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0, 1);
        letter_out o = {.from = x,
                        .to = "support@example.org",
                        .subject = "Re: News of the month",
                        .references = "<news.42@shop.example>"};
        fate f = {0};

        said_now(p, s, x, NULL);
        if (people_send(p, &o, s->text, NULL, &f)) {
            judge_hers(p, s, &f);
            if (i == 1 && f.ticket == first && first > 0)
                found(p, "two who answered one newsletter share #%d",
                      (int)first);
            first = f.ticket;
        }
        fate_clear(&f);
    }
}

/* Through what stands before the desk's door: From is rewritten. */
static void through_door(play *p)
{
    static const struct {
        const char *from, *headers;
    } doors[] = {
        {"'Kari' via Support <support@example.org>",
         "X-Original-From: Kari <%s>\nReply-To: Kari <%s>\n"
         "List-Post: <mailto:support@example.org>\n"
         "List-Id: <support.example.org>\nPrecedence: list\n"},
        {"Kari via Help <help@groups.example>",
         "Reply-To: Kari <%s>\nX-Original-Sender: %s\n"
         "List-Id: <help.groups.example>\n"},
        {"Web form <forms@web.example>", "Reply-To: Kari <%s>\n"},
        {"Kari <kari=c.example@forwarder.example>",
         "Reply-To: %s\nX-Forwarded-To: support@example.org\n"},
    };
    unsigned at = (unsigned)below(p, G_N_ELEMENTS(doors));
    person *x = who(p, "kari");
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0, 2);
    GString *headers = g_string_new(doors[at].headers);
    fate f = {0};

    g_string_replace(headers, "%s", x->address, 0);
    letter_out o = {.from = x,
                    .as = doors[at].from,
                    .auth = AUTH_NONE,
                    .to = "support@example.org",
                    .subject = "From the web",
                    .headers = headers->str};
    said_now(p, s, x, NULL);
    if (people_send(p, &o, s->text, NULL, &f)) {
        s->room = (unsigned)f.ticket;
        people_wait(p, 1000);
        judge_seen(p->w, s, &f);
        judge_fate(p->w, &f);
    }
    g_string_free(headers, TRUE);
    fate_clear(&f);
}

/* Many requests at once, as a bomb for a third one's mailbox. */
static void floods(play *p)
{
    person *x = who(p, "per");

    for (unsigned i = 0; i < WORLD_ACK_PER_HOUR + 2; i++) {
        said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0, 1);
        letter_out o = {.from = x,
                        .to = "support@example.org",
                        .subject = "Once more",
                        .auth = AUTH_NONE};
        fate f = {0};

        said_now(p, s, x, NULL);
        if (people_send(p, &o, s->text, NULL, &f)) {
            s->room = (unsigned)f.ticket;
            people_wait(p, 1000);
        }
        fate_clear(&f);
    }
}

const move moves_of_customers[] = {
    {"a customer opens", 6, opens},
    {"a customer answers", 22, answers},
    {"a customer commands", 4, commands},
    {"a customer mistakes the request", 4, mistakes_request},
    {"two answer a newsletter", 2, answer_newsletter},
    {"mail through a group or a form", 3, through_door},
    {"many at once", 1, floods},
    {NULL},
};
