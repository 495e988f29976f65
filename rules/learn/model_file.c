/* model_file: the published model: written whole, mapped whole, checked whole.
 *
 * A head, then what there is by class and by feature, in the machine's own byte
 * order (the version tells another machine's from ours).  Weights are 16-bit parts
 * of the largest of their class.  The MAC is under the key of words: features of
 * another key would say nothing, and say it wrongly. */
#include "rules/learn/model_room.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAGIC   "PSTMODEL"
#define FILE_VERSION 1 /* of the layout, and of how features are read */
#define WEIGHT_MAX   INT16_MAX

typedef struct model_head {
    char magic[8];
    uint32_t version, classes, features;
    model_report report;
    double unseen_rarity;
    model_sure sure;
    uint8_t mac[32]; /* of the whole file with zeros here */
} model_head;
G_STATIC_ASSERT(sizeof(model_head) % 8 == 0);
G_STATIC_ASSERT(offsetof(model_head, mac) == MODEL_MAC_AT);

typedef char model_name[MODEL_NAME_MAX + 1];

/* What follows the head, in this order. */
typedef struct model_layout {
    size_t names, trained, bias, scale, hashes, rarity, weights, end;
} model_layout;

struct model_file {
    GBytes *bytes; /* NULL: mapped */
    void *map;
    size_t size;
    const model_head *head;
    const model_name *names;
    const uint32_t *trained, *hashes;
    const float *bias, *scale, *rarity;
    const int16_t *weights;
    secret_key key;
};

static model_layout layout_of(size_t classes, size_t features)
{
    model_layout l = {.names = sizeof(model_head)};
    l.trained = l.names + classes * sizeof(model_name);
    l.bias = l.trained + classes * sizeof(uint32_t);
    l.scale = l.bias + classes * sizeof(float);
    l.hashes = l.scale + classes * sizeof(float);
    l.rarity = l.hashes + features * sizeof(uint32_t);
    l.weights = l.rarity + features * sizeof(float);
    l.end = l.weights + classes * features * sizeof(int16_t);
    return l;
}

static void file_mac(const secret_key *key, const void *data, size_t size,
                     uint8_t mac[32])
{
    model_head head = *(const model_head *)data;
    memset(head.mac, 0, sizeof head.mac);
    secret_hash *h = secret_hash_new(key, sizeof head.mac);
    secret_hash_add(h, &head, sizeof head);
    secret_hash_add(h, (const char *)data + sizeof head, size - sizeof head);
    secret_hash_end(h, mac);
}

/* ---- checking ---- */

static const char *head_fault(const model_head *h, size_t size)
{
    if (size < sizeof *h || memcmp(h->magic, FILE_MAGIC, sizeof h->magic) != 0)
        return "holds no learned categories";
    if (h->version != FILE_VERSION)
        return "is of another version";
    if (h->classes < 1 || h->classes > MODEL_CLASSES_MAX ||
        h->features > (1u << MODEL_HASH_BITS) ||
        (uint64_t)h->classes * h->features > MODEL_WEIGHTS_MAX ||
        size != layout_of(h->classes, h->features).end)
        return "is cut off or damaged";
    return NULL;
}

static bool is_finite(const float *numbers, size_t n, float least)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(numbers[i]) || numbers[i] < least)
            return false;
    return true;
}

static bool is_sound(const model_file *f)
{
    const model_head *h = f->head;
    for (uint32_t i = 0; i < h->classes; i++)
        if (!memchr(f->names[i], '\0', sizeof f->names[i]) ||
            !g_utf8_validate(f->names[i], -1, NULL))
            return false;
    for (uint32_t i = 0; i < h->features; i++)
        if (f->hashes[i] >> MODEL_HASH_BITS ||
            (i > 0 && f->hashes[i] <= f->hashes[i - 1]))
            return false;
    return is_finite(f->bias, h->classes, -G_MAXFLOAT) &&
           is_finite(f->scale, h->classes, 0) &&
           is_finite(f->rarity, h->features, 0) && isfinite(h->unseen_rarity) &&
           h->unseen_rarity > 0 && isfinite(h->sure.slope) &&
           isfinite(h->sure.none) && isfinite(h->sure.unseen) &&
           isfinite(h->sure.shift) && isfinite(h->sure.steep);
}

static void find_parts(model_file *f)
{
    const char *at = (const char *)f->head;
    model_layout l = layout_of(f->head->classes, f->head->features);
    f->names = (const model_name *)(at + l.names);
    f->trained = (const uint32_t *)(const void *)(at + l.trained);
    f->bias = (const float *)(const void *)(at + l.bias);
    f->scale = (const float *)(const void *)(at + l.scale);
    f->hashes = (const uint32_t *)(const void *)(at + l.hashes);
    f->rarity = (const float *)(const void *)(at + l.rarity);
    f->weights = (const int16_t *)(const void *)(at + l.weights);
}

static const char *file_fault(model_file *f)
{
    uint8_t mac[32];
    const char *fault = head_fault(f->head, f->size);
    if (fault)
        return fault;
    file_mac(&f->key, f->head, f->size, mac);
    if (!secret_equal(mac, f->head->mac, sizeof mac))
        return "is damaged, or was made under another site key";
    find_parts(f);
    return is_sound(f) ? NULL : "is not in order";
}

/* ---- reading ---- */

static bool map_file(model_file *f, const char *path, GError **error)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool there = fd >= 0 && fstat(fd, &st) == 0;
    if (there && st.st_size > 0) {
        f->size = (size_t)st.st_size;
        f->map = mmap(NULL, f->size, PROT_READ, MAP_SHARED, fd, 0);
    }
    int number = errno;
    if (fd >= 0)
        close(fd);
    if (f->map == MAP_FAILED || !there) {
        f->map = NULL;
        err_set_errno(error, number, "cannot read the learned categories %s",
                      path);
        return false;
    }
    f->head = f->map;
    return true;
}

static model_file *checked(model_file *f, const char *path, GError **error)
{
    const char *fault = file_fault(f);
    if (!fault)
        return f;
    err_set(error, ERR_DATA,
            "%s %s; run `postern learn publish` to write it again", path,
            fault);
    model_close(f);
    return NULL;
}

model_file *model_open(const char *path, const secret_key *key, GError **error)
{
    model_file *f = g_new0(model_file, 1);
    f->key = *key;
    if (map_file(f, path, error))
        return checked(f, path, error);
    model_close(f);
    return NULL;
}

model_file *model_from_bytes(GBytes *bytes, const secret_key *key,
                             GError **error)
{
    model_file *f = g_new0(model_file, 1);
    f->key = *key;
    f->bytes = g_bytes_ref(bytes);
    f->head = g_bytes_get_data(bytes, &f->size);
    return checked(f, "what was trained", error);
}

void model_close(model_file *f)
{
    if (!f)
        return;
    if (f->map)
        munmap(f->map, f->size);
    if (f->bytes)
        g_bytes_unref(f->bytes);
    secret_wipe(&f->key, sizeof f->key);
    g_free(f);
}

const secret_key *model_key(const model_file *f)
{
    return &f->key;
}

unsigned model_classes(const model_file *f)
{
    return f->head->classes;
}

const char *model_class_name(const model_file *f, unsigned class)
{
    return f->names[class];
}

uint32_t model_trained(const model_file *f, unsigned class)
{
    return f->trained[class];
}

size_t model_size(const model_file *f)
{
    return f->size;
}

model_report model_file_report(const model_file *f)
{
    return f->head->report;
}

const model_sure *model_file_sure(const model_file *f)
{
    return &f->head->sure;
}

const float *model_bias(const model_file *f)
{
    return f->bias;
}

const float *model_scale(const model_file *f)
{
    return f->scale;
}

double model_unseen_rarity(const model_file *f)
{
    return f->head->unseen_rarity;
}

double model_find(const model_file *f, uint32_t hash, const int16_t **weights)
{
    uint32_t low = 0, high = f->head->features;
    while (low < high) {
        uint32_t at = low + (high - low) / 2;
        if (f->hashes[at] < hash)
            low = at + 1;
        else
            high = at;
    }
    if (low == f->head->features || f->hashes[low] != hash)
        return 0;
    *weights = f->weights + (size_t)low * f->head->classes;
    return f->rarity[low];
}

/* ---- writing ---- */

/* Weights stand by feature in the file: what a text needs is in one place. */
static void put_weights(const model_draft *d, float *scale, int16_t *out)
{
    for (unsigned c = 0; c < d->classes; c++) {
        const float *w = d->weights + (size_t)c * d->features;
        float most = 0;
        for (unsigned i = 0; i < d->features; i++)
            most = MAX(most, fabsf(w[i]));
        scale[c] = most / WEIGHT_MAX;
        for (unsigned i = 0; most > 0 && i < d->features; i++)
            out[(size_t)i * d->classes + c] =
                (int16_t)lrintf(w[i] / most * WEIGHT_MAX);
    }
}

GBytes *model_draft_to_bytes(const model_draft *d, const secret_key *key)
{
    model_layout l = layout_of(d->classes, d->features);
    char *at = g_malloc0(l.end);
    model_head *h = (model_head *)(void *)at;
    memcpy(h->magic, FILE_MAGIC, sizeof h->magic);
    h->version = FILE_VERSION;
    h->classes = d->classes;
    h->features = d->features;
    h->unseen_rarity = d->unseen_rarity;
    h->sure = d->sure;
    h->report = d->report;
    for (unsigned c = 0; c < d->classes; c++)
        g_strlcpy(at + l.names + c * sizeof(model_name), d->names[c],
                  sizeof(model_name));
    memcpy(at + l.trained, d->trained, d->classes * sizeof(uint32_t));
    memcpy(at + l.bias, d->bias, d->classes * sizeof(float));
    memcpy(at + l.hashes, d->hashes, d->features * sizeof(uint32_t));
    memcpy(at + l.rarity, d->rarity, d->features * sizeof(float));
    put_weights(d, (float *)(void *)(at + l.scale),
                (int16_t *)(void *)(at + l.weights));
    file_mac(key, at, l.end, h->mac);
    return g_bytes_new_take(at, l.end);
}
