/* notify_closing: an operator's text without the end that the desk's signature
 * repeats: she signs as well. */
#include "desk/notify/room.h"

#include <string.h>

/* Letters and digits of a line, in one case: what is between them may differ. */
static char *squeezed(const char *line, size_t size)
{
    GString *out = g_string_new(NULL);

    for (const char *p = line; p < line + size; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_tolower(c));
    }
    return g_string_free(out, FALSE);
}

static void add_line(GHashTable *known, const char *line, size_t size)
{
    char *words = squeezed(line, size);

    if (*words)
        g_hash_table_add(known, words);
    else
        g_free(words);
}

/* What the signature's lines say, all of it, the name and the first name. */
static GHashTable *known_lines(const char *name, const char *signature)
{
    GHashTable *known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit_set(signature, "\n,|", -1);

    for (char **line = lines; *line; line++)
        add_line(known, *line, strlen(*line));
    lines = (g_strfreev(lines), g_strsplit(signature, "\n", -1));
    for (char **line = lines; *line; line++)
        add_line(known, *line, strlen(*line));
    add_line(known, name, strlen(name));
    add_line(known, name, strcspn(name, " "));
    return known;
}

char *notify_without_signature(const char *text, const char *name,
                               const char *signature)
{
    g_autoptr(GHashTable) known = known_lines(name, signature);
    size_t end = strlen(text), kept = end;

    while (end > 0) {
        size_t from = end;
        g_autofree char *words = NULL;

        while (from > 0 && text[from - 1] != '\n')
            from--;
        words = squeezed(text + from, end - from);
        if (*words && !g_hash_table_contains(known, words))
            break;
        if (*words)
            kept = from;
        end = from > 0 ? from - 1 : 0;
    }
    while (kept > 0 && g_ascii_isspace(text[kept - 1]))
        kept--;
    /* a name alone is an answer, not a signature */
    return end > 0 ? g_strndup(text, kept) : g_strdup(text);
}
