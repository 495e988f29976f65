/* notify_shown: which words of a mail are whose. */
#include "desk/notify/shown.h"

#include <string.h>

/* Noncharacters: no text has them for a reason. What follows the first is a
 * number, up to the second. */
#define MARK_OPEN  "\xef\xb7\x90" /* U+FDD0 */
#define MARK_START "\xef\xb7\x91" /* U+FDD1: of a text */
#define MARK_LINE  "\xef\xb7\x92" /* U+FDD2: of a line */
#define MARK_CLOSE "\xef\xb7\x93" /* U+FDD3 */
#define MARK_UNSEEN \
    "\xef\xb7\x95" /* U+FDD5; U+FDD4 is a template's (write/layout.h) */
#define MARK_SIZE 3

typedef struct meaning {
    account_origin origin;
    int64_t ticket, entry;
} meaning;

account_origin shown_origin(store_entry_kind kind, store_entry_state state,
                            store_author by, bool finding)
{
    if (kind == STORE_NOTE)
        return finding ? ACCOUNT_COLLEAGUE : ACCOUNT_NOTE;
    if (kind == STORE_EVENT)
        return ACCOUNT_FRAME;
    if (kind == STORE_APART || by == STORE_BY_STRANGER)
        return ACCOUNT_STRANGER;
    return state == STORE_PUBLISHED ? ACCOUNT_PUBLIC : ACCOUNT_COLLEAGUE;
}

void shown_marks_init(shown_marks *m)
{
    m->list = g_array_new(FALSE, FALSE, sizeof(meaning));
}

void shown_marks_clear(shown_marks *m)
{
    g_clear_pointer(&m->list, g_array_unref);
}

/* ---- marking ---- */

static bool is_mark(const char *p)
{
    return p[0] == '\xef' && p[1] == '\xb7' && p[2] >= '\x90' && p[2] <= '\x95';
}

char *shown_without(const char *text)
{
    GString *out;

    if (!strstr(text, "\xef\xb7"))
        return g_strdup(text);
    out = g_string_new(NULL);
    for (const char *p = text; *p;) {
        if (is_mark(p))
            p += MARK_SIZE;
        else
            g_string_append_c(out, *p++);
    }
    return g_string_free(out, FALSE);
}

static char *marked(shown_marks *m, const char *start, meaning what,
                    const char *text)
{
    g_autofree char *clean = shown_without(text);

    g_array_append_val(m->list, what);
    return g_strdup_printf("%s%u%s%s%s", MARK_OPEN, m->list->len - 1, start,
                           clean, MARK_CLOSE);
}

char *shown_mark(shown_marks *m, account_origin origin, int64_t ticket,
                 int64_t entry, const char *text)
{
    return marked(m, MARK_START, (meaning){origin, ticket, entry}, text);
}

char *shown_mark_line(shown_marks *m, account_origin origin, int64_t ticket,
                      int64_t entry, const char *text)
{
    return marked(m, MARK_LINE, (meaning){origin, ticket, entry}, text);
}

char *shown_unseen(const char *text)
{
    g_autofree char *clean = shown_without(text);

    return g_strconcat(MARK_UNSEEN, clean, MARK_CLOSE, NULL);
}

/* ---- parting ---- */

#define UNSEEN "unseen" /* no origin: a part that is not in the text */

typedef struct parter {
    const shown_marks *m;
    json_t *parts;
    GString *all; /* the text without marks */
    GString *now; /* of the part that is being read */
    meaning what;
    bool line;   /* the part ends with its line */
    bool unseen; /* it is no part of the text */
} parter;

static void end_part(parter *p)
{
    if (p->now->len > 0)
        json_array_append_new(
            p->parts,
            json_pack("[s,I,I,s]",
                      p->unseen ? UNSEEN : account_origin_name(p->what.origin),
                      (json_int_t)p->what.ticket, (json_int_t)p->what.entry,
                      p->now->str));
    g_string_truncate(p->now, 0);
    p->what = (meaning){ACCOUNT_FRAME, 0, 0};
    p->line = p->unseen = false;
}

/* A mark at `at`; returns what follows it. */
static const char *take_mark(parter *p, const char *at)
{
    char *end;
    guint64 number;

    if (g_str_has_prefix(at, MARK_UNSEEN)) {
        end_part(p);
        p->unseen = true;
        return at + MARK_SIZE;
    }
    if (!g_str_has_prefix(at, MARK_OPEN)) {
        if (g_str_has_prefix(at, MARK_CLOSE) && !p->line)
            end_part(p);
        return at + MARK_SIZE;
    }
    number = g_ascii_strtoull(at + MARK_SIZE, &end, 10);
    if (number >= p->m->list->len || !is_mark(end))
        return at + MARK_SIZE;
    end_part(p);
    p->what = g_array_index(p->m->list, meaning, number);
    p->line = g_str_has_prefix(end, MARK_LINE);
    return end + MARK_SIZE;
}

static void take_text(parter *p, const char *text)
{
    while (*text) {
        if (is_mark(text)) {
            text = take_mark(p, text);
            continue;
        }
        size_t n = MAX(strcspn(text, p->line ? "\xef\n" : "\xef"), 1);
        if (!p->unseen)
            g_string_append_len(p->all, text, (gssize)n);
        g_string_append_len(p->now, text, (gssize)n);
        if (*text == '\n' && p->line)
            end_part(p);
        text += n;
    }
    end_part(p);
}

/* ---- notes ---- */

static account_origin origin_named(const char *name)
{
    for (account_origin i = ACCOUNT_NEW + 1; i < ACCOUNT_ORIGINS; i++)
        if (strcmp(account_origin_name(i), name) == 0)
            return i;
    return ACCOUNT_FRAME;
}

static unsigned count_lines(const char *text)
{
    unsigned n = 0;

    for (; (text = strchr(text, '\n')); text++)
        n++;
    return n;
}

/* Notes of the same entry, its heading too, are one stretch. */
static void read_notes(const json_t *all, const shown_reader *notes)
{
    const json_t *one;
    unsigned line = 0, from = 0, to = 0;

    for (size_t i = 0; (one = json_array_get(all, i)); i++) {
        const char *name = json_string_value(json_array_get(one, 0));
        const char *text = json_string_value(json_array_get(one, 3));
        account_origin origin = name ? origin_named(name) : ACCOUNT_FRAME;
        bool blank = text && text[strspn(text, " \t\n")] == '\0';

        if (origin == ACCOUNT_ATTRIBUTION || !text ||
            g_strcmp0(name, UNSEEN) == 0)
            continue;
        if (origin == ACCOUNT_NOTE || origin == ACCOUNT_COLLEAGUE) {
            from = to > from ? from : line;
            to = line + count_lines(text) + !g_str_has_suffix(text, "\n");
        } else if (to > from && !blank) {
            notes->add(from, to, notes->context);
            to = from = 0;
        }
        line += count_lines(text);
    }
    if (to > from)
        notes->add(from, to, notes->context);
}

/* ---- parts ---- */

#define INSIDE "inside" /* no origin: a part without text */

static char *written(const json_t *all)
{
    char *raw = json_dumps(all, JSON_COMPACT);
    char *out = g_strdup(raw);

    free(raw);
    return out;
}

char *shown_parts(const shown_marks *m, char **text, const char *head,
                  bool inside, const shown_reader *notes)
{
    parter p = {.m = m,
                .parts = json_array(),
                .all = g_string_new(NULL),
                .now = g_string_new(head),
                .what = {ACCOUNT_ATTRIBUTION, 0, 0}};
    char *out;

    end_part(&p);
    take_text(&p, *text);
    g_string_free(p.now, TRUE);
    g_free(*text);
    *text = g_string_free(p.all, FALSE);
    if (notes)
        read_notes(p.parts, notes);
    if (inside)
        json_array_append_new(p.parts,
                              json_pack("[s,i,i,s]", INSIDE, 0, 0, ""));
    out = written(p.parts);
    json_decref(p.parts);
    return out;
}

/* ---- reading ---- */

bool shown_says_inside(const char *parts)
{
    json_t *all = json_loads(parts, 0, NULL);
    const json_t *last = json_array_get(
        all, json_array_size(all) > 0 ? json_array_size(all) - 1 : 0);
    const char *name = json_string_value(json_array_get(last, 0));
    bool says = name && strcmp(name, INSIDE) == 0;

    if (all)
        json_decref(all);
    return says;
}

char *shown_text(const char *parts, bool frame)
{
    json_t *all = json_loads(parts, 0, NULL), *one;
    GString *out = g_string_new(NULL);
    size_t i;

    json_array_foreach(all, i, one)
    {
        const char *name = json_string_value(json_array_get(one, 0));
        const char *text = json_string_value(json_array_get(one, 3));

        bool ours = name && origin_named(name) == ACCOUNT_FRAME;
        if (text && (ours || !frame))
            g_string_append_printf(out, frame ? "%s\n" : "%s", text);
    }
    if (all)
        json_decref(all);
    return g_string_free(out, FALSE);
}

account_source *shown_source(const char *parts, int64_t ticket)
{
    json_t *all = json_loads(parts, 0, NULL), *one;
    account_source *s = json_is_array(all) ? account_source_new() : NULL;
    size_t i;

    for (i = 0; s && (one = json_array_get(all, i)); i++) {
        const char *name = json_string_value(json_array_get(one, 0));
        const char *text = json_string_value(json_array_get(one, 3));
        int64_t of = json_integer_value(json_array_get(one, 1));
        int64_t entry = json_integer_value(json_array_get(one, 2));
        account_origin origin = name ? origin_named(name) : ACCOUNT_FRAME;

        /* what another request's readers know is not for these */
        if (origin == ACCOUNT_PUBLIC && of != ticket)
            origin = ACCOUNT_STRANGER;
        account_source_add(s, origin, of, entry, text);
    }
    if (all)
        json_decref(all);
    return s;
}
