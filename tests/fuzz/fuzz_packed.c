/* fuzz_packed: what Outlook and S/MIME pack text into. The first octet says which
 * reader gets the rest: T winmail.dat, R compressed RTF, F RTF, C CMS, and all
 * others text that was signed in place. */
#include "fuzz/fuzz.h"

#include "mail/packed/clearsign.h"
#include "mail/packed/cms.h"
#include "mail/packed/rtf.h"
#include "mail/packed/tnef.h"

static void read_tnef(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) tnef = g_bytes_new_static(data, size);
    bool damaged = false, html = false;
    g_autoptr(GPtrArray) files = tnef_files(tnef, &damaged);
    g_autofree char *text = tnef_text(tnef, &html);

    for (guint i = 0; i < files->len; i++)
        if (!files->pdata[i])
            fuzz_fail("a file of winmail.dat is none");
    if (text &&
        (strlen(text) > TNEF_TEXT_MAX || !g_utf8_validate(text, -1, NULL)))
        fuzz_fail("the text of winmail.dat is no UTF-8, or too long");
}

static void read_compressed(const uint8_t *data, size_t size)
{
    g_autofree char *rtf = rtf_decompress(data, size);

    if (rtf && strlen(rtf) > RTF_TEXT_MAX)
        fuzz_fail("more RTF than there may be");
}

static void read_rtf(const uint8_t *data, size_t size)
{
    g_autofree char *text = rtf_text((const char *)data, size);

    if (!text)
        fuzz_fail("RTF without a text");
    if (strlen(text) > RTF_TEXT_MAX)
        fuzz_fail("more text than there may be");
    fuzz_text("the text of RTF", text);
}

static void read_cms(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) content = cms_signed_content(data, size);

    if (content && g_bytes_get_size(content) > size)
        fuzz_fail("the content is larger than what it stood in");
}

static void read_signed(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autofree char *before = g_strdup(text);
    size_t length = strlen(text);

    if (!clearsign_read(text) && strcmp(before, text) != 0)
        fuzz_fail("no signed text, and yet changed");
    if (strlen(text) > length)
        fuzz_fail("the signed text grew");
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static const struct {
        char sign;
        fuzz_reader reader;
    } readers[] = {{'T', read_tnef},
                   {'R', read_compressed},
                   {'F', read_rtf},
                   {'C', read_cms}};
    fuzz_reader reader = read_signed;

    if (size == 0)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++)
        if (data[0] == (guchar)readers[i].sign)
            reader = readers[i].reader;
    reader(data + 1, size - 1);
    fuzz_linear(reader, data + 1, size - 1);
}
