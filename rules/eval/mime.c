/* eval_mime: eval tests about MIME structure and encodings. */
#include "rules/eval/room.h"

#include <string.h>

#define MIME_PARTS_MAX 1000 /* more is an attack */
#define MIME_LINE_MAX  79   /* octets of a quoted-printable line, with LF */

typedef struct mime_facts { /* names as rules ask for them, without "mime_" */
    unsigned base64_count, qp_count, attachment, body_html_count,
        body_text_count, ascii_text_illegal;
    bool base64_encoded_text, qp_long_line, bad_iso_charset, faraway_charset,
        multipart_alternative, shouts;
    double multipart_ratio, unicode_ratio, qp_ratio;
    size_t qp_octets, text_octets, entities; /* while counting */
    ssize_t text_size, html_size;            /* of alternatives, -1: none */
} mime_facts;

/* ---- lines ---- */

/* Counts octets that did not need to be encoded; blanks at the end of the line
 * do need it. */
static unsigned needless_escapes(view_text line)
{
    unsigned count = 0, blanks = 0;
    size_t size = line.size, end = 0; /* after the last escaped blank */
    while (size > 0 && g_ascii_isspace(line.data[size - 1]))
        size--;
    for (size_t i = 0; i + 2 < line.size; i++) {
        const char *p = line.data + i;
        if (*p != '=' || !g_ascii_isxdigit(p[1]) || !g_ascii_isxdigit(p[2]) ||
            g_ascii_islower(p[1]) || g_ascii_islower(p[2]))
            continue;
        int c = g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2]);
        count += c == 9 || (c >= 0x20 && c <= 0x7e && c != '=');
        if (c == 9 || c == ' ')
            blanks = end == i ? blanks + 1 : 1, end = i + 3;
        i += 2;
    }
    return end > 0 && end == size ? count - blanks : count;
}

static void count_entities(mime_facts *f, view_text line)
{
    f->text_octets += line.size;
    for (size_t i = 0; i + 8 <= line.size; i++) {
        if (memcmp(line.data + i, "&#x", 3) != 0 || line.data[i + 7] != ';')
            continue;
        bool hex = true;
        for (size_t j = 3; j < 7; j++)
            hex = hex && strchr("0123456789ABCDEF", line.data[i + j]);
        if (hex) {
            f->entities++;
            f->text_octets -= 8;
        }
    }
}

static bool has_odd_octet(view_text line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] == '\0' || line.data[i] == '\r' ||
            (unsigned char)line.data[i] > 127)
            return true;
    return false;
}

/* ---- parts ---- */

static void count_content(mime_facts *f, const view_part *p, const char *cte,
                          bool attached)
{
    bool plain = strcmp(p->type, "text/plain") == 0;
    bool html = strcmp(p->type, "text/html") == 0;
    bool qp = strcmp(cte, "quoted-printable") == 0;
    bool ascii = plain && (!p->charset ||
                           g_ascii_strcasecmp(p->charset, "us-ascii") == 0);
    bool bare = plain && (cte[0] == '\0' || strcmp(cte, "7bit") == 0 ||
                          strcmp(cte, "8bit") == 0);
    if (!plain && !html && !qp)
        return;
    eval_lines r = {p->raw.data, p->raw.data + p->raw.size};
    for (view_text line; eval_line(&r, &line);) {
        if (qp && !(line.size > 6 && memcmp(line.data, "SPAM: ", 6) == 0)) {
            f->qp_long_line |= line.size > MIME_LINE_MAX;
            f->qp_octets += line.size;
            f->qp_count += needless_escapes(line);
        }
        f->ascii_text_illegal += ascii && has_odd_octet(line);
        if (bare)
            count_entities(f, line);
    }
    if (f->multipart_alternative && !attached && plain)
        f->text_size = (ssize_t)p->raw.size;
    if (f->multipart_alternative && !attached && html)
        f->html_size = (ssize_t)p->raw.size;
}

static bool is_ascii_name(const char *charset)
{
    static const char *const names[] = {
        "ascii", "ansi_x3.4", "iso646-us", "iso-ir-6", "us", "ibm367", "cp367"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strstr(charset, names[i]))
            return true;
    return charset[0] == '\0';
}

/* Capital letters say nothing in it: it has no others, or is 7-bit coded. */
static bool charset_shouts(const char *charset)
{
    static const char *const words[] = {
        "koi",   "jp",     "jis",          "euc",        "gb",    "big5",
        "isoir", "cp1251", "windows-1251", "georgianps", "pt154", "tis"};
    g_autofree char *lower = g_ascii_strdown(charset, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(lower, words[i]))
            return true;
    return false;
}

static void count_charset(view *v, mime_facts *f, const char *charset)
{
    view_text t = {charset, strlen(charset)};
    f->bad_iso_charset |=
        strstr(charset, "iso-") && eval_matches(v, "iso-\\S+-\\S+\\b", 0, t) &&
        !eval_matches(v, "iso-(?:8859-\\d{1,2}|2022-(?:jp|kr))\\b", 0, t);
    f->shouts |= charset_shouts(charset);
    const rule_set *set = ((view_private *)v)->set;
    f->faraway_charset |= set && eval_charset_is_far(set, charset);
}

static void count_part(view *v, mime_facts *f, const view_part *p)
{
    g_autofree char *cte = eval_part_field(p, "Content-Transfer-Encoding");
    g_autofree char *place = eval_part_field(p, "Content-Disposition");
    g_autofree char *charset =
        g_ascii_strdown(p->charset ? p->charset : "", -1);
    bool text = g_str_has_prefix(p->type, "text");
    bool base64 = strstr(cte, "base64") != NULL;
    bool attached = strstr(place, "attachment") != NULL;
    f->multipart_alternative |= strcmp(p->type, "multipart/alternative") == 0;
    if (strcmp(p->type, "text/html") == 0)
        f->body_html_count++;
    else if (text)
        f->body_text_count++;
    f->base64_count += base64;
    f->attachment += attached;
    f->base64_encoded_text |= text && base64 && is_ascii_name(charset) &&
                              !g_str_has_prefix(place, "attachment") &&
                              !g_str_has_prefix(place, "inline");
    count_charset(v, f, charset);
    if (p->leaf)
        count_content(f, p, cte, attached);
}

static void count_all(view *v, void *into)
{
    mime_facts *f = into;
    f->multipart_ratio = 1;
    f->text_size = f->html_size = -1;
    unsigned escapes = 0;
    bool qp = false;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        count_part(v, f, p);
        g_autofree char *cte = eval_part_field(p, "Content-Transfer-Encoding");
        qp |= strstr(cte, "quoted-printable") && !strstr(cte, "base64") &&
              ++escapes > 0;
    }
    if (f->qp_octets > 0)
        f->qp_ratio = (double)f->qp_count / (double)f->qp_octets;
    else
        f->qp_count = qp ? escapes : 0;
    if (f->text_octets > 0)
        f->unicode_ratio = (double)f->entities / (double)f->text_octets;
    if (f->text_size >= 0 && f->html_size > 0)
        f->multipart_ratio = (double)f->text_size / (double)f->html_size;
}

static const mime_facts *facts_of(view *v)
{
    return eval_fact(v, "mime", sizeof(mime_facts), count_all);
}

bool eval_text_shouts(view *v)
{
    return facts_of(v)->shouts;
}

/* ---- the tests ---- */

static int check_for_mime(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const mime_facts *f = facts_of(v);
    const struct {
        const char *name;
        bool value;
    } all[] = {{"mime_base64_count", f->base64_count > 0},
               {"mime_base64_encoded_text", f->base64_encoded_text},
               {"mime_qp_count", f->qp_count > 0},
               {"mime_qp_long_line", f->qp_long_line},
               {"mime_attachment", f->attachment > 0},
               {"mime_bad_iso_charset", f->bad_iso_charset},
               {"mime_faraway_charset", f->faraway_charset},
               {"mime_multipart_alternative", f->multipart_alternative},
               {"mime_body_html_count", f->body_html_count > 0},
               {"mime_body_text_count", f->body_text_count > 0},
               {"mimepart_limit_exceeded", v->parts->len >= MIME_PARTS_MAX}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i].name, eval_argument(a, 0)) == 0)
            return all[i].value;
    return 0;
}

static bool says_html(view *v)
{
    view_text t = eval_header(v, "Content-Type", 0);
    return t.size >= 9 && g_ascii_strncasecmp(t.data, "text/html", 9) == 0;
}

static int check_for_mime_html(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    return says_html(v) || facts_of(v)->body_html_count > 0;
}

static int check_for_mime_html_only(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    const mime_facts *f = facts_of(v);
    return says_html(v) || (f->body_html_count > 0 && f->body_text_count == 0);
}

static int check_mime_multipart_ratio(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    double ratio = facts_of(v)->multipart_ratio;
    return ratio >= eval_number(a, 0, 0) && ratio < eval_number(a, 1, 1e9);
}

static int check_qp_ratio(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    return facts_of(v)->qp_ratio >= eval_number(a, 0, 0);
}

static int check_for_ascii_text_illegal(view *v, const rule_set *s,
                                        GPtrArray *a)
{
    (void)s;
    (void)a;
    return facts_of(v)->ascii_text_illegal > 0;
}

static int check_abundant_unicode_ratio(view *v, const rule_set *s,
                                        GPtrArray *a)
{
    (void)s;
    return facts_of(v)->unicode_ratio >= eval_number(a, 0, 1);
}

static int check_for_faraway_charset(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    const view_part *top = v->parts->pdata[0];
    return top->charset && eval_charset_is_far(s, top->charset);
}

static int html_charset_faraway(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->html && p->html->charsets &&
            eval_charset_is_far(s, p->html->charsets))
            return 1;
    }
    return 0;
}

/* Is there an alternative of a text that is not text? */
static int check_ma_non_text(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        const view_part *up =
            p->parent >= 0 ? v->parts->pdata[p->parent] : NULL;
        if (p->leaf && up && strcmp(up->type, "multipart/alternative") == 0 &&
            strcmp(p->type, "multipart/related") != 0 &&
            strcmp(p->type, "application/rtf") != 0 &&
            !g_str_has_prefix(p->type, "text/"))
            return 1;
    }
    return 0;
}

static void find_base64_length(view *v, void *into)
{
    size_t *longest = into;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        g_autofree char *cte = eval_part_field(p, "Content-Transfer-Encoding");
        if (!p->leaf || strcmp(cte, "base64") != 0 ||
            strcmp(p->type, "application/ics") == 0)
            continue;
        eval_lines r = {p->raw.data, p->raw.data + p->raw.size};
        for (view_text line; eval_line(&r, &line);)
            *longest = MAX(*longest, line.size);
    }
}

static int check_base64_length(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const size_t *n =
        eval_fact(v, "base64 length", sizeof(size_t), find_base64_length);
    return (double)*n >= eval_number(a, 0, 0) &&
           (double)*n <= eval_number(a, 1, 1e12);
}

const eval_row eval_mime_rows[] = {
    {"check_for_mime", check_for_mime, "a fact about encodings and parts"},
    {"check_for_mime_html", check_for_mime_html, "there is HTML"},
    {"check_for_mime_html_only", check_for_mime_html_only,
     "there is HTML and no plain text"},
    {"check_mime_multipart_ratio", check_mime_multipart_ratio,
     "octets of plain text to those of HTML"},
    {"check_qp_ratio", check_qp_ratio, "share of needless escapes"},
    {"check_for_ascii_text_illegal", check_for_ascii_text_illegal,
     "8-bit in text that says to be ASCII"},
    {"check_abundant_unicode_ratio", check_abundant_unicode_ratio,
     "share of &#x....; in plain text"},
    {"check_for_faraway_charset", check_for_faraway_charset,
     "a charset outside ok_locales"},
    {"html_charset_faraway", html_charset_faraway,
     "HTML in a charset outside ok_locales"},
    {"check_ma_non_text", check_ma_non_text,
     "something else than text as its alternative"},
    {"check_base64_length", check_base64_length, "longest line of base64"},
    {NULL, NULL, NULL},
};
