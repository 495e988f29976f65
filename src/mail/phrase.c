/* phrase: patterns of words, in a form for ASCII and one for all text. */
#include "mail/phrase.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static gboolean is_ascii(const char *text, gsize size)
{
    guchar all = 0;

    for (gsize i = 0; i < size; i++)
        all |= (guchar)text[i];
    return all < 0x80;
}

static void compile(phrase *p, const char *pattern, int form)
{
    pcre2_compile_context *context;
    int error;
    size_t at;

    if (!g_once_init_enter(&p->once[form]))
        return;
    context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_ANY);
    p->code[form] =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                      PCRE2_UTF | PCRE2_CASELESS | (form ? PCRE2_UCP : 0),
                      &error, &at, context);
    if (!p->code[form])
        g_error("error %d at %zu of the pattern %s", error, at, pattern);
    pcre2_jit_compile(p->code[form], PCRE2_JIT_COMPLETE); /* or without */
    pcre2_compile_context_free(context);
    g_once_init_leave(&p->once[form], 1);
}

gssize phrase_find(phrase *p, const char *pattern, const char *text, gsize size)
{
    int form = !is_ascii(text, size), got;
    pcre2_match_data *found;
    gssize start = -1;

    compile(p, pattern, form);
    found = pcre2_match_data_create(1, NULL);
    got = pcre2_match(p->code[form], (PCRE2_SPTR)text, size, 0,
                      PCRE2_NO_UTF_CHECK, found, NULL);
    if (got == PCRE2_ERROR_JIT_STACKLIMIT) /* slower, without that limit */
        got = pcre2_match(p->code[form], (PCRE2_SPTR)text, size, 0,
                          PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, found, NULL);
    if (got >= 0)
        start = (gssize)pcre2_get_ovector_pointer(found)[0];
    pcre2_match_data_free(found);
    return start;
}
