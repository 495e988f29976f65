/* lang: the marks of phrases, and each line of each file: what is written by it
 * is found, and by no other line of its section. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "filters/autotext.h"
#include "filters/bouncewords.h"
#include "filters/codewords.h"
#include "mail/lang.h"
#include "quote/lines.h"

#define SAMPLES_MAX 400 /* of a phrase's readings that are tried */

/* ---- what a phrase may read ---- */

static GPtrArray *list_new(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

/* Each of a, each of b after it. Takes both. */
static GPtrArray *joined(GPtrArray *a, GPtrArray *b)
{
    GPtrArray *out = list_new();

    for (guint i = 0; i < a->len; i++) {
        for (guint k = 0; k < b->len && out->len < SAMPLES_MAX; k++)
            g_ptr_array_add(out, g_strconcat(a->pdata[i], b->pdata[k], NULL));
    }
    g_ptr_array_unref(a);
    g_ptr_array_unref(b);
    return out;
}

static GPtrArray *one(const char *text, size_t n)
{
    GPtrArray *out = list_new();

    g_ptr_array_add(out, g_strndup(text, n));
    return out;
}

static GPtrArray *read_choice(const char **p, char closing);

static GPtrArray *read_brace(const char **p)
{
    const char *inside = *p + 1;

    *p = strchr(*p, '}') + 1;
    if (g_str_has_prefix(inside, "word}"))
        return one("word", 4);
    if (g_str_has_prefix(inside, "number}"))
        return one("12", 2);
    return one("", 0);
}

static GPtrArray *read_one(const char **p)
{
    const char *at = *p;

    switch (*at) {
    case '(':
    case '[':
        ++*p;
        return read_choice(p, *at == '(' ? ')' : ']');
    case '{':
        return read_brace(p);
    case '+':
        ++*p;
        return one("a", 1);
    case '*':
    case '^':
    case '$':
        ++*p;
        return one("", 0);
    case '\\':
        ++*p;
        break;
    }
    at = *p;
    *p = g_utf8_next_char(at);
    return one(at, (size_t)(*p - at));
}

/* Up to the bracket that closes it, or the end of the phrase. */
static GPtrArray *read_choice(const char **p, char closing)
{
    GPtrArray *out = list_new(), *row = one("", 0);

    while (**p && **p != closing) {
        if (**p == '|') {
            ++*p;
            g_ptr_array_extend_and_steal(out, row);
            row = one("", 0);
        } else {
            row = joined(row, read_one(p));
        }
    }
    g_ptr_array_extend_and_steal(out, row);
    if (closing == ']')
        g_ptr_array_add(out, g_strdup(""));
    if (**p)
        ++*p;
    return out;
}

static GPtrArray *samples_of(const char *phrase)
{
    return read_choice(&phrase, '\0');
}

/* ---- where the words of a section stand ---- */

enum { TRIM, AUTO, BOUNCE, CODE, THANKS, RATING };

typedef struct place {
    const char *section;
    int table, form;
    const char *before, *after; /* the phrase, in a line or a text */
} place;

static const place places[] = {
    {"intro.wrote", TRIM, TRIM_RE_VERB, "On 3 May 2026 Kari ", ":"},
    {"intro.wrote", TRIM, TRIM_RE_END, "Kari ", ""},
    {"intro.wrote-unspaced", TRIM, TRIM_RE_VERB, "2026年5月3日 Kari", "："},
    {"intro.quoting", TRIM, TRIM_RE_VERB, "", " Kari <k@example.com>:"},
    {"intro.begin", TRIM, TRIM_RE_START, "", " x, y, z 3 May"},
    {"intro.begin", TRIM, TRIM_RE_START_WORD, "", " Mon"},
    {"intro.begin-inside", TRIM, TRIM_RE_GLUED, "Yes. ", " 3 May Kari wrote:"},
    {"intro.day", TRIM, TRIM_RE_START_WORD, "On ", ""},
    {"intro.day", TRIM, TRIM_RE_START_WORD, "", " den 3"},
    {"intro.month", TRIM, TRIM_RE_DATE, "3 ", ""},
    {"intro.month", TRIM, TRIM_RE_DATE, "", " 3"},
    {"block.from", TRIM, TRIM_RE_FROM, "", ": Kari"},
    {"block.sent", TRIM, TRIM_RE_SENT, "", ": Monday"},
    {"block.to", TRIM, TRIM_RE_TO, "", ": Anna"},
    {"block.cc", TRIM, TRIM_RE_CC, "", ": Olga"},
    {"block.subject", TRIM, TRIM_RE_SUBJECT, "", ": Broken"},
    {"forward.forwarded", TRIM, TRIM_RE_FORWARD, "---- ", " ----"},
    {"forward.subject", TRIM, TRIM_RE_FORWARD_SUBJECT, "", ": Broken"},
    {"forward.answer", TRIM, TRIM_RE_ANSWER_SUBJECT, "[x] ", "[2]: Broken"},
    {"forward.begin", TRIM, TRIM_RE_FORWARD, "-- ", ""},
    {"forward.message", TRIM, TRIM_RE_SEPARATOR, "---- ", " ----"},
    {"forward.original", TRIM, TRIM_RE_SEPARATOR, "---- ", " ----"},
    {"forward.above", TRIM, TRIM_RE_SEPARATOR, "## x ", " line ##"},
    {"forward.line", TRIM, TRIM_RE_SEPARATOR, "## above ", " ##"},
    {"forward.reply-above", TRIM, TRIM_RE_SEPARATOR, "", "."},
    {"device.program", TRIM, TRIM_RE_DEVICE, "", ""},
    {"device.sent", TRIM, TRIM_RE_DEVICE, "", " Android"},
    {"device.sent-last", TRIM, TRIM_RE_DEVICE, "Android ", ""},
    {"device.device", TRIM, TRIM_RE_DEVICE, "Sent with ", ""},
    {"device.get", TRIM, TRIM_RE_DEVICE, "", " Outlook"},
    {"device.get-last", TRIM, TRIM_RE_DEVICE, "Outlook ", ""},
    {"device.excuse", TRIM, TRIM_RE_DEVICE, "Sent from my phone. ", " typos."},
    {"ending.closing", TRIM, TRIM_RE_CLOSING, "", ","},
    {"ending.contact", TRIM, TRIM_RE_CONTACT, "", ": x"},
    {"ending.secret", TRIM, TRIM_RE_SECRET, "This is ", "."},
    {"ending.recipient", TRIM, TRIM_RE_RECIPIENT, "x ", " x"},
    {"ending.scanned", TRIM, TRIM_RE_FOOTER, "", " x"},
    {"ending.environment", TRIM, TRIM_RE_FOOTER, "The ", " and print"},
    {"ending.print", TRIM, TRIM_RE_FOOTER, "environment and ", ""},
    {"ending.this-mail", TRIM, TRIM_RE_FOOTER, "print ", " and environment"},
    {"auto.subject", AUTO, AUTOTEXT_PREFIX, "", ": Broken"},
    {"auto.forwarded", AUTO, AUTOTEXT_FORWARDED, "", ": Broken"},
    {"auto.away-subject", AUTO, AUTOTEXT_AWAY_SUBJECT, "Anna ", "."},
    {"auto.away", AUTO, AUTOTEXT_AWAY, "Anna ", " x"},
    {"auto.machine", AUTO, AUTOTEXT_MACHINE, "x ", " x"},
    {"auto.stem", AUTO, AUTOTEXT_STEM, "x ", "x"},
    {"auto.challenge", AUTO, AUTOTEXT_CHALLENGE, "x ", " x"},
    {"auto.received", AUTO, AUTOTEXT_RECEIVED, "x ", " x"},
    {"auto.read", AUTO, AUTOTEXT_READ, "x ", " x"},
    {"auto.read-subject", AUTO, AUTOTEXT_READ_SUBJECT, "", ": Broken"},
    {"auto.unread-subject", AUTO, AUTOTEXT_UNREAD_SUBJECT, "", ": Broken"},
    {"auto.receipt", AUTO, AUTOTEXT_RECEIPT, "", " x was read on Monday."},
    {"auto.receipt-end", AUTO, AUTOTEXT_RECEIPT, "Your message x ", " x."},
    {"auto.nobody", AUTO, AUTOTEXT_NOBODY, "x", "@example.com"},
    {"code.title", CODE, CODEWORDS_TITLE, "x ", " x"},
    {"code.label", CODE, CODEWORDS_LABEL, "x ", " x"},
    {"code.ask", CODE, CODEWORDS_ASK, "x ", " x"},
    {"code.ignore", CODE, CODEWORDS_IGNORE, "x ", " x"},
    {"code.end", CODE, CODEWORDS_END, "x ", " x"},
    {"code.sender", CODE, CODEWORDS_SENDER, "x", ""},
    {"thanks.say", THANKS, 0, "", ""},
    {"thanks.beside", THANKS, 0, "", ""},
    {"rating.very-bad", RATING, 0, "", ""},
    {"rating.bad", RATING, 1, "", ""},
    {"rating.fair", RATING, 2, "", ""},
    {"rating.good", RATING, 3, "", ""},
    {"rating.very-good", RATING, 4, "", ""},
    {"rating.unit", RATING, 5, "", ""},
    {"bounce.failure", BOUNCE, BOUNCE_FAILURE, "x ", " x"},
    {"bounce.yours", BOUNCE, BOUNCE_YOURS, "x ", " x"},
    {"bounce.subject", BOUNCE, BOUNCE_SUBJECT, "[x] ", " x"},
    {"bounce.subject-end", BOUNCE, BOUNCE_SUBJECT, "x ", ""},
    {"bounce.returned", BOUNCE, BOUNCE_RETURNED, "", " x"},
    {"bounce.recipient", BOUNCE, BOUNCE_NAMED, "x ", " <k@example.com>"},
    {"bounce.list", BOUNCE, BOUNCE_LIST, "x ", " x"},
    {"bounce.delayed", BOUNCE, BOUNCE_DELAYED, "x ", " x"},
    {"bounce.delivered", BOUNCE, BOUNCE_DELIVERED, "x ", " x"},
    {"bounce.no-user", BOUNCE, BOUNCE_NO_USER, "x ", " x"},
    {"bounce.no-domain", BOUNCE, BOUNCE_NO_DOMAIN, "x ", " x"},
    {"bounce.no-answer", BOUNCE, BOUNCE_NO_ANSWER, "x ", " x"},
    {"bounce.full", BOUNCE, BOUNCE_FULL, "x ", " x"},
    {"bounce.too-big", BOUNCE, BOUNCE_TOO_BIG, "x ", " x"},
    {"bounce.expired", BOUNCE, BOUNCE_EXPIRED, "x ", " x"},
    {"bounce.complaint", BOUNCE, BOUNCE_COMPLAINT, "", " x"},
};

/* Those of thanks are put together until the text is over: each alone. */
static const char one_thanks[] = "\\A(?:%{thanks.say}|%{thanks.beside})\\z";

/* Nothing else stands on a line with one. */
static const char *const ratings[] = {
    "\\A(?:%{rating.very-bad})\\z",  "\\A(?:%{rating.bad})\\z",
    "\\A(?:%{rating.fair})\\z",      "\\A(?:%{rating.good})\\z",
    "\\A(?:%{rating.very-good})\\z", "\\A(?:%{rating.unit})\\z"};

static const char *form_of(const place *p)
{
    return p->table == TRIM     ? trim_forms[p->form]
           : p->table == AUTO   ? autotext_forms[p->form]
           : p->table == CODE   ? codewords_forms[p->form]
           : p->table == THANKS ? one_thanks
           : p->table == RATING ? ratings[p->form]
                                : bouncewords_forms[p->form];
}

static pcre2_code *compiled(const char *form, const lang_line *without)
{
    g_autofree char *pattern = lang_pattern(form, without);
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    int error;
    size_t at;
    pcre2_code *code;

    pcre2_set_newline(context, PCRE2_NEWLINE_ANY);
    code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_CASELESS | PCRE2_UCP, &error, &at,
                         context);
    assert_non_null(code);
    pcre2_compile_context_free(context);
    return code;
}

static bool matches(const pcre2_code *code, const char *text)
{
    pcre2_match_data *found = pcre2_match_data_create(1, NULL);
    int got =
        pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, found, NULL);

    pcre2_match_data_free(found);
    return got >= 0;
}

/* The line or text that a message has where somebody writes that phrase. */
static char *written(const place *p, const lang_line *l, const char *sample)
{
    bool first = l->text[0] == '^';
    bool last = g_str_has_suffix(l->text, "$");
    g_autofree char *before = g_strdup(first ? "" : p->before);

    if (l->text[0] == '*')
        g_strchomp(before); /* inside a word, too */
    return g_strconcat(before, sample, last ? "" : p->after, NULL);
}

/* Does line l hit in all that is written by it, and is some of that hit by it
 * alone? */
static void try_line(const place *p, const pcre2_code *all, const lang_line *l,
                     bool *hits, bool *alone)
{
    g_autoptr(GPtrArray) samples = samples_of(l->text);
    pcre2_code *without = compiled(form_of(p), l);

    for (guint i = 0; i < samples->len; i++) {
        g_autofree char *text = written(p, l, samples->pdata[i]);

        if (!matches(all, text)) {
            print_error("lang/%s:%u: %s: not found in \"%s\"\n", l->file,
                        l->number, l->text, text);
            *hits = false;
        } else if (!matches(without, text)) {
            *alone = true;
        }
    }
    pcre2_code_free(without);
}

static void test_each_line_hits(void **state)
{
    const GPtrArray *lines = lang_lines();
    pcre2_code *all[G_N_ELEMENTS(places)];
    unsigned wrong = 0;

    for (size_t k = 0; k < G_N_ELEMENTS(places); k++)
        all[k] = compiled(form_of(&places[k]), NULL);
    for (guint i = 0; i < lines->len; i++) {
        const lang_line *l = lines->pdata[i];
        bool known = false, hits = true, alone = false;

        if (strcmp(l->section, "common.word") == 0 ||
            g_str_has_prefix(l->section, "tell."))
            continue; /* words, no phrases: tests/unit/quote/test_shingle.c */
        for (size_t k = 0; k < G_N_ELEMENTS(places); k++) {
            if (strcmp(places[k].section, l->section) == 0) {
                known = true;
                try_line(&places[k], all[k], l, &hits, &alone);
            }
        }
        if (!known)
            print_error("lang/%s:%u: nothing reads section %s\n", l->file,
                        l->number, l->section);
        else if (hits && !alone)
            print_error("lang/%s:%u: %s: other lines find all of that\n",
                        l->file, l->number, l->text);
        wrong += !known || !hits || !alone;
    }
    for (size_t k = 0; k < G_N_ELEMENTS(places); k++)
        pcre2_code_free(all[k]);
    assert_true(lines->len > 1000);
    assert_int_equal(wrong, 0);
}

/* ---- marks ---- */

static const struct {
    const char *phrase, *pattern, *error;
} marks[] = {
    {"out of office", "out of office", NULL},
    {"(a|b) c", "(?:a|b) c", NULL},
    {"[the |my ]office", "(?:the |my )?office", NULL},
    {"[e[-]]mail", "(?:e(?:-)?)?mail", NULL},
    {"x*", "x\\p{L}*", NULL},
    {"moj+", "moj\\p{L}+", NULL},
    {"*x", "x", NULL},
    {"^read", "^\\s*read", NULL},
    {"follows$", "follows[\\s-]*$", NULL},
    {"a{60}b", "a[^.]{0,60}b", NULL},
    {"a{.9}b", "a.{0,9}b", NULL},
    {"{3 words}x", "(?:\\S+ ){0,3}x", NULL},
    {"{word} {number}x", "\\S+ \\d+x", NULL},
    {"app{end}", "app\\b", NULL},
    {"{not after I }have", "(?<!\\bI )have", NULL},
    {"{not after no |not an }x", "(?<!\\bno |\\bnot an )x", NULL},
    {"x{not before  y}", "x(?! y)", NULL},
    {"(e)", "(?:e)", NULL},
    {"\\(e\\)", "\\(e\\)", NULL},
    {"Mail.ru?", "Mail\\.ru\\?", NULL},
    {"a)", NULL, "\")\" closes nothing"},
    {"(a]", NULL, "\"]\" closes nothing"},
    {"(a", NULL, "a bracket is not closed"},
    {"a|b", NULL, "\"|\" stands only inside brackets"},
    {"a^", NULL, "\"^\" stands only at the start"},
    {"a$b", NULL, "\"$\" stands only at the end"},
    {"a\\", NULL, "\"\\\" stands before nothing"},
    {"{words}", NULL, "\"{words}\" is no mark"},
    {"{1000}x", NULL, "\"{1000}x\" is no mark"},
    {"{.3 words}", NULL, "\"{.3 words}\" is no mark"},
    {"{not after }", NULL, "\"{not after }\" is no mark"},
    {"{60", NULL, "\"{60\" is no mark"},
    {"((((((((a))))))))", "(?:(?:(?:(?:(?:(?:(?:(?:a))))))))", NULL},
    {"(((((((((a)))))))))", NULL, "too many brackets are open"},
    {"*", NULL, "there is nothing in it"},
};

static void test_marks(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autofree char *error = NULL;
        g_autofree char *got = lang_phrase(marks[i].phrase, &error);

        if (g_strcmp0(got, marks[i].pattern) != 0 ||
            g_strcmp0(error, marks[i].error) != 0)
            fail_msg("%s: %s, %s", marks[i].phrase, got, error);
    }
}

static void test_forms(void **state)
{
    g_autofree char *blanks = lang_pattern("<%{intro.wrote blanks}>", NULL);
    g_autofree char *word = lang_pattern("%{bounce.yours word}", NULL);
    g_autofree char *none = lang_pattern("no words: \\d{3}", NULL);

    assert_string_equal(none, "no words: \\d{3}");
    assert_true(g_str_has_prefix(blanks, "<(?:"));
    assert_true(g_str_has_suffix(blanks, ")>"));
    assert_non_null(strstr(blanks, "ha\\s+scritto"));
    assert_true(g_str_has_prefix(word, "(?:\\b(?:"));
    assert_non_null(strstr(word, ")|"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_each_line_hits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
