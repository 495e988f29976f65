/* learn: counts from the store to the file that the scanning processes map. */
#include "desk/learn.h"

#include "base/err.h"
#include "config/site.h"
#include "rules/learn/count.h"
#include "rules/learn/model.h"

#include <string.h>

count_file *learn_open(const config *c, GError **error)
{
    g_autofree char *path = config_words_file(c);
    secret_key site, words;
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        err_set(error, ERR_NOT_FOUND, "%s: nothing is learned yet", path);
        return NULL;
    }
    if (!secret_key_load(c->site->key_file, &site, error))
        return NULL;
    count_key(&site, &words);
    secret_wipe(&site, sizeof site);
    count_file *f = count_open(path, &words, error);
    secret_wipe(&words, sizeof words);
    return f;
}

bool learn_class(store *s, const char *name, int64_t *class,
                 store_subject *about, GError **error)
{
    if (strlen(name) > COUNT_NAME_MAX) {
        err_set(error, ERR_LIMIT, "the name \"%s\" is longer than %d octets",
                name, COUNT_NAME_MAX);
        return false;
    }
    if (!store_class_number(s, name, true, MODEL_CLASSES_MAX, class, error))
        return false;
    *about = *class < COUNT_CATEGORY ? STORE_ABOUT_SPAM : STORE_ABOUT_CATEGORY;
    return true;
}

static void add_row(uint64_t hash, int64_t class, int64_t count, void *context)
{
    count_row r = {hash, (uint32_t) class, (uint32_t)MIN(count, UINT32_MAX)};
    g_array_append_val((GArray *)context, r);
}

static bool write_counts(store *s, const char *path, const secret_key *key,
                         GError **error)
{
    uint32_t trained[COUNT_CLASSES_MAX];
    const char *names[COUNT_CLASSES_MAX];
    g_autoptr(GPtrArray) classes = store_classes(s, error);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(count_row));
    if (!classes || !store_words_each(s, add_row, rows, error))
        return false;
    /* words of later ones were never counted */
    unsigned n = MIN(classes->len, COUNT_CLASSES_MAX);
    for (unsigned i = 0; i < n; i++) {
        const store_class *c = classes->pdata[i];
        names[i] = c->name;
        trained[i] = (uint32_t)CLAMP(c->trained - c->lessons, 0, UINT32_MAX);
    }
    return count_write(path, key, trained, n, names,
                       (const count_row *)(const void *)rows->data, rows->len,
                       error);
}

bool learn_publish(store *s, const char *path, const secret_key *key,
                   int64_t now_ms, GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (store_words_expire(s, now_ms - LEARN_EXPIRE_MS, error) &&
        write_counts(s, path, key, error) &&
        store_words_set_changed(s, false, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}
