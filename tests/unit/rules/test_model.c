/* test_model: features of texts, lessons as octets, training, the file, guesses,
 * and what spoke for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "rules/learn/model_room.h"

#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

static const secret_key key = {{1, 2, 3}}, other_key = {{4}};

static uint32_t hash_of(const char *kind_and_text)
{
    uint64_t h = secret_short_hash(&key, kind_and_text, strlen(kind_and_text));
    return (uint32_t)(h >> (64 - MODEL_HASH_BITS));
}

static unsigned count_of(const model_text *t, const char *feature)
{
    uint32_t hash = hash_of(feature);
    for (guint i = 0; i < t->features->len; i++) {
        const model_feature *f = &g_array_index(t->features, model_feature, i);
        if (f->hash == hash)
            return f->count;
    }
    return 0;
}

/* ---- features ---- */

static void test_features(void **state)
{
    static const struct {
        const char *subject, *text, *feature;
        unsigned count;
    } rows[] = {
        {NULL, "Refund", "wrefund", 1},
        {NULL, "Refund", "p re", 1},
        {NULL, "Refund", "pfund ", 1},
        {NULL, "Refund", "prefun", 1},
        {NULL, "Refund", "prefund", 0}, /* six letters */
        {NULL, "a b", "pa b", 0},       /* not beyond a word */
        {NULL, "a, a. A!", "wa", 3},
        {"Refund", "a refund", "wrefund", 3},
        {NULL, "Café Ёлка ＡＢＣ", "wcafe", 1},
        {NULL, "Café Ёлка ＡＢＣ", "wелка", 1},
        {NULL, "Café Ёлка ＡＢＣ", "wabc", 1},
        {NULL, "so\u00adft", "wsoft", 1},
        {NULL, "error 404", "w404", 1},
        {NULL, "order 4711080815", "w#", 1},
        {NULL, "order A4711080815", "wa#", 1},
        {NULL, "注册账户", "p注册", 1},
        {NULL, "", "w", 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(model_text) t =
            model_read(rows[i].subject, rows[i].text, &key, false);
        if (count_of(t, rows[i].feature) != rows[i].count)
            fail_msg("row %u: %s is counted %u", i, rows[i].feature,
                     count_of(t, rows[i].feature));
        assert_null(t->words);
        for (guint k = 1; k < t->features->len; k++)
            assert_true(g_array_index(t->features, model_feature, k).hash >
                        g_array_index(t->features, model_feature, k - 1).hash);
    }
}

static void test_letter(void **state)
{
    g_autoptr(letter) l = letter_new();
    l->subject = g_strdup("one");
    g_free(l->text);
    l->text = g_strdup("two three");
    g_free(l->new_text);
    l->new_text = g_strdup("two");
    g_autoptr(model_text) new_text = model_read_letter(l, &key, false);
    assert_int_equal(count_of(new_text, "wone"), 2);
    assert_int_equal(count_of(new_text, "wtwo"), 1);
    assert_int_equal(count_of(new_text, "wthree"), 0);
    g_free(l->new_text);
    l->new_text = g_strdup(" -\n");
    g_autoptr(model_text) all = model_read_letter(l, &key, false);
    assert_int_equal(count_of(all, "wthree"), 1);
    g_clear_pointer(&l->subject, g_free);
    g_autoptr(model_text) without = model_read_letter(l, &key, false);
    assert_int_equal(count_of(without, "wone"), 0);
}

/* Whatever is written, features are bounded, and so are time and octets. */
static void test_limits(void **state)
{
    static const char *const pieces[] = {"\u0301", "\u0e33", "注", " ", "a",
                                         "1",      "\u00ad", "ﷺ",  "x "};
    for (unsigned i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) s = g_string_new(NULL);
        while (s->len < 4u << 20)
            g_string_append(s, pieces[i]);
        g_autoptr(model_text) t = model_read(s->str, s->str, &key, true);
        g_autoptr(GBytes) octets = model_text_to_bytes(t);
        assert_true(t->features->len <= 200);
        assert_true(t->words->len <= 40000);
        for (guint k = 0; k < t->words->len; k++)
            assert_in_range(strlen(t->words->pdata[k]), 1, 240);
        assert_true(g_bytes_get_size(octets) <= MODEL_LESSON_MAX);
    }
    g_autoptr(GString) sheer = g_string_new("a");
    while (sheer->len < 60000)
        g_string_append(sheer, "\u0301\u200b\u00ad");
    g_string_append(sheer, "Й b");
    g_autoptr(model_text) hidden = model_read(NULL, sheer->str, &key, true);
    assert_string_equal(hidden->words->pdata[0], "aЙ");

    g_autoptr(GString) many = g_string_new(NULL);
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_printf(many, "%c%c%c%c ", 'a' + i % 26,
                               'a' + i / 26 % 26, 'a' + i / 676 % 26,
                               'a' + i * 7 % 26);
    g_autoptr(model_text) t = model_read(NULL, many->str, &key, false);
    g_autoptr(GBytes) octets = model_text_to_bytes(t);
    assert_true(t->features->len > 2000);
    assert_true(t->features->len <= MODEL_FEATURES_MAX);
    assert_true(g_bytes_get_size(octets) <= MODEL_LESSON_MAX);
}

static void test_octets(void **state)
{
    g_autoptr(model_text) t =
        model_read("Parcel", "Where is my parcel, my parcel?", &key, false);
    g_autoptr(GBytes) octets = model_text_to_bytes(t);
    g_autoptr(model_text) same = model_text_from_bytes(octets);
    assert_int_equal(same->features->len, t->features->len);
    assert_memory_equal(same->features->data, t->features->data,
                        t->features->len * sizeof(model_feature));
    assert_true(g_bytes_get_size(octets) < t->features->len * 5 + 2);

    static const struct {
        const char *octets;
        size_t size;
    } bad[] = {
        {"", 0},
        {"\2", 1},
        {"\1\3", 2},
        {"\1\3\0", 3}, /* a count of none, or of one */
        {"\1\3\1", 3},
        {"\1\2\0", 3}, /* the same feature twice */
        {"\1\x80", 2},
        {"\1\xff\xff\xff\xff\xff\1", 7},
        {"\1\x80\x80\x80\4", 5}, /* more bits than a hash has */
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GBytes) b = g_bytes_new_static(bad[i].octets, bad[i].size);
        g_autoptr(model_text) none = model_text_from_bytes(b);
        if (none)
            fail_msg("row %u was read", i);
    }
}

/* ---- training ---- */

typedef struct school {
    GPtrArray *texts; /* model_text* */
    GArray *lessons;  /* model_lesson */
} school;

static const char *const names[] = {"parcels", "invoices", "printers", "rare",
                                    "empty"};
enum { PARCELS, INVOICES, PRINTERS, RARE };

static int setup(void **state)
{
    school *s = g_new0(school, 1);
    secret_init(NULL);
    s->texts = g_ptr_array_new_with_free_func((GDestroyNotify)model_text_free);
    s->lessons = g_array_new(FALSE, FALSE, sizeof(model_lesson));
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    school *s = *state;
    g_ptr_array_unref(s->texts);
    g_array_unref(s->lessons);
    g_free(s);
    return 0;
}

static void lesson(school *s, unsigned class, const char *text)
{
    model_text *t = model_read(NULL, text, &key, false);
    model_lesson l = {class, t};
    g_ptr_array_add(s->texts, t);
    g_array_append_val(s->lessons, l);
}

/* Texts of the same matter in other words. */
static void lessons(school *s, unsigned class, unsigned n)
{
    static const char *const what[][3] = {
        {"parcel", "delivery", "courier"},
        {"invoice", "amount", "payment"},
        {"printer", "paper", "toner"},
        {"rarely", "seldom", "uncommon"},
    };
    static const char *const how[] = {"does not come", "is wrong", "is late",
                                      "was promised", "please look"};
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *text = g_strdup_printf(
            "Hello, the %s with my %s %s, thanks", what[class][i % 3],
            what[class][(i + 1 + i / 3 % 2) % 3], how[i % 5]);
        lesson(s, class, text);
    }
}

static GBytes *train_bytes(const school *s, GError **error)
{
    return model_train((const model_lesson *)(const void *)s->lessons->data,
                       s->lessons->len, names, G_N_ELEMENTS(names), &key,
                       error);
}

static model_file *trained(const school *s)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = train_bytes(s, &error);
    if (!bytes)
        fail_msg("%s", error->message);
    model_file *f = model_from_bytes(bytes, &key, &error);
    if (!f)
        fail_msg("%s", error->message);
    return f;
}

/* The first guess, "" if there is none. */
static const char *guess(const model_file *f, const char *text, double *sure)
{
    g_autoptr(model_text) t = model_read(NULL, text, &key, false);
    g_autoptr(GArray) all = model_guesses(f, t);
    double sum = 0;
    *sure = 0;
    for (guint i = 0; i < all->len; i++) {
        const model_guess *g = &g_array_index(all, model_guess, i);
        assert_true(g->probability >= 0 && g->probability <= 1);
        if (i > 0)
            assert_true(g->probability <= g[-1].probability);
        sum += g->probability;
    }
    assert_true(sum < 1.000001 && all->len <= MODEL_GUESSES);
    if (all->len == 0)
        return "";
    *sure = g_array_index(all, model_guess, 0).probability;
    return model_class_name(f, g_array_index(all, model_guess, 0).class);
}

static void test_guesses(void **state)
{
    static const struct {
        const char *text, *class; /* "": not sure */
    } rows[] = {
        {"My parcels have not been delivered", "parcels"},
        {"INVOICES: the amounts differ", "invoices"},
        {"Printers need papers", "printers"},
        {"Мне нужна помощь с переездом в другой город", ""},
        {"qwzx jjkq vvbn", ""},
        {"", ""},
        {"\u0301\u0302", ""},
    };
    school *s = *state;
    for (unsigned c = PARCELS; c <= PRINTERS; c++)
        lessons(s, c, 12);
    g_autoptr(model_file) f = trained(s);
    assert_int_equal(model_classes(f), 3);
    assert_int_equal(model_trained(f, 0), 12);
    model_report r = model_file_report(f);
    assert_int_equal(r.lessons, 36);
    assert_int_equal(r.tried, 36);
    assert_true(r.right > 30 && r.sure_right <= r.sure);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        double sure;
        const char *name = guess(f, rows[i].text, &sure);
        if (*rows[i].class ? strcmp(name, rows[i].class) != 0 || sure < 0.6
                           : sure >= 0.6)
            fail_msg("row %u: %s, %.2f", i, name, sure);
    }
}

static void test_why(void **state)
{
    school *s = *state;
    for (unsigned c = PARCELS; c <= PRINTERS; c++)
        lessons(s, c, 12);
    g_autoptr(model_file) f = trained(s);
    g_autoptr(model_text) t = model_read(
        "Parcel", "Hello, where is my Parcel? I paid the invoice.", &key, true);
    for (unsigned c = 0; c < 2; c++) {
        g_autoptr(GArray) why = model_why(f, t, c, 2);
        assert_true(why->len > 0 && why->len <= 2);
        const model_word *w = &g_array_index(why, model_word, 0);
        assert_string_equal(w->word,
                            strcmp(model_class_name(f, c), "parcels") == 0
                                ? "Parcel"
                                : "invoice");
        assert_true(w->share > 0.3 && w->share <= 1);
    }
}

/* One with a single lesson is never guessed, but is heard as something else. */
static void test_few(void **state)
{
    school *s = *state;
    GError *error = NULL;
    double sure;
    assert_null(train_bytes(s, &error));
    assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
    g_clear_error(&error);
    lessons(s, PARCELS, 20);
    lessons(s, RARE, 1);
    assert_null(train_bytes(s, &error)); /* one category alone */
    assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
    g_clear_error(&error);
    lessons(s, INVOICES, MODEL_CLASS_MIN);
    g_autoptr(model_file) f = trained(s);
    assert_int_equal(model_classes(f), 2);
    assert_string_not_equal(guess(f, "rarely seldom uncommon", &sure), "rare");
    assert_true(sure < 0.6);
    assert_string_equal(guess(f, "an invoice with its amount", &sure),
                        "invoices");
}

/* More than the word counts could know, each by words of its own. */
static void test_many(void **state)
{
    enum { MANY = 90 };
    school *s = *state;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    GError *error = NULL;
    unsigned right = 0;
    for (unsigned c = 0; c < MANY; c++) {
        g_ptr_array_add(all, g_strdup_printf("category%u", c));
        for (unsigned i = 0; i < 3; i++) {
            g_autofree char *text =
                g_strdup_printf("%c%cq%c%c w%c%cz%u", 'a' + (char)(c % 26),
                                'a' + (char)(c * 7 % 25), 'a' + (char)(c / 26),
                                'a' + (char)(c * 3 % 23), 'a' + (char)(c % 13),
                                'a' + (char)(c / 13), i);
            lesson(s, c, text);
        }
    }
    g_autoptr(GBytes) bytes = model_train(
        (const model_lesson *)(const void *)s->lessons->data, s->lessons->len,
        (const char *const *)all->pdata, MANY, &key, &error);
    assert_non_null(bytes);
    g_autoptr(model_file) f = model_from_bytes(bytes, &key, &error);
    assert_int_equal(model_classes(f), MANY);
    for (unsigned i = 0; i < s->lessons->len; i++) {
        const model_lesson *l = &g_array_index(s->lessons, model_lesson, i);
        g_autoptr(GArray) guesses = model_guesses(f, l->text);
        right += g_array_index(guesses, model_guess, 0).class == l->class;
    }
    assert_true(right > 3 * MANY * 9 / 10);
    assert_null(model_train(NULL, 0, (const char *const *)all->pdata,
                            MODEL_CLASSES_MAX + 1, &key, &error));
    assert_int_equal(err_class_of(error), ERR_LIMIT);
    g_clear_error(&error);
}

/* The same text taught as two things: it says so. */
static void test_contradiction(void **state)
{
    school *s = *state;
    double sure;
    for (unsigned i = 0; i < 10; i++) {
        lesson(s, PARCELS, "The same words each time");
        lesson(s, INVOICES, "The same words each time");
    }
    g_autoptr(model_file) f = trained(s);
    guess(f, "The same words each time", &sure);
    assert_true(sure < 0.6);
    assert_int_equal(model_file_report(f).sure, 0);
}

static void test_empty_lessons(void **state)
{
    school *s = *state;
    double sure;
    for (unsigned i = 0; i < 5; i++) {
        lesson(s, PARCELS, "");
        lesson(s, INVOICES, "");
    }
    g_autoptr(model_file) f = trained(s);
    assert_string_equal(guess(f, "anything", &sure), "");
}

/* Of too many lessons the latest count, and the rest of the work is bounded. */
static void test_latest(void **state)
{
    school *s = *state;
    double sure;
    for (unsigned i = 0; i < 500; i++)
        lesson(s, i < 60 ? PARCELS : INVOICES, "green");
    for (unsigned i = 0; i < 450; i++)
        lesson(s, PARCELS, "green apples");
    g_autoptr(model_file) f = trained(s);
    assert_int_equal(model_trained(f, 0), 400);
    guess(f, "green", &sure);
    assert_string_equal(guess(f, "green", &sure), "invoices");
    assert_true(sure > 0.9);
}

/* ---- the file ---- */

static void refused(const char *path, const secret_key *with)
{
    GError *error = NULL;
    model_file *f = model_open(path, with, &error);
    if (f != NULL)
        fail_msg("a bad file was opened");
    assert_int_equal(err_class_of(error), ERR_DATA);
    assert_non_null(strstr(error->message, path));
    g_clear_error(&error);
}

static void test_damage(void **state)
{
    school *s = *state;
    GError *error = NULL;
    g_autofree char *folder = g_dir_make_tmp("postern-model-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "m", NULL);
    assert_null(model_open(path, &key, &error));
    assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
    g_clear_error(&error);

    lessons(s, PARCELS, 5);
    lessons(s, INVOICES, 5);
    g_autoptr(GBytes) good = train_bytes(s, &error);
    gsize size;
    const char *data = g_bytes_get_data(good, &size);
    g_file_set_contents(path, data, (gssize)size, NULL);
    model_close(model_open(path, &key, &error));
    assert_null(error);
    refused(path, &other_key);
    for (size_t i = 0; i < size; i += 13) {
        g_autofree char *bad = g_memdup2(data, size);
        bad[i] ^= 0x10;
        g_file_set_contents(path, bad, (gssize)size, NULL);
        refused(path, &key);
    }
    const size_t sizes[] = {0, 1, 100, 104, 200, size - 2, size - 1};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_file_set_contents(path, data, (gssize)sizes[i], NULL);
        refused(path, &key);
    }
    g_unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0); /* nobody waits for a writer */
    refused(path, &key);
    g_unlink(path);
    g_rmdir(folder);
}

/* A right MAC, of a file that is wrong. */
static void test_disorder(void **state)
{
    static const uint32_t falling[] = {9, 5}, large[] = {5, 1u << 22};
    static const uint32_t rising[] = {5, 9}, trained_of[] = {3, 3};
    static const float rarity[] = {1, 1}, nan_rarity[] = {1, NAN};
    static const float weights[] = {1, -1, 0, 0}, bias[] = {0, INFINITY};
    const struct {
        const uint32_t *hashes;
        const float *rarity, *bias;
        double unseen;
        bool good;
    } rows[] = {
        {rising, rarity, rarity, 1, true},
        {falling, rarity, rarity, 1, false},
        {large, rarity, rarity, 1, false},
        {rising, nan_rarity, rarity, 1, false},
        {rising, rarity, bias, 1, false},
        {rising, rarity, rarity, 0, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        model_draft d = {.classes = 2,
                         .features = 2,
                         .names = names,
                         .trained = trained_of,
                         .hashes = rows[i].hashes,
                         .rarity = rows[i].rarity,
                         .unseen_rarity = rows[i].unseen,
                         .weights = weights,
                         .bias = rows[i].bias,
                         .sure = {1, 0, 0, 0, 1}};
        g_autoptr(GBytes) bytes = model_draft_to_bytes(&d, &key);
        g_autoptr(model_file) f = model_from_bytes(bytes, &key, NULL);
        if ((f != NULL) != rows[i].good)
            fail_msg("row %u", i);
    }
}

/* Lessons that were told apart in vain are worth little, others much. */
static void test_calibrate(void **state)
{
    static const float far[] = {4, -4}, near[] = {4, -4};
    model_row right[40], chance[40];
    for (unsigned i = 0; i < 40; i++) {
        right[i] = (model_row){far, 2, 0, 0.2};
        chance[i] = (model_row){near, 2, i % 2 ? 0 : 1, 0.2};
    }
    model_sure good = model_calibrate(right, 40);
    model_sure bad = model_calibrate(chance, 40);
    double sure[] = {4, -4}, unsure[] = {4, -4}, foreign[] = {0, -1};
    model_shares(&good, sure, 2, 0.2);
    model_shares(&bad, unsure, 2, 0.2);
    assert_true(sure[0] > 0.9);
    assert_true(unsure[0] < 0.65);
    assert_true(model_shares(&good, foreign, 2, 1) > 0.4);
}

int main(void)
{
#define SCHOOL(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_letter),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_octets),
        SCHOOL(test_guesses),
        SCHOOL(test_why),
        SCHOOL(test_few),
        SCHOOL(test_many),
        SCHOOL(test_contradiction),
        SCHOOL(test_empty_lessons),
        SCHOOL(test_latest),
        SCHOOL(test_damage),
        cmocka_unit_test(test_disorder),
        cmocka_unit_test(test_calibrate),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
