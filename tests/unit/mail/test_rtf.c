/* test_rtf: what Outlook writes: Rich Text, and the words in a winmail.dat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mime.h"
#include "mail/packed/rtf.h"
#include "mail/packed/tnef.h"

/* Compressed, with runs from the first window and from what came before. */
static const guint8 compressed[] = {
    0x79, 0x00, 0x00, 0x00, 0x93, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75,
    0x00, 0x00, 0x00, 0x00, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67,
    0x31, 0x32, 0x35, 0x61, 0x00, 0x50, 0x75, 0x63, 0x31, 0x20, 0x01, 0xf7,
    0x02, 0xa2, 0x20, 0x1b, 0x07, 0x13, 0x02, 0x80, 0x7d, 0x0a, 0xf3, 0x03,
    0x30, 0x27, 0x63, 0x66, 0xa3, 0x10, 0x70, 0x01, 0x31, 0x27, 0x65, 0x38,
    0x10, 0xf1, 0x32, 0x10, 0xf1, 0x32, 0x35, 0x10, 0xb1, 0x32, 0x2c, 0x0a,
    0xa3, 0x02, 0x20, 0x65, 0x20, 0x78, 0x74, 0x77, 0x6f, 0x12, 0x46, 0x12,
    0x46, 0x0c, 0x82, 0x03, 0x30, 0x75, 0x20, 0x38, 0x33, 0x36, 0x34, 0x3f,
    0x00, 0x00, 0x2a, 0x5c, 0x20, 0x78, 0x20, 0x68, 0x69, 0x64, 0x01, 0x00,
    0x6e, 0x7d, 0x81, 0x03, 0x30, 0x65, 0x6d, 0x64, 0x61, 0x73, 0x68, 0x0a,
    0xa2, 0x02, 0x7d, 0x16, 0x20};
#define COMPRESSED_TEXT "Привет,\none two one two one two\t€ —\n"

static void test_text(void **state)
{
    static const struct {
        const char *rtf, *text;
    } rows[] = {
        {"{\\rtf1 a\\par b}", "a\nb"},
        {"{\\rtf1\\ansicpg1252 \\'e9}", "é"},
        {"{\\rtf1 \\u1087?\\u-3913x}", "п\uf0b7"},
        {"{\\rtf1\\uc0 \\u-10179 \\u-8704 \\u-8704 x}", "😀\ufffdx"},
        {"{\\rtf1 a\\u99999999999999999999?b", "a\ue0ffb"},
        {"{\\rtf1\\uc2 \\u1087??x}", "пx"},
        {"{\\rtf1\\uc0 \\u1087 x}", "пx"},
        {"{\\rtf1 a\\{b\\}\\\\c}", "a{b}\\c"},
        {"{\\rtf1{\\fonttbl{\\f0 Arial;}}x{\\*\\foo y}z}", "xz"},
        /* HTML in Rich Text: the tags are hidden groups */
        {"{\\rtf1\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf \\b\\htmlrtf0 hi"
         "{\\*\\htmltag72 </p>}\\htmlrtf\\par\\htmlrtf0\\line there}",
         "hi\nthere"},
        /* damage */
        {"{\\rtf1 a", "a"},
        {"}}}a\\", "a"},
        {"\\'", ""},
        {"\\u", "\x01"},
        {"", ""},
        /* octets of pictures are no braces */
        {"{\\rtf1 a{\\pict\\bin3 }}}x}b}", "ab"},
        {"{\\rtf1 a{\\pict\\bin99 }", "a"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        /* as it lies in a file: nothing ends it */
        g_autofree char *rtf = g_memdup2(rows[i].rtf, strlen(rows[i].rtf));
        g_autofree char *text = rtf_text(rtf, strlen(rows[i].rtf));

        if (strcmp(text, rows[i].text) != 0)
            fail_msg("'%s' gave '%s'", rows[i].rtf, text);
    }
}

static void test_decompress(void **state)
{
    g_autofree char *rtf = rtf_decompress(compressed, sizeof compressed);
    g_autofree char *text = rtf ? rtf_text(rtf, strlen(rtf)) : NULL;

    assert_non_null(text);
    assert_string_equal(text, COMPRESSED_TEXT);
    for (gsize n = 0; n < sizeof compressed; n++) {
        g_autofree guint8 *part = g_memdup2(compressed, n);

        g_free(rtf_decompress(part, n));
    }
}

/* Groups in one another cost no stack. */
static void test_deep(void **state)
{
    GString *s = g_string_new("{\\rtf1 a");
    g_autofree char *text = NULL;

    for (int i = 0; i < 100000; i++)
        g_string_append_c(s, '{');
    for (int i = 0; i < 100000; i++)
        g_string_append_c(s, '}');
    g_string_append(s, "b}");
    text = rtf_text(s->str, s->len);
    assert_string_equal(text, "ab");
    g_string_free(s, TRUE);
}

/* A code page that says nothing, before each of many characters: guessing has an
 * end. Code pages make several octets of one: the result's cap holds. */
static void test_dear(void **state)
{
    GString *s = g_string_new("{\\rtf1\\ansicpg99999 ");
    gint64 before = g_get_monotonic_time();
    g_autofree char *text = NULL;

    for (int i = 0; i < 100000; i++)
        g_string_append(s, "\\'e0\\u1234?");
    text = rtf_text(s->str, s->len);
    assert_true(strlen(text) > 100000 * 4);
    assert_true(g_get_monotonic_time() - before < 5 * G_USEC_PER_SEC);
    /* and so has looking closely at what fits */
    before = g_get_monotonic_time();
    g_string_assign(s, "{\\rtf1\\ansicpg1252 ");
    for (int i = 0; i < 100000; i++)
        g_string_append(s, "\xc6\xc6\xc6\xc6\xc6\xc6\xc6\xc6\xc6\\emdash ");
    g_free(text);
    text = rtf_text(s->str, s->len);
    assert_true(g_str_has_prefix(text, "ÆÆÆÆÆÆÆÆÆ—Æ"));
    assert_true(g_str_has_suffix(text, "ÆÆÆÆÆÆÆÆÆ—"));
    assert_true(g_get_monotonic_time() - before < 5 * G_USEC_PER_SEC);
    g_string_assign(s, "");
    while (s->len < RTF_TEXT_MAX)
        g_string_append_c(s, '\x80'); /* a euro sign */
    g_free(text);
    text = rtf_text(s->str, s->len);
    assert_true(strlen(text) <= RTF_TEXT_MAX);
    assert_true(strlen(text) > RTF_TEXT_MAX - 4);
    assert_true(g_utf8_validate(text, -1, NULL));
    g_string_free(s, TRUE);
}

/* ---- winmail.dat ---- */

static void add_number(GByteArray *a, guint32 v, unsigned octets)
{
    for (unsigned i = 0; i < octets; i++, v >>= 8)
        g_byte_array_append(a, (const guint8[]){(guint8)v}, 1);
}

static void add_attribute(GByteArray *a, guint32 id, const void *data, guint n)
{
    add_number(a, 1, 1);
    add_number(a, id, 4);
    add_number(a, n, 4);
    g_byte_array_append(a, data, n);
    add_number(a, 0, 2);
}

static GByteArray *new_tnef(void)
{
    GByteArray *a = g_byte_array_new();

    add_number(a, 0x223e9f78, 4);
    add_number(a, 1, 2);
    return a;
}

/* One property of one value among the message's. */
static void add_property(GByteArray *a, guint32 tag, const void *data, guint n)
{
    GByteArray *props = g_byte_array_new();

    add_number(props, 1, 4);
    add_number(props, tag, 4);
    add_number(props, 1, 4);
    add_number(props, n, 4);
    g_byte_array_append(props, data, n);
    while (props->len % 4 != 0)
        add_number(props, 0, 1);
    add_attribute(a, 0x00069003, props->data, props->len);
    g_byte_array_unref(props);
}

/* A message with that winmail.dat, and with other text or none. */
static letter *letter_of(GByteArray *tnef, const char *other)
{
    g_autofree char *data = g_base64_encode(tnef->data, tnef->len);
    g_autofree char *message = g_strdup_printf(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n%s\n--b\n"
        "Content-Type: application/ms-tnef; name=winmail.dat\n"
        "Content-Transfer-Encoding: base64\n\n%s\n--b--\n",
        other, data);

    return mime_parse(message, strlen(message), NULL);
}

static void assert_text(GByteArray *tnef, const char *other, const char *text,
                        bool html)
{
    g_autoptr(letter) l = letter_of(tnef, other);

    assert_string_equal(l->text, text);
    assert_int_equal(l->html, html);
    assert_int_equal(l->attachments->len, 1);
    g_byte_array_unref(tnef);
}

static void test_words(void **state)
{
    GByteArray *plain = new_tnef(), *html = new_tnef(), *rtf = new_tnef();
    GByteArray *old = new_tnef(), *both = new_tnef();

    add_property(plain, 0x1000001f, "h\0i\0 \0\x1f\x04", 8);
    assert_text(plain, "", "hi П", false);
    add_attribute(html, 0x00069007, "\xe3\x04\0\0\0\0\0\0", 8);
    add_property(html, 0x10130102, "<p>\xcf\xf0\xe8</p>", 10);
    assert_text(html, "", "При\n", true);
    add_property(rtf, 0x10090102, compressed, sizeof compressed);
    assert_text(rtf, " ", COMPRESSED_TEXT, false);
    add_attribute(old, 0x0002800c, "just this", 9);
    assert_text(old, "", "just this", false);
    add_property(both, 0x1000001e, "inside", 6);
    assert_text(both, "outside", "outside", false);
}

/* Of many long names of one file the first counts, and only that is decoded; a
 * text in a charset of narrower letters keeps to the cap. */
static void test_names(void **state)
{
    GByteArray *named = new_tnef(), *many = g_byte_array_new(),
               *wide = new_tnef();
    GString *letters = g_string_new(NULL);
    g_autoptr(GBytes) tnef = NULL, tnef_wide = NULL;
    g_autoptr(GPtrArray) files = NULL;
    g_autofree char *text = NULL;
    gint64 before = g_get_monotonic_time();

    add_attribute(named, 0x00069002, "", 0);
    add_number(many, 1, 4);
    add_number(many, 0x3707101e, 4); /* several values */
    add_number(many, 100000, 4);
    for (int i = 0; i < 100000; i++) {
        add_number(many, 4, 4);
        g_byte_array_append(
            many, (const guint8 *)(i ? "\xe0\xe1\xe2\xe3" : "name"), 4);
    }
    add_attribute(named, 0x00069005, many->data, many->len);
    tnef = g_byte_array_free_to_bytes(named);
    files = tnef_files(tnef, NULL);
    assert_int_equal(files->len, 1);
    assert_string_equal(((tnef_file *)files->pdata[0])->name, "name");
    assert_true(g_get_monotonic_time() - before < 5 * G_USEC_PER_SEC);
    while (letters->len < TNEF_TEXT_MAX)
        g_string_append(letters, "pr\xf8ve ");
    add_attribute(wide, 0x0002800c, letters->str, (guint)letters->len);
    tnef_wide = g_byte_array_free_to_bytes(wide);
    text = tnef_text(tnef_wide, NULL);
    assert_true(strlen(text) <= TNEF_TEXT_MAX);
    assert_true(g_utf8_validate(text, -1, NULL));
    g_byte_array_unref(many);
    g_string_free(letters, TRUE);
}

/* Cut off anywhere, or with any octet changed, it does no harm. */
static void test_damage(void **state)
{
    GByteArray *whole = new_tnef();

    add_property(whole, 0x10090102, compressed, sizeof compressed);
    add_property(whole, 0x1000001e, "inside", 6);
    for (guint n = 0; n < whole->len; n++) {
        g_autoptr(GBytes) cut = g_bytes_new(whole->data, n);
        g_autoptr(GBytes) bad = NULL;

        g_free(tnef_text(cut, NULL));
        whole->data[n] ^= 0xff;
        bad = g_bytes_new(whole->data, whole->len);
        g_free(tnef_text(bad, NULL));
        whole->data[n] ^= 0xff;
    }
    g_byte_array_unref(whole);
}

static int set_up(void **state)
{
    mime_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),  cmocka_unit_test(test_decompress),
        cmocka_unit_test(test_deep),  cmocka_unit_test(test_dear),
        cmocka_unit_test(test_words), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
