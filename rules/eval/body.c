/* eval_body: eval tests about the text that is read. */
#include "rules/eval/room.h"

#include <string.h>

#define UPPERCASE_TEXT_MIN 200    /* octets below which shares say nothing */
#define WORDS_MAX          100000 /* different words of one part */

/* ---- capitals ---- */

/* Two words at least, and no base64. */
static bool is_running_text(view *v, view_text line)
{
    return eval_matches(v, "\\S\\s+\\S", 0, line) &&
           !eval_matches(v, "^(?:[A-Za-z0-9+/=]{60,76} ){2}", 0, line);
}

static void find_uppercase(view *v, void *into)
{
    size_t size = 0, lower = 0, upper = 0;
    if (eval_text_shouts(v))
        return;
    for (guint i = 0; i < v->body->len; i++) {
        view_text line = g_array_index(v->body, view_text, i);
        if (!is_running_text(v, line))
            continue;
        size += line.size;
        for (size_t j = 0; j < line.size; j++) {
            lower +=
                g_ascii_islower(line.data[j]) || g_ascii_isdigit(line.data[j]);
            upper += g_ascii_isupper(line.data[j]);
        }
    }
    if (size >= UPPERCASE_TEXT_MIN && upper + lower > 0)
        *(double *)into = 100.0 * (double)upper / (double)(upper + lower);
}

static int check_for_uppercase(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const double *share =
        eval_fact(v, "uppercase", sizeof(double), find_uppercase);
    return *share > eval_number(a, 0, 0) && *share <= eval_number(a, 1, 100);
}

/* ---- lines ---- */

static void find_spaced(view *v, void *into)
{
    int *most = into;
    *most = -1;
    for (guint i = 0; i < v->body->len; i++) {
        view_text line = g_array_index(v->body, view_text, i);
        size_t blanks = 0;
        if (line.size <= 5)
            continue;
        for (size_t j = 0; j < line.size; j++)
            blanks += line.data[j] == ' ';
        size_t others = line.size - blanks;
        int share =
            blanks > others || others == 0 ? 100 : (int)(100 * blanks / others);
        *most = MAX(*most, share);
    }
}

/* W o r d s  written with a blank between letters. */
static int tvd_vertical_words(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const int *share = eval_fact(v, "spaced", sizeof(int), find_spaced);
    double most = eval_number(a, 1, 101);
    return *share >= eval_number(a, 0, 0) &&
           *share < (most >= 100 ? 101 : most);
}

/* (least, most, lines): percent of empty lines in the decoded text. */
static int check_blank_line_ratio(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    unsigned lines = 0, blank = 0;
    for (guint i = 0; i < v->rawbody->len; i++) {
        view_text t = g_array_index(v->rawbody, view_text, i);
        eval_lines r = {t.data, t.data + t.size};
        for (view_text line; eval_line(&r, &line); lines++) {
            size_t j = 0;
            while (j < line.size && g_ascii_isspace(line.data[j]))
                j++;
            blank += j == line.size;
        }
    }
    double least = eval_number(a, 0, 0), most = eval_number(a, 1, 100);
    if (lines < MAX(eval_number(a, 2, 1), 1))
        return least == 0;
    double share = 100.0 * blank / lines;
    return (least == 0 || share > least) && share <= most;
}

static int check_body_length(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const char *data = v->full.data, *end = data + v->full.size;
    const char *body = v->full.size > 0 && data[0] == '\n'
                           ? data + 1
                           : g_strstr_len(data, (gssize)v->full.size, "\n\n");
    if (body && body > data + 1)
        body += 2;
    size_t size = body ? (size_t)(end - body) : 0;
    return (double)size <= eval_number(a, 0, 0);
}

/* ---- two versions of one text ---- */

typedef struct difference {
    double percent; /* words of HTML that the plain text lacks */
    guint html, text;
} difference;

static void add_words(GHashTable *into, view_text t)
{
    size_t i = 0;
    while (i < t.size && g_hash_table_size(into) < WORDS_MAX) {
        size_t from = i;
        bool letters = false;
        while (i < t.size && !g_ascii_isspace(t.data[i])) {
            letters |= g_ascii_isalnum(t.data[i]) || t.data[i] == '_' ||
                       (unsigned char)t.data[i] > 127;
            i++;
        }
        if (letters) {
            char *word = g_strndup(t.data + from, i - from);
            gpointer n = g_hash_table_lookup(into, word);
            g_hash_table_replace(into, word,
                                 GINT_TO_POINTER(GPOINTER_TO_INT(n) + 1));
        }
        i++;
    }
}

static bool is_below(const view *v, int at, int top)
{
    while (at >= 0 && at != top)
        at = ((const view_part *)v->parts->pdata[at])->parent;
    return at == top;
}

static bool has_pictures(const view_part *p)
{
    return p->html && g_hash_table_contains(p->html->inside, "img");
}

static void read_versions(const view *v, int top, GHashTable *html,
                          GHashTable *text)
{
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (!p->leaf || !p->rendered.data || !is_below(v, (int)i, top) ||
            !g_str_has_prefix(p->type, "text/"))
            continue;
        add_words(p->html ? html : text, p->rendered);
        if (p->html && g_hash_table_size(html) == 0 && has_pictures(p))
            g_hash_table_replace(html, g_strdup("\n"), GINT_TO_POINTER(1));
    }
}

static guint words_missing(GHashTable *html, GHashTable *text)
{
    GHashTableIter iter;
    gpointer word, n;
    guint missing = 0;
    g_hash_table_iter_init(&iter, html);
    while (g_hash_table_iter_next(&iter, &word, &n)) {
        gpointer m = NULL;
        bool there = g_hash_table_lookup_extended(text, word, NULL, &m);
        missing += !there || GPOINTER_TO_INT(n) > GPOINTER_TO_INT(m);
    }
    return missing;
}

/* An invitation as HTML and calendar has nothing to compare. */
static bool is_invitation(const view *v)
{
    static const char *const types[] = {"multipart/alternative", "text/html",
                                        "text/calendar"};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (i >= v->parts->len ||
            strcmp(((view_part *)v->parts->pdata[i])->type, types[i]) != 0)
            return false;
    return v->parts->len == G_N_ELEMENTS(types);
}

static void compare_versions(view *v, void *into)
{
    difference *d = into;
    for (guint i = 0; i < v->parts->len && !is_invitation(v); i++) {
        const view_part *p = v->parts->pdata[i];
        if (strcmp(p->type, "multipart/alternative") != 0)
            continue;
        g_autoptr(GHashTable) html =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GHashTable) text =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        read_versions(v, (int)i, html, text);
        if (g_hash_table_size(html) == 0)
            continue;
        d->html = g_hash_table_size(html);
        d->text = g_hash_table_size(text);
        d->percent =
            MAX(d->percent, 100.0 * words_missing(html, text) / d->html);
    }
}

static const difference *difference_of(view *v)
{
    return eval_fact(v, "versions", sizeof(difference), compare_versions);
}

static int multipart_alternative_difference(view *v, const rule_set *s,
                                            GPtrArray *a)
{
    (void)s;
    double percent = difference_of(v)->percent;
    return percent >= eval_number(a, 0, 0) && percent <= eval_number(a, 1, 1e9);
}

static int multipart_alternative_difference_count(view *v, const rule_set *s,
                                                  GPtrArray *a)
{
    (void)s;
    const difference *d = difference_of(v);
    return d->html > eval_number(a, 1, 0) &&
           (double)d->text / d->html > eval_number(a, 0, 0);
}

/* ---- shares ---- */

/* Different "Symbol: ABC" lines that pump-and-dump mail has. */
static void count_stock(view *v, void *into)
{
    static const char *const labels[] = {
        "^trad(?:e|ing)date$",
        "company(?:name)?$",
        "s\\w?(?:t\\w?o\\w?c\\w?k|y\\w?m(?:\\w?b\\w?o\\w?l)?)$",
        "t(?:arget|icker)$",
        "(?:opening|current)p(?:rice)?$",
        "p(?:rojected|osition)$",
        "expectations$",
        "weeks?high$",
        "marketperformance$",
        "(?:year|week|month|day|price)(?:target|estimates?)$",
        "sector$",
        "r(?:ecommendation|ating)$"};
    bool seen[G_N_ELEMENTS(labels)] = {false};
    const view_part *text = NULL;
    for (guint i = 0; i < v->parts->len && !text; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->leaf && strcmp(p->type, "text/plain") == 0)
            text = p;
    }
    if (!text || !text->rendered.data)
        return;
    eval_lines r = {text->rendered.data,
                    text->rendered.data + text->rendered.size};
    for (view_text line; eval_line(&r, &line);) {
        const char *colon = memchr(line.data, ':', line.size);
        size_t n = colon ? (size_t)(colon - line.data) : 0;
        if (n < 3 || n > 40)
            continue;
        char label[48];
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if (g_ascii_isalpha(line.data[i]))
                label[m++] = g_ascii_tolower(line.data[i]);
        for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
            seen[i] |= eval_matches(v, labels[i], 0, (view_text){label, m});
    }
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
        *(unsigned *)into += seen[i];
}

static int check_stock_info(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const unsigned *n = eval_fact(v, "stock", sizeof(unsigned), count_stock);
    return *n >= eval_number(a, 0, 0);
}

const eval_row eval_body_rows[] = {
    {"check_for_uppercase", check_for_uppercase, "percent of capitals"},
    {"tvd_vertical_words", tvd_vertical_words, "letters with blanks between"},
    {"check_blank_line_ratio", check_blank_line_ratio,
     "percent of empty lines"},
    {"check_body_length", check_body_length, "at most so many octets of body"},
    {"multipart_alternative_difference", multipart_alternative_difference,
     "percent of the HTML's words that the plain text lacks"},
    {"multipart_alternative_difference_count",
     multipart_alternative_difference_count,
     "words of plain text for each of HTML"},
    {"check_stock_info", check_stock_info, "labels of stock tips"},
    {NULL, NULL, NULL},
};
