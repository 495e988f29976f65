/* people: the cast, its mail programs and mailboxes. */
#include "adversary/people.h"

#include "adversary/mailer.h"

#include <stdio.h>
#include <string.h>

#define QUOTES_NOTHING 8 /* percent of answers */
#define BASE64         20
#define HTML           40 /* of those whose client does not like it */
#define HTML_ALONE     15 /* of those that have it */

int below(play *p, int n)
{
    return n <= 1 ? 0 : g_rand_int_range(p->rand, 0, n);
}

bool chance(play *p, int percent)
{
    return below(p, 100) < percent;
}

person *who(play *p, const char *start)
{
    for (unsigned i = 0; i < p->count; i++)
        if (g_str_has_prefix(p->people[i].address, start))
            return &p->people[i];
    return NULL;
}

void found(play *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(p->w->faults, g_strdup_vprintf(format, args));
    va_end(args);
}

/* ---- the cast ---- */

static void add(play *p, side at, const char *name, char *address,
                const char *login, int proved)
{
    person *x = &p->people[p->count++];

    *x = (person){.side = at,
                  .name = name,
                  .address = address,
                  .login = login,
                  .host = chance(p, proved) ? AUTH_PASS
                          : chance(p, 70)   ? AUTH_NONE
                                            : AUTH_FAIL,
                  .client = client_at((unsigned)below(p, (int)client_count())),
                  .knows = -1,
                  .inbox = g_ptr_array_new()};
}

void people_cast(play *p, uint32_t seed)
{
    add(p, CUSTOMER, "Kari Nordmann",
        g_strdup_printf("kari@c%u.example", seed % 1000), NULL, 80);
    add(p, CUSTOMER, "Per Hansen",
        g_strdup_printf("per@p%u.example", seed % 1000), NULL, 50);
    add(p, OPERATOR, "Anna Larsen", g_strdup("anna@example.org"), "anna", 100);
    add(p, OPERATOR, "Olga Berg", g_strdup("olga@example.org"), NULL, 100);
    add(p, OPERATOR, "Tom Hansen", g_strdup("tom@example.org"), "tom", 100);
    add(p, OPERATOR, "Bob Sale", g_strdup("bob@example.org"), "bob", 100);
    add(p, STRANGER, "Mallory", g_strdup("mallory@evil.example"), NULL, 50);
    add(p, PARTNER, "Nils Fix", g_strdup("integrator@fix.example"), NULL, 100);
}

void people_leave(play *p)
{
    for (unsigned i = 0; i < p->count; i++) {
        g_free(p->people[i].address);
        g_ptr_array_unref(p->people[i].inbox);
    }
    p->count = 0;
    p->may_adopt = p->remembered = false;
    p->restored = 0;
    g_ptr_array_set_size(p->seen, 0);
}

/* ---- sending ---- */

static char *reply_address(const sent_mail *m)
{
    const GPtrArray *list = sent_letter(m)->reply_to->len > 0
                                ? sent_letter(m)->reply_to
                                : sent_letter(m)->from;
    const letter_address *a = list->len > 0 ? list->pdata[0] : NULL;

    return g_strdup(a != NULL ? a->address : "support@example.org");
}

static auth auth_of(const letter_out *o)
{
    if (o->auth != AUTH_OWN)
        return o->auth;
    if (o->from->login != NULL)
        return AUTH_LOGIN;
    return o->from->host;
}

/* What the desk's own mail server writes on top. */
static char *headers_of(const letter_out *o, const char *from)
{
    auth a = auth_of(o);
    const char *more = o->headers ? o->headers : "";
    g_autofree char *domain = g_strdup(strchr(from, '@') + 1);

    domain[strcspn(domain, "> ,")] = '\0';
    if (a == AUTH_NONE || a == AUTH_LOGIN)
        return g_strdup(more);
    return g_strdup_printf(
        "Authentication-Results: mx.example.org; dmarc=%s header.from=%s\n%s",
        a == AUTH_PASS ? "pass" : "fail", domain, more);
}

static char *references_of(const letter_out *o)
{
    const char *id = o->about && !o->no_references
                         ? sent_letter(o->about)->message_id
                         : NULL;
    GString *out = g_string_new(o->references ? o->references : "");

    if (id != NULL)
        g_string_append_printf(out, "%s<%s>", out->len ? " " : "", id);
    if (out->len > 0)
        return g_string_free(out, FALSE);
    g_string_free(out, TRUE);
    return NULL;
}

static void seen_mail_free(void *data)
{
    seen_mail *s = data;

    g_free(s->sender);
    g_free(s->to);
    g_free(s->login);
    g_bytes_unref(s->raw);
    g_free(s);
}

GPtrArray *people_mails(void)
{
    return g_ptr_array_new_with_free_func(seen_mail_free);
}

static void seen_mail_keep(play *p, const char *sender, const char *to,
                           const char *login, GBytes *raw, const fate *f)
{
    seen_mail *s = g_new0(seen_mail, 1);

    s->sender = g_strdup(sender);
    s->to = g_strdup(to);
    s->login = g_strdup(login);
    s->raw = g_bytes_ref(raw);
    memcpy(s->id, f->id, sizeof s->id);
    g_ptr_array_add(p->seen, s);
}

bool people_hand_in(play *p, const char *sender, const char *to,
                    const char *login, GBytes *raw, fate *f)
{
    GError *error = NULL;
    incoming in = {
        .sender = sender, .recipients = {to, NULL}, .login = login, .raw = raw};
    bool fine = world_receive(p->w, &in, f, &error);

    if (!fine)
        found(p, "the core failed: %s", error->message);
    else
        seen_mail_keep(p, sender, to, login, raw, f);
    if (p->verbose) {
        gsize size;
        const char *data = g_bytes_get_data(raw, &size);
        printf("-- %s -> %s%s%s: %s\n%.*s\n", sender, to,
               login ? ", logged in as " : "", login ? login : "",
               fine ? f->words : error->message, (int)size, data);
    }
    g_clear_error(&error);
    return fine;
}

static GBytes *write_letter(play *p, const letter_out *o, const char *to,
                            const char *text, const char *html)
{
    const letter *l = o->about ? sent_letter(o->about) : NULL;
    g_autofree char *from =
        o->as ? g_strdup(o->as)
              : g_strdup_printf("%s <%s>", o->from->name, o->from->address);
    g_autofree char *id =
        g_strdup_printf("m%08x.%" G_GUINT64_FORMAT "@%s", g_rand_int(p->rand),
                        p->w->count, strchr(o->from->address, '@') + 1);
    g_autofree char *subject =
        o->subject
            ? g_strdup(o->subject)
            : g_strdup_printf("Re: %s", l && l->subject ? l->subject : "mail");
    g_autofree char *references = references_of(o);
    g_autofree char *headers = headers_of(o, from);
    mailer_mail m = {.from = from,
                     .to = to,
                     .cc = o->cc,
                     .subject = subject,
                     .message_id = id,
                     .in_reply_to = references,
                     .references = references,
                     .date_ms = p->w->now_ms,
                     .headers = headers,
                     .text = o->html_only ? NULL : text,
                     .html = o->html || o->html_only ? html : NULL,
                     .attached = o->attached,
                     .attached_type = o->attached_type,
                     .base64 = chance(p, BASE64)};

    return mailer_write(&m);
}

bool people_send(play *p, const letter_out *o, const char *text,
                 const char *html, fate *f)
{
    g_autofree char *to = o->to ? g_strdup(o->to)
                                : (o->about ? reply_address(o->about)
                                            : g_strdup("support@example.org"));
    letter_out how = *o;

    how.html = html != NULL &&
               chance(p, client_likes_html(o->from->client) ? 90 : HTML);
    how.html_only = how.html && chance(p, HTML_ALONE);
    g_autoptr(GBytes) raw = write_letter(p, &how, to, text, html);
    if (o->raw != NULL)
        *o->raw = g_bytes_ref(raw);
    if (o->raw != NULL && f == NULL)
        return true;
    return people_hand_in(p, o->from->address, to,
                          auth_of(o) != AUTH_LOGIN ? NULL
                          : o->login               ? o->login
                                                   : o->from->login,
                          raw, f);
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

void people_wait(play *p, int64_t ms)
{
    GError *error = NULL;
    unsigned from = p->w->out->len;

    if (!world_wait(p->w, ms, &error)) {
        found(p, "the clock failed: %s", error->message);
        g_clear_error(&error);
    }
    judge_mails(p->w, p->words, from);
    if (p->verbose)
        for (unsigned i = from; i < p->w->out->len; i++) {
            const sent_mail *m = p->w->out->pdata[i];
            printf("++ %u to %s: %s\n%s\n", i, m->to, sent_letter(m)->subject,
                   sent_letter(m)->text);
        }
    take_mail(p);
}

const sent_mail *some_mail(play *p, person *x)
{
    unsigned n = x->inbox->len;

    if (n == 0)
        return NULL;
    return x->inbox->pdata[n - 1 - (unsigned)below(p, MIN((int)n, 3))];
}

const sent_mail *mail_with(person *x, const char *word)
{
    for (unsigned i = x->inbox->len; i-- > 0;) {
        const sent_mail *m = x->inbox->pdata[i];
        if (strstr(sent_letter(m)->text, word) != NULL)
            return m;
    }
    return NULL;
}

client_place some_place(play *p)
{
    int n = below(p, 10);
    return n < 6 ? CLIENT_TOP : n < 8 ? CLIENT_BOTTOM : CLIENT_BETWEEN;
}

char *answer_text(play *p, person *x, const char *own, const sent_mail *m,
                  client_place place, const char *below_word, char **html)
{
    client_shown shown = {0};
    bool quotes = m != NULL && (below_word || !chance(p, QUOTES_NOTHING));

    if (m != NULL) {
        const letter_address *from = sent_letter(m)->from->len > 0
                                         ? sent_letter(m)->from->pdata[0]
                                         : NULL;
        shown = (client_shown){
            .name = from && from->name ? from->name : "Support",
            .address = from ? from->address : "support@example.org",
            .to = x->address,
            .subject = sent_letter(m)->subject ? sent_letter(m)->subject : "",
            .text = sent_letter(m)->text,
            .below = below_word,
            .date_ms = m->at_ms};
    }
    return client_answer(x->client, p->rand, own, quotes ? &shown : NULL, place,
                         html);
}

int index_of(const play *p, const sent_mail *m)
{
    guint at;

    return m != NULL && g_ptr_array_find(p->w->out, m, &at) ? (int)at : -1;
}

void said_now(play *p, said *s, const person *x, const sent_mail *m)
{
    s->order = (int)p->w->out->len;
    s->answers = MAX(index_of(p, m), x->knows);
    s->at_ms = p->w->now_ms;
}
