/* play: conversations that nobody wrote down: people, clients, strangers and
 * machines act at random by a seed, and after each step it is checked what left
 * the desk and what it holds.
 *
 *   play [-n COUNT] [-s SEED] [-f FAULT] [-r FILE] [-v] [--faults]
 *
 * A conversation depends on its number and the seed alone: `-s SEED -n 1` plays
 * the one that was named in a finding. -r FILE: goes on where an earlier run of
 * this file stopped. -f FAULT: with a fault that was planted (a build that has
 * them); then it is a success to find something. Exit status: 0 nothing was
 * found (with -f: something), 1 the other way round. */
#include "adversary/client.h"
#include "adversary/judge.h"
#include "adversary/mailer.h"
#include "base/planted.h"
#include "desk/facts/facts.h"
#include "write/tag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_MS     INT64_C(1796000000000)
#define STEPS_MIN    4
#define STEPS_MORE   10
#define SAVE_EVERY   1000
#define SHOWN_FAULTS 5

typedef enum { CUSTOMER, OPERATOR, STRANGER } side;

typedef struct person {
    side side;
    const char *name, *address;
    bool proved;        /* her host's mail is authenticated */
    const client *client;
    unsigned read;      /* mails of w->out that she has looked at */
    GPtrArray *inbox;   /* const sent_mail* */
} person;

typedef struct play {
    world *w;
    words *words;
    GRand *rand;
    person people[8];
    unsigned count;
    int64_t ticket; /* the conversation's first, 0 before */
    GPtrArray *raws; /* incoming raw messages so far, for copies */
    GPtrArray *senders;
    bool verbose;
} play;

static int below(play *p, int n)
{
    return n <= 1 ? 0 : g_rand_int_range(p->rand, 0, n);
}

static bool chance(play *p, int percent)
{
    return below(p, 100) < percent;
}

static person *who(play *p, const char *start)
{
    for (unsigned i = 0; i < p->count; i++)
        if (g_str_has_prefix(p->people[i].address, start))
            return &p->people[i];
    return NULL;
}

/* ---- sending to the desk ---- */

typedef struct letter_out {
    person *from;
    const char *as;        /* From header, NULL: her own */
    bool unproved;         /* without her host's word */
    const sent_mail *about; /* that is answered; NULL */
    const char *to;        /* header and envelope; NULL: as `about` asks */
    const char *subject;   /* NULL: Re: that of `about` */
    const char *headers;
    const char *cc;
    const char *id;        /* NULL: a new one */
    bool no_references;
    GBytes *attached;
    const char *attached_type;
} letter_out;

static char *first_address(const GPtrArray *list)
{
    const letter_address *a = list->len > 0 ? list->pdata[0] : NULL;
    return g_strdup(a != NULL ? a->address : "support@example.org");
}

static char *reply_address(const sent_mail *m)
{
    return first_address(m->letter->reply_to->len > 0 ? m->letter->reply_to
                                                      : m->letter->from);
}

/* What her host writes on top, or a stranger's host about him. */
static char *headers_of(const letter_out *o)
{
    const char *domain = strchr(o->as ? o->as : o->from->address, '@');
    g_autofree char *clean = g_strdup(domain + 1);

    g_strdelimit(clean, ">", '\0');
    return g_strdup_printf(
        "Authentication-Results: mx.example.org; dmarc=%s header.from=%s\n%s",
        o->unproved || !o->from->proved ? "fail" : "pass", clean,
        o->headers ? o->headers : "");
}

static bool deliver(play *p, const letter_out *o, const char *text,
                    const char *html, fate *f)
{
    GError *error = NULL;
    const letter *l = o->about ? o->about->letter : NULL;
    g_autofree char *to =
        o->to ? g_strdup(o->to)
              : (o->about ? reply_address(o->about)
                          : g_strdup("support@example.org"));
    g_autofree char *id =
        o->id ? g_strdup(o->id)
              : g_strdup_printf("m%u.%u@%s", g_rand_int(p->rand),
                                (unsigned)p->w->count,
                                strchr(o->from->address, '@') + 1);
    g_autofree char *from =
        o->as ? g_strdup(o->as)
              : g_strdup_printf("%s <%s>", o->from->name, o->from->address);
    g_autofree char *subject =
        o->subject ? g_strdup(o->subject)
                   : g_strdup_printf("Re: %s",
                                     l && l->subject ? l->subject : "mail");
    g_autofree char *reference =
        l && l->message_id && !o->no_references
            ? g_strdup_printf("<%s>", l->message_id)
            : NULL;
    g_autofree char *headers = headers_of(o);
    mailer_mail m = {.from = from,
                     .to = to,
                     .cc = o->cc,
                     .subject = subject,
                     .message_id = id,
                     .in_reply_to = reference,
                     .references = reference,
                     .date_ms = p->w->now_ms,
                     .headers = headers,
                     .text = text,
                     .html = html,
                     .attached = o->attached,
                     .attached_type = o->attached_type,
                     .base64 = chance(p, 20)};
    incoming in = {.sender = o->from->address,
                   .recipients = {to, NULL},
                   .raw = mailer_write(&m)};

    g_ptr_array_add(p->raws, g_bytes_ref(in.raw));
    g_ptr_array_add(p->senders, g_strdup(in.sender));
    g_ptr_array_add(p->senders, g_strdup(to));
    bool fine = world_receive(p->w, &in, f, &error);
    if (p->verbose)
        printf("-- %s -> %s: %s\n%s\n", from, to,
               fine ? f->words : error->message, text);
    if (!fine)
        g_ptr_array_add(p->w->faults,
                        g_strdup_printf("the core failed: %s", error->message));
    g_clear_error(&error);
    g_bytes_unref(in.raw);
    return fine;
}

/* ---- reading ---- */

static void take_mail(play *p)
{
    for (unsigned i = 0; i < p->count; i++) {
        person *x = &p->people[i];
        for (; x->read < p->w->out->len; x->read++) {
            const sent_mail *m = p->w->out->pdata[x->read];
            if (g_ascii_strcasecmp(m->to, x->address) == 0)
                g_ptr_array_add(x->inbox, (void *)m);
        }
    }
}

static void wait_for(play *p, int64_t ms)
{
    GError *error = NULL;
    unsigned from = p->w->out->len;

    if (!world_wait(p->w, ms, &error)) {
        g_ptr_array_add(p->w->faults,
                        g_strdup_printf("the clock failed: %s",
                                        error->message));
        g_clear_error(&error);
    }
    judge_mails(p->w, p->words, from);
    if (p->verbose)
        for (unsigned i = from; i < p->w->out->len; i++) {
            const sent_mail *m = p->w->out->pdata[i];
            printf("++ to %s: %s\n%s\n", m->to, m->letter->subject,
                   m->letter->text);
        }
    take_mail(p);
}

/* Her latest mails are the likeliest to be answered. NULL: she has none. */
static const sent_mail *some_mail(play *p, person *x)
{
    unsigned n = x->inbox->len;

    if (n == 0)
        return NULL;
    return x->inbox->pdata[n - 1 - (unsigned)below(p, MIN((int)n, 3))];
}

static char *answer_text(play *p, person *x, const char *own,
                         const sent_mail *m, client_place place, char **html)
{
    client_shown shown = {0};

    if (m != NULL) {
        const letter_address *from =
            m->letter->from->len > 0 ? m->letter->from->pdata[0] : NULL;
        shown = (client_shown){
            .name = from && from->name ? from->name : "Support",
            .address = from ? from->address : "support@example.org",
            .to = x->address,
            .subject = m->letter->subject ? m->letter->subject : "",
            .text = m->letter->text,
            .date_ms = m->at_ms};
    }
    return client_answer(x->client, p->rand, own,
                         m != NULL && !chance(p, 10) ? &shown : NULL, place,
                         html);
}

static client_place some_place(play *p)
{
    int n = below(p, 10);
    return n < 6 ? CLIENT_TOP : n < 8 ? CLIENT_BOTTOM : CLIENT_BETWEEN;
}

/* ---- moves ---- */

static void customer_opens(play *p)
{
    person *x = chance(p, 80) ? who(p, "kari") : who(p, "per");
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address, 0,
                        1 + (unsigned)below(p, 4));
    g_autofree char *subject = g_strdup_printf("Question %d", below(p, 1000));
    letter_out o = {.from = x, .subject = subject};
    fate f = {0};

    if (!deliver(p, &o, s->text, NULL, &f))
        return;
    s->room = (unsigned)f.ticket;
    if (p->ticket == 0 && f.ticket > 0)
        p->ticket = f.ticket;
    wait_for(p, 1000);
    judge_seen(p->w, s, &f);
    fate_clear(&f);
}

static void customer_answers(play *p)
{
    person *x = chance(p, 85) ? who(p, "kari") : who(p, "per");
    const sent_mail *m = some_mail(p, x);

    if (m == NULL)
        return;
    said *s = words_say(p->words, p->rand, SAID_CUSTOMER, x->address,
                        (unsigned)m->ticket, 1 + (unsigned)below(p, 3));
    char *html = NULL;
    g_autofree char *text = answer_text(p, x, s->text, m, some_place(p), &html);
    letter_out o = {.from = x,
                    .about = m,
                    .no_references = chance(p, 10),
                    .unproved = chance(p, 20)};
    fate f = {0};

    if (deliver(p, &o, text, html, &f)) {
        s->room = (unsigned)f.ticket;
        wait_for(p, 1000);
        judge_seen(p->w, s, &f);
    }
    g_free(html);
    fate_clear(&f);
}

static person *some_operator(play *p)
{
    static const char *const names[] = {"anna", "anna", "olga", "tom"};
    return who(p, names[below(p, G_N_ELEMENTS(names))]);
}

/* An operator's answer: `above` are command lines above her words. */
static said *operator_writes(play *p, person *x, said_kind kind,
                             const char *above, const char *more,
                             client_place place, fate *f)
{
    const sent_mail *m = some_mail(p, x);

    if (m == NULL)
        return NULL;
    said *s = words_say(p->words, p->rand, kind, x->address,
                        (unsigned)m->ticket, 1 + (unsigned)below(p, 3));
    g_autofree char *own =
        g_strconcat(above ? above : "", s->text, more ? more : "", NULL);
    char *html = NULL;
    g_autofree char *text = answer_text(p, x, own, m, place, &html);
    letter_out o = {.from = x, .about = m};

    if (chance(p, 5)) { /* as attachment, in the way of some clients */
        o.attached = m->raw;
        o.attached_type = "message/rfc822";
    }
    bool fine = deliver(p, &o, text, html, f);
    g_free(html);
    if (!fine)
        return NULL;
    wait_for(p, 1000);
    judge_told(p->w, s, x->address, f->ticket ? f->ticket : m->ticket);
    return s;
}

static void operator_replies(play *p)
{
    static const char *const heads[] = {"", "", "", "/take\n\n", "/Take\n",
                                        "/spend 10m\n", "/close\n"};
    fate f = {0};

    operator_writes(p, some_operator(p), SAID_REPLY,
                    heads[below(p, G_N_ELEMENTS(heads))], NULL, some_place(p),
                    &f);
    fate_clear(&f);
}

static void operator_notes(play *p)
{
    fate f = {0};

    operator_writes(p, some_operator(p), SAID_NOTE,
                    chance(p, 50) ? "/note\n" : "/note\n\n", NULL, CLIENT_TOP,
                    &f);
    fate_clear(&f);
}

/* What a colleague wrote as a note is answered without a command. */
static void operator_answers_note(play *p)
{
    person *x = some_operator(p);
    fate f = {0};

    for (unsigned i = x->inbox->len; i-- > 0;) {
        const sent_mail *m = x->inbox->pdata[i];
        if (strstr(m->all, "stays internal") == NULL)
            continue;
        g_ptr_array_add(x->inbox, (void *)m); /* the latest, for some_mail */
        g_ptr_array_add(x->inbox, (void *)m);
        g_ptr_array_add(x->inbox, (void *)m);
        operator_writes(p, x, SAID_NOTE, NULL, NULL, CLIENT_TOP, &f);
        break;
    }
    fate_clear(&f);
}

/* She types or pastes what a note says into her own words. */
static void operator_pastes_note(play *p)
{
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);
    fate f = {0};

    if (m == NULL)
        return;
    g_autoptr(GPtrArray) found = words_in(p->words, m->all);
    for (unsigned i = 0; i < found->len; i++) {
        const said *s = found->pdata[i];
        if (s->kind != SAID_NOTE)
            continue;
        operator_writes(p, x, SAID_REPLY, "/reply\n", s->text, CLIENT_TOP, &f);
        break;
    }
    fate_clear(&f);
}

static void operator_undoes(play *p)
{
    static const char *const words_[] = {"/undo\n", "/send\n", "/drop\n",
                                         "/show\n", "/list\n", "/help\n"};
    person *x = some_operator(p);
    const sent_mail *m = some_mail(p, x);
    letter_out o = {.from = x, .about = m};
    const char *text = words_[below(p, G_N_ELEMENTS(words_))];
    fate f = {0};

    if (m == NULL)
        return;
    if (g_str_equal(text, "/send\n")) { /* she lets it leave, whatever it is */
        g_autoptr(GPtrArray) found = words_in(p->words, m->all);
        for (unsigned i = 0; i < found->len; i++)
            ((said *)found->pdata[i])->passed = true;
    }
    if (deliver(p, &o, text, NULL, &f))
        wait_for(p, 1000);
    fate_clear(&f);
}

/* A tag or a Message-ID of the desk in the hands of one who is nobody here. */
static void stranger_writes(play *p)
{
    person *x = who(p, "mallory"), *victim = who(p, "kari");
    const sent_mail *m = some_mail(p, victim);
    judge_state before = judge_look(p->w, p->ticket);
    said *s = words_say(p->words, p->rand, SAID_STRANGER, x->address,
                        (unsigned)p->ticket, 1 + (unsigned)below(p, 3));
    g_autofree char *text = g_strconcat(
        chance(p, 30) ? "/close\n" : chance(p, 20) ? "/cc mallory@evil.example\n"
                                                   : "",
        s->text, NULL);
    letter_out o = {.from = x, .about = m, .no_references = chance(p, 50)};
    fate f = {0};

    if (m != NULL && deliver(p, &o, text, NULL, &f)) {
        s->room = (unsigned)(f.ticket ? f.ticket : p->ticket);
        wait_for(p, 1000);
        judge_seen(p->w, s, &f);
        if (f.ticket == p->ticket)
            judge_unchanged(p->w, &before, p->ticket, false, "a stranger");
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

/* Somebody else's mail under an operator's name: with what he may have seen (a
 * tag, a Message-ID in a customer's quote), never with her secret address. */
static void forged_operator(play *p)
{
    person *x = who(p, "mallory"), *seen_by = who(p, "kari");
    const sent_mail *m = some_mail(p, seen_by);
    const sent_mail *inside = some_mail(p, who(p, "anna"));
    judge_state before = judge_look(p->w, p->ticket);
    said *s = words_say(p->words, p->rand, SAID_STRANGER, x->address,
                        (unsigned)p->ticket, 2);
    g_autofree char *text =
        g_strconcat(chance(p, 50) ? "/assign tom\n/priority low\n" : "",
                    s->text, NULL);
    letter_out o = {.from = x,
                    .as = "Anna Larsen <anna@example.org>",
                    .unproved = true,
                    .to = "support@example.org",
                    .about = inside != NULL && chance(p, 50) ? inside : m};
    fate f = {0};

    if (o.about != NULL && deliver(p, &o, text, NULL, &f)) {
        wait_for(p, 180 * 1000);
        judge_unchanged(p->w, &before, p->ticket, false, "a forger");
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

/* A responder: with the headers it ought to have, or with a prefix alone. */
static void machine_answers(play *p)
{
    static const char *const prefix[] = {
        "Automatic reply: ", "Out of office: ", "Abwesenheitsnotiz: ",
        "R\xc3\xa9ponse automatique : ", "Automatisk svar: ",
        "\xd0\x90\xd0\xb2\xd1\x82\xd0\xbe\xd0\xbe\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82: "};
    person *x = chance(p, 50) ? who(p, "kari") : some_operator(p);
    const sent_mail *m = some_mail(p, x);

    if (m == NULL)
        return;
    said *s = words_say(p->words, p->rand, SAID_MACHINE, x->address,
                        (unsigned)m->ticket, 1);
    g_autofree char *subject =
        g_strconcat(prefix[below(p, G_N_ELEMENTS(prefix))],
                    m->letter->subject ? m->letter->subject : "", NULL);
    letter_out o = {.from = x,
                    .about = m,
                    .subject = subject,
                    .headers = chance(p, 50) ? "Auto-Submitted: auto-replied\n"
                                             : NULL};
    unsigned before = p->w->out->len, answers = 0;
    fate f = {0};

    if (deliver(p, &o, s->text, NULL, &f)) {
        wait_for(p, 180 * 1000);
        for (unsigned i = before; i < p->w->out->len; i++) {
            const sent_mail *out = p->w->out->pdata[i];
            if (g_ascii_strcasecmp(out->to, x->address) == 0 &&
                out->automatic && words_has(s, out->all))
                answers++;
        }
        if (answers > 0)
            g_ptr_array_add(p->w->faults,
                            g_strdup_printf("the responder of %s was answered",
                                            x->address));
    }
    fate_clear(&f);
}

/* An earlier message once more, in another coat: a list's, a machine's. */
static void hostile_copy(play *p)
{
    static const char *const coats[] = {
        "List-Id: <evil.example>\n", "Precedence: bulk\n",
        "Auto-Submitted: auto-generated\n", "Cc: mallory@evil.example\n",
        "X-Spam-Flag: YES\n", ""};
    if (p->raws->len == 0)
        return;
    unsigned at = (unsigned)below(p, (int)p->raws->len);
    GBytes *old = p->raws->pdata[at];
    gsize size;
    const char *data = g_bytes_get_data(old, &size);
    GString *text = g_string_new(coats[below(p, G_N_ELEMENTS(coats))]);
    judge_state before = judge_look(p->w, p->ticket);
    fate f = {0};
    GError *error = NULL;

    g_string_replace(text, "\n", "\r\n", 0);
    g_string_append_len(text, data, (gssize)size);
    incoming in = {.sender = "mallory@evil.example",
                   .recipients = {p->senders->pdata[2 * at + 1], NULL},
                   .raw = g_string_free_to_bytes(text)};
    if (world_receive(p->w, &in, &f, &error)) {
        wait_for(p, 1000);
        judge_unchanged(p->w, &before, p->ticket, true, "a copy");
    } else {
        g_ptr_array_add(p->w->faults, g_strdup(error->message));
        g_clear_error(&error);
    }
    g_bytes_unref(in.raw);
    judge_state_clear(&before);
    fate_clear(&f);
}

/* One who works in another queue asks for what he may not see. */
static void outsider_looks(play *p)
{
    person *x = who(p, "bob");
    g_autofree char *text = g_strdup_printf("/show #%d\n", (int)p->ticket);
    letter_out o = {.from = x, .to = "sales@example.org", .subject = "look"};
    fate f = {0};

    if (p->ticket == 0)
        return;
    if (deliver(p, &o, text, NULL, &f))
        wait_for(p, 1000);
    fate_clear(&f);
}

static void time_passes(play *p)
{
    static const int64_t steps[] = {61000,        10 * 60000, 3 * 3600000,
                                    26 * 3600000, -3600000,   9 * 86400000LL};
    wait_for(p, steps[below(p, G_N_ELEMENTS(steps))]);
}

typedef struct move {
    const char *name;
    int weight;
    void (*run)(play *p);
} move;

static const move moves[] = {
    {"customer opens", 6, customer_opens},
    {"customer answers", 20, customer_answers},
    {"operator replies", 26, operator_replies},
    {"operator notes", 14, operator_notes},
    {"operator answers a note", 8, operator_answers_note},
    {"operator pastes a note", 5, operator_pastes_note},
    {"operator commands", 7, operator_undoes},
    {"stranger writes", 8, stranger_writes},
    {"forged operator", 6, forged_operator},
    {"machine answers", 6, machine_answers},
    {"hostile copy", 7, hostile_copy},
    {"outsider looks", 3, outsider_looks},
    {"time passes", 12, time_passes},
};

static const move *some_move(play *p)
{
    int all = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(moves); i++)
        all += moves[i].weight;
    int at = below(p, all);
    for (unsigned i = 0; i < G_N_ELEMENTS(moves); i++)
        if ((at -= moves[i].weight) < 0)
            return &moves[i];
    return &moves[0];
}

/* ---- one conversation ---- */

static void add_person(play *p, side at, const char *name, char *address,
                       bool proved)
{
    person *x = &p->people[p->count++];

    *x = (person){.side = at,
                  .name = name,
                  .address = address,
                  .proved = proved,
                  .client = client_at((unsigned)below(p, (int)client_count())),
                  .inbox = g_ptr_array_new()};
}

static void cast(play *p, uint32_t seed)
{
    add_person(p, CUSTOMER, "Kari Nordmann",
               g_strdup_printf("kari@c%u.example", seed), chance(p, 80));
    add_person(p, CUSTOMER, "Per Hansen",
               g_strdup_printf("per@p%u.example", seed), chance(p, 50));
    add_person(p, OPERATOR, "Anna Larsen", g_strdup("anna@example.org"), true);
    add_person(p, OPERATOR, "Olga Berg", g_strdup("olga@example.org"), true);
    add_person(p, OPERATOR, "Tom Hansen", g_strdup("tom@example.org"), true);
    add_person(p, OPERATOR, "Bob Sale", g_strdup("bob@example.org"), true);
    add_person(p, STRANGER, "Mallory", g_strdup("mallory@evil.example"),
               chance(p, 50));
}

static void end(play *p)
{
    for (unsigned i = 0; i < p->count; i++) {
        g_free((char *)p->people[i].address);
        g_ptr_array_unref(p->people[i].inbox);
    }
    p->count = 0;
    g_ptr_array_set_size(p->raws, 0);
    g_ptr_array_set_size(p->senders, 0);
    g_rand_free(p->rand);
}

/* True: nothing was found. */
static bool conversation(play *p, uint32_t seed)
{
    p->rand = g_rand_new_with_seed(seed);
    p->ticket = 0;
    world_begin(p->w, START_MS + (int64_t)seed * 3600 * 1000);
    words_forget(p->words, seed);
    cast(p, seed);
    unsigned steps = STEPS_MIN + (unsigned)below(p, STEPS_MORE);
    customer_opens(p);
    for (unsigned i = 0; i < steps && p->w->faults->len == 0; i++) {
        const move *m = some_move(p);
        if (p->verbose)
            printf("==== %s\n", m->name);
        m->run(p);
    }
    if (p->w->faults->len == 0)
        wait_for(p, 180 * 1000);
    end(p);
    return p->w->faults->len == 0;
}

/* ---- the program ---- */

static int count = 1000, seed_start = 1;
static char *chosen, *resume;
static gboolean verbose, list;

static const GOptionEntry entries[] = {
    {"count", 'n', 0, G_OPTION_ARG_INT, &count, "Conversations", "COUNT"},
    {"seed", 's', 0, G_OPTION_ARG_INT, &seed_start, "Of the first", "SEED"},
    {"fault", 'f', 0, G_OPTION_ARG_STRING, &chosen, "Plant a fault", "NAME"},
    {"resume", 'r', 0, G_OPTION_ARG_FILENAME, &resume, "Go on from", "FILE"},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Print all mail", NULL},
    {"faults", 'l', 0, G_OPTION_ARG_NONE, &list, "List planted faults", NULL},
    {NULL}};

static void read_place(void)
{
    g_autofree char *text = NULL;

    if (resume != NULL && g_file_get_contents(resume, &text, NULL, NULL)) {
        int done = atoi(text) - seed_start;
        seed_start += MAX(done, 0);
        count -= MAX(done, 0);
    }
}

static void save_place(uint32_t next)
{
    g_autofree char *text = g_strdup_printf("%u\n", next);

    if (resume != NULL)
        g_file_set_contents(resume, text, -1, NULL);
}

static unsigned show_faults(const play *p, uint32_t seed)
{
    printf("conversation %u:\n", seed);
    for (unsigned i = 0; i < p->w->faults->len && i < SHOWN_FAULTS; i++)
        printf("    %s\n", (char *)p->w->faults->pdata[i]);
    printf("  to play it again: play -v -n 1 -s %u%s%s\n", seed,
           chosen ? " -f " : "", chosen ? chosen : "");
    return 1;
}

int main(int argc, char **argv)
{
    g_autoptr(GOptionContext) o = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_add_main_entries(o, entries, NULL);
    if (!g_option_context_parse(o, &argc, &argv, &error)) {
        fprintf(stderr, "play: %s\n", error->message);
        return 2;
    }
    if (list) {
        planted_list(stdout);
        return 0;
    }
    if (chosen != NULL && !planted_choose(chosen)) {
        fprintf(stderr, "play: this build has no fault %s\n", chosen);
        return 2;
    }
    read_place();
    play p = {.words = words_new(),
              .verbose = verbose,
              .raws = g_ptr_array_new_with_free_func(
                  (GDestroyNotify)g_bytes_unref),
              .senders = g_ptr_array_new_with_free_func(g_free)};
    p.w = world_new(&error);
    if (p.w == NULL) {
        fprintf(stderr, "play: %s\n", error->message);
        return 2;
    }
    unsigned found = 0;
    gint64 start = g_get_monotonic_time();
    uint32_t seed = (uint32_t)seed_start;
    for (int i = 0; i < count && (chosen == NULL || found == 0); i++, seed++) {
        if (!conversation(&p, seed))
            found += show_faults(&p, seed);
        if (i % SAVE_EVERY == 0)
            save_place(seed);
    }
    save_place(seed);
    double ms = (double)(g_get_monotonic_time() - start) / 1000;
    printf("%u conversations, %u with findings, %.2f ms each\n",
           seed - (uint32_t)seed_start, found,
           seed > (uint32_t)seed_start ? ms / (seed - (uint32_t)seed_start) : 0);
    world_free(p.w);
    words_free(p.words);
    return (found > 0) != (chosen != NULL);
}
