/* raw: whole messages, compressed, by hash. */
#include "store/raw.h"

#include "store/db.h"
#include "store/pack.h"

#define RAW_SIZE_MAX (1u << 30) /* octets of one message, unpacked */

static void *take_raw(db_query *q, void *context, GError **error)
{
    const char *hash = context;
    int64_t size = db_take_int(q);
    g_autoptr(GBytes) packed = db_take_bytes(q);
    GBytes *raw = unpack_octets(packed, size, RAW_SIZE_MAX, NULL);

    if (!raw)
        err_set(error, ERR_DATA,
                "raw message %s in the store is damaged: restore a backup",
                hash);
    return raw;
}

bool store_raw_put(store *s, GBytes *raw, char hash[65], GError **error)
{
    if (g_bytes_get_size(raw) > RAW_SIZE_MAX) {
        err_set(error, ERR_LIMIT,
                "a message of %zu octets is over the store's limit of %u",
                g_bytes_get_size(raw), RAW_SIZE_MAX);
        return false;
    }
    g_autofree char *sha256 =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw);
    g_strlcpy(hash, sha256, 65);
    int64_t there = 0;
    if (!db_number(s->db, error, 0, &there,
                   "SELECT count(*) FROM raw WHERE hash = ?", DB_T(hash)))
        return false;
    if (there)
        return true;
    g_autoptr(GBytes) packed = pack_octets(raw, error);
    return packed && db_write(s->db, error,
                              "INSERT INTO raw (hash, size, packed)"
                              " VALUES (?, ?, ?)",
                              DB_T(hash), DB_I((int64_t)g_bytes_get_size(raw)),
                              DB_B(packed));
}

GBytes *store_raw_get(store *s, const char *hash, GError **error)
{
    g_autofree char *what = g_strdup_printf("raw message %s", hash);
    return db_one(db_ask(s->db, error,
                         "SELECT size, packed FROM raw WHERE hash = ?",
                         DB_S(hash)),
                  take_raw, (void *)(uintptr_t)hash, what, error);
}
