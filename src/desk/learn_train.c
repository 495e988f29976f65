/* learn_train: learned categories, between store and rules. */
#include "desk/learn_train.h"

#include "base/err.h"
#include "base/file.h"
#include "config/site.h"
#include "rules/learn/count.h"
#include "store/words.h"

#include <errno.h>
#include <unistd.h>

#define MODEL_MODE 0600

typedef struct kept_lesson {
    unsigned class; /* index in names */
    GBytes *features;
} kept_lesson;

struct learn_lessons {
    secret_key key;
    GPtrArray *names; /* char*, by class of the store */
    GArray *kept;     /* kept_lesson, the latest first */
    size_t octets;
    int64_t changed;          /* that are heard by this */
    int64_t lessons, counted; /* messages of categories: kept, and counted */
};

model_file *learn_model(const config *c, GError **error)
{
    g_autofree char *path = config_model_file(c);
    secret_key site, words;
    if (access(path, F_OK) != 0) {
        err_set(error, ERR_NOT_FOUND, "%s: no category is learned yet", path);
        return NULL;
    }
    if (!secret_key_load(c->site->key_file, &site, error))
        return NULL;
    count_key(&site, &words);
    secret_wipe(&site, sizeof site);
    model_file *f = model_open(path, &words, error);
    secret_wipe(&words, sizeof words);
    return f;
}

/* ---- lessons ---- */

static void lesson_clear(void *data)
{
    g_bytes_unref(((kept_lesson *)data)->features);
}

void learn_lessons_free(learn_lessons *l)
{
    if (!l)
        return;
    secret_wipe(&l->key, sizeof l->key);
    g_ptr_array_unref(l->names);
    g_array_unref(l->kept);
    g_free(l);
}

static bool take_lesson(int64_t class, GBytes *features, void *context)
{
    learn_lessons *l = context;
    size_t size = g_bytes_get_size(features);
    if (l->kept->len >= LEARN_LESSONS_MAX ||
        l->octets + size > LEARN_OCTETS_MAX)
        return false;
    if (class < 0 || class >= l->names->len)
        return true;
    kept_lesson k = {(unsigned)class, g_bytes_ref(features)};
    g_array_append_val(l->kept, k);
    l->octets += size;
    return true;
}

static bool load(store *s, learn_lessons *l, GError **error)
{
    g_autoptr(GPtrArray) classes = store_classes(s, error);
    for (guint i = 0; classes && i < classes->len; i++) {
        const store_class *c = classes->pdata[i];
        g_ptr_array_add(l->names, g_strdup(c->name));
        if (c->class < COUNT_CATEGORY)
            continue;
        l->lessons += c->lessons;
        l->counted += c->trained - c->lessons;
    }
    return classes && store_lessons_expire(s, LEARN_LESSONS_KEPT, error) &&
           store_lessons_changed(s, &l->changed, error) &&
           store_lessons_each(s, take_lesson, l, error);
}

learn_lessons *learn_lessons_load(store *s, const secret_key *key,
                                  GError **error)
{
    g_autoptr(learn_lessons) l = g_new0(learn_lessons, 1);
    l->key = *key;
    l->names = g_ptr_array_new_with_free_func(g_free);
    l->kept = g_array_new(FALSE, FALSE, sizeof(kept_lesson));
    g_array_set_clear_func(l->kept, lesson_clear);
    if (!store_begin_deciding(s, error))
        return NULL;
    if (load(s, l, error) && store_commit(s, error))
        return g_steal_pointer(&l);
    store_rollback(s);
    return NULL;
}

bool learn_lessons_suffice(const learn_lessons *l)
{
    return l->kept->len > 0 && l->lessons >= l->counted;
}

bool learn_lessons_costly(const learn_lessons *l)
{
    return (double)l->octets * l->names->len > LEARN_COSTLY;
}

bool learn_lessons_many(const learn_lessons *l)
{
    return l->changed * 10 >= l->lessons;
}

int64_t learn_lessons_new(const learn_lessons *l)
{
    return l->changed;
}

/* ---- the work ---- */

/* Lessons that cannot be read are left out; oldest first, as model_train wants. */
GBytes *learn_work(void *lessons, GError **error)
{
    const learn_lessons *l = lessons;
    g_autoptr(GPtrArray) texts =
        g_ptr_array_new_with_free_func((GDestroyNotify)model_text_free);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(model_lesson));
    for (guint i = l->kept->len; i-- > 0;) {
        const kept_lesson *k = &g_array_index(l->kept, kept_lesson, i);
        model_text *t = model_text_from_bytes(k->features);
        if (!t)
            continue;
        g_ptr_array_add(texts, t);
        model_lesson one = {k->class, t};
        g_array_append_val(all, one);
    }
    return model_train((const model_lesson *)(const void *)all->data, all->len,
                       (const char *const *)l->names->pdata, l->names->len,
                       &l->key, error);
}

/* ---- what came of it ---- */

static bool write_model(const char *path, const learn_lessons *l, GBytes *bytes,
                        model_report *report, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autoptr(model_file) f = model_from_bytes(bytes, &l->key, error);
    if (!f)
        return false;
    if (report)
        *report = model_file_report(f);
    return file_write_durable(path, data, size, MODEL_MODE, error);
}

static bool remove_model(const char *path, GError **error)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return true;
    err_set_errno(error, errno, "cannot remove %s", path);
    return false;
}

static bool heard(store *s, const learn_lessons *l, GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (store_lessons_heard(s, l->changed, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

bool learn_model_publish(const config *c, store *s, const learn_lessons *l,
                         GBytes *bytes, model_report *report, GError **error)
{
    g_autofree char *path = config_model_file(c);
    if (report)
        *report = (model_report){0};
    return (bytes ? write_model(path, l, bytes, report, error)
                  : remove_model(path, error)) &&
           heard(s, l, error);
}
