/* field: what people write as a value of a field. */
#include "desk/field.h"

#include "config/priority.h"
#include "rules/pattern/pattern.h"

#include <math.h>
#include <string.h>

/* ---- values ---- */

static store_value *row(const config_field *f, const char *text, int64_t num)
{
    store_value *v = g_new0(store_value, 1);

    v->field = g_strdup(f->id);
    v->text = g_strdup(text);
    v->num = num;
    v->is_public = f->is_public;
    return v;
}

static bool matches(const config_field *f, const char *text)
{
    if (!f->made)
        return true;
    pattern_scratch *s = pattern_scratch_new();
    size_t from, to;
    bool fine = pattern_search(f->made, s, text, strlen(text), 0, &from, &to) ==
                PATTERN_YES;
    pattern_scratch_free(s);
    return fine;
}

static store_value *read_text(const config_field *f, const char *text,
                              const when_ask *ask, fault **wrong)
{
    if (matches(f, text))
        return row(f, text, 0);
    *wrong = fault_new(FAULT_FIELD_PATTERN, f->title, f->pattern, NULL);
    return NULL;
}

static store_value *read_link(const config_field *f, const char *text,
                              const when_ask *ask, fault **wrong)
{
    bool web = g_ascii_strncasecmp(text, "https://", 8) == 0 ||
               g_ascii_strncasecmp(text, "http://", 7) == 0;

    if (web && !strpbrk(text, " \t\"<>"))
        return read_text(f, text, ask, wrong);
    *wrong = fault_new(FAULT_FIELD_LINK, f->title, NULL);
    return NULL;
}

#define NUMBER_MAX 1e12

/* A comma may stand for the point; blanks between digits are no part of it. */
static store_value *read_number(const config_field *f, const char *text,
                                const when_ask *ask, fault **wrong)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    char *end;

    for (const char *p = text; *p; p++) {
        if (*p == ' ' && g_ascii_isdigit(p[1]))
            continue;
        g_string_append_c(plain, *p == ',' ? '.' : *p);
    }
    size_t digits = strspn(plain->str, "+-.0123456789");
    double value = g_ascii_strtod(plain->str, &end);
    if (plain->len > 0 && digits == plain->len && !*end && end != plain->str &&
        fabs(value) <= NUMBER_MAX)
        return row(f, plain->str, llround(value * 1000));
    *wrong = fault_new(FAULT_FIELD_NUMBER, f->title, text, NULL);
    return NULL;
}

/* As ISO 8601, so that texts sort as dates do. */
static char *date_words(const when *w, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(w->at_ms / 1000);
    g_autoptr(GDateTime) t = g_date_time_to_timezone(utc, zone);

    return g_date_time_format(t, w->has_time ? "%Y-%m-%d %H:%M" : "%Y-%m-%d");
}

static store_value *read_date(const config_field *f, const char *text,
                              const when_ask *ask, fault **wrong)
{
    when w;
    when_result result = when_read(text, ask, &w);

    if (result == WHEN_TWO) {
        g_autofree char *both = when_two_words(&w, ask->zone);
        *wrong = fault_new(FAULT_TWO_DATES, both, NULL);
    } else if (result == WHEN_FAR) {
        *wrong = fault_new(FAULT_FAR_DATE, NULL);
    } else if (result == WHEN_NONE || *w.rest) {
        g_autofree char *example = g_strdup_printf("%s=2026-12-24", f->id);
        *wrong = fault_new(FAULT_NO_DATE, "set", example, NULL);
    } else {
        g_autofree char *words = date_words(&w, ask->zone);
        return row(f, words, w.at_ms);
    }
    return NULL;
}

static store_value *read_choice(const config_field *f, const char *text,
                                const when_ask *ask, fault **wrong)
{
    g_autofree char *fold = g_utf8_casefold(text, -1);
    g_autofree char *all = g_strjoinv(", ", f->choice_list);

    for (char **one = f->choice_list; *one; one++) {
        g_autofree char *is = g_utf8_casefold(*one, -1);
        if (strcmp(is, fold) == 0)
            return row(f, *one, 0);
    }
    *wrong = fault_new(FAULT_FIELD_CHOICE, f->title, text, all, NULL);
    return NULL;
}

/* No sign that a reader's screen makes a new line of, or something else. */
static bool is_one_line(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        GUnicodeType type = g_unichar_type(c);
        if (c != '\t' &&
            (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
             type == G_UNICODE_PARAGRAPH_SEPARATOR))
            return false;
    }
    return true;
}

store_value *field_read(const config_field *f, const char *text,
                        const when_ask *ask, fault **wrong)
{
    static store_value *(*const ways[])(const config_field *, const char *,
                                        const when_ask *, fault **) = {
        [FIELD_TEXT] = read_text, [FIELD_NUMBER] = read_number,
        [FIELD_DATE] = read_date, [FIELD_CHOICE] = read_choice,
        [FIELD_LINK] = read_link,
    };

    *wrong = NULL;
    if (g_utf8_validate(text, -1, NULL) && is_one_line(text) &&
        g_utf8_strlen(text, -1) <= FIELD_TEXT_MAX)
        return ways[f->type](f, text, ask, wrong);
    *wrong = fault_new(FAULT_FIELD_LONG, f->title, G_STRINGIFY(FIELD_TEXT_MAX),
                       NULL);
    return NULL;
}

/* ---- lines of a form ---- */

#define LABEL_MAX 60 /* characters */

static void line_free(void *data)
{
    field_line *l = data;

    g_free(l->label);
    g_free(l->value);
    g_free(l);
}

/* Off what forms and HTML mail put around a label: "* Priority :". */
static char *label_of(const char *line, const char *colon)
{
    char *label = g_strndup(line, (gsize)(colon - line));

    g_strdelimit(label, "*_\t", ' ');
    return g_strstrip(label);
}

GPtrArray *field_lines(const char *text)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(line_free);
    g_auto(GStrv) lines =
        g_strsplit(text ? text : "", "\n", FIELD_LINES_MAX + 1);

    for (unsigned i = 0; i < FIELD_LINES_MAX && lines[i]; i++) {
        const char *colon = strchr(lines[i], ':');
        if (!colon || colon == lines[i])
            continue;
        g_autofree char *label = label_of(lines[i], colon);
        g_autofree char *value = g_strdup(colon + 1);
        g_strdelimit(value, "*\t\r", ' ');
        g_strstrip(value);
        if (!*label || !*value || g_utf8_strlen(label, -1) > LABEL_MAX)
            continue;
        field_line *l = g_new0(field_line, 1);
        l->label = g_steal_pointer(&label);
        l->value = g_steal_pointer(&value);
        g_ptr_array_add(out, l);
    }
    return out;
}

/* ---- priorities ---- */

const char *field_priority(const char *words)
{
    static const char *const names[] = {
        "low lowest non-urgent низкий низкая lav",
        "normal medium средний обычный обычная",
        "high important высокий высокая høy",
        "urgent highest critical срочный срочная критический haster kritisk"};
    g_autofree char *fold = g_utf8_strdown(words, -1);

    g_strstrip(fold);
    fold[strcspn(fold, " (,;")] = '\0';
    for (unsigned i = 0; *fold && i < G_N_ELEMENTS(names); i++) {
        g_auto(GStrv) all = g_strsplit(names[i], " ", -1);
        if (g_strv_contains((const char *const *)all, fold))
            return config_priorities[i];
    }
    return NULL;
}
