/* print: a config as a file, and the key table for the manual. */
#include "config/room.h"

#include <string.h>

/* As GKeyFile would read it again. */
static char *escape(const char *section, const char *key, const char *text)
{
    g_autoptr(GKeyFile) f = g_key_file_new();

    g_key_file_set_string(f, section, key, text);
    return g_key_file_get_value(f, section, key, NULL);
}

static void print_langs(const char *section, const config_key *k,
                        GHashTable *texts, GString *out)
{
    g_autoptr(GList) all = texts ? g_hash_table_get_keys(texts) : NULL;
    int stem = (int)(strlen(k->key) - strlen(CONFIG_LANG));

    all = g_list_sort(all, (GCompareFunc)strcmp);
    for (const GList *l = all; l; l = l->next) {
        const char *text = g_hash_table_lookup(texts, l->data);
        g_autofree char *value = escape(section, "x", text);

        g_string_append_printf(out, "%.*s.%s = %s\n", stem, k->key,
                               (const char *)l->data, value);
    }
}

static void print_key(const char *section, const config_key *k,
                      const void *base, bool all, GString *out)
{
    const void *slot = (const char *)base + k->offset;
    g_autofree char *text = config_value_write(k, slot);
    g_autofree char *value = NULL;
    uint64_t room[2] = {0};
    g_autofree char *standard = NULL;

    if (k->type == CONFIG_LANGS)
        print_langs(section, k, *(GHashTable *const *)slot, out);
    if (!text || (text[0] == '\0' && !all))
        return;
    config_value_default(k, room);
    standard = config_value_write(k, room);
    config_value_clear(k, room);
    if (!all && g_strcmp0(text, standard) == 0)
        return;
    value = escape(section, k->key, text);
    g_string_append_printf(out, "%s =%s%s\n", k->key,
                           value[0] != '\0' ? " " : "", value);
}

static void print_section(const config_section *s, const char *name,
                          const void *base, bool all, FILE *out)
{
    g_autoptr(GString) keys = g_string_new(NULL);

    for (const config_key *k = s->keys; k->key; k++)
        print_key(s->name, k, base, all, keys);
    if (keys->len == 0 && !s->argument)
        return;
    if (name)
        fprintf(out, "[%s %s]\n%s\n", s->name, name, keys->str);
    else
        fprintf(out, "[%s]\n%s\n", s->name, keys->str);
}

static void print_structs(const config_section *s, const config *c, bool all,
                          FILE *out)
{
    unsigned count;
    void *const *structs = config_structs(c, s, &count);

    for (unsigned i = 0; i < count; i++) {
        const void *base = structs[i];
        char digit[2] = {0};

        if (config_is_numbered(s)) {
            digit[0] = (char)('0' + *(const int *)base);
            print_section(s, digit, base, all, out);
        } else {
            print_section(s, s->argument ? *(char *const *)base : NULL, base,
                          all, out);
        }
    }
}

void config_print(const config *c, bool all, FILE *out)
{
    for (const config_section *const *s = c->sections; *s; s++)
        if (!(*s)->is_there || (*s)->is_there(c))
            print_structs(*s, c, all, out);
}

/* ---- manual ---- */

#define MDOC_WIDTH 78 /* columns of a line of text */

/* One word for mdoc: a backslash, and a dot or apostrophe at the beginning of a
 * line, mean something to it. */
static size_t put_word(const char *word, bool first, FILE *out)
{
    size_t size = 0;

    if (first && (word[0] == '.' || word[0] == '\''))
        size += (size_t)fprintf(out, "\\&");
    for (; *word != '\0'; word++)
        size += *word == '\\' ? (size_t)fprintf(out, "\\e")
                              : (size_t)fprintf(out, "%c", *word);
    return size;
}

static void put_mdoc(const char *text, FILE *out)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    size_t column = 0;

    for (char **word = words; *word; word++) {
        if (column > 0 && column + strlen(*word) + 1 > MDOC_WIDTH) {
            fputc('\n', out);
            column = 0;
        } else if (column > 0) {
            fputc(' ', out);
            column++;
        }
        column += put_word(*word, column == 0, out);
    }
}

static void print_value(const config_key *k, FILE *out)
{
    if (!k->words)
        fputs(config_type_name(k->type), out);
    for (int i = 0; k->words && k->words[i]; i++)
        fprintf(out, "%s%s", i == 0 ? "" : " | ", k->words[i]);
}

static void print_default(const config_key *k, FILE *out)
{
    const char *text = k->shown ? k->shown : k->standard;
    g_autofree char *words = NULL;

    if (k->required)
        words = g_strdup("Required.");
    else if (text && text[0] != '\0')
        words = g_strdup_printf("Default: %s.", text);
    if (!words)
        return;
    put_mdoc(words, out);
    fputc('\n', out);
}

static void print_manual_key(const config_key *k, FILE *out)
{
    g_autofree char *help = g_strconcat(k->help, ".", NULL);

    fprintf(out, ".It Ic %s No = Ar ", k->key);
    print_value(k, out);
    fputc('\n', out);
    put_mdoc(help, out);
    fputc('\n', out);
    print_default(k, out);
}

static void print_manual_section(const config_section *s, FILE *out)
{
    if (s->argument)
        fprintf(out, ".Ss Bq %s Ar %s\n", s->name, s->argument);
    else
        fprintf(out, ".Ss Bq %s\n", s->name);
    put_mdoc(s->help, out);
    fputs(".\n.Bl -tag -width Ds\n", out);
    for (const config_key *k = s->keys; k->key; k++)
        print_manual_key(k, out);
    fputs(".El\n", out);
}

void config_print_manual(const config_section *const *sections, FILE *out)
{
    for (; *sections; sections++)
        print_manual_section(*sections, out);
}
