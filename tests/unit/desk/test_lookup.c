/* test_lookup: answers of other systems, well-formed, wrong and hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "desk/lookup.h"
#include "store/lookup.h"

#include <string.h>

typedef struct answer_row {
    const char *name, *text;
    const char *said; /* "field=value;...|title:text;..."; NULL: it is wrong */
    const char *words;
} answer_row;

static const answer_row answers[] = {
    {"nothing", "", "|", NULL},
    {"blanks", " \n\t\n", "|", NULL},
    {"an empty object", "{}", "|", NULL},
    {"fields and rows",
     "{\"fields\": {\"order\": \"A-17\", \"paid\": 3}, \"show\": "
     "[{\"title\": \"Orders\", \"text\": \"one\\ntwo\"}]}",
     "order=A-17;paid=3;|Orders:one\ntwo;", NULL},
    {"a field is emptied", "{\"fields\": {\"order\": null}}", "order=;|", NULL},
    {"no title", "{\"show\": [{\"text\": \"x\"}]}", "|:x;", NULL},
    {"what is not known is left", "{\"more\": [1], \"show\": []}", "|", NULL},
    {"terminal and direction",
     "{\"show\": [{\"title\": \"a\\u001b[2Jb\\nc\", \"text\": "
     "\"x\\u202ey\\u0007\\u200bz\\ue000\"}]}",
     "|a[2Jb [...]:xyz;", NULL},
    {"a value of one line", "{\"fields\": {\"a\": \"x\\ny\"}}", "a=x [...];|",
     NULL},
    {"no JSON", "nothing found", NULL, "answered no JSON: line 1"},
    {"not at its end", "{} {}", NULL, "answered no JSON"},
    {"an array", "[]", NULL, "answered no JSON object"},
    {"twice", "{\"show\": [], \"show\": []}", NULL, "answered no JSON"},
    {"fields of a kind", "{\"fields\": []}", NULL,
     "\"fields\" that are no object"},
    {"a field of a kind", "{\"fields\": {\"a\": [1]}}", NULL,
     "whose value is no text"},
    {"rows of a kind", "{\"show\": {}}", NULL, "\"show\" that is no array"},
    {"a row of a kind", "{\"show\": [\"x\"]}", NULL,
     "a row to show that is no"},
    {"a title of a kind", "{\"show\": [{\"title\": 1, \"text\": \"x\"}]}", NULL,
     "a row to show that is no"},
    {"octets that are no text", "{\"show\": [{\"text\": \"\xff\"}]}", NULL,
     "answered no JSON"},
};

static char *said(const lookup_answer *a)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < a->fields->len; i++) {
        const lookup_field *f = a->fields->pdata[i];
        g_string_append_printf(out, "%s=%s;", f->name, f->value);
    }
    g_string_append_c(out, '|');
    for (unsigned i = 0; i < a->rows->len; i++) {
        const store_lookup *l = a->rows->pdata[i];
        g_string_append_printf(out, "%s:%s;", l->title, l->text);
    }
    return g_string_free(out, FALSE);
}

static void each_is_read(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(answers); i++) {
        const answer_row *row = &answers[i];
        g_autoptr(GError) error = NULL;
        g_autoptr(lookup_answer) a =
            lookup_read(row->text, strlen(row->text), &error);

        print_message("%s\n", row->name);
        assert_int_equal(a != NULL, row->said != NULL);
        if (a) {
            g_autofree char *got = said(a);
            assert_string_equal(got, row->said);
            continue;
        }
        assert_int_equal(error->code, ERR_DATA);
        assert_non_null(strstr(error->message, row->words));
        /* "it answered ..." */
        assert_true(g_str_has_prefix(error->message, "answered "));
    }
}

/* However much it says, no more than this is shown. */
static void much_is_cut(void **state)
{
    g_autofree char *long_text = g_strnfill(100000, 'x');
    g_autoptr(GString) many = g_string_new("{\"show\": [");
    GError *error = NULL;

    for (unsigned i = 0; i < 100; i++)
        g_string_append_printf(many, "%s{\"title\": \"%s\", \"text\": \"%s\"}",
                               i ? "," : "", long_text, long_text);
    g_string_append(many, "]}");
    g_autoptr(lookup_answer) a = lookup_read(many->str, many->len, &error);
    assert_non_null(a);
    assert_int_equal(a->rows->len, LOOKUP_ROWS_MAX);
    assert_int_equal(a->left_out, 100 - LOOKUP_ROWS_MAX);
    const store_lookup *l = a->rows->pdata[0];
    assert_int_equal(strlen(l->title), LOOKUP_TITLE_MAX + strlen(" [...]"));
    assert_int_equal(strlen(l->text), LOOKUP_TEXT_MAX + strlen("\n[...]"));

    g_autoptr(GString) lines = g_string_new(NULL);
    for (unsigned i = 0; i < 100; i++)
        g_string_append(lines, "line\n");
    g_autofree char *clean = lookup_clean(lines->str, LOOKUP_LINES_MAX, 9999);
    g_auto(GStrv) parts = g_strsplit(clean, "\n", -1);
    assert_int_equal(g_strv_length(parts), LOOKUP_LINES_MAX + 1);

    g_autoptr(GString) fields = g_string_new("{\"fields\": {");
    for (unsigned i = 0; i <= LOOKUP_FIELDS_MAX; i++)
        g_string_append_printf(fields, "%s\"f%u\": 1", i ? "," : "", i);
    g_string_append(fields, "}}");
    assert_null(lookup_read(fields->str, fields->len, &error));
    assert_non_null(strstr(error->message, "too many fields"));
    g_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_read),
        cmocka_unit_test(much_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
