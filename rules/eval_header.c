/* eval_header: eval tests about header fields. */
#include "rules/eval_room.h"

#include <stdlib.h>
#include <string.h>

static bool is_empty(view_text t)
{
    return t.data == NULL || t.size == 0;
}

static int check_for_missing_to_header(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    return is_empty(view_header(v, "To", 0)) &&
           is_empty(view_header(v, "Apparently-To", 0));
}

static bool is_illegal(unsigned char c)
{
    return c < 9 || c == 11 || c == 12 || (c > 13 && c < 32) || c >= 127;
}

/* Raw octets that no header may have: (header, least share, least count). */
static int check_illegal_chars(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const char *name = eval_argument(a, 0);
    view_text t = view_header(v, name, RULE_RAW);
    if (is_empty(t))
        return 0;
    bool high = false, control = false;
    unsigned count = 0;
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        high |= c > 127;
        control |= c < 32 && is_illegal(c);
        count += is_illegal(c);
    }
    if (high && !control && g_utf8_validate(t.data, (gssize)t.size, NULL))
        return 0; /* RFC 6532 */
    return (double)count / (double)t.size >=
               g_ascii_strtod(eval_argument(a, 1), NULL) &&
           count >= strtoul(eval_argument(a, 2), NULL, 10);
}

static const char *behind_prefixes(const char *p)
{
    static const char *const words[] = {
        "re:",      "fwd:", "fw:", "aw:", "sv:",
        "antwort:", "wg:",  "vb:", "vs:", "vl:"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strncasecmp(p, words[i], strlen(words[i])) == 0) {
            p += strlen(words[i]);
            p += strspn(p, " \t");
            i = (size_t)-1;
        }
    return p;
}

static int subject_is_all_caps(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    view_text t = view_header(v, "Subject", 0);
    if (is_empty(t))
        return 0;
    g_autofree char *subject = g_strndup(t.data, t.size);
    const char *p = behind_prefixes(g_strstrip(subject));
    if (strlen(p) < 10 || strpbrk(p, " \t") == NULL)
        return 0;
    bool letters = false;
    for (; *p != '\0'; p++) {
        if (g_ascii_islower(*p))
            return 0;
        letters |= g_ascii_isupper(*p);
    }
    return letters;
}

const eval_row eval_header_rows[] = {
    {"check_for_missing_to_header", check_for_missing_to_header,
     "no To and no Apparently-To"},
    {"check_illegal_chars", check_illegal_chars, "raw 8-bit in a field"},
    {"subject_is_all_caps", subject_is_all_caps, "a shouting subject"},
    {NULL, NULL, NULL},
};
