/* secret: keys, MACs, random bytes; the only file that knows libsodium. */
#include "base/secret.h"

#include "base/err.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

G_STATIC_ASSERT(SECRET_KEY_BYTES == crypto_kdf_KEYBYTES);
G_STATIC_ASSERT(SECRET_KEY_BYTES == crypto_generichash_KEYBYTES);

#define KEY_DIGITS ((size_t)2 * SECRET_KEY_BYTES) /* hexadecimal */

struct secret_hash {
    crypto_generichash_state state;
    size_t out_size;
};

bool secret_init(GError **error)
{
    if (sodium_init() >= 0)
        return true;
    err_set(error, ERR_INTERNAL,
            "libsodium cannot start (is there a /dev/urandom?)");
    return false;
}

bool secret_key_load(const char *path, secret_key *key, GError **error)
{
    char *line = file_secret_line(path, error);
    size_t size = 0;
    bool ok;

    if (!line)
        return false;
    ok = strlen(line) == KEY_DIGITS &&
         sodium_hex2bin(key->bytes, sizeof key->bytes, line, strlen(line), NULL,
                        &size, NULL) == 0 &&
         size == SECRET_KEY_BYTES;
    secret_free_text(line);
    if (!ok)
        err_set(error, ERR_DATA,
                "%s: not a site key (64 hexadecimal digits); restore it from "
                "your backup: with a new key old tags and addresses stop "
                "working",
                path);
    return ok;
}

static bool must_not_exist(const char *path, GError **error)
{
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    err_set(error, ERR_DENIED, "%s exists: a site key is never overwritten",
            path);
    return false;
}

bool secret_key_create(const char *path, GError **error)
{
    secret_key key;
    char hex[KEY_DIGITS + 2];
    bool ok;

    if (!must_not_exist(path, error))
        return false;
    crypto_kdf_keygen(key.bytes);
    sodium_bin2hex(hex, sizeof hex, key.bytes, sizeof key.bytes);
    hex[KEY_DIGITS] = '\n';
    ok = file_write_durable(path, hex, KEY_DIGITS + 1, 0600, error);
    secret_wipe(&key, sizeof key);
    secret_wipe(hex, sizeof hex);
    return ok;
}

void secret_derive(const secret_key *site, const char *context, uint64_t id,
                   secret_key *out)
{
    g_assert(strlen(context) == crypto_kdf_CONTEXTBYTES);
    crypto_kdf_derive_from_key(out->bytes, sizeof out->bytes, id, context,
                               site->bytes);
}

void secret_mac(const secret_key *key, const void *data, size_t size,
                uint8_t *out, size_t out_size)
{
    g_assert(out_size >= crypto_generichash_BYTES_MIN &&
             out_size <= crypto_generichash_BYTES_MAX);
    crypto_generichash(out, out_size, data, size, key->bytes,
                       sizeof key->bytes);
}

secret_hash *secret_hash_new(const secret_key *key, size_t out_size)
{
    secret_hash *hash;

    g_assert(out_size >= crypto_generichash_BYTES_MIN &&
             out_size <= crypto_generichash_BYTES_MAX);
    /* libsodium's state wants 64-byte alignment */
    hash = g_aligned_alloc0(1, sizeof *hash, 64);
    hash->out_size = out_size;
    crypto_generichash_init(&hash->state, key->bytes, sizeof key->bytes,
                            out_size);
    return hash;
}

void secret_hash_add(secret_hash *hash, const void *data, size_t size)
{
    crypto_generichash_update(&hash->state, data, size);
}

void secret_hash_end(secret_hash *hash, uint8_t *out)
{
    crypto_generichash_final(&hash->state, out, hash->out_size);
    secret_wipe(hash, sizeof *hash);
    g_aligned_free(hash);
}

bool secret_equal(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

uint64_t secret_short_hash(const secret_key *key, const void *data, size_t size)
{
    uint64_t hash;

    G_STATIC_ASSERT(crypto_shorthash_siphash24_BYTES == sizeof hash);
    G_STATIC_ASSERT(crypto_shorthash_siphash24_KEYBYTES <= SECRET_KEY_BYTES);
    crypto_shorthash_siphash24((uint8_t *)&hash, data, size, key->bytes);
    return GUINT64_FROM_LE(hash);
}

void secret_random(void *out, size_t size)
{
    randombytes_buf(out, size);
}

uint32_t secret_random_below(uint32_t bound)
{
    return randombytes_uniform(bound);
}

void secret_random_id(char out[33])
{
    uint8_t bits[16];

    randombytes_buf(bits, sizeof bits);
    sodium_bin2hex(out, 33, bits, sizeof bits);
}

void secret_wipe(void *data, size_t size)
{
    sodium_memzero(data, size);
}

void secret_free_text(char *text)
{
    if (!text)
        return;
    sodium_memzero(text, strlen(text));
    g_free(text);
}
