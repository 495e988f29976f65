/* mailfiles: finds files with mail, and takes mboxes apart. */
#include "cli/mailfiles.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* ---- folders ---- */

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_maildir(const char *path)
{
    static const char *const parts[] = {"cur", "new", "tmp"};

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(path, parts[i], NULL);

        if (!g_file_test(part, G_FILE_TEST_IS_DIR))
            return false;
    }
    return true;
}

static bool find(mailfiles *m, const char *path, unsigned depth,
                 GError **error);

/* Beside its three folders a Maildir holds what its server needs. */
static bool find_maildir(mailfiles *m, const char *path, unsigned depth,
                         GError **error)
{
    g_autofree char *cur = g_build_filename(path, "cur", NULL);
    g_autofree char *new = g_build_filename(path, "new", NULL);

    return find(m, cur, depth, error) && find(m, new, depth, error);
}

static bool find_folder(mailfiles *m, const char *path, unsigned depth,
                        GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = NULL;
    const char *name;

    if (depth > MAILFILES_DEPTH_MAX) {
        err_set(error, ERR_LIMIT, "%s: folders in folders, more than %d deep",
                path, MAILFILES_DEPTH_MAX);
        return false;
    }
    if (is_maildir(path))
        return find_maildir(m, path, depth + 1, error);
    dir = g_dir_open(path, 0, error);
    while (dir && (name = g_dir_read_name(dir)))
        if (name[0] != '.')
            g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        if (!find(m, names->pdata[i], depth + 1, error))
            return false;
    return dir != NULL;
}

static bool find(mailfiles *m, const char *path, unsigned depth, GError **error)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        /* a mail client may have moved it meanwhile */
        if (errno == ENOENT && depth > 0)
            return true;
        err_set_errno(error, errno, "%s", path);
        return false;
    }
    if (S_ISDIR(st.st_mode))
        return find_folder(m, path, depth, error);
    if (S_ISREG(st.st_mode)) {
        g_ptr_array_add(m->files, g_strdup(path));
        m->octets += (guint64)st.st_size;
    }
    return true;
}

mailfiles *mailfiles_find(char *const *paths, GError **error)
{
    g_autoptr(mailfiles) m = g_new0(mailfiles, 1);

    m->files = g_ptr_array_new_with_free_func(g_free);
    for (; *paths; paths++)
        if (!find(m, *paths, 0, error))
            return NULL;
    return g_steal_pointer(&m);
}

void mailfiles_free(mailfiles *m)
{
    if (!m)
        return;
    g_ptr_array_unref(m->files);
    g_free(m);
}

/* ---- mbox ---- */

static bool at_separator(const char *p, const char *end)
{
    return end - p >= 5 && memcmp(p, "From ", 5) == 0;
}

static const char *line_end(const char *p, const char *end)
{
    const char *n = memchr(p, '\n', (size_t)(end - p));

    return n ? n + 1 : end;
}

static bool is_blank(const char *p, const char *next)
{
    return next - p == 1 || (next - p == 2 && *p == '\r');
}

/* Marks that mboxrd put before "From " go. */
static void append_line(GByteArray *into, const char *p, const char *next)
{
    const char *q = p;

    while (q < next && *q == '>')
        q++;
    if (q > p && at_separator(q, next))
        p++;
    g_byte_array_append(into, (const guint8 *)p, (guint)(next - p));
}

static bool read_mbox(const char *file, const char *p, const char *end,
                      mailfiles_each each, void *context, GError **error)
{
    while (p < end) {
        GByteArray *message = g_byte_array_new();
        g_autoptr(GBytes) raw = NULL;
        bool blank = false;

        p = line_end(p, end); /* the separator */
        while (p < end && !(blank && at_separator(p, end))) {
            const char *next = line_end(p, end);

            blank = is_blank(p, next);
            append_line(message, p, next);
            p = next;
        }
        raw = g_byte_array_free_to_bytes(message);
        if (!each(file, raw, context, error))
            return false;
    }
    return true;
}

bool mailfiles_read(const char *file, mailfiles_each each, void *context,
                    GError **error)
{
    g_autoptr(GMappedFile) map = g_mapped_file_new(file, FALSE, error);
    const char *data;
    gsize size;

    if (!map)
        return false;
    size = g_mapped_file_get_length(map);
    data = size > 0 ? g_mapped_file_get_contents(map) : "";
    if (size > MAILFILES_FILE_MAX) {
        err_set(error, ERR_LIMIT, "%s is larger than %u GiB", file,
                (unsigned)(MAILFILES_FILE_MAX >> 30));
        return false;
    }
    if (at_separator(data, data + size))
        return read_mbox(file, data, data + size, each, context, error);
    g_autoptr(GBytes) raw = g_bytes_new(data, size);
    return each(file, raw, context, error);
}
