/* eval_header: eval tests about header fields. */
#include "rules/eval/room.h"

#include <stdlib.h>
#include <string.h>

static bool is_empty(view_text t)
{
    return !t.data || t.size == 0;
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
    unsigned count = 0, signs = 0;
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        signs += c == 0xa2 || c == 0xa3 || c == 0xae;
        high |= c > 127;
        control |= c < 32 && is_illegal(c);
        count += is_illegal(c);
    }
    if (high && !control && g_utf8_validate(t.data, (gssize)t.size, NULL))
        return 0; /* RFC 6532 */
    if (g_ascii_strcasecmp(name, "Subject") == 0 && signs == 1)
        count--; /* a single sign of money or trade is common */
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
    if (strlen(p) < 10 || !strpbrk(p, " \t"))
        return 0;
    bool letters = false;
    for (; *p != '\0'; p++) {
        if (g_ascii_islower(*p))
            return 0;
        letters |= g_ascii_isupper(*p);
    }
    return letters;
}

/* ---- fields counted ---- */

/* (Header, least, most): fields of that name that differ. */
static int check_header_count_range(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const char *name = eval_argument(a, 0);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (f->name.size == strlen(name) &&
            g_ascii_strncasecmp(f->name.data, name, f->name.size) == 0)
            g_hash_table_add(seen, (gpointer)f->decoded.data);
    }
    guint n = g_hash_table_size(seen);
    return n >= eval_number(a, 1, 0) && n <= eval_number(a, 2, 1e9);
}

/* Fields in which "%AB" is normal. */
static bool may_have_percent(view_text name)
{
    static const char *const names[] = {"x-vms-to",
                                        "x-uidl",
                                        "x-face",
                                        "to",
                                        "cc",
                                        "from",
                                        "subject",
                                        "references",
                                        "message-id",
                                        "in-reply-to",
                                        "x-message-id",
                                        "resent-message-id",
                                        "x-original-message-id",
                                        NULL};
    g_autofree char *lower = g_ascii_strdown(name.data, (gssize)name.size);
    return g_strv_contains(names, lower);
}

/* "%NAME" left in a field: a bulk mailer forgot to fill it. */
static int check_unresolved_template(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (memchr(f->decoded.data, '%', f->decoded.size) &&
            !may_have_percent(f->name) &&
            eval_matches(v, "%[A-Z][A-Z_-]", 0, f->decoded))
            return 1;
    }
    return 0;
}

/* ---- lists and portals ---- */

bool eval_is_gated(view *v)
{
    view_text list = view_header(v, "Mailing-List", 0);
    view_text received = view_header(v, "Received", 0);
    if (!received.data)
        return true;
    if (list.data &&
        eval_matches(v, "(?m)^contact \\S+\\@\\S+; run by ezmlm$", 0, list) &&
        eval_matches(v, "(?m)^mailing list \\S+\\@\\S+", 0,
                     eval_header(v, "Delivered-To", 0)) &&
        eval_matches(v,
                     "qmail \\d+ invoked (?:from network|by .{3,20})\\); \\d+ "
                     "... \\d+",
                     0, received))
        return true;
    return eval_matches(v, "from groups\\.msn\\.com \\(\\S+\\.msn\\.com ", 0,
                        received);
}

static int gated_through_received_hdr_remover(view *v, const rule_set *s,
                                              GPtrArray *a)
{
    (void)s;
    (void)a;
    return eval_is_gated(v);
}

static int check_messageid_not_usable(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    return eval_matches(v,
                        "(?i)<mailto:(?:leave-\\S+|\\S+-unsubscribe)\\@\\S+>$",
                        0, eval_header(v, "List-Unsubscribe", 0)) ||
           eval_is_gated(v) ||
           eval_matches(v, "/CWT/DCE\\)|iPlanet Messaging Server", 0,
                        eval_header(v, "Received", 0));
}

/* ---- charsets ---- */

bool eval_charset_is_far(const rule_set *s, const char *charset)
{
    static const struct {
        const char *locale, *pattern;
    } rows[] = {{"ja", "iso-2022-jp|jis|euc-?jp|sjis"},
                {"ko", "euc-?kr|ks_c|2022-kr"},
                {"ru", "koi|1251|8859-5|cp866"},
                {"th", "tis-?620"},
                {"zh", "gb|big5|hz"}};
    const GPtrArray *list = g_hash_table_lookup(s->lists, "ok_locales");
    if (!list || list->len == 0)
        return false;
    const char *ok = list->pdata[list->len - 1];
    if (strstr(ok, "all"))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_regex_match_simple(rows[i].pattern, charset,
                                 G_REGEX_CASELESS | G_REGEX_RAW, 0))
            return !strstr(ok, rows[i].locale);
    return false;
}

static int check_for_faraway_charset_in_headers(view *v, const rule_set *s,
                                                GPtrArray *a)
{
    static const char *const names[] = {"From", "Subject"};
    (void)a;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        view_text t = eval_header(v, names[i], RULE_RAW);
        g_autofree char *text = g_strndup(t.data, t.size);
        for (char *p = strstr(text, "=?"); p; p = strstr(p + 1, "=?")) {
            g_autofree char *charset = g_strndup(p + 2, strcspn(p + 2, "?"));
            if (eval_charset_is_far(s, charset))
                return 1;
        }
    }
    return 0;
}

const eval_row eval_header_rows[] = {
    {"check_for_missing_to_header", check_for_missing_to_header,
     "no To and no Apparently-To"},
    {"check_illegal_chars", check_illegal_chars, "raw 8-bit in a field"},
    {"subject_is_all_caps", subject_is_all_caps, "a shouting subject"},
    {"check_header_count_range", check_header_count_range,
     "how many fields of a name there are"},
    {"check_unresolved_template", check_unresolved_template,
     "a bulk mailer's %NAME in a field"},
    {"gated_through_received_hdr_remover", gated_through_received_hdr_remover,
     "came over a list that takes Received fields off"},
    {"check_messageid_not_usable", check_messageid_not_usable,
     "lists and servers that change Message-IDs"},
    {"check_for_faraway_charset_in_headers",
     check_for_faraway_charset_in_headers, "a charset outside ok_locales"},
    {NULL, NULL, NULL},
};
