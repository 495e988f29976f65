/* test_template: the cases of mustache/ beside it, in the form of the public
 * specification's files, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "write/template.h"

static const char *partial_of(const char *name, void *context)
{
    return json_string_value(json_object_get(context, name));
}

static void run_file(const char *module)
{
    const char *srcdir = getenv("srcdir");
    g_autofree char *path = g_strdup_printf(
        "%s/tests/unit/write/mustache/%s.json", srcdir ? srcdir : ".", module);
    json_t *file = json_load_file(path, 0, NULL);
    assert_non_null(file);
    json_t *tests = json_object_get(file, "tests"), *t;
    assert_true(json_array_size(tests) > 10);
    size_t i;
    int wrong = 0;
    json_array_foreach(tests, i, t)
    {
        g_autoptr(GError) error = NULL;
        g_autofree char *got =
            template_render(json_string_value(json_object_get(t, "template")),
                            json_object_get(t, "data"), TEMPLATE_HTML,
                            partial_of, json_object_get(t, "partials"), &error);
        const char *want = json_string_value(json_object_get(t, "expected"));
        if (got != NULL && strcmp(got, want) == 0)
            continue;
        print_error("%s, %s: wanted [%s], got [%s]%s\n", module,
                    json_string_value(json_object_get(t, "name")), want,
                    got ? got : "", error ? error->message : "");
        wrong++;
    }
    json_decref(file);
    assert_int_equal(wrong, 0);
}

static void comments(void **state)
{
    run_file("comments");
}

static void delimiters(void **state)
{
    run_file("delimiters");
}

static void interpolation(void **state)
{
    run_file("interpolation");
}

static void sections(void **state)
{
    run_file("sections");
}

static void inverted(void **state)
{
    run_file("inverted");
}

static void partials(void **state)
{
    run_file("partials");
}

static void text_is_not_escaped(void **state)
{
    json_t *data = json_pack("{s:s}", "x", "<a & \"b\">");
    g_autofree char *got =
        template_render("{{x}}{{{x}}}", data, TEMPLATE_TEXT, NULL, NULL, NULL);
    assert_string_equal(got, "<a & \"b\"><a & \"b\">");
    json_decref(data);
}

static void wrong_templates_are_refused(void **state)
{
    static const struct {
        const char *template, *words;
    } table[] = {
        {"a\nb\n{{#foo}}x", "line 3: section `foo' is not closed"},
        {"{{/foo}}", "line 1: `foo' is closed, but was not opened"},
        {"{{#a}}\n{{#b}}{{/a}}{{/b}}",
         "line 2: `a' is closed where `b' (line 2) is open"},
        {"x {{foo", "line 1: a tag is not closed by `}}'"},
        {"\n{{{foo}}", "line 2: a tag is not closed by `}}}'"},
        {"{{}}", "line 1: a tag without a name"},
        {"{{# }}", "line 1: a tag without a name"},
        {"{{=<%=}}", "line 1: delimiters must be two words"},
        {"{{=a b c=}}", "line 1: delimiters must be two words"},
        {"{{=}}", "line 1: a tag is not closed"},
    };
    json_t *data = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GError) error = NULL;
        char *got = template_render(table[i].template, data, TEMPLATE_TEXT,
                                    NULL, NULL, &error);
        assert_null(got);
        assert_int_equal(error->code, ERR_DATA);
        if (!g_str_has_prefix(error->message, table[i].words))
            fail_msg("[%s] is not [%s]", error->message, table[i].words);
    }
    json_decref(data);
}

static const char *itself(const char *name, void *context)
{
    return "{{>p}}{{>p}}";
}

static void limits_hold(void **state)
{
    json_t *data = json_object(), *list = json_array();
    g_autoptr(GError) error = NULL;
    assert_null(
        template_render("{{>p}}", data, TEMPLATE_TEXT, itself, NULL, &error));
    assert_int_equal(error->code, ERR_DATA);
    g_clear_error(&error);

    for (int i = 0; i < 1000; i++)
        json_array_append_new(list, json_integer(i));
    json_object_set_new(data, "l", list);
    assert_null(template_render("{{#l}}{{#l}}{{#l}}x{{/l}}{{/l}}{{/l}}", data,
                                TEMPLATE_TEXT, NULL, NULL, &error));
    assert_int_equal(error->code, ERR_LIMIT);
    g_clear_error(&error);

    g_autoptr(GString) deep = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(deep, "{{#l}}");
    assert_null(
        template_render(deep->str, data, TEMPLATE_TEXT, NULL, NULL, &error));
    assert_int_equal(error->code, ERR_DATA);
    json_decref(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments),
        cmocka_unit_test(delimiters),
        cmocka_unit_test(interpolation),
        cmocka_unit_test(sections),
        cmocka_unit_test(inverted),
        cmocka_unit_test(partials),
        cmocka_unit_test(text_is_not_escaped),
        cmocka_unit_test(wrong_templates_are_refused),
        cmocka_unit_test(limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
