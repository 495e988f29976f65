/* wall_secret: secret addresses of ours in a text, however they are written.
 *
 * A token is 32 letters, and its MAC says whether it is ours; so all that may stand
 * between its letters is left out, and the plus and the name before it do not
 * matter. */
#include "desk/wall.h"

#include "config/site.h"
#include "desk/outsider.h"
#include "desk/queue_config.h"
#include "write/tag.h"

#include <string.h>

#define TOKEN_LETTERS 32

/* ---- letters of a text ---- */

static void add_letter(GString *out, gunichar c)
{
    if (c < 0x80 && g_ascii_isalnum((char)c))
        g_string_append_c(out, g_ascii_tolower((char)c));
}

/* Full-width and other letters that are ASCII ones in a dress. */
static char *plain(const char *text)
{
    for (const char *p = text; *p; p++)
        if ((guchar)*p >= 0x80)
            return g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
    return g_strdup(text);
}

static char *letters_of(const char *text)
{
    g_autofree char *clean = plain(text);
    GString *out = g_string_new(NULL);

    for (const char *p = clean ? clean : text; *p; p = g_utf8_next_char(p))
        add_letter(out, g_utf8_get_char(p));
    return g_string_free(out, FALSE);
}

/* ---- escapes ---- */

static int hex_at(const char *p)
{
    int high = g_ascii_xdigit_value(p[0]);
    int low = high < 0 ? -1 : g_ascii_xdigit_value(p[1]);

    return low < 0 ? -1 : high * 16 + low;
}

/* "&#43;", "&#x2b": what it stands for and its octets; 0: it is none. */
static size_t reference(const char *p, gunichar *c)
{
    bool hex = p[2] == 'x' || p[2] == 'X';
    const char *digits = p + (hex ? 3 : 2);
    char *end;
    guint64 number;

    if (p[1] != '#' || !g_ascii_isxdigit(*digits))
        return 0;
    number = g_ascii_strtoull(digits, &end, hex ? 16 : 10);
    if (end == digits || number > 0x10ffff)
        return 0;
    *c = (gunichar)number;
    return (size_t)(end - p) + (*end == ';');
}

/* "%2B", "=2B", "&#43;", "\u002b" turned back, once. NULL: there is none. */
static char *unescaped(const char *text)
{
    GString *out = NULL;

    for (const char *p = text; *p;) {
        gunichar c = 0;
        size_t size = 0;
        int octet = -1;

        if (*p == '%' || *p == '=')
            octet = hex_at(p + 1);
        if (octet > 0 && octet < 0x80) {
            c = (gunichar)octet;
            size = 3;
        } else if (*p == '&') {
            size = reference(p, &c);
        }
        if (size > 0 && !out)
            out = g_string_new_len(text, p - text);
        if (size > 0 && c > 0)
            g_string_append_unichar(out, c);
        else if (size == 0 && out)
            g_string_append_c(out, *p);
        p += size > 0 ? size : 1;
    }
    if (!out)
        return NULL;
    return g_string_free(out, FALSE);
}

/* ---- tokens ---- */

/* What is looked for, and in whose mail: NULL for nobody's. */
typedef struct looker {
    const config *c;
    const secret_key *site;
    int64_t epoch;
    const store_outgoing *o;
    const char **queues;
} looker;

/* The address that the mail gives its own reader. */
static bool is_readers(const looker *x, const tag_claim *claim)
{
    outsider who;

    return x->o && x->o->audience == STORE_TO_OUTSIDER &&
           claim->number == x->o->ticket && outsider_of(x->c, claim, &who) &&
           outsider_has(x->c, &who, x->o->recipient);
}

static bool is_ours(const looker *x, const char *letters)
{
    tag_claim claim;

    return tag_is_acting(x->site, x->c->site->domain, x->queues, x->epoch,
                         letters, &claim) &&
           !is_readers(x, &claim);
}

/* How many letters of base32 stand at each place is known from the one after it, so
 * one pass from the end finds all places where a token may begin. */
static bool has_token(const looker *x, const char *letters)
{
    size_t n = strlen(letters), run = 0;

    for (size_t i = n; i > 0; i--) {
        char l = letters[i - 1];

        run = g_ascii_isalpha(l) || (l >= '2' && l <= '7') ? run + 1 : 0;
        if (run >= TOKEN_LETTERS && tag_may_be_token(letters + i - 1) &&
            is_ours(x, letters + i - 1))
            return true;
    }
    return false;
}

bool wall_has_secret(const config *c, const secret_key *site, int64_t epoch,
                     const char *text)
{
    return wall_has_secret_for(c, site, epoch, NULL, text);
}

bool wall_has_secret_for(const config *c, const secret_key *site, int64_t epoch,
                         const store_outgoing *o, const char *text)
{
    g_autofree const char **queues = config_queue_ids(c);
    const looker x = {c, site, epoch, o, queues};
    g_autofree char *now = g_strdup(text);

    /* escapes of escapes: "%252B" */
    for (int i = 0; i < 3; i++) {
        g_autofree char *letters = letters_of(now);
        char *next;

        if (has_token(&x, letters))
            return true;
        next = unescaped(now);
        if (!next)
            return false;
        g_free(now);
        now = g_utf8_make_valid(next, -1);
        g_free(next);
    }
    return false;
}
