/* rules_race: judges messages that lie in memory, by one process, and says what
 * CPU time that took. tests/bench/rules-speed drives it beside SpamAssassin.
 *
 *   rules_race MODE RULES LIST
 *
 * MODE  judge  raw octets to verdict, as the flow does it
 *       all    the same, also rules that neither a score nor a meta asks for
 *       plain  as all, without prefilter: each pattern for itself
 *       floor  GMime's parse and decode, no rules at all
 * LIST  names of messages, one a line
 *
 * Says "ready SECONDS" (CPU, load of the rules), then answers each line "FROM TO"
 * on standard input with "CPU-SECONDS HITS" for messages FROM to TO-1; hits are
 * of rules that have a score, each once a message.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/file.h"
#include "rules/judge.h"

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, GError *error)
{
    fprintf(stderr, "rules_race: %s%s\n", what, error ? error->message : "");
    exit(EX_USAGE);
}

static GPtrArray *read_list(const char *path)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    GError *error = NULL;
    char *line = NULL;
    size_t room = 0;
    FILE *f = fopen(path, "r");

    if (!f)
        die("cannot read the list", NULL);
    while (getline(&line, &room, f) > 0) {
        line[strcspn(line, "\n")] = '\0';
        GBytes *b = file_read(line, 0, &error);
        if (!b)
            die("", error);
        g_ptr_array_add(all, b);
    }
    free(line);
    fclose(f);
    return all;
}

/* ---- the floor ---- */

static void decode_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    if (GMIME_IS_TEXT_PART(part)) {
        g_free(g_mime_text_part_get_text((GMimeTextPart *)part));
    } else if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
        GMimeStream *out = g_mime_stream_mem_new();

        if (content)
            g_mime_data_wrapper_write_to_stream(content, out);
        g_object_unref(out);
    }
}

static void decode(const void *data, size_t size)
{
    GMimeStream *in = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(in);
    GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

    if (m) {
        GMimeHeaderList *list = g_mime_object_get_header_list((GMimeObject *)m);

        for (int i = 0; i < g_mime_header_list_get_count(list); i++)
            g_mime_header_get_value(g_mime_header_list_get_header_at(list, i));
        g_mime_message_foreach(m, decode_part, NULL);
        g_object_unref(m);
    }
    g_object_unref(parser);
    g_object_unref(in);
}

/* ---- rules ---- */

static unsigned judge_one(const judge *j, const void *data, size_t size)
{
    g_autoptr(judge_opinion) o = judge_message(j, data, size, false);
    unsigned hits = 0;

    for (guint i = 0; i < o->verdict->hits->len; i++) {
        const verdict_hit *h = o->verdict->hits->pdata[i];
        hits += !g_str_has_prefix(h->rule, "__");
    }
    return hits;
}

int main(int argc, char **argv)
{
    static const char *const modes[] = {"judge", "all", "plain", "floor", NULL};
    GError *error = NULL;
    judge *j = NULL; /* NULL: the floor */
    unsigned from, to;

    if (argc != 4 || !g_strv_contains(modes, argv[1]))
        die("usage: rules_race judge|all|plain|floor RULES LIST", NULL);
    double start = cpu();
    if (strcmp(argv[1], "floor") == 0) {
        g_mime_init();
    } else {
        const char *paths[] = {argv[2], NULL};
        unsigned flags = strcmp(argv[1], "judge") == 0 ? 0 : MATCH_ALL;
        if (strcmp(argv[1], "plain") == 0)
            flags |= MATCH_PLAIN;
        j = judge_new(paths, 0, flags, NULL, &error);
        if (!j)
            die("", error);
    }
    printf("ready %.6f\n", cpu() - start);
    fflush(stdout);
    g_autoptr(GPtrArray) messages = read_list(argv[3]);
    while (scanf("%u %u", &from, &to) == 2) {
        unsigned hits = 0;

        start = cpu();
        for (unsigned i = from; i < to && i < messages->len; i++) {
            gsize n;
            const void *p = g_bytes_get_data(messages->pdata[i], &n);

            if (j)
                hits += judge_one(j, p, n);
            else
                decode(p, n);
        }
        printf("%.9f %u\n", cpu() - start, hits);
        fflush(stdout);
    }
    judge_free(j);
    return 0;
}
