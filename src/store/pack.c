/* pack: octets compressed for the store. */
#include "store/pack.h"

#include "base/err.h"

#include <zlib.h>

#define PACK_LEVEL 3 /* of zlib: most of the gain, little time */

GBytes *pack_octets(GBytes *raw, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(raw, &size);
    uLongf packed_size = compressBound(size);
    g_autofree Bytef *packed = g_malloc(packed_size);
    int code = compress2(packed, &packed_size, data ? data : (const void *)"",
                         size, PACK_LEVEL);
    if (code != Z_OK) {
        err_set(error, ERR_INTERNAL, "cannot compress %zu octets", size);
        return NULL;
    }
    return g_bytes_new_take(g_realloc(g_steal_pointer(&packed), packed_size),
                            packed_size);
}

GBytes *unpack_octets(GBytes *packed, int64_t size, size_t max, GError **error)
{
    uLongf out_size = size >= 0 && (uint64_t)size <= max ? (uLongf)size : 0;
    g_autofree Bytef *out = g_malloc(out_size + 1);
    gsize in_size = 0;
    const void *in = g_bytes_get_data(packed, &in_size);
    uLongf written = out_size;
    if ((int64_t)out_size != size ||
        uncompress(out, &written, in ? in : (const Bytef *)"", in_size) !=
            Z_OK ||
        written != out_size) {
        err_set(error, ERR_DATA,
                "packed octets in the store are damaged: "
                "restore a backup");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&out), out_size);
}
