/* moves of machines: responders, lists, our own mail sent on, bounces. */
#include "adversary/moves.h"

#include <string.h>

#define FOR_ALL 180000

static const char *const prefixes[] = {
    "Automatic reply: ",
    "Out of office: ",
    "Abwesenheitsnotiz: ",
    "R\xc3\xa9ponse automatique : ",
    "Automatisk svar: ",
    "\xd0\x90\xd0\xb2\xd1\x82\xd0\xbe\xd0\xbe\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82:"
    " "};

/* Nothing that left since goes to it by itself. */
static void judge_silence(play *p, unsigned from, const char *address)
{
    for (unsigned i = from; i < p->w->out->len; i++) {
        const sent_mail *m = p->w->out->pdata[i];
        if (m->automatic && g_ascii_strcasecmp(m->to, address) == 0)
            found(p, "the machine at %s was answered (%s)", address,
                  m->template);
    }
}

/* A responder: with the headers it ought to have, or with a prefix alone. */
static void responds(play *p)
{
    static const char *const operators[] = {"anna", "olga", "tom"};
    person *x = who(p, chance(p, 50) ? "kari" : operators[below(p, 3)]);
    const sent_mail *m = some_mail(p, x);

    if (m == NULL)
        return;
    said *s = words_say(p->words, p->rand, SAID_MACHINE, x->address,
                        (unsigned)m->ticket, 1);
    g_autofree char *subject = g_strconcat(
        prefixes[below(p, G_N_ELEMENTS(prefixes))],
        sent_letter(m)->subject ? sent_letter(m)->subject : "", NULL);
    letter_out o = {.from = x,
                    .about = m,
                    .subject = subject,
                    .headers = chance(p, 50) ? "Auto-Submitted: auto-replied\n"
                                             : NULL};
    unsigned from = p->w->out->len;
    fate f = {0};

    said_now(p, s, x, m);
    if (people_send(p, &o, s->text, NULL, &f)) {
        people_wait(p, 1000);
        judge_silence(p, from, x->address);
        judge_fate(p->w, &f);
        people_wait(p, FOR_ALL);
    }
    fate_clear(&f);
}

/* Mail that no person wrote, to the desk's plain address: nothing answers it,
 * and somebody sees it. */
static void writes(play *p)
{
    static const char *const kinds[] = {
        "Auto-Submitted: auto-generated\n",
        "List-Id: <talk.lists.example>\nPrecedence: list\n",
        "Precedence: bulk\n",
        "List-Id: <news.shop.example>\nList-Unsubscribe: <https://x.example>\n"
        "List-Post: NO\n",
        "X-Autoreply: yes\n"};
    person *x = who(p, "mallory");
    said *s =
        words_say(p->words, p->rand, SAID_MACHINE, "robot@shop.example", 0, 2);
    letter_out o = {.from = x,
                    .as = "Robot <robot@shop.example>",
                    .auth = chance(p, 50) ? AUTH_PASS : AUTH_NONE,
                    .to = "support@example.org",
                    .subject = "State of your systems",
                    .headers = kinds[below(p, G_N_ELEMENTS(kinds))]};
    unsigned from = p->w->out->len;
    fate f = {0};

    said_now(p, s, x, NULL);
    if (people_send(p, &o, s->text, NULL, &f)) {
        s->room = (unsigned)f.ticket;
        people_wait(p, FOR_ALL);
        judge_silence(p, from, "robot@shop.example");
        judge_silence(p, from, "mallory@evil.example");
        judge_seen(p->w, s, &f);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
}

/* A reply to a customer looks most like a person's mail. */
static const sent_mail *some_of_ours(play *p)
{
    bool reply = chance(p, 60);

    for (unsigned i = p->w->out->len; reply && i-- > 0;) {
        const sent_mail *m = p->w->out->pdata[i];
        if (!m->automatic && !m->to_operator)
            return m;
    }
    return p->w->out->pdata[below(p, (int)p->w->out->len)];
}

/* Somebody's forwarder sends our own mail back to us. */
static void sends_back(play *p)
{
    if (p->w->out->len == 0)
        return;
    const sent_mail *m = some_of_ours(p);
    unsigned from = p->w->out->len, customers = 0;
    fate f = {0};

    if (!people_hand_in(p, m->to, "support@example.org", NULL, m->raw, &f))
        return;
    people_wait(p, FOR_ALL);
    for (unsigned i = from; i < p->w->out->len; i++) {
        const sent_mail *o = p->w->out->pdata[i];
        customers += !o->to_operator && o->automatic;
    }
    if (customers > 0 || g_str_equal(f.code, "ticket") ||
        g_str_equal(f.code, "article") || g_str_equal(f.code, "reply") ||
        g_str_equal(f.code, "note") || g_str_equal(f.code, "stranger"))
        found(p, "our own mail came back and was taken for somebody's: %s",
              f.words);
    judge_fate(p->w, &f);
    fate_clear(&f);
}

const move moves_of_machines[] = {
    {"a responder answers", 7, responds},
    {"a machine writes", 5, writes},
    {"our own mail comes back", 4, sends_back},
    {NULL},
};
