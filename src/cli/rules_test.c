/* rules_test: runs the `test` lines of rules. In this process: the texts are the
 * administrator's own. */
#include "cli/rules.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* Where the text of a header rule's test stands; NULL: nothing that a message
 * could say. */
static const char *test_field(const rule *r)
{
    static const struct {
        const char *pseudo, *field;
    } names[] = {{"EnvelopeFrom", "Return-Path"},
                 {"ToCc", "To"},
                 {"MESSAGEID", "Message-ID"}};

    if (g_str_has_prefix(r->header, "X-Spam-Relays-"))
        return NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(r->header, names[i].pseudo) == 0)
            return names[i].field;
    return r->header;
}

/* "Name: value" unless `instead` is that field. */
static void put_default(GString *out, const char *name, const char *value,
                        const char *instead)
{
    if (!instead || g_ascii_strcasecmp(instead, name) != 0)
        g_string_append_printf(out, "%s: %s\n", name, value);
}

#define TEST_LINE_END " \\n " /* between lines of a meta's message */

static const char *const usual[][2] = {
    {"From", "Somebody <somebody@example.com>"},
    {"To", "support@example.org"},
    {"Subject", "-"},
    {"Date", "Mon, 23 Nov 2026 11:02:14 +0000"},
    {"Message-ID", "<1.test@example.com>"},
    {"MIME-Version", "1.0"},
    {"Content-Type", "text/plain; charset=utf-8"}};

static bool has_field(char **lines, unsigned count, const char *name)
{
    size_t length = strlen(name);

    for (unsigned i = 0; i < count; i++)
        if (g_ascii_strncasecmp(lines[i], name, length) == 0 &&
            lines[i][length] == ':')
            return true;
    return false;
}

static bool is_field(const char *line)
{
    size_t length = strcspn(line, ": \t");
    return length > 0 && line[length] == ':';
}

/* A meta's rules may look anywhere: its text may be lines, header fields first;
 * those that it leaves out are as usual. */
static GString *lines_message(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, TEST_LINE_END, -1);
    GString *out = g_string_new(NULL);
    unsigned fields = 0;

    while (lines[fields] && is_field(lines[fields]))
        fields++;
    for (unsigned i = 0; i < G_N_ELEMENTS(usual); i++)
        if (!has_field(lines, fields, usual[i][0]))
            g_string_append_printf(out, "%s: %s\n", usual[i][0], usual[i][1]);
    for (unsigned i = 0; i < fields; i++)
        g_string_append_printf(out, "%s\n", lines[i]);
    g_string_append_c(out, '\n');
    for (unsigned i = fields; lines[i]; i++)
        g_string_append_printf(out, "%s\n", lines[i]);
    return out;
}

/* A small message that carries the text where the rule looks; NULL: none can. */
static GString *test_message(const rule *r, const char *text)
{
    bool header = r->type == RULE_HEADER || r->type == RULE_MIMEHEADER;
    const char *field = header ? test_field(r) : NULL;

    if (r->type == RULE_META && strstr(text, TEST_LINE_END))
        return lines_message(text);
    GString *out = g_string_new(NULL);
    if (header && !field) {
        g_string_free(out, TRUE);
        return NULL;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(usual); i++)
        put_default(out, usual[i][0], usual[i][1], field);
    if (field && strcmp(field, "ALL") == 0)
        g_string_append_printf(out, "%s\n", text);
    else if (field)
        g_string_append_printf(out, "%s: %s\n", field, text);
    g_string_append_printf(out, "\n%s\n", header ? "Hello." : text);
    return out;
}

/* NULL if it is right, else words. */
static char *run_test(const judge *j, const rule *r, const rule_test *t)
{
    if (r->unsupported)
        return g_strdup_printf("is unsupported: %s", r->unsupported);
    if (r->off)
        return g_strdup("is off: its score is 0");
    GString *message = test_message(r, t->text);
    if (!message)
        return g_strdup("reads relays, which no test line can say");
    g_autoptr(view) v = view_new(message->str, message->len, judge_set(j));
    match_result *result = match_run(judge_matcher(j), v, MATCH_BUDGET_MS);
    bool hit = result->values[r->number] > 0;

    match_result_free(result);
    g_string_free(message, TRUE);
    if (hit == t->ok)
        return NULL;
    return g_strdup(t->ok ? "should hit, and does not" : "should not hit");
}

static void print_failure(const cli *x, const rule *r, const rule_test *t,
                          const char *words)
{
    if (x->json) {
        cli_json(json_pack(
            "{s:o, s:s, s:o, s:o, s:i, s:s}", "rule", cli_json_text(r->name),
            "test", t->ok ? "ok" : "fail", "text", cli_json_text(t->text),
            "file", cli_json_text(t->file), "line", t->line, "wrong", words));
        return;
    }
    g_autofree char *text = g_strdup_printf("%s:%d: %s %s: %s", t->file,
                                            t->line, r->name, words, t->text);
    g_autofree char *clean = cli_clean(text, false);
    puts(clean);
}

int rules_test(cli *x, char **paths)
{
    unsigned tests = 0, wrong = 0, rules = 0;
    int code;
    g_autoptr(judge) j = rules_judge(x, paths, MATCH_ALL, &code);

    if (!j)
        return code;
    for (guint i = 0; i < judge_set(j)->rules->len; i++) {
        const rule *r = judge_set(j)->rules->pdata[i];
        rules += r->tests->len > 0;
        for (guint k = 0; k < r->tests->len; k++) {
            g_autofree char *words = run_test(j, r, r->tests->pdata[k]);
            tests++;
            if (words)
                print_failure(x, r, r->tests->pdata[k], words);
            wrong += words != NULL;
        }
    }
    if (!x->json)
        printf("%u tests of %u rules: %u right, %u wrong\n", tests, rules,
               tests - wrong, wrong);
    return wrong > 0 ? EX_DATAERR : EX_OK;
}
