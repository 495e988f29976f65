/* moves of operators: answers, notes, findings, commands in clear and in
 * disguise, answers to what a note says, texts that are held and let go. */
#include "adversary/moves.h"

#include "store/moved.h"

#include <string.h>

static person *some_operator(play *p)
{
    static const char *const names[] = {"anna", "anna", "olga", "tom"};
    return who(p, names[below(p, G_N_ELEMENTS(names))]);
}

/* How she answers. */
typedef struct answer {
    person *by;
    said_kind kind;
    const char *above, *below; /* of her words; NULL */
    client_place place;
    const char *below_word;
    const sent_mail *about;
    const char *attached; /* text of a file; NULL */
    bool waits;
    bool secret; /* as said.secret */
} answer;

static bool goes_to_line_2(play *p, const sent_mail *m)
{
    store_place at; /* it may be part of another by now */
    store_lead(p->w->s, m->ticket, MAX(m->entry, 0), &at, NULL);
    judge_state now = judge_look(p->w, at.ticket);
    bool yes = now.line >= 2;

    judge_state_clear(&now);
    return yes;
}

/* What the next line answers is a finding: it goes back with it. */
static bool gave_back(const judge_state *before, const judge_state *now,
                      const answer *a)
{
    return now->line < before->line && strcmp(a->by->name, "Tom Hansen") == 0;
}

static void judge_commands(play *p, const judge_state *before, const answer *a,
                           const sent_mail *m)
{
    judge_state now = judge_look(p->w, m->ticket);
    const char *own = a->above ? a->above : "";

    if (before->priority != NULL &&
        ((g_strcmp0(now.priority, before->priority) != 0 &&
          !strstr(own, "/priority")) ||
         (now.line != before->line && !strstr(own, "/line") &&
          !strstr(own, "/return") && !gave_back(before, &now, a)) ||
         (now.people != before->people && !strstr(own, "/cc"))))
        found(p, "%s's answer did what a quoted command says", a->by->name);
    judge_state_clear(&now);
}

/* Plain words of one whose line's answers are notes. */
static bool is_finding(play *p, const fate *f)
{
    g_autoptr(store_entry) e =
        f->entry > 0 ? store_entry_get(p->w->s, f->ticket, f->entry, NULL)
                     : NULL;

    return e != NULL && e->finding;
}

static said *writes(play *p, const answer *a, fate *f)
{
    const sent_mail *m = a->about ? a->about : some_mail(p, a->by);

    if (m == NULL)
        return NULL;
    judge_state before = judge_look(p->w, m->ticket);
    said *s = words_say(p->words, p->rand, a->kind, a->by->address,
                        (unsigned)m->ticket, 1 + (unsigned)below(p, 3));
    g_autofree char *own = g_strconcat(a->above ? a->above : "", s->text,
                                       a->below ? a->below : "", NULL);
    g_autofree char *html = NULL;
    g_autofree char *text =
        answer_text(p, a->by, own, m, a->place, a->below_word, &html);
    letter_out o = {.from = a->by, .about = m};
    g_autoptr(GBytes) file =
        a->attached ? g_bytes_new(a->attached, strlen(a->attached)) : NULL;

    if (file != NULL) {
        o.attached = file;
        o.attached_type = "text/plain; charset=utf-8";
    } else if (chance(p, 5)) { /* the whole message, as some clients do */
        o.attached = m->raw;
        o.attached_type = "message/rfc822";
    }
    said_now(p, s, a->by, m);
    s->secret = a->secret;
    s->waits = a->waits || index_of(p, m) < p->restored;
    if (!people_send(p, &o, text, html, f)) {
        judge_state_clear(&before);
        return NULL;
    }
    s->article = g_str_equal(f->code, "reply");
    s->finding = is_finding(p, f);
    people_wait(p, 1000);
    judge_told(p->w, s, a->by->address, f->ticket ? f->ticket : m->ticket);
    judge_fate(p->w, f);
    judge_commands(p, &before, a, m);
    judge_state_clear(&before);
    return s;
}

static void write_only(play *p, const answer *a)
{
    fate f = {0};

    writes(p, a, &f);
    fate_clear(&f);
}

/* Is the mail's news a note's, or a colleague's? Its first line says so. */
static bool stays_inside(const sent_mail *m)
{
    return strstr(sent_letter(m)->text, "stays internal") != NULL;
}

/* What plain words become. The answer to a hold is what waits there. */
static said_kind kind_of_answer(play *p, const sent_mail *m)
{
    const char *text = sent_letter(m)->text;
    bool note = g_str_equal(m->template, "held")
                    ? strstr(text, "reply has not been") == NULL &&
                          strstr(text, "a reply on hold") == NULL
                    : stays_inside(m) || goes_to_line_2(p, m);

    return note ? SAID_NOTE : SAID_REPLY;
}

static void replies(play *p)
{
    static const char *const heads[] = {"",         "",
                                        "",         "/take\n\n",
                                        "/Take\n",  "/spend 10m\n",
                                        "/close\n", "/priority high\n"};
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);

    if (m == NULL)
        return;
    answer a = {.by = x,
                .about = m,
                .kind = kind_of_answer(p, m),
                .above = heads[below(p, G_N_ELEMENTS(heads))],
                .below = chance(p, 15) ? "\n-- \nThe help desk\n" : NULL,
                .place = some_place(p)};
    write_only(p, &a);
}

static void replies_plainly(play *p)
{
    answer a = {.by = some_operator(p),
                .kind = SAID_REPLY,
                .above = chance(p, 50) ? "/reply\n" : "/reply\n\n",
                .place = CLIENT_TOP};
    write_only(p, &a);
}

static void notes(play *p)
{
    answer a = {.by = some_operator(p),
                .kind = SAID_NOTE,
                .above = chance(p, 50) ? "/note\n" : "/note\n\n",
                .place = chance(p, 80) ? CLIENT_TOP : CLIENT_BOTTOM};
    if (a.place == CLIENT_BOTTOM) { /* then it stands where it is not found */
        a.above = "";
        a.below = "/note\n";
    }
    write_only(p, &a);
}

/* She means a note, and her client or her haste spoils the command. */
static void disguises(play *p)
{
    static const char *const forms[] = {
        "*/note*\n",          "> /note\n", "\"/note\"\n", "`/note`\n",
        "\xe2\x81\x84note\n", "//note\n",  "@note\n",     "#note\n"};
    answer a = {.by = some_operator(p),
                .kind = SAID_NOTE,
                .above = forms[below(p, G_N_ELEMENTS(forms))],
                .place = CLIENT_TOP};
    write_only(p, &a);
}

/* What a colleague wrote as a note is answered without a command. */
static void answers_note(play *p)
{
    person *x = some_operator(p);
    answer a = {.by = x,
                .kind = SAID_NOTE,
                .about = mail_with(x, "stays internal"),
                .place = chance(p, 70) ? CLIENT_TOP : CLIENT_BETWEEN};
    if (a.about != NULL)
        write_only(p, &a);
}

/* Line 1 passes it on; line 2's plain answers are findings. */
static void hands_over(play *p)
{
    answer a = {.by = who(p, chance(p, 50) ? "anna" : "olga"),
                .kind = SAID_NOTE,
                .above = "/note\n/line 2\n",
                .place = CLIENT_TOP};
    write_only(p, &a);
    person *tom = who(p, "tom");
    const sent_mail *m = some_mail(p, tom);
    if (m == NULL || chance(p, 30) || !goes_to_line_2(p, m))
        return;
    answer b = {.by = tom,
                .about = m,
                .kind = kind_of_answer(p, m),
                .above = chance(p, 50) ? "/return\n" : NULL,
                .place = some_place(p)};
    write_only(p, &b);
}

/* What is only shown to her as her own (a hold, an error, what she stopped) is
 * no note yet. */
static bool is_hers_alone(const sent_mail *m)
{
    return g_str_equal(m->template, "held") ||
           g_str_equal(m->template, "error") ||
           g_str_equal(m->template, "notice");
}

/* A note's words that x has been shown; NULL. */
static said *known_note(play *p, person *x, const sent_mail **where)
{
    for (unsigned i = x->inbox->len; i-- > 0;) {
        const sent_mail *m = x->inbox->pdata[i];
        g_autoptr(GPtrArray) all = words_in(p->words, sent_letter(m)->text);
        for (unsigned k = 0; k < all->len; k++) {
            said *s = all->pdata[k];
            if (s->kind != SAID_NOTE)
                continue;
            *where = m;
            return s;
        }
    }
    return NULL;
}

/* She types or pastes what a note says, or attaches it. What line 2 found may
 * go out in her own words; and what she meant as a note that was held is none
 * until she says so. */
static void pastes_note(play *p)
{
    person *x = some_operator(p);
    const sent_mail *m = NULL;
    said *s = known_note(p, x, &m);

    if (s == NULL)
        return;
    if (s->finding || g_str_equal(m->template, "held"))
        s->passed = true;
    answer a = {.by = x,
                .about = m,
                .kind = SAID_REPLY,
                .above = "/reply\n",
                .place = CLIENT_TOP};
    if (chance(p, 60))
        a.below = s->text;
    else
        a.attached = s->text;
    write_only(p, &a);
}

/* She repeats what the customer wrote, with the line in it that would be a
 * command if it were hers. */
static void repeats_customer(play *p)
{
    person *x = some_operator(p);

    for (unsigned i = x->inbox->len; i-- > 0;) {
        const sent_mail *m = x->inbox->pdata[i];
        g_autoptr(GPtrArray) all = words_in(p->words, sent_letter(m)->text);
        for (unsigned k = 0; k < all->len; k++) {
            const said *s = all->pdata[k];
            if (s->kind != SAID_CUSTOMER || s->tail == NULL ||
                (int64_t)s->room != m->ticket)
                continue;
            g_autofree char *below =
                g_strconcat("\nYou wrote:\n\n", s->text, s->tail, NULL);
            answer a = {.by = x,
                        .about = m,
                        .kind = SAID_REPLY,
                        .above = "/reply\n",
                        .below = below};
            write_only(p, &a);
            return;
        }
    }
}

/* She means well: "write to this address". */
static void pastes_address(play *p)
{
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);

    if (m == NULL || sent_letter(m)->reply_to->len == 0)
        return;
    const letter_address *to = sent_letter(m)->reply_to->pdata[0];
    g_autofree char *below =
        g_strdup_printf("You can write to %s from now on.\n", to->address);
    answer a = {.by = x,
                .about = m,
                .kind = SAID_REPLY,
                .above = "/reply\n",
                .below = below,
                .secret = true};
    write_only(p, &a);
}

/* Who shows it may be a machine, or a copy that came first: then it is a note
 * only if its author's own is filed. */
static bool is_filed(play *p, const said *s)
{
    g_autoptr(GPtrArray) all =
        store_entry_list(p->w->s, s->room, 0, true, NULL);

    for (unsigned i = 0; all != NULL && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        if (e->kind == STORE_NOTE && words_has(s, e->text))
            return true;
    }
    return false;
}

/* Her words stand below a line of a note: they answer it. What line 2 found is
 * there to be told. */
static void answers_line_of_note(play *p)
{
    person *x = some_operator(p);
    const sent_mail *m = NULL;
    const said *s = known_note(p, x, &m);

    if (s == NULL || is_hers_alone(m) || s->finding || !is_filed(p, s))
        return;
    answer a = {.by = x,
                .about = m,
                .kind = SAID_REPLY,
                .above = "/reply\n",
                .place = CLIENT_BELOW,
                .below_word = s->marker,
                .waits = true};
    write_only(p, &a);
}

/* A mail that a colleague got is answered by her: she has it in copy. */
static void answers_for_colleague(play *p)
{
    person *x = who(p, chance(p, 50) ? "olga" : "anna");
    person *y = who(p, g_str_has_prefix(x->address, "olga") ? "anna" : "olga");
    answer a = {.by = x,
                .about = some_mail(p, y),
                .kind = SAID_NOTE,
                .place = CLIENT_TOP};

    if (a.about != NULL)
        write_only(p, &a);
}

/* The address book fills in the address of another request. */
static void mistakes_address(play *p)
{
    person *x = some_operator(p);
    const sent_mail *a = some_mail(p, x), *b = some_mail(p, x);
    fate f = {0};

    if (a == NULL || b == NULL || a->ticket == b->ticket)
        return;
    const letter_address *to = sent_letter(b)->reply_to->len > 0
                                   ? sent_letter(b)->reply_to->pdata[0]
                                   : NULL;
    said *s = words_say(p->words, p->rand, SAID_REPLY, x->address,
                        (unsigned)a->ticket, 1);
    g_autofree char *html = NULL;
    g_autofree char *text =
        answer_text(p, x, s->text, a, CLIENT_TOP, NULL, &html);
    letter_out o = {.from = x,
                    .about = a,
                    .to = to ? to->address : NULL,
                    .no_references = chance(p, 50)};
    said_now(p, s, x, a);
    s->waits = true;
    if (people_send(p, &o, text, html, &f)) {
        people_wait(p, 1000);
        judge_told(p->w, s, x->address, f.ticket);
    }
    fate_clear(&f);
}

/* ---- what waits ---- */

static const sent_mail *hold_of(play *p, person *x)
{
    for (unsigned i = x->inbox->len; i-- > 0;) {
        const sent_mail *m = x->inbox->pdata[i];
        if (g_str_equal(m->template, "held"))
            return m;
    }
    return NULL;
}

/* What is held stands there indented, as it would be sent. */
static bool shows_command(const sent_mail *m)
{
    return strstr(m->all, "\n    /note\n") || strstr(m->all, "\n    /reply\n");
}

/* She lets it leave, whatever it is: all that any hold has shown her. */
static void lets_pass(play *p, person *x)
{
    for (unsigned i = 0; i < x->inbox->len; i++) {
        const sent_mail *m = x->inbox->pdata[i];
        if (!g_str_equal(m->template, "held"))
            continue;
        g_autoptr(GPtrArray) all = words_in(p->words, m->all);
        for (unsigned k = 0; k < all->len; k++) {
            said *s = all->pdata[k];
            s->passed = true;
            s->command = s->command || shows_command(m);
        }
    }
}

static void decides_hold(play *p)
{
    static const char *const texts[] = {"/send\n", "/send\n", "/drop\n",
                                        "/note\n"};
    person *x = some_operator(p);
    const sent_mail *m = hold_of(p, x);
    const char *text = texts[below(p, G_N_ELEMENTS(texts))];
    fate f = {0};

    if (m == NULL)
        return;
    if (g_str_equal(text, "/send\n"))
        lets_pass(p, x);
    letter_out o = {.from = x, .about = m};
    if (people_send(p, &o, text, NULL, &f)) {
        if (g_str_equal(f.code, "reply"))
            x->knows = (int)p->w->out->len;
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
}

#define UNDO_MS 60000

/* All that waits of hers there must not leave any more. */
static void stops(play *p, const person *x, int64_t ticket)
{
    const GPtrArray *all = words_all(p->words);

    for (unsigned i = 0; i < all->len; i++) {
        said *s = all->pdata[i];
        if (s->kind == SAID_REPLY && s->article && !s->left &&
            (int64_t)s->room == ticket && strcmp(s->author, x->address) == 0 &&
            p->w->now_ms >= s->at_ms && p->w->now_ms < s->at_ms + UNDO_MS) {
            s->waits = true;
            s->article = false;
        }
    }
}

static void undoes(play *p)
{
    person *x = some_operator(p);
    answer a = {.by = x, .kind = SAID_REPLY, .above = "/reply\n"};
    fate f = {0};

    if (chance(p, 70) && writes(p, &a, &f) == NULL)
        return;
    fate_clear(&f);
    const sent_mail *m = some_mail(p, x);
    letter_out o = {.from = x, .about = m};
    if (m == NULL)
        return;
    stops(p, x, m->ticket);
    if (people_send(p, &o, "/undo\n", NULL, &f))
        people_wait(p, 90 * 1000);
    fate_clear(&f);
}

/* A customer's message comes while hers waits to leave. */
static void crosses(play *p)
{
    person *x = some_operator(p);
    answer a = {.by = x, .kind = SAID_REPLY, .above = "/reply\n"};
    fate f = {0};

    said *s = writes(p, &a, &f);
    fate_clear(&f);
    if (s != NULL)
        moves_of_customers[1].run(p);
    people_wait(p, 90 * 1000);
}

static void asks(play *p)
{
    static const char *const texts[] = {"/show\n",      "/list\n",
                                        "/help\n",      "/watch\n",
                                        "/show full\n", "/release\n"};
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);
    letter_out o = {.from = x, .about = m};
    fate f = {0};

    if (m == NULL)
        return;
    if (people_send(p, &o, texts[below(p, G_N_ELEMENTS(texts))], NULL, &f))
        people_wait(p, 1000);
    fate_clear(&f);
}

/* One who works in another queue asks for what she may not see, or answers
 * it. */
static void outsider_looks(play *p)
{
    static const char *const words_[][2] = {{"/show", ""}, {"/show", " full"}};
    unsigned at = (unsigned)below(p, G_N_ELEMENTS(words_));
    person *x = who(p, "bob");
    g_autofree char *text = g_strdup_printf("%s #%d%s\n", words_[at][0],
                                            (int)p->ticket, words_[at][1]);
    letter_out o = {.from = x, .to = "sales@example.org", .subject = "look"};
    fate f = {0};

    if (p->ticket == 0)
        return;
    judge_state before = judge_look(p->w, p->ticket);
    if (people_send(p, &o, text, NULL, &f)) {
        people_wait(p, 1000);
        judge_unchanged(p->w, &before, p->ticket, false,
                        "an operator of another queue");
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

const move moves_of_operators[] = {
    {"an operator replies", 20, replies},
    {"an operator replies plainly", 12, replies_plainly},
    {"an operator notes", 12, notes},
    {"a command in disguise", 4, disguises},
    {"an operator answers a note", 8, answers_note},
    {"line 2 is asked", 8, hands_over},
    {"an operator pastes a note", 5, pastes_note},
    {"an operator repeats the customer", 6, repeats_customer},
    {"an operator pastes an address", 2, pastes_address},
    {"an operator answers a note's line", 7, answers_line_of_note},
    {"an operator answers for another", 4, answers_for_colleague},
    {"an operator mistakes the address", 4, mistakes_address},
    {"an operator decides about a hold", 7, decides_hold},
    {"an operator undoes", 4, undoes},
    {"a message crosses a reply", 5, crosses},
    {"an operator asks", 3, asks},
    {"an outsider looks", 3, outsider_looks},
    {NULL},
};
