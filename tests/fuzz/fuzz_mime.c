/* fuzz_mime: whole messages to letters, which must survive their way. */
#include "fuzz/fuzz.h"

#include "filters/filter.h"
#include "mail/mime.h"

static void check_attachments(const letter *l, const mime_contents *contents)
{
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];
        GBytes *out = g_hash_table_lookup(contents->octets, a->sha256);

        if (!out)
            fuzz_fail("attachment %s cannot be taken out", a->part);
        if (g_bytes_get_size(out) != a->size)
            fuzz_fail("attachment %s of %" G_GUINT64_FORMAT
                      " octets is taken out as %zu",
                      a->part, a->size, g_bytes_get_size(out));
    }
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autoptr(mime_contents) contents = mime_contents_new();
    g_autoptr(letter) l = filters_letter(data, size, false, contents);
    g_autoptr(GBytes) bytes = letter_to_bytes(l);
    g_autoptr(letter) back = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *json = NULL;

    back = letter_from_bytes(bytes, &error);
    if (!back)
        fuzz_fail("a letter of ours is refused: %s", error->message);
    fuzz_text("the text", back->text);
    fuzz_text("the new text", back->new_text);
    json = letter_to_json(back, "x");
    fuzz_line("the JSON", json);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    g_autoptr(mime_contents) contents = mime_contents_new();
    g_autoptr(letter) l = NULL;

    mime_init();
    read_all(data, size);
    l = filters_letter(data, size, true, contents);
    check_attachments(l, contents);
    fuzz_linear(read_all, data, size);
}
