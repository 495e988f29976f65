/* moves of strangers: tags, Message-IDs and secret addresses in wrong hands,
 * other people's names, two From fields, tokens that nobody made. */
#include "adversary/moves.h"

#include "config/site.h"
#include "desk/operator_config.h"
#include "store/ledger.h"
#include "write/tag.h"

#include <string.h>

#define FOR_ALL 180000 /* longer than anything waits to be undone */

/* What he wrote may reach operators only; and changes nothing. */
static bool acts(play *p, letter_out *o, const char *text, said *s, fate *f)
{
    judge_state before = judge_look(p->w, p->ticket);

    said_now(p, s, o->from, NULL);
    bool fine = people_send(p, o, text, NULL, f);
    if (fine) {
        people_wait(p,
                    1000); /* later what waits may go back on hold by itself */
        judge_unchanged(p->w, &before, p->ticket, p->may_adopt, "a stranger");
        people_wait(p, FOR_ALL);
        judge_seen(p->w, s, f);
        judge_fate(p->w, f);
    }
    judge_state_clear(&before);
    return fine;
}

static said *says(play *p, const person *x)
{
    return words_say(p->words, p->rand, SAID_STRANGER, x->address,
                     (unsigned)p->ticket, 1 + (unsigned)below(p, 3));
}

/* His Message-ID must not lead anybody on. */
static void judge_ids(play *p, unsigned from, const fate *f)
{
    g_autoptr(store_ledger) row = store_ledger_get(p->w->s, f->id, NULL);

    for (unsigned i = from; row && row->message_id && i < p->w->out->len; i++) {
        const sent_mail *m = p->w->out->pdata[i];
        if (!m->to_operator && strstr(m->all, row->message_id) &&
            !g_str_has_prefix(m->to, "mallory"))
            found(p, "a stranger's Message-ID in a mail to %s", m->to);
    }
}

/* A tag or a Message-ID of the desk in the hands of one who is nobody here. */
static void writes_with_tag(play *p)
{
    static const char *const heads[] = {
        "", "", "/close\n", "/cc mallory@evil.example\n", "/assign tom\n"};
    person *x = who(p, "mallory");
    const sent_mail *m = some_mail(p, who(p, "kari"));
    said *s = says(p, x);
    g_autofree char *text =
        g_strconcat(heads[below(p, G_N_ELEMENTS(heads))], s->text, NULL);
    letter_out o = {.from = x, .about = m, .no_references = chance(p, 50)};
    unsigned from = p->w->out->len;
    fate f = {0};

    if (m != NULL && acts(p, &o, text, s, &f)) {
        if (f.ticket > 0)
            s->room = (unsigned)f.ticket;
        if (chance(p, 50)) { /* an operator answers the customer after that */
            moves_of_operators[1].run(p);
            people_wait(p, FOR_ALL);
        }
        judge_ids(p, from, &f);
    }
    fate_clear(&f);
}

/* Somebody else's mail under an operator's name: with what he may have seen, a
 * tag, a Message-ID in a customer's quote. */
static void forges_operator(play *p)
{
    static const char *const authors[] = {
        "Anna Larsen <anna@example.org>",
        "anna@example.org",
        "Anna Larsen <anna@example.org>, Mallory <mallory@evil.example>",
        "\"anna@example.org\" <mallory@evil.example>",
        "Anna Larsen <anna@example.org>\nFrom: Mallory <mallory@evil.example>",
        "Mallory <mallory@evil.example>\nSender: Anna <anna@example.org>\n"
        "Reply-To: Anna <anna@example.org>"};
    person *x = who(p, "mallory");
    const sent_mail *m = some_mail(p, who(p, "kari"));
    const sent_mail *inside = some_mail(p, who(p, "anna"));
    said *s = says(p, x);
    g_autofree char *text =
        g_strconcat(chance(p, 50)   ? "/assign tom\n/priority low\n"
                    : chance(p, 30) ? "/reply\n"
                                    : "",
                    s->text, NULL);
    letter_out o = {.from = x,
                    .as = authors[below(p, G_N_ELEMENTS(authors))],
                    .auth = chance(p, 50) ? AUTH_NONE : AUTH_FAIL,
                    .to = "support@example.org",
                    .about = inside != NULL && chance(p, 60) ? inside : m};
    fate f = {0};

    if (o.about != NULL)
        acts(p, &o, text, s, &f);
    fate_clear(&f);
}

/* With her secret address, which he has seen somewhere, and her name; or with
 * somebody else's login. */
static void uses_address(play *p)
{
    const sent_mail *m = some_mail(p, who(p, "anna"));
    bool inside = chance(p, 40);
    person *x = who(p, inside ? "bob" : "mallory");
    said *s = says(p, x);
    letter_out o = {
        .from = x,
        .about = m,
        .as = inside || chance(p, 70) ? "Anna Larsen <anna@example.org>" : NULL,
        .auth = inside          ? AUTH_LOGIN
                : chance(p, 50) ? AUTH_NONE
                                : AUTH_FAIL};
    g_autofree char *text = g_strconcat("/reply\n", s->text, NULL);
    fate f = {0};

    if (m != NULL)
        acts(p, &o, text, s, &f);
    fate_clear(&f);
}

/* A token or a tag under a key of his own: nothing but noise. */
static void makes_token(play *p)
{
    person *x = who(p, chance(p, 50) ? "mallory" : "per");
    secret_key own = {0};
    bool tag = chance(p, 40);
    const tag_claim claim = {.kind = chance(p, 50) ? TAG_REPLY : TAG_UNDO,
                             .who = config_operator_number("anna"),
                             .number = p->ticket,
                             .entry = 1};
    g_autofree char *to = tag_address(&own, p->w->c->site->domain, "support",
                                      "support@example.org", &claim);
    g_autofree char *made = tag_make(&own, 1, p->ticket);
    g_autofree char *subject = g_strdup_printf("Re: It %s", tag ? made : "");
    said *s = words_say(p->words, p->rand, SAID_STRANGER, x->address, 0, 1);
    letter_out o = {.from = x,
                    .to = tag ? "support@example.org" : to,
                    .subject = subject,
                    .auth = AUTH_NONE};
    fate f = {0};

    if (p->ticket != 0 && acts(p, &o, s->text, s, &f) &&
        (f.ticket == p->ticket || !g_str_equal(f.code, "ticket")))
        found(p, "a token that nobody made is believed: %s", f.words);
    fate_clear(&f);
}

/* A service sends a code to the desk's address. */
static void signs_up(play *p)
{
    person *x = who(p, "mallory");
    const sent_mail *m = some_mail(p, who(p, "kari"));
    said *s = words_say(p->words, p->rand, SAID_STRANGER,
                        "signup@service.example", (unsigned)p->ticket, 1);
    letter_out o = {.from = x,
                    .as = "Service <signup@service.example>",
                    .auth = AUTH_PASS,
                    .to = "support@example.org",
                    .about = m,
                    .subject = m == NULL ? "Your verification code" : NULL};
    fate f = {0};

    acts(p, &o, s->text, s, &f);
    fate_clear(&f);
}

/* What the desk keeps apart, and has shown her in that mail, is hers to show. */
static void adopts(play *p, const sent_mail *m)
{
    g_autoptr(GPtrArray) all = words_in(p->words, m->all);

    for (unsigned i = 0; i < all->len; i++) {
        said *s = all->pdata[i];
        if (s->kind == SAID_STRANGER && (int64_t)s->room == m->ticket)
            s->passed = true;
    }
}

/* An operator asks the stranger in whose message she answers: mostly Mallory,
 * but his name may also stand in a mail about somebody else. */
static void is_asked_in(play *p)
{
    person *x = who(p, chance(p, 50) ? "anna" : "olga");
    const sent_mail *m = mail_with(x, "mallory@evil.example");
    const GPtrArray *all = words_all(p->words);
    letter_out o = {.from = x, .about = m};
    fate f = {0};

    if (m == NULL)
        return;
    p->may_adopt = true;
    for (unsigned i = 0; i < all->len; i++) {
        said *s = all->pdata[i];
        if (g_str_has_prefix(s->author, "mallory"))
            s->passed = true; /* hers to show now */
    }
    adopts(p, m);
    if (people_send(p, &o, "/cc\n", NULL, &f))
        people_wait(p, 1000);
    fate_clear(&f);
}

const move moves_of_strangers[] = {
    {"a stranger has a tag", 9, writes_with_tag},
    {"a stranger has an operator's name", 8, forges_operator},
    {"a secret address in wrong hands", 6, uses_address},
    {"a token that nobody made", 3, makes_token},
    {"a service sends a code", 3, signs_up},
    {"a stranger is asked in", 2, is_asked_in},
    {NULL},
};
