/* rules_fixture: what tests of the rule engine share. */
#ifndef POSTERN_TESTS_RULES_FIXTURE_H
#define POSTERN_TESTS_RULES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rules/match.h"

static inline rule_set *rules_from(const char *text)
{
    GError *error = NULL;
    rule_set *s = set_read_text("t.cf", text, 0, NULL, &error);
    if (s == NULL)
        fail_msg("%s", error->message);
    return s;
}

static inline view *view_from(const char *message, const rule_set *s)
{
    return view_new(message, strlen(message), s);
}

/* Names of the rules that hit, in order, with ",": "A,B". Caller frees. */
static inline char *hits_of(const rule_set *s, const char *message,
                            unsigned flags)
{
    matcher *m = match_new(s, MATCH_ALL | flags);
    view *v = view_from(message, s);
    match_result *r = match_run(m, v, 10000);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < r->found->len; i++) {
        const match_found *f = &g_array_index(r->found, match_found, i);
        const rule *hit = s->rules->pdata[f->rule];
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", hit->name);
        if (f->count > 1)
            g_string_append_printf(out, "*%u", f->count);
    }
    match_result_free(r);
    view_free(v);
    match_free(m);
    return g_string_free(out, FALSE);
}

static inline void assert_hits(const char *rules, const char *message,
                               const char *expected)
{
    rule_set *s = rules_from(rules);
    g_autofree char *got = hits_of(s, message, 0);
    g_autofree char *plain = hits_of(s, message, MATCH_PLAIN);
    assert_string_equal(got, expected);
    assert_string_equal(plain, expected);
    set_free(s);
}

#endif
