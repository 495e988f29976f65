/* account_marks: what clients put before the lines of a quote: "> ", "| ",
 * "OB> ", or anything that three lines share. */
#include <string.h>

#include "quote/account_room.h"

#define MARKS_INITIALS   3  /* letters before ">" */
#define MARKS_WORD       12 /* letters before ">" that several lines share */
#define MARKS_SHARED     3  /* lines that share a mark */
#define MARKS_SHARED_MAX 16 /* octets of one */

static size_t skip_blanks(const char *p, size_t i, size_t n)
{
    while (i < n) {
        gunichar c = g_utf8_get_char(p + i);

        if (!g_unichar_isspace(c) && c != 0xa0 && c != 0xfeff && c != 0x200b)
            break;
        i = (size_t)(g_utf8_next_char(p + i) - p);
    }
    return i;
}

/* Signs that mean nothing else at the beginning of a line. */
static bool is_mark(gunichar c)
{
    return c == '>' || c == '|' || c == 0xbb || c == 0x203a || c == 0xa6 ||
           c == 0xff1e || (c >= 0x2502 && c <= 0x2503) || c == 0x2551 ||
           (c >= 0x258c && c <= 0x2590);
}

/* Behind at most `max` letters and a ">"; i if there are none. */
static size_t skip_initials(const char *p, size_t i, size_t n, unsigned max)
{
    size_t k = i;
    unsigned letters = 0;

    while (k < n && letters <= max &&
           (g_unichar_isalnum(g_utf8_get_char(p + k)) || p[k] == '_' ||
            p[k] == '.')) {
        k = (size_t)(g_utf8_next_char(p + k) - p);
        letters++;
    }
    return letters <= max && k < n && p[k] == '>' ? k + 1 : i;
}

static void find_mark(account_row *r, const char *p, size_t n)
{
    size_t i = skip_blanks(p, 0, n), k;

    for (;;) {
        k = skip_initials(p, i, n, MARKS_INITIALS);
        if (k == i && i < n && is_mark(g_utf8_get_char(p + i)))
            k = (size_t)(g_utf8_next_char(p + i) - p);
        if (k == i)
            break;
        r->marked = true;
        i = skip_blanks(p, k, n);
    }
    r->mark = (guint32)i;
}

/* What several lines may share before their words: no bullet, which lists have
 * too. NULL: nothing. The caller frees. */
static char *shared_mark(const char *p, size_t n, size_t *size)
{
    size_t i = skip_blanks(p, 0, n), start = i;
    size_t named = skip_initials(p, i, n, MARKS_WORD);

    if (named > i) {
        i = named;
    } else {
        while (i < n && i - start < MARKS_SHARED_MAX && g_ascii_ispunct(p[i]) &&
               !strchr("-*+.([\"'<_/\\", p[i]))
            i++;
    }
    if (i == start)
        return NULL;
    *size = skip_blanks(p, i, n);
    return *size > i || i == n || named > start
               ? g_strndup(p + start, i - start)
               : NULL;
}

static void find_shared(account_job *j)
{
    g_autoptr(GHashTable) counts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < j->t.n; i++) {
            const trim_line *l = &j->t.at[i];
            size_t size = 0;
            char *mark = j->rows[i].marked
                             ? NULL
                             : shared_mark(l->text, (size_t)l->size, &size);
            guint n =
                mark ? GPOINTER_TO_UINT(g_hash_table_lookup(counts, mark)) : 0;

            if (mark && pass == 0) {
                g_hash_table_insert(counts, mark, GUINT_TO_POINTER(n + 1));
                continue;
            }
            if (n >= MARKS_SHARED) {
                j->rows[i].marked = true;
                j->rows[i].mark = (guint32)size;
            }
            g_free(mark);
        }
    }
}

void account_marks(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        const trim_line *l = &j->t.at[i];

        find_mark(&j->rows[i], l->text, (size_t)l->size);
        /* a line that was broken on its way has lost its mark */
        j->rows[i].marked = j->rows[i].marked || l->kind == TRIM_QUOTE;
    }
    find_shared(j);
}
