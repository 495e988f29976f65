/* test_guide: the instructions of a role, and the process as a picture: what they
 * say is true of this desk. */
#include "lib/desk_fixture.h"

#include "desk/command.h"
#include "desk/draw.h"
#include "desk/guide.h"
#include "desk/role.h"
#include "desk/roles_config.h"
#include "desk/status_config.h"

#define ANNA      "anna@example.org"
#define LINES_MAX 132 /* two pages */

/* ---- guide ---- */

static const command_use *use_of(const char *name)
{
    for (unsigned i = 0; command_rows[i]; i++)
        if (strcmp(command_rows[i]->name, name) == 0)
            return command_use_of(command_rows[i], COMMAND_FOR_OPERATOR);
    return NULL;
}

/* Each "/word" is a command that she may use. */
static void check_commands(const char *text, role_id role)
{
    for (const char *p = strchr(text, '/'); p; p = strchr(p + 1, '/')) {
        if (p > text && !g_ascii_isspace(p[-1]))
            continue;
        g_autofree char *name =
            g_strndup(p + 1, strspn(p + 1, "abcdefghijklmnopqrstuvwxyz"));
        const command_use *use = use_of(name);
        if (!use || !command_is_for(use, 1u << role))
            fail_msg("the guide of %s names /%s", role_rows[role].name, name);
    }
}

static void check_form(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool blank = false;

    assert_in_range(g_strv_length(lines), 40, LINES_MAX);
    for (unsigned i = 0; lines[i]; i++) {
        if (g_utf8_strlen(lines[i], -1) > GUIDE_WIDTH)
            fail_msg("too long: %s", lines[i]);
        assert_false(blank && *lines[i] == '\0' && lines[i + 1]);
        blank = *lines[i] == '\0';
        assert_false(g_str_has_suffix(lines[i], " "));
        assert_null(strstr(lines[i], "(null)"));
    }
}

static void test_guides(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);

    for (unsigned role = 0; role < ROLES; role++) {
        g_autofree char *text = guide_text(c, 1u << role);
        check_form(text);
        check_commands(text, (role_id)role);
        for (unsigned i = 0; i < c->lines->len; i++) {
            const config_line *l = c->lines->pdata[i];
            assert_non_null(strstr(text, l->name));
        }
    }
}

static void test_guide_says(void **state)
{
    static const struct {
        role_id role;
        const char *has, *lacks;
    } rows[] = {
        {ROLE_OPERATOR, "To write to the customer", "you are told of new"},
        {ROLE_OPERATOR, "Whoever answers first has the request", NULL},
        {ROLE_OBSERVER, "An observer reads", "To write to the customer"},
        {ROLE_OBSERVER, "Olga Ivanova and Tom Hansen: write internal notes",
         "/close"},
        {ROLE_MANAGER, "To write to colleagues only", "/reply"},
        {ROLE_LEAD, "- 2, engineers: Tom Hansen;", "What customers write"},
        {ROLE_OPERATOR, "Categories are account.", NULL},
        {ROLE_OPERATOR,
         "- new: nobody has answered it yet. The customer reads "
         "\"received\".",
         NULL},
    };
    g_autoptr(config) c = fixture_config(FALSE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = guide_text(c, 1u << rows[i].role);
        if (!strstr(text, rows[i].has))
            fail_msg("no [%s] in\n%s", rows[i].has, text);
        if (rows[i].lacks && strstr(text, rows[i].lacks))
            fail_msg("[%s] in\n%s", rows[i].lacks, text);
    }
    g_autofree char *two = guide_roles(1u << ROLE_OPERATOR | 1u << ROLE_LEAD);
    assert_string_equal(two, "operator and lead");
}

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

static void test_help(void **state)
{
    static const plan_row rows[] = {
        {"hers", ANNA, "/help role", cap, "guide>anna =command"},
        {"another's", ANNA, "/help Observer", cap, "guide>anna =command"},
        {"the list", ANNA, "/help", cap, "commands>anna =command"},
        {"no such role", ANNA, "/help leed", cap, "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- draw ---- */

/* A quoted string from *p on, which is moved behind it; caller frees. */
static char *quoted(const char **p)
{
    GString *out = g_string_new(NULL);

    assert_int_equal(**p, '"');
    for ((*p)++; **p != '"'; (*p)++) {
        assert_true(**p && **p != '\n');
        if (**p == '\\')
            g_string_append_c(out, *(*p)++);
        g_string_append_c(out, **p);
    }
    (*p)++;
    return g_string_free(out, FALSE);
}

/* Attributes between brackets: quotes closed, and nothing after them but ";". */
static void check_attributes(const char *p)
{
    assert_true(g_str_has_prefix(p, " ["));
    for (p += 2; *p != ']';) {
        assert_true(*p);
        if (*p == '"')
            g_free(quoted(&p));
        else
            p++;
    }
    assert_string_equal(p, "];");
}

/* The grammar of what we write: nodes come before the edges that name them. */
static void check_dot(const char *dot)
{
    g_auto(GStrv) lines = g_strsplit(dot, "\n", -1);
    g_autoptr(GHashTable) nodes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    int depth = 0;

    for (unsigned i = 0; lines[i]; i++) {
        const char *p = g_strchug(lines[i]);
        if (g_str_has_suffix(p, "{"))
            depth++;
        else if (strcmp(p, "}") == 0)
            depth--;
        else if (*p == '"') {
            char *from = quoted(&p);
            if (g_str_has_prefix(p, " -> ")) {
                p += 4;
                g_autofree char *to = quoted(&p);
                assert_true(g_hash_table_contains(nodes, from));
                assert_true(g_hash_table_contains(nodes, to));
                g_free(from);
            } else {
                g_hash_table_add(nodes, from);
            }
            check_attributes(p);
        } else if (*p) {
            assert_true(g_str_has_suffix(p, ";"));
        }
    }
    assert_int_equal(depth, 0);
}

static void test_draw(void **state)
{
    static const char *const has[] = {
        "\"new\" [label=\"new\\n(received)\"",
        "\"any status\" -> \"spam\" [label=\"/spam\"];",
        "\"resolved\" -> \"closed\" [label=",
        "\"line 1\" -> \"line 2\" [label=\"/line 2\"];",
        "\"line 2\" [shape=component, style=solid, label=\"line "
        "2\\nengineers\\n1 "
        "person\"];",
    };
    g_autoptr(config) c = fixture_config(FALSE);
    g_autofree char *dot = draw_process(c, NULL);

    check_dot(dot);
    assert_null(strstr(dot, "\"spam\" -> \"answered\""));
    for (size_t i = 0; i < G_N_ELEMENTS(has); i++)
        if (!strstr(dot, has[i]))
            fail_msg("no [%s] in\n%s", has[i], dot);
}

static void test_robots(void **state)
{
    g_autoptr(config) c = fixture_config_with(
        FALSE, "[robot guard]\ntitle = Guard\nafter = 4h in new\n"
               "if = unassigned\ndo = /status internal; /note Look; here\n"
               "[robot end]\nevery = 1d at 08:00\ndo = /close\n");
    g_autofree char *text = guide_text(c, 1u << ROLE_OPERATOR);
    g_autofree char *dot = draw_process(c, NULL);

    assert_non_null(strstr(text, "What happens by itself"));
    assert_non_null(strstr(text, "- Guard, after 4h in new, if unassigned: "));
    check_dot(dot);
    assert_non_null(strstr(dot, "Guard"));
    assert_null(strstr(dot, "\"answered\" -> \"internal\" [label=\"/line\\n"
                            "Guard\"]"));
    assert_non_null(strstr(dot, "\"any open status\" -> \"resolved\" "
                                "[label=\"robot end\"];"));
}

/* What people write into titles stays a title. */
static void test_draw_quotes(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    config_line *l = c->lines->pdata[0];

    g_free(l->name);
    l->name = g_strdup("\"; } \\ -> x");
    g_autofree char *dot = draw_process(c, NULL);
    check_dot(dot);
    assert_non_null(strstr(dot, "line 1\\n\\\"; } \\\\ -> x\\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guides),      cmocka_unit_test(test_guide_says),
        cmocka_unit_test(test_help),        cmocka_unit_test(test_draw),
        cmocka_unit_test(test_draw_quotes), cmocka_unit_test(test_robots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
