/* bench_parse: how fast messages become letters, beside the floor: GMime's parse
 * and decode plus a bare libxml2 SAX pass over the same HTML.
 *
 *   bench_parse FILE...      (the same files, in memory, one process)
 *
 * Prints CPU milliseconds of each, and the ratio; `make bench-parse POSTERN=...`
 * is not needed: time the program itself with `time ./postern parse --json ...`.
 */
#include <gmime/gmime.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "filters/filter.h"
#include "mail/mime.h"

#define ROUNDS 3

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void no_error(void *context, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
static void no_error(void *context, const char *format, ...)
{
}

static void on_start(void *context, const xmlChar *name, const xmlChar **atts)
{
    ++*(size_t *)context;
}

static void on_text(void *context, const xmlChar *text, int n)
{
    *(size_t *)context += (size_t)n;
}

static void bare_sax(const char *html, size_t *count)
{
    htmlSAXHandler sax = {.startElement = on_start,
                          .characters = on_text,
                          .error = no_error,
                          .warning = no_error};

    htmlSAXParseDoc((const xmlChar *)html, "UTF-8", &sax, count);
}

static void floor_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text((GMimeTextPart *)part);
        GMimeContentType *type = g_mime_object_get_content_type(part);

        if (text && g_mime_content_type_is_type(type, "text", "html"))
            bare_sax(text, data);
        g_free(text);
    } else if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
        GMimeStream *out = g_mime_stream_mem_new();

        if (content)
            g_mime_data_wrapper_write_to_stream(content, out);
        g_object_unref(out);
    }
}

static void floor_message(const void *data, size_t size, size_t *count)
{
    GMimeStream *in = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(in);
    GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

    if (m) {
        GMimeHeaderList *list = g_mime_object_get_header_list((GMimeObject *)m);

        for (int i = 0; i < g_mime_header_list_get_count(list); i++)
            g_mime_header_get_value(g_mime_header_list_get_header_at(list, i));
        g_mime_message_foreach(m, floor_part, count);
        g_object_unref(m);
    }
    g_object_unref(parser);
    g_object_unref(in);
}

static void our_message(const void *data, size_t size)
{
    g_autoptr(letter) l = filters_letter(data, size, false);
    g_autoptr(GBytes) bytes = letter_to_bytes(l);
    g_autoptr(letter) back = letter_from_bytes(bytes, NULL);
    g_autofree char *json = back ? letter_to_json(back, "") : NULL;
}

int main(int argc, char **argv)
{
    g_autoptr(GPtrArray) files =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    size_t octets = 0, count = 0;

    mime_init();
    for (int i = 1; i < argc; i++) {
        GBytes *b = file_read(argv[i], 0, NULL);

        if (b && g_bytes_get_size(b) > 0) {
            octets += g_bytes_get_size(b);
            g_ptr_array_add(files, b);
        }
    }
    printf("%u messages, %zu octets\n", files->len, octets);
    for (int round = 0; round < ROUNDS && files->len > 0; round++) {
        double start = cpu_ms(), floor_ms, our_ms;

        for (guint i = 0; i < files->len; i++) {
            gsize n;
            const void *p = g_bytes_get_data(files->pdata[i], &n);

            floor_message(p, n, &count);
        }
        floor_ms = cpu_ms() - start;
        start = cpu_ms();
        for (guint i = 0; i < files->len; i++) {
            gsize n;
            const void *p = g_bytes_get_data(files->pdata[i], &n);

            our_message(p, n);
        }
        our_ms = cpu_ms() - start;
        printf(
            "floor %.0f us a message, letters %.0f us a message: %.2f of the "
            "floor's speed\n",
            1e3 * floor_ms / files->len, 1e3 * our_ms / files->len,
            floor_ms / our_ms);
    }
    return 0;
}
