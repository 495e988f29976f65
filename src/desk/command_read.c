/* command_read: finds slash commands in a text, as tolerantly as people and their
 * mail clients write them. */
#include "desk/command.h"

#include <string.h>

#define CALLS_MAX        50  /* commands in one letter */
#define ERRORS_MAX       20  /* reported of one letter */
#define SUSPECTS_MAX     500 /* slash lines of the text that are compared */
#define COMMAND_NAME_MAX 40  /* characters of a command's name */
#define SHOWN_MAX        200 /* octets of a line in an error's words */

/* One line of the text, looked at as a command. */
typedef struct reading {
    const char *line;
    bool blank;
    bool slash; /* "/word", not a path */
    bool used;  /* a command; not part of the text */
    char *name; /* case-folded, without what people put behind it */
    char *rest; /* blanks off */
} reading;

static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c) || c == 0x00A0 || c == 0x200B || c == 0x200C ||
           c == 0x200D || c == 0x2060 || c == 0xFEFF || c == '\r';
}

static const char *skip_blank(const char *p)
{
    while (*p && is_blank(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

static bool is_slash(gunichar c)
{
    return c == '/' || c == '\\' || c == 0xFF0F || c == 0xFF3C;
}

/* Blanks of any kind off both ends; inner NBSPs become blanks. */
static char *clean(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = skip_blank(text); *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(out, is_blank(c) ? ' ' : c);
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

/* The name behind the slash: a letter, then letters, digits, '-', '_'. *end gets
 * the place behind it and behind a '.', ':' ... that somebody put there. NULL if
 * this is a path or no word. */
static char *name_at(const char *p, const char **end)
{
    const char *start = p;

    if (!g_unichar_isalpha(g_utf8_get_char(p)))
        return NULL;
    for (glong n = 0; *p; p = g_utf8_next_char(p), n++) {
        gunichar c = g_utf8_get_char(p);
        if (n > COMMAND_NAME_MAX)
            return NULL;
        if (!g_unichar_isalnum(c) && !g_unichar_ismark(c) && c != '-' &&
            c != '_')
            break;
    }
    const char *stop = p;
    while (*p && strchr(".,:;!", *p))
        p++;
    if (*p && !is_blank(g_utf8_get_char(p)))
        return NULL;
    *end = p;
    g_autofree char *word = g_strndup(start, (gsize)(stop - start));
    g_autofree char *fold = g_utf8_casefold(word, -1);
    return g_utf8_normalize(fold, -1, G_NORMALIZE_NFC);
}

static void read_line(reading *r, const char *line)
{
    const char *p = skip_blank(line), *end;

    r->line = line;
    r->blank = *p == '\0';
    if (r->blank || !is_slash(g_utf8_get_char(p)))
        return;
    r->name = name_at(skip_blank(g_utf8_next_char(p)), &end);
    if (!r->name)
        return;
    r->rest = clean(end);
    r->slash = true;
}

/* The names that this author may use, and the rows that they mean. */
typedef struct vocabulary {
    command_right right;
    GHashTable *rows; /* name or alias (owned) -> command_row */
    GPtrArray *names; /* NULL-terminated, borrowed from the table */
    GPtrArray *all;   /* the same with aliases */
} vocabulary;

static void learn(vocabulary *v, char *word, const command_row *row, bool name)
{
    g_hash_table_insert(v->rows, word, (void *)row);
    g_ptr_array_add(v->all, word);
    if (name)
        g_ptr_array_add(v->names, word);
}

static void vocabulary_init(vocabulary *v, command_right right)
{
    unsigned count;
    const command_row *rows = command_table(&count);

    v->right = right;
    v->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    v->names = g_ptr_array_new();
    v->all = g_ptr_array_new();
    for (unsigned i = 0; i < count; i++) {
        if (!(rows[i].rights & right))
            continue;
        g_auto(GStrv) aliases = g_strsplit(rows[i].aliases, " ", -1);
        learn(v, g_strdup(rows[i].name), &rows[i], true);
        for (unsigned k = 0; aliases[k]; k++) {
            if (*aliases[k])
                learn(v, g_strdup(aliases[k]), &rows[i], false);
        }
    }
    g_ptr_array_add(v->names, NULL);
    g_ptr_array_add(v->all, NULL);
}

static void vocabulary_clear(vocabulary *v)
{
    g_ptr_array_unref(v->names);
    g_ptr_array_unref(v->all);
    g_hash_table_unref(v->rows);
}

static const command_row *find_row(const vocabulary *v, const char *name)
{
    return g_hash_table_lookup(v->rows, name);
}

static const char *near_name(const char *name, const GPtrArray *names)
{
    return command_nearest(name, (const char *const *)names->pdata);
}

static bool is_ticket(const char *text)
{
    const char *digits = text + (*text == '#');
    return *digits && strlen(digits) <= 10 &&
           strspn(digits, "0123456789") == strlen(digits);
}

/* Words of what is wrong with the argument, NULL if nothing is. */
static char *argument_wrong(const command_row *row, const char *rest,
                            command_right right)
{
    bool customer = right == COMMAND_FOR_CUSTOMER;
    bool none = !*row->arguments || (customer && row->id == COMMAND_STATUS);
    bool optional = row->arguments[0] == '[';

    if (none && *rest)
        return g_strdup_printf("nothing may follow /%s on its line", row->name);
    if (!none && !optional && !*rest)
        return g_strdup_printf("it needs more: /%s %s", row->name,
                               row->arguments);
    if (row->id == COMMAND_SHOW && *rest && !is_ticket(rest))
        return g_strdup("which one? /show #1042");
    if (command_takes_numbers(row->id) && *rest && !command_numbers(rest, NULL))
        return g_strdup_printf("only numbers of messages on hold may "
                               "follow: /%s 17 18",
                               row->name);
    if (row->id == COMMAND_ACK && g_ascii_strcasecmp(rest, "on") != 0 &&
        g_ascii_strcasecmp(rest, "off") != 0)
        return g_strdup("/ack on or /ack off");
    return NULL;
}

static void add_error(command_result *r, const char *line, char *words)
{
    command_error *e = g_new0(command_error, 1);

    e->line = clean(line);
    e->words = words;
    g_ptr_array_add(r->errors, e);
}

static void add_call(command_result *r, const command_row *row,
                     const reading *line)
{
    command_call *call = g_new0(command_call, 1);

    if (r->calls->len >= CALLS_MAX)
        add_error(
            r, line->line,
            g_strdup_printf("more than %d commands in one message", CALLS_MAX));
    call->row = row;
    call->argument = g_strdup(line->rest);
    call->line = clean(line->line);
    g_ptr_array_add(r->calls, call);
}

static char *no_such(const reading *line, const vocabulary *v)
{
    const char *near_one = near_name(line->name, v->all);
    g_autofree char *rest = g_strndup(line->rest, SHOWN_MAX);
    const char *end;

    if (!near_one)
        return g_strdup_printf("/%s is not a command; /help lists them",
                               line->name);
    if (!g_utf8_validate(rest, -1, &end))
        rest[end - rest] = '\0';
    return g_strdup_printf("did you mean /%s%s%s ?", near_one, *rest ? " " : "",
                           rest);
}

/* Take one line of a block; false if it is text (and so ends the block). */
static bool take_line(command_result *r, reading *line, const vocabulary *v)
{
    if (line->used)
        return true;
    if (!line->slash)
        return line->blank;
    const command_row *row = find_row(v, line->name);
    g_autofree char *wrong =
        row ? argument_wrong(row, line->rest, v->right) : NULL;
    if (v->right == COMMAND_FOR_CUSTOMER && (!row || wrong))
        return false;
    line->used = true;
    if (r->errors->len >= ERRORS_MAX)
        return true;
    if (!row)
        add_error(r, line->line, no_such(line, v));
    else if (wrong)
        add_error(r, line->line, g_steal_pointer(&wrong));
    else
        add_call(r, row, line);
    return true;
}

/* Where the last block begins: only commands and blank lines follow. */
static unsigned last_block(const reading *lines, unsigned count,
                           const vocabulary *v)
{
    unsigned start = count;

    while (start > 0) {
        const reading *line = &lines[start - 1];
        bool text = !line->blank && !line->slash;
        if (line->slash && v->right == COMMAND_FOR_CUSTOMER) {
            const command_row *row = find_row(v, line->name);
            g_autofree char *wrong =
                row ? argument_wrong(row, line->rest, v->right) : NULL;
            text = !row || wrong;
        }
        if (text)
            break;
        start--;
    }
    return start;
}

static void take_blocks(command_result *r, reading *lines, unsigned count,
                        const vocabulary *v)
{
    unsigned at = 0;

    while (at < count && take_line(r, &lines[at], v))
        at++;
    for (unsigned i = MAX(at, last_block(lines, count, v)); i < count; i++)
        take_line(r, &lines[i], v);
}

/* Slips in aliases do not count here: "/var" is not far from one. */
static void find_suspect(command_result *r, const reading *lines,
                         unsigned count, const vocabulary *v)
{
    unsigned compared = 0;

    for (unsigned i = 0; i < count && !r->suspect; i++) {
        const char *name = lines[i].name;
        if (!lines[i].slash || lines[i].used)
            continue;
        if (find_row(v, name) ||
            (compared++ < SUSPECTS_MAX && near_name(name, v->names)))
            r->suspect = clean(lines[i].line);
    }
}

static char *text_of(const reading *lines, unsigned count)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < count; i++) {
        if (lines[i].used || (out->len == 0 && lines[i].blank))
            continue;
        g_string_append_printf(out, "%s\n", lines[i].line);
    }
    while (out->len > 0 && g_ascii_isspace(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

static void call_free(void *data)
{
    command_call *call = data;

    g_free(call->argument);
    g_free(call->line);
    g_free(call);
}

static void error_free(void *data)
{
    command_error *e = data;

    g_free(e->line);
    g_free(e->words);
    g_free(e);
}

/* Cut `text` into lines, in place; *count gets their number. */
static reading *split(char *text, unsigned *count)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(reading));

    for (char *line = text; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        g_array_set_size(lines, lines->len + 1);
        read_line(&g_array_index(lines, reading, lines->len - 1), line);
        line = end;
    }
    *count = lines->len;
    return (reading *)(void *)g_array_free(lines, FALSE);
}

command_result *command_read(const char *text, command_right right)
{
    command_result *r = g_new0(command_result, 1);
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    unsigned count;
    g_autofree reading *lines = split(valid, &count);
    vocabulary v;

    r->calls = g_ptr_array_new_with_free_func(call_free);
    r->errors = g_ptr_array_new_with_free_func(error_free);
    vocabulary_init(&v, right);
    take_blocks(r, lines, count, &v);
    if (right == COMMAND_FOR_OPERATOR)
        find_suspect(r, lines, count, &v);
    vocabulary_clear(&v);
    r->text = text_of(lines, count);
    for (unsigned i = 0; i < count; i++) {
        g_free(lines[i].name);
        g_free(lines[i].rest);
    }
    return r;
}

void command_result_free(command_result *r)
{
    if (!r)
        return;
    g_ptr_array_unref(r->calls);
    g_ptr_array_unref(r->errors);
    g_free(r->text);
    g_free(r->suspect);
    g_free(r);
}
