/* phrase: forms of words, compiled for ASCII and for all text. */
#include "mail/phrase.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "mail/lang.h"

#define PHRASE_GROUPS 2 /* whole match and one group */

static gboolean is_ascii(const char *text, gsize size)
{
    guchar all = 0;

    for (gsize i = 0; i < size; i++)
        all |= (guchar)text[i];
    return all < 0x80;
}

static void compile(phrase *p, const char *form, int unicode)
{
    g_autofree char *pattern = NULL;
    pcre2_compile_context *context;
    int error;
    size_t at;

    if (!g_once_init_enter(&p->once[unicode]))
        return;
    pattern = lang_pattern(form, NULL);
    context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_ANY);
    p->code[unicode] =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                      PCRE2_UTF | PCRE2_CASELESS | (unicode ? PCRE2_UCP : 0),
                      &error, &at, context);
    if (!p->code[unicode])
        g_error("error %d at %zu of the pattern %s", error, at, pattern);
    pcre2_jit_compile(p->code[unicode], PCRE2_JIT_COMPLETE); /* or without */
    pcre2_compile_context_free(context);
    g_once_init_leave(&p->once[unicode], 1);
}

void phrase_ready(phrase *p, const char *form)
{
    compile(p, form, 0);
    compile(p, form, 1);
}

static int match(phrase *p, const char *form, const char *text, gsize size,
                 pcre2_match_data *found)
{
    int unicode = !is_ascii(text, size), got;

    compile(p, form, unicode);
    got = pcre2_match(p->code[unicode], (PCRE2_SPTR)text, size, 0,
                      PCRE2_NO_UTF_CHECK, found, NULL);
    if (got == PCRE2_ERROR_JIT_STACKLIMIT) /* slower, without that limit */
        got = pcre2_match(p->code[unicode], (PCRE2_SPTR)text, size, 0,
                          PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, found, NULL);
    return got;
}

gssize phrase_find(phrase *p, const char *form, const char *text, gsize size)
{
    pcre2_match_data *found = pcre2_match_data_create(1, NULL);
    gssize start = -1;

    if (match(p, form, text, size, found) >= 0)
        start = (gssize)pcre2_get_ovector_pointer(found)[0];
    pcre2_match_data_free(found);
    return start;
}

char *phrase_group(phrase *p, const char *form, const char *text, gsize size,
                   unsigned group)
{
    pcre2_match_data *found = pcre2_match_data_create(PHRASE_GROUPS, NULL);
    const size_t *at = pcre2_get_ovector_pointer(found) + 2 * group;
    char *out = NULL;

    if (match(p, form, text, size, found) > (int)group)
        out = g_strndup(text + at[0], at[1] - at[0]);
    pcre2_match_data_free(found);
    return out;
}
