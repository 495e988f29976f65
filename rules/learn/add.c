/* count_add: one word of a message, as its hash. */
#include "rules/learn/room.h"

#include <string.h>

#define KIND_MAX   24  /* octets of a kind's name that count */
#define BUFFER_MAX 320 /* octets of a word with its kind */

void count_add(count_sink *s, const char *kind, const char *data, size_t size)
{
    char buffer[BUFFER_MAX];
    size_t n = MIN(strlen(kind), KIND_MAX);
    if (s->hashes->len >= COUNT_HASHES_MAX)
        return;
    memcpy(buffer, kind, n);
    buffer[n++] = ':';
    size = MIN(size, sizeof buffer - n);
    memcpy(buffer + n, data, size);
    uint64_t hash = secret_short_hash(s->key, buffer, n + size);
    hash = (hash & ~(uint64_t)(COUNT_GROUPS - 1)) | s->group;
    g_array_append_val(s->hashes, hash);
}

void count_add_text(count_sink *s, const char *kind, const char *text)
{
    count_add(s, kind, text, strlen(text));
}
