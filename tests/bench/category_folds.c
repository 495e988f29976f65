/* category_folds: learned categories beside other ways, on labelled texts. Reads
 * lines "CLASS<TAB>SUBJECT<TAB>TEXT" (\n and \t in the texts are escaped). Ten
 * times it takes EXAMPLES texts of each class at random, or four fifths of a class
 * that has fewer, learns them, and asks about the others (at most ASKED of them).
 *   category_folds [-n EXAMPLES] [-m ASKED] [-o FOLDER]
 * Prints a line of each kind, tab-separated:
 *   model       share of first guesses that are right, and how it was got
 *   bayes       the same of the word counts of count.h, where they can
 *   sure        PERCENT from-to, guesses, right ones: what probabilities are worth
 *   stranger    texts of every fifth class, of which nothing was learned: how many
 *               there are, and of how many it says 60 and 90 % or more
 *   told        texts of known classes, how many with 60 and 90 %, and right ones
 *   held        what the last model says of itself: lessons that it held out, right
 *               ones, those said with 90 % or more, and right ones of these
 *   time        seconds of learning, ms of one text, octets of the file
 * -o writes FOLDER/FOLD.train and .test for liblinear-train: counts of pieces of 2
 * to 5 characters, by their rarity, of length 1.
 */
#include "base/err.h"
#include "base/file.h"
#include "base/steady.h"
#include "rules/learn/count.h"
#include "rules/learn/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define FOLDS   10
#define STRANGE 5 /* one class in so many is kept from a model */
#define BINS    10

typedef struct text {
    unsigned class;
    char *subject, *body;
    model_text *read;
    count_words *words;
    GArray *plain; /* uint32_t: pieces of characters, with repeats */
} text;

typedef struct bench {
    GPtrArray *texts; /* text* */
    GPtrArray *names; /* char*, by class */
    secret_key key;
    const char *folder, *out;
    unsigned examples, asked;
    GRand *chance;
    GPtrArray *learned, *rest; /* text* of a fold */
    /* results */
    unsigned right, all, bayes_right, bayes_all;
    unsigned bins[BINS], bins_right[BINS];
    unsigned strangers, strange_60, strange_90;
    unsigned told_60, told_60_right, told_90, told_90_right;
    double learn_s, ask_ms, read_ms;
    size_t size;
    model_report held; /* of the last fold */
} bench;

static void die(const char *what, const GError *error)
{
    fprintf(stderr, "category_folds: %s: %s\n", what,
            error ? error->message : "failed");
    exit(EX_SOFTWARE);
}

/* ---- texts ---- */

static unsigned class_of(bench *b, const char *name)
{
    for (guint i = 0; i < b->names->len; i++)
        if (strcmp(b->names->pdata[i], name) == 0)
            return i;
    g_ptr_array_add(b->names, g_strdup(name));
    return b->names->len - 1;
}

static void add(bench *b, const char *class, char *subject, char *body)
{
    text *t = g_new0(text, 1);
    g_autofree char *mail = g_strdup_printf(
        "Subject: %s\nContent-Type: text/plain; charset=utf-8\n\n%s\n", subject,
        body);
    g_autoptr(view) v = view_new(mail, strlen(mail), NULL);
    int64_t begin = steady_us();
    t->class = class_of(b, class);
    t->subject = subject;
    t->body = body;
    t->read = model_read(subject, body, &b->key, false);
    b->read_ms += (double)(steady_us() - begin) / 1000;
    t->words = count_read(v, &b->key);
    g_ptr_array_add(b->texts, t);
}

static void read_texts(bench *b)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        g_auto(GStrv) f = g_strsplit(line, "\t", 3);
        if (g_strv_length(f) != 3)
            continue;
        g_autofree char *subject = g_strcompress(f[1]);
        g_autofree char *body = g_strcompress(f[2]);
        add(b, f[0], g_utf8_make_valid(subject, -1),
            g_utf8_make_valid(body, -1));
    }
    free(line);
}

/* ---- a fold ---- */

static void shuffle(bench *b)
{
    for (guint i = b->texts->len - 1; i > 0; i--) {
        guint k = (guint)g_rand_int_range(b->chance, 0, (gint32)i + 1);
        gpointer t = b->texts->pdata[i];
        b->texts->pdata[i] = b->texts->pdata[k];
        b->texts->pdata[k] = t;
    }
}

static void divide(bench *b)
{
    g_autofree unsigned *of = g_new0(unsigned, b->names->len);
    g_autofree unsigned *taken = g_new0(unsigned, b->names->len);
    shuffle(b);
    g_ptr_array_set_size(b->learned, 0);
    g_ptr_array_set_size(b->rest, 0);
    for (guint i = 0; i < b->texts->len; i++)
        of[((text *)b->texts->pdata[i])->class]++;
    for (guint i = 0; i < b->texts->len; i++) {
        text *t = b->texts->pdata[i];
        unsigned most = MAX(MIN(b->examples, of[t->class] * 4 / 5), 1);
        if (taken[t->class] < most) {
            taken[t->class]++;
            g_ptr_array_add(b->learned, t);
        } else if (b->rest->len < b->asked) {
            g_ptr_array_add(b->rest, t);
        }
    }
}

/* `strange`: without every fifth class. NULL: too few lessons. */
static model_file *learn(bench *b, bool strange, double *seconds)
{
    GError *error = NULL;
    g_autoptr(GArray) lessons = g_array_new(FALSE, FALSE, sizeof(model_lesson));
    for (guint i = 0; i < b->learned->len; i++) {
        const text *t = b->learned->pdata[i];
        model_lesson l = {t->class, t->read};
        if (!strange || t->class % STRANGE != 0)
            g_array_append_val(lessons, l);
    }
    int64_t begin = steady_us();
    g_autoptr(GBytes) bytes = model_train(
        (const model_lesson *)(const void *)lessons->data, lessons->len,
        (const char *const *)b->names->pdata, b->names->len, &b->key, &error);
    *seconds = (double)(steady_us() - begin) / 1e6;
    if (!bytes && err_class_of(error) == ERR_NOT_FOUND) {
        g_clear_error(&error);
        return NULL;
    }
    model_file *m = bytes ? model_from_bytes(bytes, &b->key, &error) : NULL;
    if (!m)
        die("learning", error);
    return m;
}

static void ask(bench *b, const model_file *m, const text *t)
{
    g_autoptr(GArray) guesses = model_guesses(m, t->read);
    const model_guess *g =
        guesses->len > 0 ? &g_array_index(guesses, model_guess, 0) : NULL;
    bool right = g && strcmp(model_class_name(m, g->class),
                             b->names->pdata[t->class]) == 0;
    unsigned bin = g ? MIN((unsigned)(g->probability * BINS), BINS - 1) : 0;
    b->all++;
    b->right += right;
    b->bins[bin]++;
    b->bins_right[bin] += right;
    b->told_60 += g && g->probability >= 0.6;
    b->told_60_right += right && g->probability >= 0.6;
    b->told_90 += g && g->probability >= 0.9;
    b->told_90_right += right && g->probability >= 0.9;
}

static void ask_model(bench *b)
{
    double seconds;
    g_autoptr(model_file) m = learn(b, false, &seconds);
    if (!m)
        return;
    int64_t begin = steady_us();
    for (guint i = 0; i < b->rest->len; i++)
        ask(b, m, b->rest->pdata[i]);
    b->learn_s += seconds;
    b->ask_ms += (double)(steady_us() - begin) / 1000 / b->rest->len;
    b->size = model_size(m);
    b->held = model_file_report(m);
}

static void ask_strangers(bench *b)
{
    double seconds;
    g_autoptr(model_file) m = learn(b, true, &seconds);
    for (guint i = 0; m && i < b->rest->len; i++) {
        const text *t = b->rest->pdata[i];
        if (t->class % STRANGE != 0)
            continue;
        g_autoptr(GArray) guesses = model_guesses(m, t->read);
        double p = guesses->len > 0
                       ? g_array_index(guesses, model_guess, 0).probability
                       : 0;
        b->strangers++;
        b->strange_60 += p >= 0.6;
        b->strange_90 += p >= 0.9;
    }
}

/* ---- word counts ---- */

static int by_hash_and_class(gconstpointer x, gconstpointer y)
{
    const count_row *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->class < b->class ? -1 : a->class > b->class;
}

static GArray *count_rows(const bench *b, uint32_t *trained)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(count_row));
    for (guint i = 0; i < b->learned->len; i++) {
        const text *t = b->learned->pdata[i];
        trained[COUNT_CATEGORY + t->class]++;
        for (guint k = 0; k < t->words->hashes->len; k++) {
            count_row r = {g_array_index(t->words->hashes, uint64_t, k),
                           COUNT_CATEGORY + t->class, 1};
            g_array_append_val(rows, r);
        }
    }
    g_array_sort(rows, by_hash_and_class);
    guint n = 0;
    for (guint i = 0; i < rows->len; i++) {
        const count_row *r = &g_array_index(rows, count_row, i);
        count_row *last = n > 0 ? &g_array_index(rows, count_row, n - 1) : NULL;
        if (last && by_hash_and_class(last, r) == 0)
            last->count++;
        else
            g_array_index(rows, count_row, n++) = *r;
    }
    g_array_set_size(rows, n);
    return rows;
}

static void ask_bayes(bench *b)
{
    GError *error = NULL;
    uint32_t trained[COUNT_CLASSES_MAX] = {0};
    const char *names[COUNT_CLASSES_MAX] = {"spam", "ham"};
    if (b->names->len > COUNT_CLASSES_MAX - COUNT_CATEGORY)
        return;
    for (guint i = 0; i < b->names->len; i++)
        names[COUNT_CATEGORY + i] = "category";
    g_autoptr(GArray) rows = count_rows(b, trained);
    g_autofree char *path = g_build_filename(b->folder, "words.count", NULL);
    if (!count_write(path, &b->key, trained, COUNT_CATEGORY + b->names->len,
                     names, (const count_row *)(const void *)rows->data,
                     rows->len, &error))
        die("counting", error);
    g_autoptr(count_file) f = count_open(path, &b->key, &error);
    if (!f)
        die("counting", error);
    unlink(path);
    for (guint i = 0; i < b->rest->len; i++) {
        const text *t = b->rest->pdata[i];
        g_autoptr(GArray) g = count_categories(f, t->words);
        b->bayes_all++;
        b->bayes_right +=
            g->len > 0 &&
            g_array_index(g, count_guess, 0).class == COUNT_CATEGORY + t->class;
    }
}

/* ---- for liblinear-train: nothing of ours but the folds ---- */

#define PLAIN_BITS 22

static void read_plain(text *t)
{
    g_autofree char *both = g_strconcat(t->subject, " ", t->body, NULL);
    g_autofree char *low = g_utf8_strdown(both, -1);
    t->plain = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (const char *p = low; *p; p = g_utf8_next_char(p)) {
        const char *end = p;
        for (unsigned size = 1; size <= 5 && *end; size++) {
            end = g_utf8_next_char(end);
            uint64_t h = UINT64_C(1469598103934665603);
            for (const char *c = p; c < end; c++)
                h = (h ^ (guchar)*c) * UINT64_C(1099511628211);
            uint32_t hash = (uint32_t)((h * UINT64_C(0x9e3779b97f4a7c15)) >>
                                       (64 - PLAIN_BITS));
            if (size >= 2)
                g_array_append_val(t->plain, hash);
        }
    }
}

static int by_number(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static guint run_of(const GArray *a, guint i)
{
    guint n = 1;
    while (i + n < a->len &&
           g_array_index(a, uint32_t, i + n) == g_array_index(a, uint32_t, i))
        n++;
    return n;
}

/* `index`: the number of a feature, by hash. */
static void write_plain(FILE *out, const text *t, const uint32_t *with,
                        const uint32_t *index, unsigned lessons)
{
    double all = 0;
    fprintf(out, "%u", t->class);
    for (int pass = 0; pass < 2; pass++)
        for (guint i = 0; i < t->plain->len; i += run_of(t->plain, i)) {
            uint32_t hash = g_array_index(t->plain, uint32_t, i);
            double x = (1 + log(run_of(t->plain, i))) *
                       (log((1.0 + lessons) / (1.0 + with[hash])) + 1);
            if (with[hash] == 0)
                continue;
            if (pass == 0)
                all += x * x;
            else
                fprintf(out, " %u:%.6g", index[hash], x / sqrt(all));
        }
    putc('\n', out);
}

static void write_all(const GPtrArray *texts, const char *folder, unsigned fold,
                      const char *kind, const uint32_t *with,
                      const uint32_t *index, unsigned lessons)
{
    g_autofree char *path = g_strdup_printf("%s/%u.%s", folder, fold, kind);
    FILE *out = fopen(path, "w");
    if (!out)
        die(path, NULL);
    for (guint i = 0; i < texts->len; i++)
        write_plain(out, texts->pdata[i], with, index, lessons);
    fclose(out);
}

static void write_fold(bench *b, unsigned fold)
{
    g_autofree uint32_t *with = g_new0(uint32_t, (size_t)1 << PLAIN_BITS);
    g_autofree uint32_t *index = g_new0(uint32_t, (size_t)1 << PLAIN_BITS);
    uint32_t next = 0;
    for (guint i = 0; i < b->texts->len; i++) {
        text *t = b->texts->pdata[i];
        if (!t->plain) {
            read_plain(t);
            g_array_sort(t->plain, by_number);
        }
    }
    for (guint i = 0; i < b->learned->len; i++) {
        const GArray *plain = ((text *)b->learned->pdata[i])->plain;
        for (guint k = 0; k < plain->len; k += run_of(plain, k))
            with[g_array_index(plain, uint32_t, k)]++;
    }
    for (size_t i = 0; i < (size_t)1 << PLAIN_BITS; i++)
        index[i] = with[i] > 0 ? ++next : 0;
    write_all(b->learned, b->out, fold, "train", with, index, b->learned->len);
    write_all(b->rest, b->out, fold, "test", with, index, b->learned->len);
}

/* ---- the whole ---- */

static void print(const bench *b)
{
    printf("model\t%.2f\t%u of %u, %u classes\n", 100.0 * b->right / b->all,
           b->right, b->all, b->names->len);
    if (b->bayes_all > 0)
        printf("bayes\t%.2f\t%u of %u\n", 100.0 * b->bayes_right / b->bayes_all,
               b->bayes_right, b->bayes_all);
    for (unsigned i = 0; i < BINS; i++)
        if (b->bins[i] > 0)
            printf("sure\t%u-%u\t%u\t%u\t%.1f\n", i * 10, i * 10 + 10,
                   b->bins[i], b->bins_right[i],
                   100.0 * b->bins_right[i] / b->bins[i]);
    printf("told\t%u\t60: %u, right %u (%.1f)\t90: %u, right %u (%.1f)\n",
           b->all, b->told_60, b->told_60_right,
           100.0 * b->told_60_right / MAX(b->told_60, 1), b->told_90,
           b->told_90_right, 100.0 * b->told_90_right / MAX(b->told_90, 1));
    printf("stranger\t%u\t60: %u (%.1f)\t90: %u (%.1f)\n", b->strangers,
           b->strange_60, 100.0 * b->strange_60 / MAX(b->strangers, 1),
           b->strange_90, 100.0 * b->strange_90 / MAX(b->strangers, 1));
    printf("held\t%u\t%u\t%u\t%u\n", b->held.tried, b->held.right, b->held.sure,
           b->held.sure_right);
    printf("time\tlearning %.2f s\tasking %.3f ms\treading %.3f ms\t%zu "
           "octets\n",
           b->learn_s / FOLDS, b->ask_ms / FOLDS, b->read_ms / b->texts->len,
           b->size);
}

static void options(bench *b, int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "n:m:o:")) != -1) {
        if (option == 'n')
            b->examples = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'm')
            b->asked = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'o')
            b->out = optarg;
        else
            exit(EX_USAGE);
    }
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    bench b = {.texts = g_ptr_array_new(),
               .names = g_ptr_array_new(),
               .learned = g_ptr_array_new(),
               .rest = g_ptr_array_new(),
               .examples = 20,
               .asked = 1500,
               .chance = g_rand_new_with_seed(1)};
    options(&b, argc, argv);
    if (!secret_init(&error))
        die("keys", error);
    memset(&b.key, 7, sizeof b.key); /* the same features each time */
    b.folder = g_dir_make_tmp("category-bench-XXXXXX", &error);
    if (!b.folder)
        die("a folder", error);
    read_texts(&b);
    for (unsigned fold = 0; fold < FOLDS; fold++) {
        divide(&b);
        ask_model(&b);
        ask_strangers(&b);
        ask_bayes(&b);
        if (b.out)
            write_fold(&b, fold);
    }
    print(&b);
    rmdir(b.folder);
    return EX_OK;
}
