/* cmd_parse: reads messages from files and prints what they say. Needs no
 * configuration; the reading is done in a child that may die. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/file.h"
#include "mail/filetext.h"
#include "quote/account.h"
#include "scan/client.h"

#define PARSE_FILE_MAX   ((size_t)256 << 20)
#define PARSE_MEMORY_MAX ((int64_t)1 << 30)
#define PARSE_CPU_MS     10000
#define PARSE_WALL_MS    30000
#define PARSE_BUFFER     (256u << 10) /* octets of output gathered */

static void put_addresses(const char *label, GPtrArray *list)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < list->len; i++) {
        const letter_address *a = list->pdata[i];

        g_string_append_printf(text, "%s%s%s%s%s", i > 0 ? ", " : "",
                               a->name ? a->name : "", a->name ? " <" : "",
                               a->address, a->name ? ">" : "");
    }
    if (text->len > 0)
        cli_field(0, label, 12, text->str);
}

static void put_block(const char *label, const char *text)
{
    g_autofree char *clean = cli_clean(text, true);

    if (*clean)
        printf("\n--- %s\n%s\n", label, clean);
}

static void put_letter(const letter *l, const char *file)
{
    cli_field(0, "file", 12, file);
    put_addresses("from", l->from);
    put_addresses("to", l->to);
    put_addresses("cc", l->cc);
    if (l->subject)
        cli_field(0, "subject", 12, l->subject);
    if (l->date)
        cli_field(0, "date", 12, l->date);
    if (l->message_id)
        cli_field(0, "message id", 12, l->message_id);
    cli_field(0, "kind", 12, letter_kind_name(l->kind));
    if (l->kind_reason)
        cli_field(0, "because", 12, l->kind_reason);
    for (guint i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];
        g_autofree char *text = g_strdup_printf(
            "%s %s %s", b->recipient ? b->recipient : "(unknown recipient)",
            b->action, b->status ? b->status : "");

        cli_field(0, "bounced", 12, text);
    }
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];
        g_autofree char *text =
            g_strdup_printf("%s %s, %s, %" G_GUINT64_FORMAT " bytes", a->part,
                            a->name, a->type, a->size);

        cli_field(0, "attachment", 12, text);
    }
    for (guint i = 0; i < l->defects->len; i++)
        cli_field(0, "defect", 12, l->defects->pdata[i]);
    put_block("new text", l->new_text);
    put_block("signature", l->signature);
    put_block("quoted", l->quoted);
    putchar('\n');
}

static void put_json(const scan_answer *a, const char *file)
{
    g_autoptr(GString) start = g_string_new(NULL);
    gsize size;
    const void *rest = g_bytes_get_data(a->json, &size);

    letter_json_head(start, file);
    fwrite(start->str, 1, start->len, stdout);
    fwrite(rest, 1, size, stdout);
    putchar('\n');
}

static void replace(char **where, const char *text)
{
    g_free(*where);
    *where = g_strdup(text);
}

/* As the desk reads an answer to it. */
static void read_against(letter *l, const GPtrArray *sources)
{
    const account_answer answer = {.text = l->text,
                                   .subject = l->subject,
                                   .new_text = l->new_text,
                                   .quoted = l->quoted,
                                   .signature = l->signature,
                                   .copies = true};
    g_autoptr(account) a = account_read(&answer, sources);

    replace(&l->new_text, a->text);
    replace(&l->quoted, a->removed);
    replace(&l->signature, a->signature);
}

static void put_answer(const cli *x, scan_answer *a, const char *file,
                       const GPtrArray *against)
{
    if (a->json) {
        put_json(a, file);
        return;
    }
    if (against)
        read_against(a->letter, against);
    if (x->json) {
        g_autofree char *json = letter_to_json(a->letter, file);

        puts(json);
    } else {
        put_letter(a->letter, file);
    }
}

/* Answers are printed while the child reads the next messages. */
static int parse_files(cli *x, scan_local *scanner, char **files,
                       const GPtrArray *against)
{
    GQueue asked = G_QUEUE_INIT; /* of `files` */
    int worst = EX_OK;

    while (*files || !g_queue_is_empty(&asked)) {
        GError *error = NULL;

        if (*files && !scan_local_is_full(scanner)) {
            g_autoptr(GBytes) raw = file_read(*files, PARSE_FILE_MAX, &error);

            if (raw) {
                scan_local_put(scanner, raw);
                g_queue_push_tail(&asked, *files);
            } else {
                worst = cli_fail(x, error); /* names the file */
            }
            files++;
        } else {
            const char *file = g_queue_pop_head(&asked);
            g_autoptr(scan_answer) answer = scan_local_take(scanner, &error);

            if (answer) {
                put_answer(x, answer, file, against);
            } else {
                g_prefix_error(&error, "%s: ", file);
                worst = cli_fail(x, error);
            }
        }
    }
    return worst;
}

/* What the file says, a text or a message; NULL: error. */
static GPtrArray *sources_of(const char *file, GError **error)
{
    g_autoptr(GBytes) octets = file_read(file, PARSE_FILE_MAX, error);
    g_autofree char *claim = NULL, *text = NULL;
    GPtrArray *all;
    account_source *one;

    if (!octets) {
        g_prefix_error(error, "%s: ", file);
        return NULL;
    }
    text = filetext_read(octets, "text/plain", NULL, LETTER_TEXT_MAX, &claim);
    all = g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    one = account_source_new();
    account_source_add(one, ACCOUNT_PUBLIC, 0, 0, text);
    g_ptr_array_add(all, one);
    return all;
}

int cmd_parse(cli *x, int argc, char **argv)
{
    g_autofree char *against_file = NULL;
    g_autoptr(GPtrArray) against = NULL;
    const GOptionEntry entries[] = {
        {"against", 0, 0, G_OPTION_ARG_FILENAME, &against_file,
         "Text or message that was answered: its words are quoted", "FILE"},
        {NULL}};
    const scan_limits limits = {.memory = PARSE_MEMORY_MAX,
                                .cpu_ms = PARSE_CPU_MS,
                                .wall_ms = PARSE_WALL_MS,
                                .say = cli_say};
    scan_local *scanner;
    int worst;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc < 2)
        return cli_usage(x, "needs a FILE, or - for standard input");
    if (against_file) {
        GError *error = NULL;

        against = sources_of(against_file, &error);
        if (!against)
            return cli_fail(x, error);
    }
    setvbuf(stdout, NULL, _IOFBF, PARSE_BUFFER);
    /* who compares with an earlier text needs the letter itself */
    scanner = scan_local_new(
        &limits, NULL, x->json && !against ? SCAN_WANT_JSON : SCAN_WANT_LETTER);
    worst = parse_files(x, scanner, argv + 1, against);
    scan_local_free(scanner);
    return worst;
}
