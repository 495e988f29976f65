/* moves about partners: a request is forwarded, he answers, others answer in his
 * place, his machine does. */
#include "adversary/moves.h"

#include <string.h>

#define PARTNER "integrator"

static bool sends(play *p, person *x, const sent_mail *m, const char *text)
{
    letter_out o = {.from = x, .about = m};
    fate f = {0};
    bool fine = people_send(p, &o, text, NULL, &f);

    if (fine) {
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
    return fine;
}

/* She asks him; now and then she ends it, or pastes into the question what a note
 * says. */
static void forwards(play *p)
{
    static const char *const names[] = {"anna", "olga", "tom"};
    person *x = who(p, names[below(p, G_N_ELEMENTS(names))]);
    const sent_mail *m = some_mail(p, x);

    if (m == NULL || m->ticket == 0)
        return;
    sends(p, x, m,
          chance(p, 10) ? "/forward " PARTNER " off\n"
                        : "/forward " PARTNER " could you look at this?\n");
}

/* What waits on hold, or was given back to her, is no note yet. */
static bool is_note(play *p, const said *s, int64_t ticket)
{
    g_autoptr(GPtrArray) all =
        store_entry_list(p->w->s, ticket, 0, false, NULL);

    for (unsigned i = 0; all != NULL && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        if (e->kind == STORE_NOTE && !e->finding && words_has(s, e->text))
            return true;
    }
    return false;
}

static void forwards_note(play *p)
{
    person *x = who(p, chance(p, 50) ? "anna" : "olga");
    const sent_mail *m = some_mail(p, x);

    if (m == NULL || m->ticket == 0)
        return;
    g_autoptr(GPtrArray) all = words_in(p->words, sent_letter(m)->text);
    for (unsigned k = 0; k < all->len; k++) {
        const said *s = all->pdata[k];
        if (s->kind != SAID_NOTE || (int64_t)s->room != m->ticket ||
            s->passed || !is_note(p, s, m->ticket))
            continue;
        g_autofree char *line = g_strdelimit(g_strdup(s->text), "\n", ' ');
        g_autofree char *text =
            g_strdup_printf("/forward " PARTNER " %s\n", line);
        sends(p, x, m, text);
        return;
    }
}

/* What is filed of it, and how. */
static void judge_filed(play *p, said *s, const fate *f, bool his)
{
    g_autoptr(store_entry) e =
        f->ticket > 0 && f->entry > 0
            ? store_entry_get(p->w->s, f->ticket, f->entry, NULL)
            : NULL;

    judge_seen(p->w, s, f);
    if (e == NULL || !words_has(s, e->text))
        return;
    if (e->kind == STORE_ARTICLE)
        found(p, "what %s wrote became an article", s->author);
    if (e->finding && !his)
        found(p, "what %s wrote to the partner's address is believed",
              s->author);
    s->finding = e->finding;
}

static void answers_as(play *p, person *x, const sent_mail *m, bool his)
{
    static const char *const heads[] = {"", "", "/close\n", "/reply\n",
                                        "/priority high\n"};
    said *s =
        words_say(p->words, p->rand, his ? SAID_NOTE : SAID_STRANGER,
                  x->address, (unsigned)m->ticket, 1 + (unsigned)below(p, 3));
    g_autofree char *own =
        g_strconcat(heads[below(p, G_N_ELEMENTS(heads))], s->text, NULL);
    g_autofree char *html = NULL;
    g_autofree char *text =
        answer_text(p, x, own, m, some_place(p), NULL, &html);
    letter_out o = {.from = x, .about = m};
    judge_state before = judge_look(p->w, m->ticket);
    fate f = {0};

    said_now(p, s, x, m);
    if (people_send(p, &o, text, html, &f)) {
        people_wait(p, 1000);
        judge_unchanged(p->w, &before, m->ticket, his, x->address);
        judge_filed(p, s, &f, his);
        judge_fate(p->w, &f);
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

static void partner_answers(play *p)
{
    person *x = who(p, PARTNER);
    const sent_mail *m = some_mail(p, x);

    if (m != NULL)
        answers_as(p, x, m, true);
}

/* He has passed it on, or it was seen on its way. */
static void another_answers(play *p)
{
    const sent_mail *m = some_mail(p, who(p, PARTNER));

    if (m != NULL)
        answers_as(p, who(p, "mallory"), m, false);
}

static void partner_responds(play *p)
{
    person *x = who(p, PARTNER);
    const sent_mail *m = some_mail(p, x);

    if (m == NULL)
        return;
    said *s = words_say(p->words, p->rand, SAID_MACHINE, x->address,
                        (unsigned)m->ticket, 1);
    letter_out o = {.from = x,
                    .about = m,
                    .subject = "Automatic reply: we are closed",
                    .headers = "Auto-Submitted: auto-replied\n"};
    judge_state before = judge_look(p->w, m->ticket);
    unsigned from = p->w->out->len;
    fate f = {0};

    said_now(p, s, x, m);
    if (people_send(p, &o, s->text, NULL, &f)) {
        people_wait(p, 1000);
        judge_unchanged(p->w, &before, m->ticket, false,
                        "a partner's responder");
        judge_fate(p->w, &f);
        for (unsigned i = from; i < p->w->out->len; i++) {
            const sent_mail *one = p->w->out->pdata[i];
            if (g_ascii_strcasecmp(one->to, x->address) == 0)
                found(p, "the partner's responder was answered (%s)",
                      one->template);
        }
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

const move moves_of_partners[] = {
    {"a request is forwarded", 14, forwards},
    {"a note's words are forwarded", 5, forwards_note},
    {"a partner answers", 14, partner_answers},
    {"another has the partner's address", 6, another_answers},
    {"a partner's responder", 3, partner_responds},
    {NULL},
};
