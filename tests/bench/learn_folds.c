/* learn_folds: the learning filter in ten-fold cross-validation, and categories
 * likewise. Reads lines "CLASS<TAB>FILE" (spam, ham) or, with --text,
 * "CLASS<TAB>TEXT" (categories); message i is judged by counts of all but those
 * whose number is i modulo 10. Prints a line a message:
 *   spam:       PROBABILITY  FISHER  CLASS  FILE
 *   categories: PROBABILITY  right|wrong|none  CLASS  GUESS
 * FISHER is what Robinson's chi-square combining makes of the same words.
 */
#include "base/err.h"
#include "base/file.h"
#include "rules/learn/count.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define FOLDS 10

typedef struct message {
    unsigned class;
    char *name;
    count_words *words;
} message;

typedef struct bench {
    GPtrArray *messages; /* message* */
    GPtrArray *names;    /* char*, by class */
    secret_key key;
    bool text;
} bench;

static void die(GError *error)
{
    fprintf(stderr, "learn_folds: %s\n", error->message);
    exit(EX_SOFTWARE);
}

static unsigned class_of(bench *b, const char *name)
{
    for (guint i = 0; i < b->names->len; i++)
        if (strcmp(b->names->pdata[i], name) == 0)
            return i;
    g_ptr_array_add(b->names, g_strdup(name));
    return b->names->len - 1;
}

static void add(bench *b, const char *class, const char *rest)
{
    GError *error = NULL;
    g_autofree char *made = g_strdup_printf("Subject: %s\n\n%s\n", rest, rest);
    g_autoptr(GBytes) raw =
        b->text ? g_bytes_new(made, strlen(made)) : file_read(rest, 0, &error);
    if (raw == NULL)
        die(error);
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    g_autoptr(view) v = view_new(data, size, NULL);
    message *m = g_new0(message, 1);
    m->class = class_of(b, class);
    m->name = g_strdup(rest);
    m->words = count_read(v, &b->key);
    g_ptr_array_add(b->messages, m);
}

static void read_list(bench *b)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        if (tab == NULL)
            continue;
        *tab = '\0';
        add(b, line, tab + 1);
    }
    free(line);
}

/* ---- one fold ---- */

static int by_hash_and_class(gconstpointer x, gconstpointer y)
{
    const count_row *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->class < b->class ? -1 : a->class > b->class;
}

static count_file *train(const bench *b, const char *path, unsigned fold)
{
    GError *error = NULL;
    uint32_t trained[COUNT_CLASSES_MAX] = {0};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(count_row));
    for (guint i = 0; i < b->messages->len; i++) {
        const message *m = b->messages->pdata[i];
        if (i % FOLDS == fold)
            continue;
        trained[m->class]++;
        for (guint k = 0; k < m->words->hashes->len; k++) {
            count_row r = {g_array_index(m->words->hashes, uint64_t, k),
                           m->class, 1};
            g_array_append_val(rows, r);
        }
    }
    g_array_sort(rows, by_hash_and_class);
    guint n = 0;
    for (guint i = 0; i < rows->len; i++) {
        const count_row *r = &g_array_index(rows, count_row, i);
        count_row *last = n > 0 ? &g_array_index(rows, count_row, n - 1) : NULL;
        if (last != NULL && by_hash_and_class(last, r) == 0)
            last->count++;
        else
            g_array_index(rows, count_row, n++) = *r;
    }
    if (!count_write(path, &b->key, trained, b->names->len,
                     (const char *const *)b->names->pdata,
                     (const count_row *)(const void *)rows->data, n, &error))
        die(error);
    count_file *f = count_open(path, &b->key, &error);
    if (f == NULL)
        die(error);
    return f;
}

/* ---- Robinson's way, for comparison ---- */

#define FISHER_BELIEF  0.1
#define FISHER_TELLING 0.3
#define FISHER_WORDS   150

static int farthest_first(const void *x, const void *y)
{
    double a = fabs(*(const double *)x - 0.5),
           b = fabs(*(const double *)y - 0.5);
    return a > b ? -1 : a < b;
}

/* Logarithm of the chance that chi-square with 2n degrees is over 2m. */
static double log_chi_square(double m, unsigned n)
{
    double term = 0, most = 0, sum = 1;
    for (unsigned i = 1; i < n; i++) {
        term += log(m) - log(i);
        if (term > most) {
            sum = sum * exp(most - term) + 1;
            most = term;
        } else {
            sum += exp(term - most);
        }
    }
    return -m + most + log(sum);
}

/* As a difference of logarithms: what it says, before 1 - 1e-17 becomes 1. */
static double fisher(const count_file *f, const count_words *w)
{
    g_autofree double *p = g_new(double, w->hashes->len + 1);
    unsigned n = 0;
    double low = 0, high = 0;
    for (guint i = 0; i < w->hashes->len; i++) {
        size_t rows;
        double c[2] = {0, 0};
        const count_row *r =
            count_find(f, g_array_index(w->hashes, uint64_t, i), &rows);
        for (size_t k = 0; k < rows; k++)
            c[r[k].class] = r[k].count;
        double s = c[0] / count_trained(f, 0), h = c[1] / count_trained(f, 1);
        double seen = c[0] + c[1];
        if (seen <= 0)
            continue;
        p[n] = (FISHER_BELIEF * 0.5 + seen * (s / (s + h))) /
               (FISHER_BELIEF + seen);
        n += fabs(p[n] - 0.5) >= FISHER_TELLING;
    }
    qsort(p, n, sizeof *p, farthest_first);
    n = MIN(n, FISHER_WORDS);
    for (unsigned i = 0; i < n; i++) {
        high -= log(p[i]);
        low -= log(1 - p[i]);
    }
    return n == 0 ? 0 : log_chi_square(high, n) - log_chi_square(low, n);
}

static void judge_spam(const bench *b, const count_file *f, const message *m)
{
    double p;
    unsigned used;
    if (!count_spam(f, m->words, &p, &used))
        fprintf(stderr, "learn_folds: too few messages: no opinion\n");
    printf("%.17g\t%.17g\t%s\t%s\n", p, fisher(f, m->words),
           (const char *)b->names->pdata[m->class], m->name);
}

static void judge_category(const bench *b, const count_file *f,
                           const message *m)
{
    g_autoptr(GArray) guesses = count_categories(f, m->words);
    count_guess g = {0, 0};
    if (guesses->len > 0)
        g = g_array_index(guesses, count_guess, 0);
    printf("%.6f\t%s\t%s\t%s\n", g.probability,
           guesses->len == 0     ? "none"
           : g.class == m->class ? "right"
                                 : "wrong",
           (const char *)b->names->pdata[m->class],
           (const char *)b->names->pdata[g.class]);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    bench b = {.messages = g_ptr_array_new(),
               .names = g_ptr_array_new(),
               .text = argc > 1 && strcmp(argv[1], "--text") == 0};
    if (!secret_init(&error))
        die(error);
    secret_random(&b.key, sizeof b.key);
    g_ptr_array_add(b.names, g_strdup("spam"));
    g_ptr_array_add(b.names, g_strdup("ham"));
    read_list(&b);
    g_autofree char *folder = g_dir_make_tmp("learn-bench-XXXXXX", &error);
    if (folder == NULL)
        die(error);
    g_autofree char *path = g_build_filename(folder, "words.count", NULL);
    for (unsigned fold = 0; fold < FOLDS; fold++) {
        g_autoptr(count_file) f = train(&b, path, fold);
        for (guint i = fold; i < b.messages->len; i += FOLDS)
            (b.text ? judge_category : judge_spam)(&b, f, b.messages->pdata[i]);
    }
    unlink(path);
    rmdir(folder);
    return EX_OK;
}
