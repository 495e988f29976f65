/* coupon: texts of coupons. */
#include "write/coupon.h"

#include <string.h>

#define PREFIX     "PC"
#define GROUPS     4
#define GROUP_SIZE 4
#define LETTERS    (GROUPS * GROUP_SIZE)
#define RANDOM     (LETTERS / 2) /* letters; the rest is MAC */
#define KEY_BYTES  16

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* 40 bits as eight letters. */
static void write_letters(const uint8_t bytes[5], char *out)
{
    uint64_t bits = 0;

    for (int i = 0; i < 5; i++)
        bits = bits << 8 | bytes[i];
    for (int i = RANDOM - 1; i >= 0; i--, bits >>= 5)
        out[i] = alphabet[bits & 31];
}

static void mac_of(const secret_key *site, uint64_t id, const char *text,
                   size_t size, uint8_t out[KEY_BYTES])
{
    secret_key key;

    secret_derive(site, "coupon..", id, &key);
    secret_mac(&key, text, size, out, KEY_BYTES);
    secret_wipe(&key, sizeof key);
}

static void check_letters(const secret_key *site, const char *random, char *out)
{
    uint8_t mac[KEY_BYTES];

    mac_of(site, 1, random, RANDOM, mac);
    write_letters(mac, out);
}

/* "PC-7KQ2-..." of its letters. */
static char *grouped(const char letters[LETTERS])
{
    GString *out = g_string_new(PREFIX);

    for (int i = 0; i < LETTERS; i += GROUP_SIZE) {
        g_string_append_c(out, '-');
        g_string_append_len(out, letters + i, GROUP_SIZE);
    }
    return g_string_free(out, FALSE);
}

char *coupon_make(const secret_key *site)
{
    char letters[LETTERS];
    uint8_t random[5];

    secret_random(random, sizeof random);
    write_letters(random, letters);
    check_letters(site, letters, letters + RANDOM);
    return grouped(letters);
}

/* As we write it; '\0' if it is none. */
static char letter_of(char c)
{
    c = g_ascii_toupper(c);
    if (c == 'I' || c == 'L')
        c = '1';
    else if (c == 'O')
        c = '0';
    return c != '\0' && strchr(alphabet, c) ? c : '\0';
}

/* Is there one at `p`? How long it is there; 0: no. */
static size_t read_at(const char *p, char letters[LETTERS])
{
    const char *start = p;

    if (g_ascii_strncasecmp(p, PREFIX, strlen(PREFIX)) != 0)
        return 0;
    p += strlen(PREFIX);
    for (int i = 0; i < LETTERS; i++, p++) {
        if (i % GROUP_SIZE == 0) {
            size_t blanks = strspn(p, "- ");
            if (blanks > 3 || (i == 0 && blanks == 0))
                return 0;
            p += blanks;
        }
        letters[i] = letter_of(*p);
        if (letters[i] == '\0')
            return 0;
    }
    return g_ascii_isalnum(*p) ? 0 : (size_t)(p - start);
}

GPtrArray *coupon_find(const char *text)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    char before = ' ';

    for (const char *p = text; p && *p && all->len < COUPON_FOUND_MAX;) {
        char letters[LETTERS];
        size_t size = g_ascii_isalnum(before) ? 0 : read_at(p, letters);
        if (size == 0) {
            before = *p++;
            continue;
        }
        g_autofree char *one = grouped(letters);
        if (!g_ptr_array_find_with_equal_func(all, one, g_str_equal, NULL))
            g_ptr_array_add(all, g_steal_pointer(&one));
        p += size;
        before = '0';
    }
    return all;
}

bool coupon_check(const secret_key *site, const char *coupon)
{
    char letters[LETTERS], check[LETTERS - RANDOM];

    if (read_at(coupon, letters) == 0)
        return false;
    check_letters(site, letters, check);
    return secret_equal(check, letters + RANDOM, sizeof check);
}

char *coupon_key(const secret_key *site, const char *coupon)
{
    uint8_t mac[KEY_BYTES];
    GString *out = g_string_new(NULL);

    mac_of(site, 2, coupon, strlen(coupon), mac);
    for (unsigned i = 0; i < sizeof mac; i++)
        g_string_append_printf(out, "%02x", mac[i]);
    return g_string_free(out, FALSE);
}
