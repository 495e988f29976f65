/* cmd_learn: teaches the filter that learns from messages in files. */
#include "cli/desk.h"
#include "cli/mailfiles.h"
#include "cli/progress.h"
#include "scan/apart.h"
#include "scan/reader.h"

#include "base/nearest.h"
#include "base/span.h"
#include "config/site.h"
#include "desk/category_config.h"
#include "desk/learn.h"
#include "desk/learn_config.h"
#include "desk/learn_train.h"
#include "mail/head.h"
#include "roles/now.h"
#include "rules/learn/count.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* The store is locked only while a batch is written: the desk goes on. */
#define BATCH_MESSAGES 500
#define BATCH_WORDS    500000

typedef struct lesson_message {
    char identity[65];
    GArray *words;
    GBytes *features;
} lesson_message;

typedef struct learning {
    const cli *x;
    store *s;
    scan_reader *reader;
    secret_key identity_key, words_key;
    const char *name; /* of the class; NULL: forget */
    GPtrArray *batch; /* lesson_message* */
    size_t batch_words;
    progress bar;
    guint64 octets;                       /* read so far */
    unsigned messages, unread, counts[4]; /* by store_learned */
    int64_t unheard; /* lessons of categories that wait to be learned */
} learning;

static void message_free(gpointer data)
{
    lesson_message *m = data;

    g_array_unref(m->words);
    g_bytes_unref(m->features);
    g_free(m);
}

/* ---- a batch ---- */

static bool teach(learning *l, store_lesson *lesson, const lesson_message *m,
                  int64_t class, store_subject about, GError **error)
{
    store_learned what, other = STORE_LEARNED_NOTHING;
    const uint64_t *words = (const uint64_t *)(const void *)m->words->data;

    if (!store_lesson_add(lesson, m->identity, about, class, words,
                          m->words->len, m->features, &what, error))
        return false;
    if (!l->name &&
        !store_lesson_add(lesson, m->identity, STORE_ABOUT_CATEGORY, class,
                          words, m->words->len, m->features, &other, error))
        return false;
    l->counts[MAX(what, other)]++;
    return true;
}

static bool teach_all(learning *l, GError **error)
{
    g_autoptr(store_lesson) lesson = store_lesson_new(l->s, role_now_ms());
    int64_t class = STORE_CLASS_NONE;
    store_subject about = STORE_ABOUT_SPAM;

    if (l->name && !learn_class(l->s, l->name, &class, &about, error))
        return false;
    for (guint i = 0; i < l->batch->len; i++)
        if (!teach(l, lesson, l->batch->pdata[i], class, about, error))
            return false;
    return store_lesson_write(lesson, error);
}

static bool write_batch(learning *l, GError **error)
{
    if (l->batch->len == 0)
        return true;
    if (!store_begin_deciding(l->s, error))
        return false;
    if (!teach_all(l, error) || !store_commit(l->s, error)) {
        store_rollback(l->s);
        return false;
    }
    g_ptr_array_set_size(l->batch, 0);
    l->batch_words = 0;
    return true;
}

/* ---- messages ---- */

static void identify(const learning *l, GBytes *raw, char identity[65])
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    g_autoptr(head) h = head_read(data, size);

    head_identity(&l->identity_key, h, data, size, identity);
}

static bool take_message(const char *file, GBytes *raw, void *context,
                         GError **error)
{
    learning *l = context;
    g_autoptr(GError) why = NULL;
    GBytes *features = NULL;
    GArray *words = scan_reader_words(l->reader, raw, &features, &why);
    lesson_message *m;

    l->messages++;
    l->octets += g_bytes_get_size(raw);
    progress_show(&l->bar, l->octets);
    if (!words) {
        progress_end(&l->bar);
        fprintf(stderr, "postern: %s: left out: %s\n", file, why->message);
        l->unread++;
        return true;
    }
    m = g_new0(lesson_message, 1);
    m->words = words;
    m->features = features;
    identify(l, raw, m->identity);
    g_ptr_array_add(l->batch, m);
    l->batch_words += words->len;
    return (l->batch->len < BATCH_MESSAGES && l->batch_words < BATCH_WORDS) ||
           write_batch(l, error);
}

static bool take_files(learning *l, char *const *paths, GError **error)
{
    g_autoptr(mailfiles) m = mailfiles_find(paths, error);
    bool ok = m != NULL;

    if (ok)
        progress_start(&l->bar, "learning", m->octets);
    for (guint i = 0; ok && i < m->files->len; i++)
        ok = mailfiles_read(m->files->pdata[i], take_message, l, error);
    ok = ok && write_batch(l, error);
    if (m)
        progress_end(&l->bar);
    return ok;
}

/* ---- categories ---- */

/* Files were read, and there is so much to learn from that it is not worth it for
 * these alone: it is left to the desk, or to `learn publish`. */
static bool is_put_off(learning *l, const learn_lessons *lessons,
                       const config *c)
{
    g_autofree char *wait = NULL;

    if (l->messages == 0 || !learn_lessons_costly(lessons) ||
        learn_lessons_many(lessons))
        return false;
    l->unheard = learn_lessons_new(lessons);
    wait = span_rough(c->learn->train_ms);
    if (!l->x->json)
        printf("%" G_GINT64_FORMAT " messages of categories are heard in %s if "
               "the desk runs, or after `postern learn publish`.\n",
               l->unheard, wait);
    return true;
}

/* In a process of its own; what is there stays if that fails. */
static bool train(learning *l, const config *c, GError **error)
{
    int64_t changed = 0;
    g_autoptr(GError) why = NULL;
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(model_file) there = learn_model(c, NULL);

    if (!store_lessons_changed(l->s, &changed, error))
        return false;
    if (changed == 0 && there)
        return true;
    g_autoptr(learn_lessons) lessons =
        learn_lessons_load(l->s, &l->words_key, error);
    if (!lessons)
        return false;
    if (is_put_off(l, lessons, c))
        return true;
    if (learn_lessons_suffice(lessons)) {
        g_autoptr(scan_work) work =
            scan_work_start(learn_work, lessons, c->learn->train_memory,
                            (c->learn->train_cpu_ms + 999) / 1000, error);
        if (!work)
            return false;
        bytes = scan_work_finish(work, LEARN_MODEL_MAX, &why);
    }
    if (why && err_class_of(why) != ERR_NOT_FOUND) {
        g_propagate_prefixed_error(error, g_steal_pointer(&why),
                                   "learning categories failed, they are "
                                   "guessed as before: ");
        return false;
    }
    return learn_model_publish(c, l->s, lessons, bytes, NULL, error);
}

/* ---- what it knows ---- */

/* Is it among those that are guessed? */
static bool is_guessed(const model_file *f, const char *name)
{
    for (unsigned c = 0; f && c < model_classes(f); c++)
        if (strcmp(model_class_name(f, c), name) == 0)
            return true;
    return false;
}

/* How it did on lessons that were held out. */
static void show_model(const model_file *f)
{
    model_report r = model_file_report(f);

    printf("%u categories are guessed, learned of %u messages: of %u that were "
           "held out\n%u were guessed rightly, and %u of %u that it called 90 "
           "%% sure.\n",
           model_classes(f), r.lessons, r.tried, r.right, r.sure_right, r.sure);
}

static int show_classes(const cli *x, const config *c, store *s, GError **error)
{
    g_autoptr(GPtrArray) classes = store_classes(s, error);
    g_autoptr(model_file) model = learn_model(c, NULL);
    int64_t lessons = 0, counted = 0;
    bool enough = true;

    if (!classes)
        return -1;
    for (guint i = 0; i < classes->len; i++) {
        const store_class *k = classes->pdata[i];

        if (k->class < COUNT_CATEGORY && k->trained < COUNT_TRAINED_MIN)
            enough = false;
        if (k->class >= COUNT_CATEGORY) {
            lessons += k->lessons;
            counted += k->trained - k->lessons;
        }
        if (x->json) {
            cli_json(json_pack("{ss sI sb sb}", "class", k->name, "messages",
                               (json_int_t)k->trained, "category",
                               k->class >= COUNT_CATEGORY, "guessed",
                               is_guessed(model, k->name)));
            continue;
        }
        cli_put(k->name, 24);
        printf("%" G_GINT64_FORMAT " messages\n", k->trained);
    }
    if (!x->json && !enough)
        printf("No opinion about spam before %d messages of each of spam and "
               "ham.\n",
               COUNT_TRAINED_MIN);
    if (!x->json && counted > 0)
        printf(
            "Of categories %" G_GINT64_FORMAT " messages were learned by an "
            "older version, as words:\nteach them again to have them guessed "
            "better%s.\n",
            counted,
            counted > lessons ? "; until most are, their words are heard" : "");
    if (!x->json && model)
        show_model(model);
    return EX_OK;
}

static void show_result(const learning *l)
{
    if (l->x->json) {
        cli_json(json_pack("{si si si si si si sI}", "messages", l->messages,
                           "learned", l->counts[STORE_LEARNED_NEW], "corrected",
                           l->counts[STORE_LEARNED_CORRECTED], "forgotten",
                           l->counts[STORE_LEARNED_FORGOTTEN], "known",
                           l->counts[STORE_LEARNED_NOTHING], "unreadable",
                           l->unread, "unheard", (json_int_t)l->unheard));
        return;
    }
    printf("%u messages: %u learned, %u corrected, %u forgotten, %u %s",
           l->messages, l->counts[STORE_LEARNED_NEW],
           l->counts[STORE_LEARNED_CORRECTED],
           l->counts[STORE_LEARNED_FORGOTTEN], l->counts[STORE_LEARNED_NOTHING],
           l->name ? "known as that already" : "not known");
    if (l->unread > 0)
        printf(", %u left out", l->unread);
    puts(".");
}

/* ---- the command ---- */

static bool load_keys(learning *l, const config *c, GError **error)
{
    secret_key site;

    if (!secret_key_load(c->site->key_file, &site, error))
        return false;
    secret_derive(&site, "identity", 0, &l->identity_key);
    count_key(&site, &l->words_key);
    secret_wipe(&site, sizeof site); /* the reading process must not have it */
    return true;
}

static int work(learning *l, const config *c, char *const *paths,
                GError **error)
{
    g_autofree char *counts = config_words_file(c);
    bool ok;

    if (!load_keys(l, c, error))
        return -1;
    l->reader = scan_reader_new(&l->words_key);
    l->batch = g_ptr_array_new_with_free_func(message_free);
    ok = take_files(l, paths, error);
    scan_reader_free(l->reader);
    g_ptr_array_unref(l->batch);
    ok = ok &&
         learn_publish(l->s, counts, &l->words_key, role_now_ms(), error) &&
         train(l, c, error);
    secret_wipe(&l->identity_key, sizeof l->identity_key);
    secret_wipe(&l->words_key, sizeof l->words_key);
    if (!ok)
        return -1;
    if (l->messages > 0 || *paths)
        show_result(l);
    if (l->x->json)
        return EX_OK;
    return show_classes(l->x, c, l->s, error);
}

/* The class that a word of the command line names. EX_OK, or the usage error has
 * been printed. */
static int read_class(const cli *x, const config *c, const char *word,
                      const char **name)
{
    static const char *const verbs[] = {
        "spam", "ham", "category:NAME", "forget", "publish", "status", NULL};
    const char *category = NULL;

    *name = NULL;
    if (g_str_has_prefix(word, "category:"))
        category = word + strlen("category:");
    if (category) {
        for (guint i = 0; i < c->categories->len; i++) {
            const config_category *k = c->categories->pdata[i];

            if (strcmp(k->id, category) == 0)
                *name = k->id;
        }
        return *name ? EX_OK
                     : cli_usage(x, "there is no [category %s] in %s", category,
                                 c->file);
    }
    if (strcmp(word, "spam") == 0 || strcmp(word, "ham") == 0)
        *name = word;
    else if (!g_strv_contains(verbs, word)) {
        g_autofree char *hint = nearest_hint(word, verbs);

        return cli_usage(x, "\"%s\" cannot be learned%s", word, hint);
    }
    return EX_OK;
}

int cmd_learn(cli *x, int argc, char **argv)
{
    learning l = {.x = x};
    GError *error = NULL;
    const config *c;
    const char *word;
    bool paths, status;
    int code;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    word = argc > 1 ? argv[1] : "status";
    status = strcmp(word, "status") == 0;
    paths = !status && strcmp(word, "publish") != 0;
    c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    code = read_class(x, c, word, &l.name);
    if (code != EX_OK)
        return code;
    if (argc > 1 && paths != (argc > 2))
        return cli_usage(x, paths ? "say which files or folders to read"
                                  : "takes no files");
    l.s = desk_open(x, &code);
    if (!l.s)
        return code;
    code = status ? show_classes(x, c, l.s, &error)
                  : work(&l, c, argv + 2, &error);
    store_close(l.s);
    return code >= 0 ? code : cli_fail(x, error);
}
