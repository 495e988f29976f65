/* command_read: finds slash commands in a text, as tolerantly as people and their
 * mail clients write them. */
#include "base/nearest.h"
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
    command_whose whose;
    bool used;          /* a command; not part of the text */
    char *name;         /* case-folded, without what people put behind it */
    char *rest;         /* blanks off */
    GArray *numbers;    /* requests that stood in it; NULL: not looked for */
    command_call *call; /* that it is; NULL */
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
    if (r->blank || r->whose == COMMAND_OTHERS || !is_slash(g_utf8_get_char(p)))
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
    GHashTable *rows; /* name or alias (owned) -> command */
    GPtrArray *names; /* NULL-terminated, borrowed */
    GPtrArray *all;   /* the same with aliases */
} vocabulary;

static void learn(vocabulary *v, const char *name, const command_row *row)
{
    char *word = g_strdup(name);

    g_hash_table_insert(v->rows, word, (void *)row);
    g_ptr_array_add(v->all, word);
    if (strcmp(name, row->name) == 0)
        g_ptr_array_add(v->names, word);
}

static void learn_row(vocabulary *v, const command_row *row)
{
    learn(v, row->name, row);
    for (unsigned i = 0; i < COMMAND_LANGUAGES; i++) {
        g_auto(GStrv) names =
            g_strsplit(row->also[i] ? row->also[i] : "", " ", -1);
        for (unsigned k = 0; names[k]; k++)
            learn(v, names[k], row);
    }
}

static void vocabulary_init(vocabulary *v, command_right right)
{
    v->right = right;
    v->rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    v->names = g_ptr_array_new();
    v->all = g_ptr_array_new();
    for (unsigned i = 0; command_rows[i]; i++) {
        if (command_use_of(command_rows[i], right))
            learn_row(v, command_rows[i]);
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
    return nearest_typed(name, (const char *const *)names->pdata);
}

static void add_error(command_result *r, const char *line, fault *f)
{
    g_autofree char *shown = clean(line);
    command_errors_add(r->errors, shown, f);
}

static void add_call(command_result *r, const command_row *row, reading *line)
{
    command_call *call = g_new0(command_call, 1);

    if (r->calls->len >= CALLS_MAX)
        add_error(r, line->line,
                  fault_new(FAULT_MANY_COMMANDS, G_STRINGIFY(CALLS_MAX), NULL));
    call->row = row;
    call->argument = g_strdup(line->rest);
    call->numbers = line->numbers ? g_array_ref(line->numbers) : NULL;
    call->line = clean(line->line);
    line->call = call;
    g_ptr_array_add(r->calls, call);
}

static fault *no_such(const reading *line, const vocabulary *v)
{
    const char *near_one = near_name(line->name, v->all);
    g_autofree char *rest = g_strndup(line->rest, SHOWN_MAX);
    const char *end;

    if (!near_one)
        return fault_new(FAULT_UNKNOWN, line->name, NULL);
    if (!g_utf8_validate(rest, -1, &end))
        rest[end - rest] = '\0';
    g_autofree char *meant =
        g_strdup_printf("%s%s%s", near_one, *rest ? " " : "", rest);
    return fault_new(FAULT_NEAR_COMMAND, meant, NULL);
}

/* Requests that it names are no part of what it needs. */
static void take_numbers(reading *lines, unsigned count, const vocabulary *v)
{
    for (unsigned i = 0; i < count; i++) {
        reading *line = &lines[i];
        const command_row *row = line->slash ? find_row(v, line->name) : NULL;
        if (!row || !command_is_for_several(row))
            continue;
        line->numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
        char *rest = command_off_numbers(
            line->rest, row->operator_.type == COMMAND_NOTHING, line->numbers);
        g_free(line->rest);
        line->rest = rest;
    }
}

/* What is wrong with what stands after a known name; NULL. */
static fault *argument_wrong(const command_row *row, const reading *line,
                             const vocabulary *v)
{
    return row ? command_argument_wrong(row, line->rest, v->right) : NULL;
}

/* Take one line of a block; false if it is text (and so ends the block). */
static bool take_line(command_result *r, reading *line, const vocabulary *v)
{
    if (line->used)
        return true;
    if (!line->slash || line->whose != COMMAND_AUTHORS)
        return line->blank;
    const command_row *row = find_row(v, line->name);
    g_autoptr(fault) wrong = argument_wrong(row, line, v);
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

/* A slash makes a line of an operator's a command, right or wrong; one of a
 * customer's is text unless it is right. */
static bool is_text(const reading *line, const vocabulary *v)
{
    if (!line->slash || line->whose != COMMAND_AUTHORS)
        return !line->blank;
    const command_row *row = find_row(v, line->name);
    g_autoptr(fault) wrong = argument_wrong(row, line, v);
    return v->right == COMMAND_FOR_CUSTOMER && (!row || wrong);
}

/* Where the last block begins: only commands and blank lines follow. */
static unsigned last_block(const reading *lines, unsigned count,
                           const vocabulary *v)
{
    unsigned start = count;

    while (start > 0 && !is_text(&lines[start - 1], v))
        start--;
    return start;
}

/* What puts a text where it stands is a paragraph of its own, and says which text:
 * between others there is no block. */
static bool is_in_place(const reading *lines, unsigned count, unsigned at,
                        const vocabulary *v)
{
    const reading *line = &lines[at];
    const command_row *row = line->slash ? find_row(v, line->name) : NULL;

    return v->right == COMMAND_FOR_OPERATOR && row &&
           (row->traits & COMMAND_INSERTS) && *line->rest &&
           line->whose == COMMAND_AUTHORS && at > 0 && at + 1 < count &&
           lines[at - 1].blank && lines[at + 1].blank;
}

static void take_blocks(command_result *r, reading *lines, unsigned count,
                        const vocabulary *v)
{
    unsigned at = 0;

    while (at < count && take_line(r, &lines[at], v))
        at++;
    unsigned last = MAX(at, last_block(lines, count, v));
    for (unsigned i = at; i < last; i++) {
        if (is_in_place(lines, count, i, v))
            take_line(r, &lines[i], v);
    }
    for (unsigned i = last; i < count; i++)
        take_line(r, &lines[i], v);
}

/* ---- what looks like a command ---- */

/* What programs put around a word: bold, code, quotation marks; lists, and the mark
 * of a quote before a line that nobody else wrote. */
static bool is_dress(gunichar c)
{
    return is_blank(c) || (c < 0x80 && strchr("*_~`\"'()[]{}-.+>|", (int)c)) ||
           c == 0xab || c == 0xbb || (c >= 0x2018 && c <= 0x201f) ||
           c == 0x2039 || c == 0x203a || c == 0x2022 || c == 0x00b4;
}

/* Signs that look like a slash, or mean it elsewhere. */
static bool is_like_slash(gunichar c)
{
    return is_slash(c) || c == 0x2044 || c == 0x2215 || c == 0x29f8 ||
           c == 0x2571 || c == '@' || c == '#' || c == 0xff20 || c == 0xff03;
}

/* "#note" and "@note" are words; "# Note" is a heading. */
static bool is_word_sign(gunichar c)
{
    return c == '@' || c == '#' || c == 0xff20 || c == 0xff03;
}

/* `*"/note"*` -> "note" and what stands after it; NULL if it is nothing of the
 * kind. Caller frees both. */
static char *undressed(const char *line, char **rest)
{
    const char *p = line, *end;
    unsigned slashes = 0;
    char *name;

    for (; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!is_dress(c) && !is_like_slash(c))
            break;
        if (is_word_sign(c) &&
            !g_unichar_isalpha(g_utf8_get_char(g_utf8_next_char(p))))
            return NULL;
        slashes += is_like_slash(c);
    }
    if (slashes == 0 || *p == '\0')
        return NULL;
    g_autoptr(GString) bare = g_string_new(NULL);
    for (; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_blank(c) || !is_dress(c) || c == '-')
            g_string_append_unichar(bare, c);
    }
    name = name_at(bare->str, &end);
    if (name)
        *rest = clean(end);
    return name;
}

/* Such a line is taken for a command only if it would be one. */
static bool is_dressed(const char *line, const vocabulary *v)
{
    g_autofree char *rest = NULL;
    g_autofree char *name = undressed(line, &rest);
    const command_row *row = name ? find_row(v, name) : NULL;
    g_autoptr(fault) wrong =
        row ? command_argument_wrong(row, rest, v->right) : NULL;

    return row && !wrong;
}

static void suspect(command_result *r, const char *line, command_place place)
{
    r->suspect = clean(line);
    r->place = place;
}

/* Slips in aliases do not count here: "/var" is not far from one. */
static bool is_suspect(const reading *line, const vocabulary *v,
                       unsigned *compared)
{
    return line->slash &&
           (find_row(v, line->name) ||
            ((*compared)++ < SUSPECTS_MAX && near_name(line->name, v->names)));
}

/* Slash and word, known or not: of what may be somebody else's no word leaves
 * unasked. */
static bool is_shaped(const char *line)
{
    g_autofree char *rest = NULL;
    g_autofree char *name = undressed(line, &rest);
    const char *p = line;

    while (name && is_dress(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return name && !is_word_sign(g_utf8_get_char(p));
}

static void find_suspect(command_result *r, const reading *lines,
                         unsigned count, command_place place,
                         const vocabulary *v)
{
    unsigned compared = 0;

    for (unsigned i = 0; i < count && !r->suspect; i++) {
        const reading *line = &lines[i];

        if (line->used || line->blank || line->whose == COMMAND_OTHERS)
            continue;
        if (line->whose == COMMAND_UNSURE && is_shaped(line->line))
            suspect(r, line->line, COMMAND_OF_OTHERS);
        else if (is_suspect(line, v, &compared))
            suspect(r, line->line, place);
        else if (is_dressed(line->line, v))
            suspect(r, line->line,
                    place == COMMAND_BELOW ? place : COMMAND_DRESSED);
    }
}

/* Calls learn where they stand in it. */
static char *text_of(const reading *lines, unsigned count)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < count; i++) {
        if (lines[i].call)
            lines[i].call->at = out->len;
        if (lines[i].used || (out->len == 0 && lines[i].blank))
            continue;
        g_string_append_printf(out, "%s\n", lines[i].line);
    }
    while (out->len > 0 && g_ascii_isspace(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    for (unsigned i = 0; i < count; i++) {
        if (lines[i].call)
            lines[i].call->at = MIN(lines[i].call->at, out->len);
    }
    return g_string_free(out, FALSE);
}

void command_call_free(void *call)
{
    command_call *c = call;

    g_free(c->argument);
    g_free(c->line);
    g_clear_pointer(&c->numbers, g_array_unref);
    g_free(c);
}

/* Cut `text` into lines, in place; *count gets their number. */
static reading *split(char *text, const GArray *whose, unsigned *count)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(reading));

    for (char *line = text; line;) {
        char *end = strchr(line, '\n');
        reading r = {.whose = COMMAND_AUTHORS};
        if (end)
            *end++ = '\0';
        /* where nobody knows more, a mark says that others wrote it */
        if (!whose && (*line == '>' || *line == '|'))
            r.whose = COMMAND_OTHERS;
        if (whose && lines->len < whose->len)
            r.whose = (command_whose)g_array_index(whose, guint8, lines->len);
        read_line(&r, line);
        g_array_append_val(lines, r);
        line = end;
    }
    *count = lines->len;
    return (reading *)(void *)g_array_free(lines, FALSE);
}

static void free_lines(reading *lines, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        g_free(lines[i].name);
        g_free(lines[i].rest);
        g_clear_pointer(&lines[i].numbers, g_array_unref);
    }
    g_free(lines);
}

static void look_below(command_result *r, const char *text, const vocabulary *v)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    unsigned count;
    reading *lines = split(valid, NULL, &count);

    find_suspect(r, lines, count, COMMAND_BELOW, v);
    free_lines(lines, count);
}

command_result *command_read_text(const command_text *t, command_right right)
{
    command_result *r = g_new0(command_result, 1);
    g_autofree char *valid = g_utf8_make_valid(t->text ? t->text : "", -1);
    unsigned count;
    reading *lines = split(valid, t->whose, &count);
    vocabulary v;

    r->calls = g_ptr_array_new_with_free_func(command_call_free);
    r->errors = command_errors_new();
    vocabulary_init(&v, right);
    if (t->several)
        take_numbers(lines, count, &v);
    take_blocks(r, lines, count, &v);
    if (right == COMMAND_FOR_OPERATOR) {
        find_suspect(r, lines, count, COMMAND_IN_TEXT, &v);
        if (t->below)
            look_below(r, t->below, &v);
    }
    vocabulary_clear(&v);
    r->text = text_of(lines, count);
    free_lines(lines, count);
    return r;
}

command_result *command_read(const char *text, command_right right)
{
    return command_read_text(&(command_text){.text = text}, right);
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
