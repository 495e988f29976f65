/* test_caps: each limit of the parser at its value and one beyond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/head.h"
#include "mail/mime.h"

/* before, `n` times unit, after: at the limit; n + 1 times: beyond. */
static const struct {
    const char *what, *before, *unit, *after;
    size_t n;
    const char *defect; /* beyond it */
    const char *text;   /* what can still be read then; NULL: anything */
} rows[] = {
    {"header fields", "", "X: y\n", "\nbody\n", HEAD_FIELDS_MAX,
     "the header is too long: fields were left out", "body\n"},
    {"octets of header", "Subject: s\nX: ", "xxxxxxxx", "\n\nbody\n",
     HEAD_SIZE_MAX / 8 - 2, "the header is too long: fields were left out",
     "body\n"},
    {"addresses", "To: ", "a@b.example,\n ", "\n\nbody\n", LETTER_ADDRESSES_MAX,
     "the field To has too many addresses: the rest is left out", "body\n"},
    {"references", "References:", " <a@b>", "\n\nbody\n", LETTER_REFERENCES_MAX,
     "there are too many references: the rest is left out", "body\n"},
    {"message id", "Message-ID: <", "x", "@y>\n\nbody\n", 998 - 2,
     "a message id is too long: it is left out", "body\n"},
    {"subject", "Subject: ", "x", "\n\nbody\n", 8192,
     "a header field is too long: its end is cut off", "body\n"},
    {"parts", "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n\n",
     "--b--\n", LETTER_PARTS_MAX - 1,
     "there are too many parts: the rest is left out", NULL},
    {"text", "\n", "0123456\n", "", LETTER_TEXT_MAX / 8,
     "the text is too long: its end is cut off", NULL},
    {"uuencoded files", "\nhi\n", "begin 644 a\n#0V%T\n`\nend\n", "", 50,
     "there are too many uuencoded files: the rest is left in the text", NULL},
};

static char *message(size_t row, size_t n)
{
    GString *s = g_string_new(rows[row].before);

    for (size_t i = 0; i < n; i++)
        g_string_append(s, rows[row].unit);
    g_string_append(s, rows[row].after);
    return g_string_free(s, FALSE);
}

static bool has_defect(const letter *l, const char *text)
{
    for (guint i = 0; i < l->defects->len; i++) {
        if (strcmp(l->defects->pdata[i], text) == 0)
            return true;
    }
    return false;
}

/* A letter over a limit can still be sent to the parent. */
static void assert_travels(const letter *l)
{
    g_autoptr(GBytes) bytes = letter_to_bytes(l);
    g_autoptr(GError) error = NULL;
    g_autoptr(letter) back = letter_from_bytes(bytes, &error);

    if (!back)
        fail_msg("%s", error->message);
}

static void test_rows(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *at = message(i, rows[i].n);
        g_autofree char *beyond = message(i, rows[i].n + 1);
        g_autoptr(letter) good = mime_parse(at, strlen(at), NULL);
        g_autoptr(letter) bad = mime_parse(beyond, strlen(beyond), NULL);

        if (has_defect(good, rows[i].defect))
            fail_msg("%s: a defect at the limit", rows[i].what);
        if (!has_defect(bad, rows[i].defect))
            fail_msg("%s: no defect beyond the limit", rows[i].what);
        if (rows[i].text && strcmp(bad->text, rows[i].text) != 0)
            fail_msg("%s: the text is '%.40s'", rows[i].what, bad->text);
        assert_travels(bad);
    }
}

/* LETTER_DEPTH_MAX multiparts in one another, then a text. */
static char *nested(unsigned depth)
{
    GString *s = g_string_new(NULL);

    for (unsigned i = 0; i < depth; i++)
        g_string_append_printf(
            s, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
    g_string_append(s, "\ninner\n");
    for (unsigned i = depth; i > 0; i--)
        g_string_append_printf(s, "--b%u--\n", i - 1);
    return g_string_free(s, FALSE);
}

static void test_depth(void **state)
{
    static const char defect[] =
        "parts are nested too deeply: the inner ones are not read";
    g_autofree char *at = nested(LETTER_DEPTH_MAX);
    g_autofree char *beyond = nested(LETTER_DEPTH_MAX + 1);
    g_autoptr(letter) good = mime_parse(at, strlen(at), NULL);
    g_autoptr(letter) bad = mime_parse(beyond, strlen(beyond), NULL);

    assert_false(has_defect(good, defect));
    assert_string_equal(good->text, "inner");
    assert_true(has_defect(bad, defect));
    assert_int_equal(bad->attachments->len, 1);
    assert_travels(bad);
}

/* Octets that cost a careless reader the square of their number. */
static void test_time(void **state)
{
    static const struct {
        const char *before, *unit;
        size_t n;
    } slow[] = {
        {"Subject: ", "=?a?q?a", 36000},
        {"Subject: ", "=?a?q? a ", 28000},
        {"To: ", "=?a?q?a@b ", 25000},
        {"To: ", "\xcf\xf0\xe8 <a@b>,\n ", 15000},
        {"Subject: x\n", "no field\n", 300000},
        {"Content-Type: multipart/mixed\n\n", "--x\n", 300000},
        {"Content-Transfer-Encoding: base64\n\n", "aGVs\n---\n", 200000},
        {"\n", "begin 644 a\n", 100000},
        {"Content-Type: text/plain; charset=utf-8\n\n",
         "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n\xff\xe9\n", 30000},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(slow); i++) {
        g_autoptr(GString) s = g_string_new(slow[i].before);
        gint64 start = g_get_monotonic_time();
        g_autoptr(letter) l = NULL;

        for (size_t k = 0; k < slow[i].n; k++)
            g_string_append(s, slow[i].unit);
        l = mime_parse(s->str, s->len, NULL);
        /* generous: what is linear takes a tenth of a second */
        if (g_get_monotonic_time() - start > 5 * G_TIME_SPAN_SECOND)
            fail_msg("many '%s' are slow", slow[i].unit);
        assert_travels(l);
    }
}

static int set_up(void **state)
{
    mime_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_time),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
