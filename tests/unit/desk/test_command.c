/* test_command: slash commands as people and mail clients write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nearest.h"
#include "base/span.h"
#include "desk/command.h"

/* Calls as "name(argument) ...", then "!words" of errors, then "?suspect". */
static char *summary(const command_result *r)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *c = r->calls->pdata[i];
        g_string_append_printf(out, "%s%s(%s)", i ? " " : "", c->row->name,
                               c->argument);
    }
    for (unsigned i = 0; i < r->errors->len; i++) {
        const command_error *e = r->errors->pdata[i];
        g_autofree char *words = fault_words(e->fault);
        g_string_append_printf(out, " !%s: %s", e->line, words);
    }
    if (r->suspect)
        g_string_append_printf(out, " ?%s", r->suspect);
    return g_string_free(out, FALSE);
}

typedef struct read_row {
    const char *text, *summary, *left;
} read_row;

static void check(const read_row *rows, size_t count, command_right right)
{
    for (size_t i = 0; i < count; i++) {
        g_autoptr(command_result) r = command_read(rows[i].text, right);
        g_autofree char *is = summary(r);
        if (strcmp(is, rows[i].summary) != 0)
            fail_msg("row %zu: is  %s\nnot %s", i, is, rows[i].summary);
        if (strcmp(r->text, rows[i].left) != 0)
            fail_msg("row %zu: text is \"%s\"", i, r->text);
    }
}

static void test_operator(void **state)
{
    static const read_row rows[] = {
        {"", "", ""},
        {"Hello", "", "Hello"},
        {"/take", "take()", ""},
        {"/Take\n/spend 10m\n\nHi Kari,\nyes.", "take() spend(10m)",
         "Hi Kari,\nyes."},
        {"Hi.\n\n/close", "close()", "Hi."},
        {"/take\nHi.\n/close\n\n", "take() close()", "Hi."},
        /* blank lines do not end a block; Outlook makes paragraphs */
        {"/take\n\n\n/spend 5m\n\nHi.", "take() spend(5m)", "Hi."},
        {"Hi.\n/spend 5m\n\n/close", "spend(5m) close()", "Hi."},
        /* any case, blanks of any kind, slashes of any kind */
        {"  \t/TAKE", "take()", ""},
        {"\xc2\xa0/take\xc2\xa0", "take()", ""},
        {"\xef\xbb\xbf/take", "take()", ""},
        {"\xe2\x80\x8b/take\r\n", "take()", ""},
        {"\\take", "take()", ""},
        {"\xef\xbc\x8ftake", "take()", ""},
        {"/ take", "take()", ""},
        {"/assign\xc2\xa0olga", "assign(olga)", ""},
        {"/close.", "close()", ""},
        {"/assign: olga", "assign(olga)", ""},
        /* paths and the like are text */
        {"/etc/hosts", "", "/etc/hosts"},
        {"See\n/etc/hosts", "", "See\n/etc/hosts"},
        {"\\\\server\\share", "", "\\\\server\\share"},
        {"/", "", "/"},
        {"/24 is the mask", "", "/24 is the mask"},
        {"and/or", "", "and/or"},
        {"> /close", "", "> /close"},
        {"/etc/hosts\n/close", "close()", "/etc/hosts"},
        /* errors */
        {"/assing olga\n/close",
         "close() !/assing olga: did you mean /assign olga ?", ""},
        {"/frobnicate",
         " !/frobnicate: /frobnicate is not a command; /help lists "
         "them",
         ""},
        {"/assign", " !/assign: it needs more: /assign WHO", ""},
        {"/take it easy",
         " !/take it easy: nothing may follow /take on its line", ""},
        {"/show something", " !/show something: which one? /show #1042", ""},
        {"/show #12", "show(#12)", ""},
        {"/line 2 because it is\n", "line(2 because it is)", ""},
        /* elsewhere */
        {"one\n/close\ntwo", " ?/close", "one\n/close\ntwo"},
        {"one\n/clsoe now\ntwo", " ?/clsoe now", "one\n/clsoe now\ntwo"},
        {"one\n/var\ntwo", "", "one\n/var\ntwo"},
        {"one\n/home\ntwo", "", "one\n/home\ntwo"},
        {"one\n/etc\ntwo", "", "one\n/etc\ntwo"},
        {"/take\none\n/undo\ntwo", "take() ?/undo", "one\n/undo\ntwo"},
        /* Russian and Norwegian */
        {"/закрыть", "close()", ""},
        {"/ЗАКРЫТЬ", "close()", ""},
        {"/назначить ольга", "assign(ольга)", ""},
        {"/закрть", " !/закрть: did you mean /закрыть ?", ""},
        {"/gjenåpne", "reopen()", ""},
        {"/gjena\xcc\x8apne", "reopen()", ""},
        {"/følg", "watch()", ""},
    };

    check(rows, G_N_ELEMENTS(rows), COMMAND_FOR_OPERATOR);
}

static void test_customer(void **state)
{
    static const read_row rows[] = {
        {"/list", "list()", ""},
        {"/status\n\nIs it done?", "status()", "Is it done?"},
        {"Thanks!\n/close", "close()", "Thanks!"},
        {"/ack off", "ack(off)", ""},
        {"/ack maybe", "", "/ack maybe"},
        {"/assign olga", "", "/assign olga"},
        {"/assign olga\n/close", "close()", "/assign olga"},
        {"/frob\nis what it says", "", "/frob\nis what it says"},
        {"/clsoe", "", "/clsoe"},
        {"/help me please", "", "/help me please"},
        {"/status waiting", "", "/status waiting"},
        {"one\n/close\ntwo", "", "one\n/close\ntwo"},
        {"/помощь", "help()", ""},
    };

    check(rows, G_N_ELEMENTS(rows), COMMAND_FOR_CUSTOMER);
}

/* What looks like a command and is none holds an operator's text. */
static void test_suspects(void **state)
{
    static const struct {
        const char *text, *below, *suspect;
        command_place place;
    } rows[] = {
        {"Hi.\n\n/close\n\nBye.", NULL, "/close", COMMAND_IN_TEXT},
        {"*/note*\n\nHm.", NULL, "*/note*", COMMAND_DRESSED},
        {"**/Note:**\n\nHm.", NULL, "**/Note:**", COMMAND_DRESSED},
        {"\"/note\"\n\nHm.", NULL, "\"/note\"", COMMAND_DRESSED},
        {"\xe2\x80\x9e/note\xe2\x80\x9c\n\nHm.", NULL,
         "\xe2\x80\x9e/note\xe2\x80\x9c", COMMAND_DRESSED},
        {"`/note`\n\nHm.", NULL, "`/note`", COMMAND_DRESSED},
        {"(/note)\n\nHm.", NULL, "(/note)", COMMAND_DRESSED},
        {"- /note\n\nHm.", NULL, "- /note", COMMAND_DRESSED},
        {"//note\n\nHm.", NULL, "//note", COMMAND_DRESSED},
        {"\xe2\x81\x84note\n\nHm.", NULL, "\xe2\x81\x84note", COMMAND_DRESSED},
        {"\xe2\x88\x95note\n\nHm.", NULL, "\xe2\x88\x95note", COMMAND_DRESSED},
        {"@note\n\nHm.", NULL, "@note", COMMAND_DRESSED},
        {"#note\n\nHm.", NULL, "#note", COMMAND_DRESSED},
        {"*/assign olga*\n\nHm.", NULL, "*/assign olga*", COMMAND_DRESSED},
        {"Hi.\n\n\"/close\"", NULL, "\"/close\"", COMMAND_DRESSED},
        {"Hi.", "Anna\n\n/note", "/note", COMMAND_BELOW},
        {"Hi.", "Anna\n*/close*", "*/close*", COMMAND_BELOW},
        {"Hi.", "Anna Larsen\nTel. 12 / 34", NULL, 0},
        {"# Note\n\nHm.", NULL, NULL, 0},
        {"#1042 is done, #note that.", NULL, NULL, 0},
        {"> /close\n\nYes.", NULL, NULL, 0},
        {"@anna please look", NULL, NULL, 0},
        {"see (/etc/hosts)\n- /etc/hosts", NULL, NULL, 0},
        {"\"note\"\n\nHm.", NULL, NULL, 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const command_text t = {.text = rows[i].text, .below = rows[i].below};
        g_autoptr(command_result) r =
            command_read_text(&t, COMMAND_FOR_OPERATOR);
        if (g_strcmp0(r->suspect, rows[i].suspect) != 0 ||
            (r->suspect && r->place != rows[i].place))
            fail_msg("row %zu: '%s', place %d", i, r->suspect ? r->suspect : "",
                     r->place);
        assert_int_equal(r->calls->len + r->errors->len, 0);
    }
}

/* Lines of others are text; what might be theirs is asked about. */
static void test_whose(void **state)
{
    static const guint8 whose[] = {COMMAND_AUTHORS, COMMAND_OTHERS,
                                   COMMAND_UNSURE};
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, 1);
    g_array_append_vals(lines, whose, 3);
    const command_text t = {.text = "/take\n/close\n/spam", .whose = lines};
    g_autoptr(command_result) r = command_read_text(&t, COMMAND_FOR_OPERATOR);

    assert_int_equal(r->calls->len, 1);
    assert_string_equal(r->text, "/close\n/spam");
    assert_string_equal(r->suspect, "/spam");
    assert_int_equal(r->place, COMMAND_OF_OTHERS);
}

/* What may be somebody else's is asked about, whatever word the slash has. */
static void test_unsure(void **state)
{
    static const struct {
        const char *line;
        bool asked;
    } rows[] = {{"/frobnicate", true}, {"- /frobnicate now", true},
                {"/usr/share", false}, {"Thanks!", false},
                {"@kari", false},      {"", false}};
    guint8 whose = COMMAND_UNSURE;
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, 1);

    g_array_append_val(lines, whose);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const command_text t = {.text = rows[i].line, .whose = lines};
        g_autoptr(command_result) r =
            command_read_text(&t, COMMAND_FOR_OPERATOR);

        assert_string_equal(r->text, rows[i].line);
        assert_int_equal(r->calls->len + r->errors->len, 0);
        assert_int_equal(r->suspect != NULL, rows[i].asked);
    }
}

static void test_many(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < 60; i++)
        g_string_append(text, "/take\n");
    g_autoptr(command_result) r = command_read(text->str, COMMAND_FOR_OPERATOR);
    assert_true(r->errors->len > 0);
}

/* A letter of 4 MiB takes no minute. */
static void test_huge(void **state)
{
    g_autoptr(GString) text = g_string_new("x\n");
    gint64 start = g_get_monotonic_time();

    while (text->len < (4u << 20))
        g_string_append(text, "/abcdefgh\n");
    g_string_append(text, "y\n");
    g_autoptr(command_result) r = command_read(text->str, COMMAND_FOR_OPERATOR);
    assert_null(r->suspect);
    g_string_truncate(text, text->len - 2);
    g_autoptr(command_result) bad =
        command_read(text->str, COMMAND_FOR_OPERATOR);
    assert_int_equal(bad->errors->len, 20);
    assert_true(g_get_monotonic_time() - start < 30 * G_USEC_PER_SEC);
}

static void test_not_utf8(void **state)
{
    g_autoptr(command_result) r =
        command_read("/t\xff\xfe\n\x80/close", COMMAND_FOR_OPERATOR);
    assert_true(g_utf8_validate(r->text, -1, NULL));
    g_autoptr(command_result) none = command_read(NULL, COMMAND_FOR_OPERATOR);
    assert_string_equal(none->text, "");
}

static void test_minutes(void **state)
{
    static const struct {
        const char *text;
        int minutes;
    } rows[] = {
        {"25m", 25},
        {"1h 30m", 90},
        {"1h30m", 90},
        {"1.5h", 90},
        {"1,5h", 90},
        {"2h", 120},
        {"90", 90},
        {" 25 m ", 25},
        {"1t 30m", 90},
        {"2 ч", 120},
        {"10 мин", 10},
        {"25 min", 25},
        {"1 hour", 60},
        {"2 hours", 120},
        {"0", 0},
        {"", -1},
        {"soon", -1},
        {"m", -1},
        {"-5m", -1},
        {"5 6", -1},
        {"1h 30", -1},
        {"5x", -1},
        {"99999999999", -1},
        {"9999999999999999999999h", -1},
        {"1.h", -1},
        {"1h30", 90},
        {"1:30", 90},
        {"1h 5", -1},
        {"1h5", -1},
        {"1h60", -1},
        {"1:3", -1},
        {"1:30m", -1},
        {":30", -1},
        {"1h305", -1},
        {"1t30", 90},
        {"1ч30", 90},
        {"25 минут", 25},
        {"2 часа", 120},
        {"1 час 5 минут", 65},
        {"5 часов", 300},
        {"2 timer", 120},
        {"1 time 30 minutter", 90},
        {"30 minutes", 30},
        {"1 hr. 30 min.", 90},
        {"0.1h", 6},
        {"0,33h", 20},
        {"1000h", 60000},
        {"1001h", -1},
        {"5 meetings", -1},
        {"999999999h30", -1},
        {"1h 30 min", 90},
        {"1 ч 30 мин", 90},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int is = span_said_minutes(rows[i].text);
        if (is != rows[i].minutes)
            fail_msg("\"%s\" is %d, not %d", rows[i].text, is, rows[i].minutes);
    }
}

static void test_nearest(void **state)
{
    static const char *const names[] = {"anna",    "olga", "tom",
                                        "закрыть", "",     NULL};

    assert_string_equal(nearest_typed("ogla", names), "olga");
    assert_string_equal(nearest_typed("ANA", names), "anna");
    assert_string_equal(nearest_typed("закрть", names), "закрыть");
    assert_string_equal(nearest_typed("закртыь", names), "закрыть");
    assert_null(nearest_typed("peter", names));
    assert_null(nearest_typed("xy", names));
    assert_null(nearest_typed("", names));
    g_autofree char *huge = g_strnfill(100000, 'a');
    assert_null(nearest_typed(huge, names));
}

/* One name of a row, with an argument that may be right. */
static void check_name(const command_row *row, command_right right,
                       const char *name)
{
    const command_use *use = command_use_of(row, right);
    g_autofree char *text =
        g_strdup_printf("/%s %s", name, command_type_example(use->type));
    g_autoptr(command_result) r = command_read(text, right);

    if (r->calls->len != 1)
        fail_msg("%s is not understood", text);
    const command_call *call = r->calls->pdata[0];
    if (call->row != row)
        fail_msg("%s is taken for /%s", text, call->row->name);
}

/* Every name in every language finds its own row, and no other. */
static void test_table(void **state)
{
    static const command_right rights[] = {COMMAND_FOR_OPERATOR,
                                           COMMAND_FOR_CUSTOMER};

    for (unsigned i = 0; command_rows[i]; i++) {
        const command_row *row = command_rows[i];
        for (unsigned k = 0; k < G_N_ELEMENTS(rights); k++) {
            if (!command_use_of(row, rights[k]))
                continue;
            check_name(row, rights[k], row->name);
            for (unsigned n = 0; n < COMMAND_LANGUAGES; n++) {
                g_auto(GStrv) names =
                    g_strsplit(row->also[n] ? row->also[n] : "", " ", -1);
                for (unsigned m = 0; names[m]; m++)
                    check_name(row, rights[k], names[m]);
            }
        }
    }
}

/* What a row must have: help, who carries it out, an argument where it shows
 * one. */
static void test_rows(void **state)
{
    const unsigned carried_out = COMMAND_IS_NOTE | COMMAND_IS_REPLY |
                                 COMMAND_SENDS_HELD | COMMAND_DROPS_HELD |
                                 COMMAND_STOPS_REPLY | COMMAND_OPENS |
                                 COMMAND_ACKNOWLEDGES;

    for (unsigned i = 0; command_rows[i]; i++) {
        const command_row *row = command_rows[i];
        const command_use *ours = command_use_of(row, COMMAND_FOR_OPERATOR);
        const command_use *his = command_use_of(row, COMMAND_FOR_CUSTOMER);
        if (!ours && !his)
            fail_msg("/%s is for nobody", row->name);
        if (ours && !ours->run && !(row->traits & carried_out))
            fail_msg("/%s does nothing", row->name);
        if (his && !his->run)
            fail_msg("/%s does nothing for a customer", row->name);
        if (ours && (ours->type == COMMAND_NOTHING) != !ours->shown)
            fail_msg("/%s: what it shows is not what it takes", row->name);
        if (ours && ours->shown && ours->optional != (*ours->shown == '['))
            fail_msg("/%s: %s says otherwise", row->name, ours->shown);
    }
}

static void test_traits(void **state)
{
    g_autoptr(command_result) r =
        command_read("/note\n/ham 17\n", COMMAND_FOR_OPERATOR);

    assert_true(command_any(r->calls, COMMAND_IS_NOTE));
    assert_true(command_any(r->calls, COMMAND_MARKS_HAM | COMMAND_IS_REPLY));
    assert_false(command_any(r->calls, COMMAND_IS_REPLY));
    assert_false(command_any(NULL, COMMAND_IS_NOTE));
}

static char *printed(void (*print)(command_right right, FILE *out),
                     command_right right)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    print(right, out);
    fclose(out);
    return text;
}

static void test_printed(void **state)
{
    g_autofree char *ours = printed(command_print_manual, COMMAND_FOR_OPERATOR);
    g_autofree char *his = printed(command_print_manual, COMMAND_FOR_CUSTOMER);
    g_autofree char *names = printed(command_print_names, COMMAND_FOR_OPERATOR);

    assert_non_null(strstr(ours, ".Ss The request\n"));
    assert_non_null(strstr(ours, ".It Ic /assign Ar WHO\nAssign it to WHO"));
    assert_non_null(strstr(ours, "Russian:\n.Ic /назначить .\n"));
    assert_non_null(strstr(ours, ".It Ic /line Ar N Op Ar why\n"));
    assert_non_null(strstr(ours, "one of\nnew,\n"));
    assert_null(strstr(ours, "/ack "));
    assert_non_null(strstr(his, ".It Ic /ack Ar on|off\n"));
    assert_null(strstr(his, "/assign"));
    assert_non_null(strstr(names, "/reply\n/ответ\n/ответить\n/svar\n"));
}

static void test_help(void **state)
{
    g_autofree char *ours = command_help(COMMAND_FOR_OPERATOR);
    g_autofree char *his = command_help(COMMAND_FOR_CUSTOMER);

    assert_non_null(strstr(ours, "/assign WHO"));
    assert_null(strstr(ours, "/ack "));
    assert_non_null(strstr(his, "/ack on|off"));
    assert_null(strstr(his, "/assign"));
    assert_null(strstr(his, "NAME"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operator), cmocka_unit_test(test_customer),
        cmocka_unit_test(test_suspects), cmocka_unit_test(test_whose),
        cmocka_unit_test(test_unsure),   cmocka_unit_test(test_many),
        cmocka_unit_test(test_not_utf8), cmocka_unit_test(test_huge),
        cmocka_unit_test(test_minutes),  cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_table),    cmocka_unit_test(test_rows),
        cmocka_unit_test(test_traits),   cmocka_unit_test(test_printed),
        cmocka_unit_test(test_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
