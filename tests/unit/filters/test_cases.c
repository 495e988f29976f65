/* test_cases: letters as clients write them, and what should be read in them.
 *
 * The cases stand in tests/letters; other files can be named as arguments.
 * The first two octets of a line say what it is:
 *
 *   = a title, begins a case           # a remark
 *   + text that is new                 - text that is not (history, delimiters)
 *   ~ text of the signature            < HTML, sent instead of the text
 *   | a line of the header, or of the whole message if one of them is empty
 *   ` a line of a whole message, with \xE9 \r \t \\ for octets; \ at its end:
 *     without a line end
 *   : kind auto_reply                  : bounce kari@example.com failed 5.1.1
 *   : receipt displayed kari@example.com   (or: none)
 *   : envelope b-token                 what a report gives back of our ENVID
 *   : subject Where is it?             : from Kari Nordmann<kari@example.com>
 *   : part 2 photo.jpg image/jpeg      : defect a multipart has no parts
 *   : text a line of the text, to the octet (of a new text blanks do not count)
 *   @ what we had sent before (account_read)
 *
 * and, one case a line, tried in several frames (" | " is a line break):
 *
 *   * On Monday Kari wrote:            introduces history
 *   ^ Kari wrote:                      the same, but only a quote
 *   & From: Kari | To: us              a header block above history
 *   % Sent from my phone               a signature
 *   ! A sentence that stays where it is
 *   $ CP1251 KOI8-R: Добрый день       read right in each of these charsets,
 *                                      whatever a message says of it
 */
#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "filters/filter.h"
#include "mail/mime.h"
#include "quote/account.h"

#define HEAD "From: Kari <kari@example.com>\nTo: support@example.org\n"
#define TEXT "It works now."

static unsigned tried, failed;

/* White space, no-break and zero-width ones do not count. */
static char *squeeze(const char *s)
{
    GString *out = g_string_new(NULL);

    for (; *s; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);

        if (!g_unichar_isspace(c) && c != 0xa0 && c != 0x200b)
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static bool is_same(const char *a, const char *b)
{
    g_autofree char *x = squeeze(a), *y = squeeze(b);

    return strcmp(x, y) == 0;
}

static void complain(const char *title, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
static void complain(const char *title, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    failed++;
    printf("not ok: %s\n    %s\n", title, text);
}

/* ---- a case of several lines ---- */

typedef enum {
    WANT_SUBJECT,
    WANT_FROM, /* "name<address>" */
    WANT_PART, /* "number name type" */
    WANT_TEXT,
    WANT_DEFECT,
    WANTS
} want;

static const char *const want_names[WANTS] = {"subject", "from", "part", "text",
                                              "defect"};

typedef struct letter_case {
    char *title;
    GString *head, *body, *html, *new_text, *signature, *earlier;
    GString *bounces;      /* "kari@example.com failed 5.1.1\n" */
    GString *wants[WANTS]; /* lines, "\n" after each; NULL: not looked at */
    char *kind, *receipt, *envelope; /* NULL: not looked at */
    bool whole;                      /* head is a whole message */
} letter_case;

static letter_case *case_new(const char *title)
{
    letter_case *c = g_new0(letter_case, 1);

    c->title = g_strdup(title);
    c->head = g_string_new(NULL);
    c->body = g_string_new(NULL);
    c->html = g_string_new(NULL);
    c->new_text = g_string_new(NULL);
    c->signature = g_string_new(NULL);
    c->earlier = g_string_new(NULL);
    c->bounces = g_string_new(NULL);
    return c;
}

static void case_free(letter_case *c)
{
    GString *all[] = {c->head,      c->body,    c->html,   c->new_text,
                      c->signature, c->earlier, c->bounces};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_string_free(all[i], TRUE);
    for (size_t i = 0; i < WANTS; i++) {
        if (c->wants[i])
            g_string_free(c->wants[i], TRUE);
    }
    g_free(c->title);
    g_free(c->kind);
    g_free(c->receipt);
    g_free(c->envelope);
    g_free(c);
}

static letter *read_case(const letter_case *c)
{
    g_autoptr(GString) m = g_string_new(NULL);

    if (c->whole) {
        g_string_append_len(m, c->head->str, (gssize)c->head->len);
    } else {
        g_string_append_printf(
            m,
            "%s%s%sMIME-Version: 1.0\nContent-Type: text/%s; "
            "charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s",
            strstr(c->head->str, "From: ") ? "" : HEAD, c->head->str,
            strstr(c->head->str, "Subject: ") ? "" : "Subject: Re: help\n",
            c->html->len > 0 ? "html" : "plain",
            c->html->len > 0 ? c->html->str : c->body->str);
    }
    return filters_letter(m->str, m->len, false, NULL);
}

/* As `: name ...` lines say it. Caller frees. */
static char *said_of(const letter *l, want which)
{
    GString *s = g_string_new(NULL);

    if (which == WANT_SUBJECT)
        g_string_append_printf(s, "%s\n", l->subject ? l->subject : "");
    if (which == WANT_TEXT)
        g_string_append_printf(s, "%s\n", l->text);
    for (guint i = 0; which == WANT_FROM && i < l->from->len; i++) {
        const letter_address *a = l->from->pdata[i];

        g_string_append_printf(s, "%s<%s>\n", a->name ? a->name : "",
                               a->address);
    }
    for (guint i = 0; which == WANT_PART && i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];

        g_string_append_printf(s, "%s %s %s\n", a->part, a->name, a->type);
    }
    for (guint i = 0; which == WANT_DEFECT && i < l->defects->len; i++)
        g_string_append_printf(s, "%s\n", (char *)l->defects->pdata[i]);
    if (s->len == 0)
        g_string_append_c(s, '\n'); /* there is none */
    return g_string_free(s, FALSE);
}

static void check_wants(const letter_case *c, const letter *l)
{
    for (int i = 0; i < WANTS; i++) {
        g_autofree char *got = c->wants[i] ? said_of(l, (want)i) : NULL;

        if (got && strcmp(got, c->wants[i]->str) != 0)
            complain(c->title, "%s '%s', not '%s'", want_names[i], got,
                     c->wants[i]->str);
    }
}

/* The new text of an answer to what we sent. */
static void answers(letter *l, const char *sent)
{
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();
    const account_answer answer = {.text = l->text,
                                   .subject = l->subject,
                                   .new_text = l->new_text,
                                   .quoted = l->quoted,
                                   .signature = l->signature,
                                   .copies = true};

    account_source_add(s, ACCOUNT_PUBLIC, 0, 0, sent);
    g_ptr_array_add(all, s);
    g_autoptr(account) a = account_read(&answer, all);
    g_free(l->new_text);
    l->new_text = g_strdup(a->text);
    g_free(l->signature);
    l->signature = g_strdup(a->signature);
}

static void check_receipt(const letter_case *c, const letter *l)
{
    const char *what = letter_receipt_name(l->receipt);
    g_autofree char *is =
        what ? g_strdup_printf("%s%s%s", what, l->receipt_for ? " " : "",
                               l->receipt_for ? l->receipt_for : "")
             : g_strdup("none");

    if (c->receipt && strcmp(c->receipt, is) != 0)
        complain(c->title, "receipt '%s'", is);
    if (c->envelope && g_strcmp0(c->envelope, l->envelope_id) != 0)
        complain(c->title, "envelope '%s'",
                 l->envelope_id ? l->envelope_id : "");
}

static void check_case(const letter_case *c)
{
    g_autoptr(letter) l = read_case(c);
    g_autoptr(GString) bounces = g_string_new(NULL);
    bool texts = !c->whole || c->new_text->len > 0 || c->signature->len > 0;

    tried++;
    if (c->earlier->len > 0)
        answers(l, c->earlier->str);
    if (texts && !is_same(l->new_text, c->new_text->str))
        complain(c->title, "new text '%s'", l->new_text);
    else if (texts && !is_same(l->signature, c->signature->str))
        complain(c->title, "signature '%s'", l->signature);
    check_wants(c, l);
    if (c->kind && strcmp(c->kind, letter_kind_name(l->kind)) != 0)
        complain(c->title, "kind %s (%s)", letter_kind_name(l->kind),
                 l->kind_reason ? l->kind_reason : "");
    for (guint i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];

        g_string_append_printf(bounces, "%s %s %s\n",
                               b->recipient ? b->recipient : "-", b->action,
                               b->status ? b->status : "-");
    }
    if (c->bounces->len > 0 && strcmp(bounces->str, c->bounces->str) != 0)
        complain(c->title, "bounces '%s'", bounces->str);
    check_receipt(c, l);
}

static void add(GString *s, const char *text)
{
    g_string_append(s, text);
    g_string_append_c(s, '\n');
}

/* A line with its octets written out, and its line end. */
static void add_octets(GString *s, const char *p)
{
    for (; *p; p++) {
        if (*p != '\\') {
            g_string_append_c(s, *p);
        } else if (!p[1]) {
            return; /* no line end */
        } else if (p[1] == 'x' && g_ascii_isxdigit(p[2]) &&
                   g_ascii_isxdigit(p[3])) {
            g_string_append_c(s, (char)(g_ascii_xdigit_value(p[2]) * 16 +
                                        g_ascii_xdigit_value(p[3])));
            p += 3;
        } else {
            p++;
            g_string_append_c(s, *p == 'r' ? '\r' : *p == 't' ? '\t' : *p);
        }
    }
    g_string_append_c(s, '\n');
}

/* What stands after ": ". */
static void want_line(letter_case *c, const char *text)
{
    size_t n = strcspn(text, " ");

    for (size_t i = 0; i < WANTS; i++) {
        if (strncmp(text, want_names[i], n) != 0 || want_names[i][n])
            continue;
        if (!c->wants[i])
            c->wants[i] = g_string_new(NULL);
        add_octets(c->wants[i], text + n + (text[n] == ' '));
        return;
    }
    if (g_str_has_prefix(text, "kind "))
        c->kind = g_strdup(text + 5);
    else if (g_str_has_prefix(text, "bounce "))
        add(c->bounces, text + 7);
    else if (g_str_has_prefix(text, "receipt "))
        c->receipt = g_strdup(text + 8);
    else if (g_str_has_prefix(text, "envelope "))
        c->envelope = g_strdup(text + 9);
    else
        complain(c->title, "cannot be read: : %s", text);
}

static void case_line(letter_case *c, const char *line)
{
    const char *text = line[0] && line[1] ? line + 2 : "";

    switch (line[0]) {
    case '+':
        add(c->new_text, text);
        add(c->body, text);
        break;
    case '~':
        add(c->signature, text);
        add(c->body, text);
        break;
    case '-':
        add(c->body, text);
        break;
    case '<':
        add(c->html, text);
        break;
    case '@':
        add(c->earlier, text);
        break;
    case '|':
        c->whole |= *text == '\0';
        add(c->head, text);
        break;
    case '`':
        c->whole = true;
        add_octets(c->head, text);
        break;
    case ':':
        want_line(c, text);
        break;
    default:
        complain(c->title, "cannot be read: %s", line);
    }
}

/* ---- one line in several frames ---- */

/* Words of a text in lines of at most `width` octets. */
static char *wrapped(const char *text, size_t width)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    GString *out = g_string_new(NULL);
    size_t used = 0;

    for (size_t i = 0; words[i]; i++) {
        if (used > 0 && used + 1 + strlen(words[i]) > width) {
            g_string_append_c(out, '\n');
            used = 0;
        } else if (used > 0) {
            g_string_append_c(out, ' ');
            used++;
        }
        g_string_append(out, words[i]);
        used += strlen(words[i]);
    }
    return g_string_free(out, FALSE);
}

static void check_frame(const char *title, const char *frame, const char *body,
                        const char *new_text, const char *signature)
{
    letter_case *c = case_new(title);
    g_autofree char *name = g_strconcat(frame, ": ", title, NULL);

    if (*body == '<')
        g_string_append(c->html, body);
    else
        g_string_append(c->body, body);
    g_string_append(c->new_text, new_text);
    g_string_append(c->signature, signature);
    g_free(c->title);
    c->title = g_steal_pointer(&name);
    check_case(c);
    case_free(c);
}

typedef struct frame {
    const char *name, *format; /* %s: the line */
} frame;

#define OLD                                                            \
    "Good morning,\n\nplease clear the cookies first.\nThen try once " \
    "more.\n\nAnna\n"
#define QUOTED                                                       \
    "> Good morning,\n>\n> please clear the cookies first.\n> Then " \
    "try once more.\n>\n> Anna\n"
#define FRAMED(name, format, text, new_text)                    \
    do {                                                        \
        g_autofree char *body_ = g_strdup_printf(format, text); \
        check_frame(text, name, body_, new_text, "");           \
    } while (0)

/* `loose`: it says too little where no quote follows */
static void check_intro(const char *text, bool loose)
{
    static const size_t widths[] = {44, 56, 66, 76};
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_auto(GStrv) lines = g_strsplit(escaped, "\n", -1);
    g_autofree char *html = g_strjoinv("<br>\n", lines);

    FRAMED("quoted", TEXT "\n\n%s\n\n" QUOTED, text, TEXT);
    FRAMED("quoted at once", TEXT "\n%s\n" QUOTED, text, TEXT);
    FRAMED("below", "%s\n" QUOTED "\n" TEXT "\n", text, TEXT);
    FRAMED("html",
           "<div>" TEXT "</div><br><div>%s<br></div><blockquote>Good morning"
           "</blockquote>",
           html, TEXT);
    if (!loose)
        FRAMED("unquoted", TEXT "\n\n%s\n\n" OLD, text, TEXT);
    if (strchr("->", *text) || lines[1])
        return; /* such are never broken */
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        g_autofree char *broken = wrapped(text, widths[i]);

        FRAMED("wrapped, quoted", TEXT "\n\n%s\n" QUOTED, broken, TEXT);
        FRAMED("wrapped, below", "%s\n" QUOTED "\n" TEXT "\n", broken, TEXT);
        if (widths[i] >= 50 && !loose)
            FRAMED("wrapped, unquoted", TEXT "\n\n%s\n\n" OLD, broken, TEXT);
    }
}

/* "From: x" -> "*From:* x" */
static char *labelled(const char *text, const char *before, const char *after,
                      const char *end)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);

    for (size_t i = 0; lines[i]; i++) {
        const char *wide = strstr(lines[i], "：");
        const char *colon = wide ? wide : strchr(lines[i], ':');
        size_t n = colon ? (size_t)(colon - lines[i]) + (wide ? 3 : 1) : 0;

        g_string_append_printf(out, "%s%.*s%s%s%s", before, (int)n, lines[i],
                               after, lines[i] + n, lines[i + 1] ? end : "");
    }
    return g_string_free(out, FALSE);
}

static void check_block(const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_autofree char *star = labelled(text, "*", "*", "\n");
    g_autofree char *stars = labelled(text, "**", "**", "\n");
    g_autofree char *apart = labelled(text, "", "", "\n\n");
    g_autofree char *html = labelled(escaped, "<b>", "</b>", "<br>\n");

    FRAMED("block", TEXT "\n\n%s\n\n" OLD, text, TEXT);
    FRAMED("block at once", TEXT "\n\n%s\n" OLD, text, TEXT);
    FRAMED("ruled block",
           TEXT "\n\n________________________________\n%s\n\n" OLD, text, TEXT);
    FRAMED("signed block", TEXT "\n\nKari\n\n%s\n\n" OLD, text,
           TEXT "\n\nKari");
    FRAMED("starred block", TEXT "\n\n%s\n\n" OLD, star, TEXT);
    FRAMED("twice starred block", TEXT "\n\n%s\n\n" OLD, stars, TEXT);
    if (!strstr(text, ",\n"))
        FRAMED("spaced block", TEXT "\n\n%s\n\n" OLD, apart, TEXT);
    FRAMED("html block",
           "<p class=MsoNormal>" TEXT "</p><div><p class=MsoNormal>%s</p></div>"
           "<p class=MsoNormal>Good morning</p>",
           html, TEXT);
}

static void check_signature(const char *text)
{
    g_autofree char *one = g_strdup_printf(TEXT "\n\n%s\n", text);
    g_autofree char *two =
        g_strdup_printf(TEXT "\n\n%s\n\nOn 3 May 2026 at 10:00, Anna "
                             "<support@example.org> wrote:\n" QUOTED,
                        text);
    g_autofree char *html = g_strdup_printf(
        "<div>" TEXT "<br><br><div>%s</div></div><blockquote type=cite>Good "
        "morning</blockquote>",
        text);

    check_frame(text, "signature", one, TEXT, text);
    check_frame(text, "signature above", two, TEXT, text);
    check_frame(text, "signature html", html, TEXT, text);
}

static void check_stays(const char *text)
{
    g_autofree char *end = g_strdup_printf(TEXT "\n\n%s\n", text);
    g_autofree char *middle =
        g_strdup_printf("%s\n\n" TEXT "\n\nRegards,\nKari\n", text);
    g_autofree char *quote = g_strdup_printf(
        TEXT "\n\n%s\n\nOn 3 May 2026 at 10:00, Anna wrote:\n" QUOTED, text);
    g_autofree char *kept = g_strdup_printf(TEXT "\n\n%s", text);

    check_frame(text, "stays at the end", end, kept, "");
    check_frame(text, "stays at the start", middle, middle, "");
    check_frame(text, "stays above a quote", quote, kept, "");
}

/* ---- one text in several charsets ---- */

/* What a message says of its charset, and the defect that then is noted. */
static const struct {
    const char *label, *defect;
} labels[] = {
    {NULL, "a text names no charset: read as"},
    {"us-ascii", "a text names no charset: read as"},
    {"x-foo", "a text names the unknown charset \"x-foo\": read as"},
    {"utf-8", "a text is not in its charset \"utf-8\": read as"},
};

static void check_label(const char *text, const char *charset,
                        const char *label, const char *defect)
{
    gsize size = 0;
    g_autofree char *octets =
        g_convert(text, -1, charset, "UTF-8", NULL, &size, NULL);
    g_autofree char *base64 =
        g_base64_encode((const guchar *)octets, octets ? size : 0);
    g_autofree char *title = g_strdup_printf("%s, called %s: %s", charset,
                                             label ? label : "nothing", text);
    g_autofree char *message =
        g_strdup_printf(HEAD "Content-Type: text/plain%s%s\n"
                             "Content-Transfer-Encoding: base64\n\n%s\n",
                        label ? "; charset=" : "", label ? label : "", base64);
    g_autoptr(letter) l = filters_letter(message, strlen(message), false, NULL);
    const char *noted = l->defects->len > 0 ? l->defects->pdata[0] : "";

    tried++;
    if (strcmp(l->text, text) != 0)
        complain(title, "text '%s'", l->text);
    else if (defect ? !g_str_has_prefix(noted, defect) : *noted != '\0')
        complain(title, "defect '%s'", noted);
}

/* "iso-8859-1" stands over texts of other scripts; long ones are recognized. */
static bool is_told_from_latin1(const char *charset, const char *text)
{
    static const char *const others[] = {
        "CP1251",  "KOI8-R", "ISO-8859-5", "CP1253", "ISO-8859-7",
        "CP1255",  "CP1256", "CP874",      "EUC-JP", "CP932",
        "GB18030", "BIG5",   "CP949",      NULL};
    gsize size = 0;

    if (!g_strv_contains(others, charset))
        return false;
    g_free(g_convert(text, -1, charset, "UTF-8", NULL, &size, NULL));
    return size >= 50;
}

static void check_charsets(const char *line)
{
    const char *text = strstr(line, ": ");
    g_autofree char *names =
        text ? g_strndup(line, (gsize)(text - line)) : NULL;
    g_auto(GStrv) list = names ? g_strsplit(names, " ", -1) : NULL;

    if (!text)
        complain(line, "cannot be read");
    for (char **c = list; c && *c; c++) {
        for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
            check_label(text + 2, *c, labels[i].label,
                        i == 2 && g_str_has_prefix(*c, "ISO-2022")
                            ? "a text is not in its charset \"x-foo\""
                            : labels[i].defect);
        check_label(text + 2, *c, *c, NULL);
        if (is_told_from_latin1(*c, text + 2))
            check_label(text + 2, *c, "iso-8859-1",
                        "a text is not in its charset \"iso-8859-1\"");
    }
}

/* ---- files ---- */

static void read_line(letter_case **c, const char *line)
{
    g_auto(GStrv) pieces = NULL;
    g_autofree char *text = NULL;

    if (*line == '=' || *line == '\0' || *line == '#') {
        if (*c && *line == '=') {
            check_case(*c);
            g_clear_pointer(c, case_free);
        }
        if (*line == '=')
            *c = case_new(line + 2);
        return;
    }
    if (!strchr("*^&%!$", *line)) {
        if (*c)
            case_line(*c, line);
        else
            complain(line, "stands in no case");
        return;
    }
    pieces = g_strsplit(line + 2, " | ", -1);
    text = g_strjoinv("\n", pieces);
    if (*line == '$')
        check_charsets(text);
    else if (*line == '*' || *line == '^')
        check_intro(text, *line == '^');
    else if (*line == '&')
        check_block(text);
    else if (*line == '%')
        check_signature(text);
    else
        check_stays(text);
}

static void read_file(const char *path)
{
    g_autofree char *content = NULL;
    g_auto(GStrv) lines = NULL;
    letter_case *c = NULL;

    if (!g_file_get_contents(path, &content, NULL, NULL)) {
        complain(path, "cannot be read");
        return;
    }
    lines = g_strsplit(content, "\n", -1);
    for (size_t i = 0; lines[i]; i++)
        read_line(&c, lines[i]);
    if (c) {
        check_case(c);
        case_free(c);
    }
}

static void read_folder(void)
{
    const char *srcdir = g_getenv("srcdir");
    g_autofree char *folder =
        g_build_filename(srcdir ? srcdir : ".", "tests", "letters", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        if (g_str_has_suffix(name, ".txt"))
            read_file(path);
    }
}

int main(int argc, char **argv)
{
    mime_init();
    for (int i = 1; i < argc; i++)
        read_file(argv[i]);
    if (argc < 2)
        read_folder();
    printf("%u tried, %u failed\n", tried, failed);
    return tried == 0 || failed > 0;
}
