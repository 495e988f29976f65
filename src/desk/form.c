/* form: the form of a queue as a mail has it. */
#include "desk/form.h"

#include "base/address.h"
#include "config/section.h"
#include "desk/say.h"
#include "desk/type_config.h"

#include <string.h>

#define LABEL_SHORT "In short"
#define LABEL_TYPE  "What it is about"
#define LABEL_TEXT  "Your message"
#define BEGIN_MARK  "Form: %1"
#define END_MARK    "end of the form"

/* The languages in which a form may come back. */
static const char *const languages[] = {"en", "ru", "nb"};

/* ---- its rows ---- */

static void row_free(void *data)
{
    form_row *r = data;

    g_free(r->own_id);
    g_free(r);
}

static void add_row(GPtrArray *rows, form_kind kind, const char *id,
                    bool required)
{
    form_row *r = g_new0(form_row, 1);

    r->kind = kind;
    r->id = id;
    r->required = required;
    g_ptr_array_add(rows, r);
}

static void add_field(GPtrArray *rows, const config_field *f)
{
    form_row *r = g_new0(form_row, 1);

    r->kind = FORM_FIELD;
    r->field = f;
    r->required = f->form == FIELD_FORM_REQUIRED;
    r->id = r->own_id = g_strconcat("field:", f->id, NULL);
    g_ptr_array_add(rows, r);
}

static bool is_asked(const config_field *f, const char *queue)
{
    bool here = f->queues->len == 0 || config_listed(f->queues, queue);

    return here && (f->form == FIELD_FORM_AUTO ? f->is_public
                                               : f->form != FIELD_FORM_NO);
}

GPtrArray *form_rows(const config *c, const config_queue *q)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);

    add_row(rows, FORM_SHORT, "short", false);
    if (c->types->len > 1)
        add_row(rows, FORM_TYPE, "type", false);
    for (guint i = 0; i < c->fields->len; i++) {
        const config_field *f = c->fields->pdata[i];
        if (is_asked(f, q->id))
            add_field(rows, f);
    }
    add_row(rows, FORM_TEXT, "text", true);
    return rows;
}

const char *form_label(const form_row *r, const char *language)
{
    switch (r->kind) {
    case FORM_SHORT:
        return say_in(language, LABEL_SHORT);
    case FORM_TYPE:
        return say_in(language, LABEL_TYPE);
    case FORM_FIELD:
        return config_in(r->field->titles, language, r->field->title);
    default:
        return say_in(language, LABEL_TEXT);
    }
}

static char *types_of(const config *c, const char *language)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < c->types->len; i++) {
        const config_type_row *t = c->types->pdata[i];
        g_string_append_printf(all, "%s%s", i > 0 ? ", " : "",
                               config_in(t->titles, language, t->title));
    }
    return g_strdup(all->str);
}

/* What is right, without parentheses; NULL: anything is. */
static char *right_of(const config *c, const form_row *r, const char *language)
{
    const config_field *f = r->field;
    const char *hint = f ? config_in(f->hints, language, f->hint) : NULL;

    if (hint)
        return g_strdup(hint);
    if (r->kind == FORM_TYPE || (f && f->type == FIELD_CHOICE)) {
        g_autofree char *all =
            f ? g_strjoinv(", ", f->choice_list) : types_of(c, language);
        return say_with(language, "one of: %1", all, NULL);
    }
    if (r->kind == FORM_TEXT)
        return g_strdup(say_in(language, "in your own words"));
    if (f && f->type == FIELD_NUMBER)
        return g_strdup(say_in(language, "a number"));
    if (f && f->type == FIELD_DATE)
        return g_strdup(say_in(language, "a date, as in 2026-12-24"));
    if (f && f->type == FIELD_LINK)
        return g_strdup(say_in(language, "a link that begins with https://"));
    return NULL;
}

char *form_hint(const config *c, const form_row *r, form_state state,
                const char *language)
{
    static const char *const before[] = {[FORM_PLAIN] = "needed",
                                         [FORM_MISSING] = "still needed",
                                         [FORM_WRONG] = "please correct this"};
    g_autofree char *right = right_of(c, r, language);
    const char *word = state == FORM_PLAIN && !r->required
                           ? NULL
                           : say_in(language, before[state]);

    if (!word && !right)
        return NULL;
    return g_strdup_printf("(%s%s%s)", word ? word : "",
                           word && right ? ": " : "", right ? right : "");
}

char *form_begin(const config_queue *q, const char *language)
{
    return say_with(language, BEGIN_MARK, q->name, NULL);
}

char *form_end(const char *language)
{
    return g_strdup_printf("(%s)", say_in(language, END_MARK));
}

char *form_address(const config_queue *q)
{
    g_autoptr(address) a = address_parse(q->address);

    return g_strdup_printf("%s+" FORM_DETAIL "@%s", a->local, a->domain);
}

/* ---- what comes back: a text without quotes ---- */

/* What mail programs put before quoted lines, and blanks and brackets of all kinds
 * as those of ASCII. */
static char *plain_text(const char *text)
{
    size_t size = text ? strlen(text) : 0;
    g_autofree char *valid =
        g_utf8_make_valid(text ? text : "", (gssize)MIN(size, FORM_READ_MAX));
    GString *out = g_string_new(NULL);
    bool begins = true;

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\r' || g_unichar_type(c) == G_UNICODE_FORMAT)
            continue;
        if (begins && (c == '>' || c == '|' || g_unichar_isspace(c)) &&
            c != '\n')
            continue;
        begins = c == '\n';
        c = c == 0xff3b || c == 0x3010          ? '['
            : c == 0xff3d || c == 0x3011        ? ']'
            : c == 0xff1a                       ? ':'
            : c != '\n' && g_unichar_isspace(c) ? ' '
                                                : c;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* Does `text` begin with these words, however they are wrapped? Where they end;
 * NULL: no. */
static const char *begins_with(const char *text, const char *words)
{
    while (*words) {
        if (g_ascii_isspace(*words)) {
            if (!g_ascii_isspace(*text))
                return NULL;
            text += strspn(text, " \t\n");
            words += strspn(words, " \t\n");
            continue;
        }
        if (!*text || g_unichar_tolower(g_utf8_get_char(text)) !=
                          g_unichar_tolower(g_utf8_get_char(words)))
            return NULL;
        text = g_utf8_next_char(text);
        words = g_utf8_next_char(words);
    }
    return text;
}

/* Takes all of them out; `cut`: and what stands after the first. */
static void take_out(GString *text, const char *words, bool cut)
{
    for (char *at = strchr(text->str, '('); at; at = strchr(at + 1, '(')) {
        const char *end = begins_with(at, words);
        if (!end)
            continue;
        gsize from = (gsize)(at - text->str), size = (gsize)(end - at);
        if (cut) {
            g_string_truncate(text, from);
            return;
        }
        g_string_erase(text, (gssize)from, (gssize)size);
        g_string_insert(text, (gssize)from, "\n");
        at = text->str + from;
    }
}

static void take_out_ours(GString *text, const config *c, const GPtrArray *rows)
{
    for (gsize k = 0; k < G_N_ELEMENTS(languages); k++) {
        g_autofree char *end = form_end(languages[k]);
        take_out(text, end, true);
        for (guint i = 0; i < rows->len; i++) {
            for (form_state s = FORM_PLAIN; s <= FORM_WRONG; s++) {
                g_autofree char *hint =
                    form_hint(c, rows->pdata[i], s, languages[k]);
                if (hint)
                    take_out(text, hint, false);
            }
        }
    }
}

/* ---- where its lines are ---- */

typedef struct mark {
    guint row;
    const char *from;  /* of its label, with what stands before that */
    const char *value; /* after the colon */
} mark;

static const char *after_label(const char *text, const char *label)
{
    const char *end = begins_with(text, label);

    if (!end)
        return NULL;
    end += strspn(end, " *_");
    return *end == ':' ? end + 1 + strspn(end + 1, "*_") : NULL;
}

/* By its label in any language, or by the name of the field. */
static const char *after_any_label(const char *text, const form_row *r)
{
    const char *end = r->field ? after_label(text, r->field->id) : NULL;
    GHashTableIter all;
    void *title;

    for (gsize k = 0; k < G_N_ELEMENTS(languages) && !end; k++)
        end = after_label(text, form_label(r, languages[k]));
    if (end || !r->field || !r->field->titles)
        return end;
    g_hash_table_iter_init(&all, r->field->titles);
    while (!end && g_hash_table_iter_next(&all, NULL, &title))
        end = after_label(text, title);
    return end;
}

/* A label stands at the beginning of a line, or after what was filled in where
 * lines were joined; then a bracket follows. */
static bool mark_at(const char *text, const GPtrArray *rows, bool joined,
                    mark *m)
{
    const char *at = text + strspn(text, " *_-");

    for (guint i = 0; i < rows->len; i++) {
        const char *value = after_any_label(at, rows->pdata[i]);
        if (!value || (joined && value[strspn(value, " ")] != '['))
            continue;
        *m = (mark){i, text, value};
        return true;
    }
    return false;
}

static GArray *marks_of(const char *text, const GPtrArray *rows)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(mark));
    mark m;

    for (const char *p = text; p && *p;) {
        const char *next = p + strcspn(p, "]\n");
        bool joined = p > text && p[-1] == ']';
        if (mark_at(p, rows, joined, &m)) {
            g_array_append_val(marks, m);
            next = m.value + strcspn(m.value, "]\n");
        }
        p = *next ? next + 1 : NULL;
    }
    return marks;
}

/* ---- what is written there ---- */

static char *one_line(const char *text, size_t size)
{
    g_autofree char *cut = g_strndup(text, size);
    g_auto(GStrv) words = g_strsplit_set(cut, " \t\n", -1);
    GString *out = g_string_new(NULL);

    for (char **w = words; *w; w++)
        if (**w)
            g_string_append_printf(out, "%s%s", out->len ? " " : "", *w);
    return g_string_free(out, FALSE);
}

static char *lines_of(const char *text, size_t size)
{
    return g_strstrip(g_strndup(text, size));
}

static size_t line_size(const char *text, size_t size)
{
    const char *end = memchr(text, '\n', size);

    return end ? (size_t)(end - text) : size;
}

/* The bracket that ends what begins after an opening one: of a text the last, else
 * the last of the line that has the first; NULL. */
static const char *closing(const char *text, size_t size, bool whole)
{
    const char *first = memchr(text, ']', size), *last = NULL;
    size_t most = size;

    if (first && !whole)
        most = (size_t)(first - text) +
               line_size(first, size - (size_t)(first - text));
    for (size_t i = 0; i < most; i++)
        if (text[i] == ']')
            last = text + i;
    return last;
}

/* A value, and what stands after it in the same part of the text. */
typedef struct part {
    char *value; /* NULL: nothing */
    const char *rest;
    size_t left;
    bool bracket;
} part;

static part read_open(const char *text, size_t size, bool whole)
{
    const char *start = text;

    while (size > 0 && g_ascii_isspace(*start)) {
        start++;
        size--;
    }
    size_t used = whole ? size : line_size(start, size);
    char *value = whole ? lines_of(start, used) : one_line(start, used);
    return (part){value, start + used, size - used, false};
}

static part read_part(const char *text, size_t size, bool whole)
{
    size_t blanks = 0;

    while (blanks < size && g_ascii_isspace(text[blanks]))
        blanks++;
    if (blanks == size || text[blanks] != '[')
        return read_open(text, size, whole);
    const char *open = text + blanks + 1, *end = text + size;
    const char *close = closing(open, (size_t)(end - open), whole);
    if (!close) { /* somebody has overwritten it */
        part p = read_open(open, (size_t)(end - open), whole);
        p.bracket = true;
        return p;
    }
    size_t inside = (size_t)(close - open);
    char *value = whole ? lines_of(open, inside) : one_line(open, inside);
    if (*value)
        return (part){value, end, 0, true};
    g_free(value);
    part p = read_open(close + 1, (size_t)(end - close) - 1, whole);
    p.bracket = true;
    p.left = 0;
    return p;
}

static part part_of(const GArray *marks, guint i, const char *text,
                    const GPtrArray *rows)
{
    const mark *m = &g_array_index(marks, mark, i);
    const form_row *r = rows->pdata[m->row];
    const char *end = i + 1 < marks->len
                          ? g_array_index(marks, mark, i + 1).from
                          : text + strlen(text);

    return read_part(m->value, (size_t)(end - m->value), r->kind == FORM_TEXT);
}

/* The first that is written counts: people answer above what they quote. */
static void read_values(form_answer *a, const GArray *marks, const char *text,
                        const GPtrArray *rows)
{
    for (guint i = 0; i < marks->len; i++) {
        guint row = g_array_index(marks, mark, i).row;
        part p = part_of(marks, i, text, rows);
        a->marked = true;
        if (!a->values->pdata[row] && p.value && *p.value) {
            a->values->pdata[row] = p.value;
            a->filled = true;
        } else {
            g_free(p.value);
        }
    }
}

/* How much of it stands before the form begins. */
static size_t before_form(const config_queue *q, const char *text, size_t size)
{
    for (gsize k = 0; k < G_N_ELEMENTS(languages); k++) {
        g_autofree char *begin = form_begin(q, languages[k]);
        for (size_t at = 0; at < size; at += strcspn(text + at, "\n") + 1)
            if (begins_with(text + at + strspn(text + at, " *_"), begin))
                size = at;
    }
    return size;
}

/* Words of one's own above the form's lines, or below a line that one has typed. */
static char *read_loose(const config *c, const config_queue *q,
                        const GPtrArray *rows, const char *new_text)
{
    g_autofree char *plain = plain_text(new_text);
    g_autoptr(GString) text = g_string_new(plain);
    g_autoptr(GString) loose = g_string_new(NULL);

    take_out_ours(text, c, rows);
    g_autoptr(GArray) marks = marks_of(text->str, rows);
    for (guint i = 0; i < marks->len; i++) {
        const mark *m = &g_array_index(marks, mark, i);
        part p = part_of(marks, i, text->str, rows);
        g_free(p.value);
        if (i == 0)
            g_string_append_len(
                loose, text->str,
                (gssize)before_form(q, text->str,
                                    (size_t)(m->from - text->str)));
        if (!p.bracket)
            g_string_append_len(loose, p.rest, (gssize)p.left);
    }
    if (marks->len == 0)
        g_string_append_len(loose, text->str,
                            (gssize)before_form(q, text->str, text->len));
    return g_strstrip(g_strdup(loose->str));
}

form_answer *form_read(const config *c, const config_queue *q,
                       const GPtrArray *rows, const char *text,
                       const char *new_text)
{
    form_answer *a = g_new0(form_answer, 1);
    g_autofree char *plain = plain_text(text);
    g_autoptr(GString) all = g_string_new(plain);

    a->values = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(a->values, (int)rows->len);
    take_out_ours(all, c, rows);
    g_autoptr(GArray) marks = marks_of(all->str, rows);
    read_values(a, marks, all->str, rows);
    a->loose = read_loose(c, q, rows, new_text);
    return a;
}

void form_answer_free(form_answer *a)
{
    if (!a)
        return;
    g_ptr_array_unref(a->values);
    g_free(a->loose);
    g_free(a);
}
