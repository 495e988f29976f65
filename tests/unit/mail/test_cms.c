/* test_cms: S/MIME that has what is signed inside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mime.h"
#include "mail/packed/cms.h"

#define OID(last)   "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" last
#define VERSION_SET "\x02\x01\x01\x31\x00"

/* All lengths counted. */
static const char counted[] =
    "\x30\x2c" OID("\x02") "\xa0\x1f\x30\x1d" VERSION_SET
                           "\x30\x16" OID("\x01") "\xa0\x09\x04\x07"
                                                  "\nsigned";
/* Ends marked, the content in two pieces, a marked set before it. */
static const char marked[] =
    "\x30\x80" OID("\x02") "\xa0\x80\x30\x80\x02\x01\x01\x31\x80\x05\x00\0\0"
                           "\x30\x80" OID("\x01") "\xa0\x80\x24\x80\x04\x04"
                                                  "\nsig"
                                                  "\x04\x03"
                                                  "ned\0\0\0\0\0\0\0\0\0\0";

static void assert_content(const char *data, gsize size, const char *want)
{
    g_autoptr(GBytes) got = cms_signed_content((const guint8 *)data, size);
    gsize n = 0;
    const char *p = got ? g_bytes_get_data(got, &n) : NULL;

    if (!want) {
        assert_null(got);
        return;
    }
    assert_non_null(got);
    assert_int_equal(n, strlen(want));
    assert_memory_equal(p, want, n);
}

static void test_content(void **state)
{
    /* other kinds of data, and none */
    static const char enveloped[] = "\x30\x0d" OID("\x03") "\xa0\x00";
    static const char detached[] =
        "\x30\x21" OID("\x02") "\xa0\x14\x30\x12" VERSION_SET
                               "\x30\x0b" OID("\x01");

    assert_content(counted, sizeof counted - 1, "\nsigned");
    assert_content(marked, sizeof marked - 1, "\nsigned");
    assert_content(enveloped, sizeof enveloped - 1, NULL);
    assert_content(detached, sizeof detached - 1, NULL);
    assert_content("", 0, NULL);
    assert_content("\x30\x84\xff\xff\xff\xff", 6, NULL);
}

/* Cut off anywhere or with any octet changed, it does no harm. */
static void test_damage(void **state)
{
    for (gsize n = 0; n < sizeof marked; n++) {
        g_autofree guint8 *copy = g_memdup2(marked, sizeof marked);
        g_autofree guint8 *cut = g_memdup2(marked, n);
        GBytes *got = cms_signed_content(cut, n);

        if (got)
            g_bytes_unref(got);
        copy[n] ^= 0xa4;
        got = cms_signed_content(copy, sizeof marked);
        if (got)
            g_bytes_unref(got);
    }
}

/* Ends that are marked, in one another without end. */
static void test_deep(void **state)
{
    g_autoptr(GString) s =
        g_string_new("\x30\x80" OID("\x02") "\xa0\x80\x30\x80"
                                            "\x02\x01\x01");

    for (int i = 0; i < 100000; i++)
        g_string_append_len(s, "\x31\x80", 2);
    assert_content(s->str, s->len, NULL);
}

static void test_message(void **state)
{
    g_autofree char *data =
        g_base64_encode((const guchar *)counted, sizeof counted - 1);
    g_autofree char *message = g_strdup_printf(
        "Subject: x\nContent-Type: application/pkcs7-mime; "
        "smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n%s\n",
        data);
    g_autoptr(letter) l = mime_parse(message, strlen(message), NULL);
    const letter_attachment *a;

    assert_string_equal(l->text, "signed");
    assert_int_equal(l->attachments->len, 1);
    a = l->attachments->pdata[0];
    assert_string_equal(a->part, "1");
    assert_string_equal(a->name, "part-1.p7m");
}

static int set_up(void **state)
{
    mime_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_content),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_message),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
