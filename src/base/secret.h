/* secret: keys, MACs, random bytes. The only file that knows libsodium. */
#ifndef POSTERN_SECRET_H
#define POSTERN_SECRET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECRET_KEY_BYTES 32
typedef struct secret_key {
    uint8_t bytes[SECRET_KEY_BYTES];
} secret_key;

/* Once a process, before anything else here. Thread-safe afterwards. */
bool secret_init(GError **error);

/* The site key: 64 hex digits in a private file (file_check_private). create
 * writes a new one durably, mode 0600, and refuses to overwrite. */
bool secret_key_load(const char *path, secret_key *key, GError **error);
bool secret_key_create(const char *path, GError **error);

/* A key for one purpose: BLAKE2b KDF (crypto_kdf) under `site`; `context` is
 * exactly 8 characters ("tag.....", "capabil.", "identity", "msgid..."), id a
 * number such as the epoch. */
void secret_derive(const secret_key *site, const char *context, uint64_t id,
                   secret_key *out);

/* Keyed BLAKE2b (RFC 7693) of data, `out_size` 16 to 64 bytes. For shorter MACs
 * take the first bytes of 16. */
void secret_mac(const secret_key *key, const void *data, size_t size,
                uint8_t *out, size_t out_size);

/* The same in pieces. */
typedef struct secret_hash secret_hash;
secret_hash *secret_hash_new(const secret_key *key, size_t out_size);
void secret_hash_add(secret_hash *hash, const void *data, size_t size);
void secret_hash_end(secret_hash *hash, uint8_t *out); /* frees hash */

/* SipHash-2-4 under the first 16 bytes of a key: short and quick, for tables
 * that must not tell what is in them; no proof of anything. */
uint64_t secret_short_hash(const secret_key *key, const void *data,
                           size_t size);

/* Constant time. */
bool secret_equal(const void *a, const void *b, size_t size);

void secret_random(void *out, size_t size);
/* Like randombytes_uniform: 0 <= result < bound. */
uint32_t secret_random_below(uint32_t bound);
/* 128 random bits as 32 lower-case hex digits and a NUL. */
void secret_random_id(char out[33]);

void secret_wipe(void *data, size_t size);
void secret_free_text(char *text); /* wipes up to the NUL, then g_free */

#endif
