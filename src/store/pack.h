/* pack: octets compressed for the store. Private to src/store. */
#ifndef POSTERN_STORE_PACK_H
#define POSTERN_STORE_PACK_H

#include <glib.h>
#include <stdint.h>

/* Caller unrefs. ERR_INTERNAL without memory. */
GBytes *pack_octets(GBytes *raw, GError **error);
/* `size` octets, at most `max`, come out, or NULL: ERR_DATA, they are damaged. */
GBytes *unpack_octets(GBytes *packed, int64_t size, size_t max, GError **error);

#endif
