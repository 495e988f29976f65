/* fuzz_template: any text as a template, with data of every kind; it must be
 * refused or rendered within the limits. Up to the first NUL it is the template,
 * after it a partial that includes itself. */
#include "fuzz/fuzz.h"

#include "write/template.h"

typedef struct input {
    char *template, *partial;
} input;

static const char *partial(const char *name, void *context)
{
    return ((const input *)context)->partial;
}

static void read_all(const uint8_t *data, size_t size)
{
    static json_t *values;
    if (values == NULL)
        values = json_pack("{s:s,s:b,s:b,s:n,s:i,s:f,s:[i,s,[s,s],{s:s}],s:[],"
                           "s:{s:{s:s}}}",
                           "s", "<text>", "t", 1, "f", 0, "n", "i", 42, "r",
                           2.5, "l", 1, "two", "a", "b", "s", "in", "e", "a",
                           "b", "c", "deep");
    input in = {.template = g_strndup((const char *)data, size)};
    size_t first = strlen(in.template);
    in.partial = first < size ? g_strndup((const char *)data + first + 1,
                                          size - first - 1)
                              : g_strdup("{{>x}}");
    g_autoptr(GError) error = NULL;
    g_autofree char *out = template_render(in.template, values, TEMPLATE_HTML,
                                           partial, &in, &error);
    if ((out == NULL) != (error != NULL))
        fuzz_fail("a text or an error, but one of them");
    if (g_utf8_validate(in.template, -1, NULL) &&
        g_utf8_validate(in.partial, -1, NULL) && out &&
        !g_utf8_validate(out, -1, NULL))
        fuzz_fail("the text is not UTF-8");
    g_free(in.template);
    g_free(in.partial);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
