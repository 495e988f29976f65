/* moves of copies: the same message once more, before or after the true one, in
 * another coat. */
#include "adversary/moves.h"

#include <string.h>

static const char *const coats[] = {
    "List-Id: <evil.example>\nPrecedence: list\n",
    "Precedence: bulk\n",
    "Auto-Submitted: auto-generated\n",
    "Cc: mallory@evil.example\n",
    "X-Spam-Flag: YES\n",
    "Reply-To: mallory@evil.example\n",
    ""};

/* The desk's mail server takes out what pretends to be its results. */
static GBytes *in_coat(GBytes *raw, const char *coat)
{
    static const char results[] = "Authentication-Results: mx.example.org";
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);
    GString *text = g_string_new(coat);
    char *at;

    g_string_replace(text, "\n", "\r\n", 0);
    g_string_append_len(text, data, (gssize)size);
    if ((at = strstr(text->str, results)) != NULL)
        g_string_erase(text, at - text->str, strstr(at, "\n") + 1 - at);
    return g_string_free_to_bytes(text);
}

/* An earlier message once more. */
static void comes_after(play *p)
{
    if (p->seen->len == 0)
        return;
    const seen_mail *old = p->seen->pdata[below(p, (int)p->seen->len)];
    g_autoptr(GBytes) raw =
        in_coat(old->raw, coats[below(p, G_N_ELEMENTS(coats))]);
    judge_state before = judge_look(p->w, p->ticket);
    fate f = {0};

    if (people_hand_in(p, "mallory@evil.example", old->to, NULL, raw, &f)) {
        people_wait(p, 1000);
        judge_unchanged(p->w, &before, p->ticket, true, "a copy");
        judge_fate(p->w, &f);
    }
    judge_state_clear(&before);
    fate_clear(&f);
}

static unsigned acted(play *p)
{
    return world_rows(p->w, "article") + world_rows(p->w, "note") +
           world_rows(p->w, "participant");
}

/* The same once more, by another way, as true as it was. */
static void comes_twice(play *p)
{
    if (p->seen->len == 0)
        return;
    const seen_mail *old = p->seen->pdata[below(p, (int)p->seen->len)];
    for (unsigned i = p->seen->len; chance(p, 80) && i-- > 0;)
        if (((const seen_mail *)p->seen->pdata[i])->login != NULL)
            old = p->seen->pdata[i];
    g_autoptr(GBytes) raw = in_coat(old->raw, "X-Loop: no\n");
    unsigned before = acted(p);
    fate f = {0};

    if (people_hand_in(p, old->sender, old->to, old->login,
                       chance(p, 50) ? raw : old->raw, &f)) {
        if (old->login != NULL && acted(p) != before)
            found(p, "what came twice acted twice: %s", f.words);
        people_wait(p, 1000);
        judge_fate(p->w, &f);
    }
    fate_clear(&f);
}

/* Is it an article there, whoever sent it? */
static bool is_article(play *p, const said *s, int64_t ticket)
{
    g_autoptr(GPtrArray) all =
        ticket > 0 ? store_entry_list(p->w->s, ticket, 0, false, NULL) : NULL;

    for (unsigned i = 0; all != NULL && i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        if (e->kind == STORE_ARTICLE && words_has(s, e->text))
            return true;
    }
    return false;
}

/* One who has seen it on its way sends his version first; the true one must
 * still arrive. */
static void comes_before(play *p)
{
    bool by_operator = chance(p, 50);
    person *x = who(p, by_operator ? "anna" : "kari");
    const sent_mail *m = some_mail(p, x);
    g_autoptr(GBytes) raw = NULL;
    fate f = {0};

    if (m == NULL && by_operator)
        return;
    if (!by_operator && chance(p, 50))
        m = NULL; /* a request of its own */
    bool note = by_operator && chance(p, 50);
    said_kind kind = note          ? SAID_NOTE
                     : by_operator ? SAID_REPLY
                                   : SAID_CUSTOMER;
    said *s = words_say(p->words, p->rand, kind, x->address,
                        m ? (unsigned)m->ticket : 0, 2);
    const char *above = note ? "/note\n" : by_operator ? "/reply\n" : "";
    g_autofree char *text = g_strconcat(above, s->text, NULL);
    letter_out o = {.from = x,
                    .about = m,
                    .subject = m ? NULL : "New question",
                    .auth = AUTH_PASS,
                    .raw = &raw};
    people_send(p, &o, text, NULL, NULL);
    g_autoptr(GBytes) fake = in_coat(raw, coats[below(p, G_N_ELEMENTS(coats))]);
    said_now(p, s, x, m);
    if (people_hand_in(p, "mallory@evil.example", "support@example.org", NULL,
                       fake, &f))
        people_wait(p, 1000);
    fate_clear(&f);
    const letter_address *to = m && sent_letter(m)->reply_to->len
                                   ? sent_letter(m)->reply_to->pdata[0]
                                   : NULL;
    if (people_hand_in(p, x->address, to ? to->address : "support@example.org",
                       NULL, raw, &f)) {
        if (s->room == 0 && f.ticket > 0)
            s->room = (unsigned)f.ticket;
        s->article = g_str_equal(f.code, "reply") ||
                     g_str_equal(f.code, "ticket") ||
                     g_str_equal(f.code, "article");
        people_wait(p, 1000);
        if (by_operator)
            judge_told(p->w, s, x->address, f.ticket);
        else
            judge_seen(p->w, s, &f);
        judge_fate(p->w, &f);
        if (!by_operator && m == NULL && !is_article(p, s, f.ticket))
            found(p, "a copy in another coat swallowed a request: %s", f.words);
    }
    fate_clear(&f);
}

const move moves_of_copies[] = {
    {"a copy comes after it", 6, comes_after},
    {"a copy comes before it", 6, comes_before},
    {"a message comes twice", 3, comes_twice},
    {NULL},
};
