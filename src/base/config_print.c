/* config_print: a config as a file, and the key table for the manual. */
#include "base/config_table.h"

#include <string.h>

/* As GKeyFile would read it again. */
static char *escape(const char *section, const char *key, const char *text)
{
    g_autoptr(GKeyFile) f = g_key_file_new();

    g_key_file_set_string(f, section, key, text);
    return g_key_file_get_value(f, section, key, NULL);
}

static void print_key(const config_key *k, const void *base, bool all,
                      GString *out)
{
    g_autofree char *text =
        config_value_write(k, (const char *)base + k->offset);
    g_autofree char *value = NULL;
    uint64_t room[2] = {0};
    g_autofree char *standard = NULL;

    if (text == NULL || (text[0] == '\0' && !all))
        return;
    config_value_default(k, room);
    standard = config_value_write(k, room);
    config_value_clear(k, room);
    if (!all && g_strcmp0(text, standard) == 0)
        return;
    value = escape(k->section, k->key, text);
    g_string_append_printf(out, "%s =%s%s\n", k->key,
                           value[0] != '\0' ? " " : "", value);
}

static void print_section(const config_section *s, const char *name,
                          const void *base, bool all, FILE *out)
{
    g_autoptr(GString) keys = g_string_new(NULL);

    for (const config_key *k = config_keys; k->section != NULL; k++)
        if (strcmp(k->section, s->name) == 0)
            print_key(k, base, all, keys);
    if (keys->len == 0 && s->argument == NULL)
        return;
    if (name != NULL)
        fprintf(out, "[%s %s]\n%s\n", s->name, name, keys->str);
    else
        fprintf(out, "[%s]\n%s\n", s->name, keys->str);
}

static void print_named(const config_section *s, const config *c, bool all,
                        FILE *out)
{
    const GPtrArray *array = *(GPtrArray *const *)((const char *)c + s->array);

    for (guint i = 0; i < array->len; i++) {
        const void *base = array->pdata[i];
        char digit[2] = {0};

        if (strcmp(s->argument, "N") == 0) {
            digit[0] = (char)('0' + ((const config_line *)base)->number);
            print_section(s, digit, base, all, out);
        } else {
            print_section(s, *(char *const *)base, base, all, out);
        }
    }
}

void config_print(const config *c, bool all, FILE *out)
{
    for (const config_section *s = config_sections; s->name != NULL; s++) {
        if (s->argument != NULL)
            print_named(s, c, all, out);
        else if (strcmp(s->name, "milter") != 0)
            print_section(s, NULL, c, all, out);
        else if (c->milter_listen != NULL)
            print_section(s, NULL, c, all, out);
    }
}

/* ---- manual ---- */

/* Text for mdoc: backslashes and a dot at the beginning of a line mean
 * something to it. */
static void put_mdoc(const char *text, FILE *out)
{
    if (text[0] == '.' || text[0] == '\'')
        fputs("\\&", out);
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fputs("\\e", out);
        else
            fputc(*text, out);
    }
}

static void print_type(const config_key *k, FILE *out)
{
    fputs(config_type_name(k->type), out);
    for (int i = 0; k->words != NULL && k->words[i] != NULL; i++)
        fprintf(out, "%s%s", i == 0 ? " " : ", ", k->words[i]);
}

static void print_default(const config_key *k, FILE *out)
{
    const char *text = k->shown != NULL ? k->shown : k->standard;

    if (k->required) {
        fputs("; required", out);
        return;
    }
    if (text == NULL || text[0] == '\0')
        return;
    fputs("; default: ", out);
    put_mdoc(text, out);
}

static void print_manual_key(const config_key *k, FILE *out)
{
    fprintf(out, ".It Ic %s No = Ar ", k->key);
    fputs(k->type == CONFIG_ENUM ? "word" : "value", out);
    fputs("\n", out);
    put_mdoc(k->help, out);
    fputs(".\n.br\n(", out);
    print_type(k, out);
    print_default(k, out);
    fputs(")\n", out);
}

void config_print_manual(FILE *out)
{
    for (const config_section *s = config_sections; s->name != NULL; s++) {
        if (s->argument != NULL)
            fprintf(out, ".Ss Bq %s Ar %s\n", s->name, s->argument);
        else
            fprintf(out, ".Ss Bq %s\n", s->name);
        put_mdoc(s->help, out);
        fputs(".\n.Bl -tag -width Ds\n", out);
        for (const config_key *k = config_keys; k->section != NULL; k++)
            if (strcmp(k->section, s->name) == 0)
                print_manual_key(k, out);
        fputs(".El\n", out);
    }
}
