/* fuzz_rules_set: any octets as a rule file; what is taken is run once. */
#include "fuzz/fuzz.h"

#include "rules/match.h"

void fuzz_one(const uint8_t *data, size_t size)
{
    static const char message[] =
        "From: a@b.org\nSubject: x\n\nText <b>x</b>\n";
    g_autofree char *text = g_strndup((const char *)data, size);
    GPtrArray *problems = NULL;
    rule_set *s = set_read_text("f.cf", text, SET_LENIENT, &problems, NULL);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *words = rule_problem_text(problems->pdata[i]);

        if (!words || !*words)
            fuzz_fail("a problem without words");
    }
    if (s != NULL) {
        matcher *m = match_new(s, MATCH_ALL);
        view *v = view_new(message, strlen(message), s);
        match_result_free(match_run(m, v, 50));
        view_free(v);
        match_free(m);
        set_free(s);
    }
    g_ptr_array_unref(problems);
}
