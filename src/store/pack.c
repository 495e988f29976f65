/* pack: octets compressed for the store. */
#include "store/pack.h"

#include "base/err.h"

#include <zlib.h>

#define PACK_LEVEL    3 /* of zlib: most of the gain, little time */
#define PACK_BITS_MIN 9 /* zlib's smallest window that works */
#define PACK_MEMORY   8 /* zlib's usual */
/* What compressBound() does not count: with windows below the usual one, octets
 * that cannot be compressed take up to a seventh more. */
#define PACK_SLACK (1 << MAX_WBITS) / 7

/* zlib's window, in bits: most texts are much smaller than the usual 32 KB, and
 * making that ready takes longer than to compress them. */
static int window_of(gsize size)
{
    int bits = PACK_BITS_MIN;

    while (bits < MAX_WBITS && ((gsize)1 << bits) < size)
        bits++;
    return bits;
}

/* As compress2() does it, with that window; *out_size is room, then what was
 * used. */
static int squeeze(const void *data, gsize size, Bytef *out, uLongf *out_size)
{
    int bits = window_of(size), code;
    z_stream z = {.next_in = (Bytef *)data,
                  .avail_in = (uInt)size,
                  .next_out = out,
                  .avail_out = (uInt)*out_size};

    if (size > G_MAXUINT32 || *out_size > G_MAXUINT32)
        return compress2(out, out_size, data, size, PACK_LEVEL);
    code = deflateInit2(&z, PACK_LEVEL, Z_DEFLATED, bits,
                        MIN(bits - PACK_BITS_MIN + 2, PACK_MEMORY),
                        Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        return code;
    code = deflate(&z, Z_FINISH);
    *out_size = z.total_out;
    deflateEnd(&z);
    return code == Z_STREAM_END ? Z_OK : Z_BUF_ERROR;
}

GBytes *pack_octets(GBytes *raw, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(raw, &size);
    uLongf packed_size = compressBound(size) + PACK_SLACK;
    g_autofree Bytef *packed = g_malloc(packed_size);
    int code =
        squeeze(data ? data : (const void *)"", size, packed, &packed_size);
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
