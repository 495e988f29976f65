/* fuzz_lookup: anything as the answer of a lookup: it is refused, or what is shown
 * of it is harmless and within its limits. */
#include "fuzz/fuzz.h"

#include "desk/lookup.h"
#include "store/lookup.h"

#include <string.h>

static void check_text(const char *text, unsigned max, unsigned lines)
{
    unsigned line = 1;

    if (!g_utf8_validate(text, -1, NULL))
        fuzz_fail("a text is not UTF-8");
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        line += c == '\n';
        if (c != '\n' &&
            (g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT))
            fuzz_fail("a text has what nobody sees");
    }
    /* what was cut says so in a line of its own, or at the end */
    if (line > lines + (lines > 1) ||
        g_utf8_strlen(text, -1) > (glong)(max + lines + strlen(" [...]")))
        fuzz_fail("a text is longer than it may be");
}

static void read_all(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lookup_answer) a = lookup_read(data, size, &error);

    if ((a == NULL) != (error != NULL))
        fuzz_fail("an answer or an error, but one of them");
    if (!a)
        return;
    if (a->rows->len > LOOKUP_ROWS_MAX || a->fields->len > LOOKUP_FIELDS_MAX)
        fuzz_fail("more than there may be");
    for (unsigned i = 0; i < a->rows->len; i++) {
        const store_lookup *l = a->rows->pdata[i];
        check_text(l->title, LOOKUP_TITLE_MAX, 1);
        check_text(l->text, LOOKUP_TEXT_MAX, LOOKUP_LINES_MAX);
    }
    for (unsigned i = 0; i < a->fields->len; i++)
        check_text(((const lookup_field *)a->fields->pdata[i])->value,
                   LOOKUP_TEXT_MAX, 1);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
