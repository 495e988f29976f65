/* count_file: the published counts: written whole, mapped whole, checked whole.
 *
 * A head, then rows sorted by hash and class, in the machine's own byte order
 * (the version tells another machine's from ours).  The MAC is under the key of
 * words: counts of another key would say nothing, and say it wrongly. */
#include "rules/learn/count.h"

#include "base/err.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAGIC   "PSTCOUNT"
#define FILE_VERSION 1 /* of the layout, and of how words are read */
#define FILE_MODE    0600
#define ROWS_MAX     (256u << 20) /* 4 GiB */

typedef struct count_head {
    char magic[8];
    uint32_t version, classes;
    uint64_t rows;
    uint8_t mac[32]; /* of the whole file with zeros here */
    uint32_t trained[COUNT_CLASSES_MAX];
    char names[COUNT_CLASSES_MAX][COUNT_NAME_MAX + 1];
    uint64_t reserved;
} count_head;

G_STATIC_ASSERT(sizeof(count_row) == 16);
G_STATIC_ASSERT(sizeof(count_head) % sizeof(count_row) == 0);

struct count_file {
    void *map;
    size_t size;
    const count_head *head;
    const count_row *rows;
    secret_key key;
};

static void file_mac(const secret_key *key, const count_head *head,
                     const count_row *rows, uint8_t mac[32])
{
    g_autofree count_head *copy = g_memdup2(head, sizeof *head);
    memset(copy->mac, 0, sizeof copy->mac);
    secret_hash *h = secret_hash_new(key, sizeof copy->mac);
    secret_hash_add(h, copy, sizeof *copy);
    secret_hash_add(h, rows, (size_t)head->rows * sizeof *rows);
    secret_hash_end(h, mac);
}

/* ---- reading ---- */

static bool map_file(count_file *f, const char *path, GError **error)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int number = errno;
        if (fd >= 0)
            close(fd);
        err_set_errno(error, number, "cannot open the counts of words %s",
                      path);
        return false;
    }
    f->size = st.st_size > 0 ? (size_t)st.st_size : 0;
    f->map = f->size < sizeof(count_head)
                 ? MAP_FAILED
                 : mmap(NULL, f->size, PROT_READ, MAP_SHARED, fd, 0);
    int number = f->size < sizeof(count_head) ? EINVAL : errno;
    close(fd);
    if (f->map != MAP_FAILED)
        return true;
    f->map = NULL;
    if (number == EINVAL)
        err_set(error, ERR_DATA,
                "%s holds no counts of words: it is too short; run `postern "
                "learn publish`",
                path);
    else
        err_set_errno(error, number, "cannot map %s", path);
    return false;
}

static const char *head_fault(const count_head *h, size_t size)
{
    if (memcmp(h->magic, FILE_MAGIC, sizeof h->magic) != 0)
        return "holds no counts of words";
    if (h->version != FILE_VERSION)
        return "is of another version";
    if (h->classes < COUNT_CATEGORY || h->classes > COUNT_CLASSES_MAX ||
        h->rows > ROWS_MAX ||
        size != sizeof *h + (size_t)h->rows * sizeof(count_row))
        return "is cut off or damaged";
    for (unsigned i = 0; i < h->classes; i++)
        if (!memchr(h->names[i], '\0', sizeof h->names[i]))
            return "is damaged";
    return NULL;
}

static bool rows_are_sound(const count_head *h, const count_row *rows)
{
    for (uint64_t i = 0; i < h->rows; i++) {
        const count_row *r = &rows[i];
        if (r->class >= h->classes || r->count == 0 ||
            (i > 0 && (r->hash < r[-1].hash ||
                       (r->hash == r[-1].hash && r->class <= r[-1].class))))
            return false;
    }
    return true;
}

static const char *file_fault(const count_file *f)
{
    uint8_t mac[32];
    const char *fault = head_fault(f->head, f->size);
    if (fault)
        return fault;
    file_mac(&f->key, f->head, f->rows, mac);
    if (!secret_equal(mac, f->head->mac, sizeof mac))
        return "is damaged, or was made under another site key";
    return rows_are_sound(f->head, f->rows) ? NULL : "is not in order";
}

count_file *count_open(const char *path, const secret_key *key, GError **error)
{
    count_file *f = g_new0(count_file, 1);
    f->key = *key;
    if (map_file(f, path, error)) {
        f->head = f->map;
        f->rows = (const count_row *)(f->head + 1);
        const char *fault = file_fault(f);
        if (!fault)
            return f;
        err_set(error, ERR_DATA,
                "%s %s; run `postern learn publish` to write it again", path,
                fault);
    }
    count_close(f);
    return NULL;
}

void count_close(count_file *f)
{
    if (!f)
        return;
    if (f->map)
        munmap(f->map, f->size);
    secret_wipe(&f->key, sizeof f->key);
    g_free(f);
}

const secret_key *count_file_key(const count_file *f)
{
    return &f->key;
}

unsigned count_classes(const count_file *f)
{
    return f->head->classes;
}

const char *count_class_name(const count_file *f, unsigned class)
{
    return f->head->names[class];
}

uint32_t count_trained(const count_file *f, unsigned class)
{
    return f->head->trained[class];
}

/* The first row whose hash is not less. Hashes are spread evenly, so that
 * guessing by proportion takes a few steps where halving takes twenty. */
static size_t lower_row(const count_file *f, uint64_t hash)
{
    const count_row *rows = f->rows;
    size_t low = 0, high = (size_t)f->head->rows; /* the answer is in here */
    for (unsigned step = 0; low < high; step++) {
        size_t at = low + (high - low) / 2;
        uint64_t first = rows[low].hash, last = rows[high - 1].hash;
        if (step < 8 && hash >= first && hash <= last && last > first)
            at =
                low + (size_t)((double)(hash - first) / (double)(last - first) *
                               (double)(high - 1 - low));
        else if (hash <= first)
            return low;
        else if (hash > last)
            return high;
        if (rows[at].hash < hash)
            low = at + 1;
        else
            high = at;
    }
    return low;
}

const count_row *count_find(const count_file *f, uint64_t hash, size_t *n)
{
    size_t at = lower_row(f, hash);
    *n = 0;
    while (at + *n < f->head->rows && f->rows[at + *n].hash == hash)
        (*n)++;
    return *n > 0 ? &f->rows[at] : NULL;
}

/* ---- writing ---- */

bool count_write(const char *path, const secret_key *key,
                 const uint32_t *trained, unsigned classes,
                 const char *const *names, const count_row *rows, size_t n,
                 GError **error)
{
    size_t size = sizeof(count_head) + n * sizeof *rows;
    if (classes < COUNT_CATEGORY || classes > COUNT_CLASSES_MAX ||
        n > ROWS_MAX) {
        err_set(error, ERR_LIMIT,
                "%u classes and %zu words are too many for a file of counts "
                "(%d and %u)",
                classes, n, COUNT_CLASSES_MAX, ROWS_MAX);
        return false;
    }
    g_autofree count_head *head = g_malloc0(size);
    memcpy(head->magic, FILE_MAGIC, sizeof head->magic);
    head->version = FILE_VERSION;
    head->classes = classes;
    head->rows = n;
    for (unsigned i = 0; i < classes; i++) {
        head->trained[i] = trained[i];
        g_strlcpy(head->names[i], names[i], sizeof head->names[i]);
    }
    if (n > 0)
        memcpy(head + 1, rows, n * sizeof *rows);
    if (!rows_are_sound(head, rows)) {
        err_set(error, ERR_INTERNAL, "counts of words are not in order");
        return false;
    }
    file_mac(key, head, rows, head->mac);
    return file_write_durable(path, head, size, FILE_MODE, error);
}
