/* fuzz_trim: texts in pieces, alone and against an earlier one. */
#include <stdint.h>
#include <string.h>

#include "filters/autotext.h"
#include "filters/bouncetext.h"
#include "mail/trim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const trim_result *r, size_t size)
{
    size_t all = strlen(r->new_text) + strlen(r->quoted) + strlen(r->signature);

    if (all > 3 * size + 16)
        g_error("the pieces are more than the whole");
    if (!g_utf8_validate(r->new_text, -1, NULL) ||
        !g_utf8_validate(r->quoted, -1, NULL) ||
        !g_utf8_validate(r->signature, -1, NULL))
        g_error("a piece is not UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *copy = g_strndup((const char *)data, size);
    g_autofree char *text = g_utf8_make_valid(copy, -1);
    const char *earlier[] = {text + strlen(text) / 2, NULL};
    g_autoptr(letter) l = letter_new();
    trim_result r = {NULL, NULL, NULL};

    if (!g_utf8_validate(earlier[0], -1, NULL))
        earlier[0] = text;
    trim_text(text, &r);
    check(&r, strlen(text));
    trim_result_clear(&r);
    trim_text_against(text, earlier, &r);
    check(&r, strlen(text));
    trim_result_clear(&r);
    for (int i = 0; i < AUTOTEXT_KINDS; i++)
        autotext_says((autotext_kind)i, text);
    bouncetext_is_failure(text);
    bouncetext_recipients(text, l->to, "example.com", l->bounces);
    return 0;
}
