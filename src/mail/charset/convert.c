/* charset_convert: iconv, with what does not fit replaced. */
#include <errno.h>
#include <iconv.h>
#include <stdint.h>

#include "mail/charset/charset.h"
#include "mail/charset/room.h"

#define CHARSET_KEPT_MAX 64

/* Keep the C library's module for a charset loaded, which it otherwise loads and
 * unloads for each text (a millisecond). */
static void keep(const char *name)
{
    static GMutex lock;
    static GHashTable *kept; /* name -> iconv_t, never closed, never used */

    g_mutex_lock(&lock);
    if (!kept)
        kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (g_hash_table_size(kept) < CHARSET_KEPT_MAX &&
        !g_hash_table_contains(kept, name)) {
        iconv_t cd = iconv_open("UTF-8", name);

        if (cd != (iconv_t)-1)
            g_hash_table_insert(kept, g_strdup(name), cd);
    }
    g_mutex_unlock(&lock);
}

char *charset_convert(const char *data, size_t size, const char *name,
                      size_t *bad)
{
    iconv_t cd = iconv_open("UTF-8", name);
    GString *out;
    char *in = (char *)(uintptr_t)data;
    size_t left = size;

    *bad = 0;
    if (cd == (iconv_t)-1)
        return NULL;
    keep(name);
    out = g_string_sized_new(size + size / 2 + 16);
    while (left > 0) {
        char buffer[4096];
        char *o = buffer;
        size_t room = sizeof buffer;
        size_t r = iconv(cd, &in, &left, &o, &room);
        int error = errno;

        g_string_append_len(out, buffer, (gssize)(sizeof buffer - room));
        if (r != (size_t)-1)
            break;
        if (error == E2BIG)
            continue;
        g_string_append(out, "\xef\xbf\xbd");
        ++*bad;
        if (error == EINVAL)
            break; /* cut off inside a character */
        in++;
        left--;
    }
    {
        char buffer[64]; /* a character that waited for an accent */
        char *o = buffer;
        size_t room = sizeof buffer;

        if (iconv(cd, NULL, NULL, &o, &room) != (size_t)-1)
            g_string_append_len(out, buffer, (gssize)(sizeof buffer - room));
    }
    iconv_close(cd);
    left = 0;
    for (size_t i = 0; i < out->len; i++) {
        if (out->str[i])
            out->str[left++] = out->str[i];
    }
    g_string_truncate(out, left);
    return g_string_free(out, FALSE);
}
