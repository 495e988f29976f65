/* tag: subject tags, capabilities and claims; formats stand in tag.h. */
#include "write/tag.h"

#include "base/address.h"
#include "base/planted.h"
#include <stdlib.h>
#include <string.h>

#define TAG_KEY_ID       1    /* the one site key; others come with rotation */
#define TAG_TOKEN_BYTES  20   /* 160 bits */
#define TAG_TOKEN_CHARS  32   /* the same in base32 */
#define TAG_MASKED       0x80 /* with the key id: numbers are masked */
#define TAG_CLAIM_BYTES  10   /* of the token, before its MAC */
#define TAG_MAC_BYTES    10
#define TAG_SUBJECT_MAC  8  /* characters, 40 bits */
#define TAG_DIGITS_MAX   18 /* of a ticket's number */
#define TAG_FOUND_MAX    20
#define TAG_NUMBER_MAX   G_GINT64_CONSTANT(0xffffffff)
#define TAG_ENTRY_MAX    G_GINT64_CONSTANT(0xffffff)
#define TAG_PREFIX_DIGIT 3 /* digits in "Re[12]:" */

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* ---- subject tags ---- */

static void subject_mac(const secret_key *site, int64_t epoch, int64_t ticket,
                        char out[TAG_SUBJECT_MAC + 1])
{
    secret_key key;
    secret_derive(site, "tag.....", (uint64_t)epoch, &key);
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, ticket);
    uint8_t mac[16];
    secret_mac(&key, text, strlen(text), mac, sizeof mac);
    secret_wipe(&key, sizeof key);

    uint64_t bits = 0;
    for (int i = 0; i < 5; i++)
        bits = bits << 8 | mac[i];
    for (int i = TAG_SUBJECT_MAC - 1; i >= 0; i--, bits >>= 5)
        out[i] = crockford[bits & 31];
    out[TAG_SUBJECT_MAC] = '\0';
}

char *tag_make(const secret_key *site, int64_t epoch, int64_t ticket)
{
    char mac[TAG_SUBJECT_MAC + 1];
    subject_mac(site, epoch, ticket, mac);
    return g_strdup_printf("[#%" G_GINT64_FORMAT "-%s]", ticket, mac);
}

/* Upper case, with the letters that people confuse mapped; 0 if it is none. */
static char crockford_letter(char c)
{
    c = g_ascii_toupper(c);
    if (c == 'I' || c == 'L')
        c = '1';
    else if (c == 'O')
        c = '0';
    return c != '\0' && strchr(crockford, c) ? c : '\0';
}

/* Is there a tag at `at`? Sets all of *found but start and end; returns its
 * length, 0 if there is none. */
static size_t tag_at(const char *at, tag_found *found)
{
    const char *p = at;
    if (p[0] != '[' || p[1] != '#' || p[2] == '0')
        return 0;
    p += 2;
    size_t digits = strspn(p, "0123456789");
    if (digits == 0 || digits > TAG_DIGITS_MAX || p[digits] != '-')
        return 0;
    found->ticket = g_ascii_strtoll(p, NULL, 10);
    p += digits + 1;
    for (int i = 0; i < TAG_SUBJECT_MAC; i++, p++) {
        found->mac[i] = crockford_letter(*p);
        if (found->mac[i] == '\0')
            return 0;
    }
    found->mac[TAG_SUBJECT_MAC] = '\0';
    return *p == ']' ? (size_t)(p + 1 - at) : 0;
}

GArray *tag_find(const char *subject)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(tag_found));
    const char *p = subject;
    while ((p = strstr(p, "[#")) && all->len < TAG_FOUND_MAX) {
        tag_found found = {0};
        size_t length = tag_at(p, &found);
        if (length == 0) {
            p += 2;
            continue;
        }
        found.start = (size_t)(p - subject);
        found.end = found.start + length;
        g_array_append_val(all, found);
        p += length;
    }
    return all;
}

bool tag_check(const secret_key *site, int64_t epoch, const tag_found *found)
{
    char mac[TAG_SUBJECT_MAC + 1];
    subject_mac(site, epoch, found->ticket, mac);
    return PLANTED(tag_unchecked) ||
           secret_equal(mac, found->mac, TAG_SUBJECT_MAC);
}

static void drop_trailing_blanks(GString *s)
{
    while (s->len > 0 && strchr(" \t\r\n", s->str[s->len - 1]))
        g_string_truncate(s, s->len - 1);
}

char *tag_strip(const char *subject)
{
    GString *out = g_string_new(NULL);
    for (const char *p = subject; *p != '\0';) {
        tag_found found;
        size_t length = tag_at(p, &found);
        if (length == 0) {
            g_string_append_c(out, *p++);
            continue;
        }
        p += length;
        drop_trailing_blanks(out);
        p += strspn(p, " \t\r\n");
        if (out->len > 0 && *p != '\0')
            g_string_append_c(out, ' ');
    }
    drop_trailing_blanks(out);
    char *text = g_string_free(out, FALSE);
    return g_strchug(text);
}

/* Reply and forward prefixes, case-folded. One-letter ones ("R:", "I:") are not
 * here: a subject may well begin with them. */
static const char *const prefixes[] = {
    "re",         "fw",   "fwd",   "aw",  "antw", "antwort", "wg",     "sv",
    "vs",         "vb",   "vl",    "vá",  "ref",  "rif",     "res",    "enc",
    "rv",         "tr",   "odp",   "pd",  "ynt",  "ilt",     "doorst", "atb",
    "továbbítás", "отв",  "ответ", "пер", "回复", "回覆",    "答复",   "转发",
    "轉寄",       "返信", "転送",  NULL};

/* Blanks, ASCII and U+00A0 (French puts one before its colon). */
static const char *skip_blanks(const char *p)
{
    for (;;) {
        if (*p == ' ' || *p == '\t')
            p++;
        else if (strncmp(p, "\302\240", 2) == 0)
            p += 2;
        else
            return p;
    }
}

/* "[2]", "(2)", "^2" or nothing. */
static const char *skip_count(const char *p)
{
    const char *q = p;
    char close = *q == '[' ? ']' : *q == '(' ? ')' : '\0';
    if (close == '\0' && *q != '^')
        return p;
    size_t digits = strspn(++q, "0123456789");
    if (digits == 0 || digits > TAG_PREFIX_DIGIT)
        return p;
    q += digits;
    if (close == '\0')
        return q;
    return *q == close ? q + 1 : p;
}

/* End of one prefix at `p` with its colon, or NULL. */
static const char *prefix_end(const char *p)
{
    const char *end = p;
    while (*end != '\0' && !strchr("[(^: \t", *end) &&
           strncmp(end, "\357\274\232", 3) != 0 &&
           strncmp(end, "\302\240", 2) != 0)
        end++;
    if (end == p || end - p > 40)
        return NULL;
    g_autofree char *word = g_utf8_strdown(p, end - p);
    if (!g_strv_contains(prefixes, word))
        return NULL;
    end = skip_blanks(skip_count(end));
    if (*end == ':')
        return skip_blanks(end + 1);
    if (strncmp(end, "\357\274\232", 3) == 0) /* full-width colon */
        return skip_blanks(end + 3);
    return NULL;
}

char *tag_base_subject(const char *subject)
{
    g_autofree char *plain = tag_strip(subject);
    const char *p = skip_blanks(plain), *end;
    while ((end = prefix_end(p)))
        p = end;
    return g_strchomp(g_strdup(p));
}

/* ---- tokens ---- */

static void put_number(uint8_t *out, int bytes, uint64_t value)
{
    for (int i = bytes - 1; i >= 0; i--, value >>= 8)
        out[i] = (uint8_t)value;
}

static uint64_t get_number(const uint8_t *in, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | in[i];
    return value;
}

static void hash_text(secret_hash *hash, const char *text)
{
    uint8_t size[4];
    put_number(size, sizeof size, strlen(text));
    secret_hash_add(hash, size, sizeof size);
    secret_hash_add(hash, text, strlen(text));
}

/* The MAC covers what the token does not show, too: epoch, kind, queue, site.
 * `key`: derived from the site's (mac_key). */
static void token_mac(const secret_key *key, const char *domain,
                      const char *queue, int64_t epoch, tag_kind kind,
                      const uint8_t claim[TAG_CLAIM_BYTES],
                      uint8_t out[TAG_MAC_BYTES])
{
    uint8_t full[16];
    secret_hash *hash = secret_hash_new(key, sizeof full);
    uint8_t letter = (uint8_t)kind;
    secret_hash_add(hash, &letter, 1);
    secret_hash_add(hash, claim, TAG_CLAIM_BYTES);
    hash_text(hash, queue);
    g_autofree char *lower = g_ascii_strdown(domain, -1);
    hash_text(hash, lower);
    if (epoch > 1) {
        uint8_t number[8];
        put_number(number, sizeof number, (uint64_t)epoch);
        secret_hash_add(hash, number, sizeof number);
    }
    secret_hash_end(hash, full);
    memcpy(out, full, TAG_MAC_BYTES);
}

static void mac_key(const secret_key *site,
                    const uint8_t claim[TAG_CLAIM_BYTES], secret_key *out)
{
    secret_derive(site, "capabil.", claim[0], out);
}

/* Numbers are nobody's business: the octets between key id and MAC are mixed with
 * a stream that the MAC begins. Equal claims give equal tokens, and nothing else
 * can be seen. Doing it twice undoes it. */
static void token_mask(const secret_key *site, uint8_t bytes[TAG_TOKEN_BYTES])
{
    secret_key key;
    uint8_t stream[16];

    secret_derive(site, "tokmask.", bytes[0], &key);
    secret_hash *hash = secret_hash_new(&key, sizeof stream);
    secret_hash_add(hash, bytes + TAG_CLAIM_BYTES, TAG_MAC_BYTES);
    secret_hash_end(hash, stream);
    secret_wipe(&key, sizeof key);
    for (int i = 1; i < TAG_CLAIM_BYTES; i++)
        bytes[i] ^= stream[i];
}

char *tag_token(const secret_key *site, const char *domain, const char *queue,
                const tag_claim *claim)
{
    uint8_t bytes[TAG_TOKEN_BYTES];
    bytes[0] = TAG_KEY_ID | TAG_MASKED;
    put_number(bytes + 1, 2, claim->who);
    put_number(bytes + 3, 4, (uint64_t)CLAMP(claim->number, 0, TAG_NUMBER_MAX));
    put_number(bytes + 7, 3, (uint64_t)CLAMP(claim->entry, 0, TAG_ENTRY_MAX));
    secret_key key;
    mac_key(site, bytes, &key);
    token_mac(&key, domain, queue, claim->epoch, claim->kind, bytes,
              bytes + TAG_CLAIM_BYTES);
    secret_wipe(&key, sizeof key);

    token_mask(site, bytes);
    char *text = g_malloc(TAG_TOKEN_CHARS + 1);
    for (int i = 0; i < TAG_TOKEN_CHARS; i++) {
        int bit = i * 5;
        unsigned two = (unsigned)bytes[bit / 8] << 8;
        if (bit / 8 + 1 < TAG_TOKEN_BYTES)
            two |= bytes[bit / 8 + 1];
        text[i] = base32[two >> (11 - bit % 8) & 31];
    }
    text[TAG_TOKEN_CHARS] = '\0';
    return text;
}

static int base32_value(char c)
{
    c = g_ascii_tolower(c);
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static bool token_bytes(const char *text, uint8_t out[TAG_TOKEN_BYTES])
{
    memset(out, 0, TAG_TOKEN_BYTES);
    for (int i = 0; i < TAG_TOKEN_CHARS; i++) {
        int value = base32_value(text[i]);
        if (value < 0)
            return false;
        int bit = i * 5;
        unsigned two = (unsigned)value << (11 - bit % 8);
        out[bit / 8] |= (uint8_t)(two >> 8);
        if (bit / 8 + 1 < TAG_TOKEN_BYTES)
            out[bit / 8 + 1] |= (uint8_t)two;
    }
    return true;
}

/* The epoch whose MAC this is, 0: of none. */
static int64_t epoch_of(const secret_key *key, const char *domain,
                        const char *queue, int64_t newest, tag_kind kind,
                        const uint8_t bytes[TAG_TOKEN_BYTES])
{
    int64_t last = MAX(newest, 1);

    for (int64_t epoch = last; epoch > MAX(last - TAG_EPOCHS_MAX, 0); epoch--) {
        uint8_t mac[TAG_MAC_BYTES];
        token_mac(key, domain, queue, epoch, kind, bytes, mac);
        if (secret_equal(mac, bytes + TAG_CLAIM_BYTES, TAG_MAC_BYTES))
            return epoch;
    }
    return 0;
}

/* The octets of a token, unmasked, and the key of its MAC. */
static bool open_token(const secret_key *site, const char *text,
                       uint8_t bytes[TAG_TOKEN_BYTES], secret_key *key)
{
    if (!token_bytes(text, bytes) || (bytes[0] & ~TAG_MASKED) != TAG_KEY_ID)
        return false;
    if (bytes[0] & TAG_MASKED) /* older mail has them plain */
        token_mask(site, bytes);
    mac_key(site, bytes, key);
    return true;
}

static void read_claim(tag_kind kind, const uint8_t bytes[TAG_TOKEN_BYTES],
                       int64_t epoch, tag_claim *out)
{
    out->kind = kind;
    out->who = (uint16_t)get_number(bytes + 1, 2);
    out->number = (int64_t)get_number(bytes + 3, 4);
    out->entry = (int64_t)get_number(bytes + 7, 3);
    out->epoch = epoch;
}

/* Read "o-TOKEN" at the start of `text`; its kind must be one of `kinds`. */
static bool read_token(const secret_key *site, const char *domain,
                       const char *queue, int64_t newest, const char *text,
                       const char *kinds, tag_claim *out)
{
    char kind = g_ascii_tolower(text[0]);
    uint8_t bytes[TAG_TOKEN_BYTES];
    secret_key key;
    if (kind == '\0' || !strchr(kinds, kind) || text[1] != '-' ||
        !open_token(site, text + 2, bytes, &key))
        return false;
    int64_t epoch =
        epoch_of(&key, domain, queue, newest, (tag_kind)kind, bytes);
    secret_wipe(&key, sizeof key);
    if (epoch == 0 && !PLANTED(mac_unchecked))
        return false;
    read_claim((tag_kind)kind, bytes, epoch, out);
    return true;
}

/* ---- capabilities: addresses ---- */

char *tag_address(const secret_key *site, const char *domain, const char *queue,
                  const char *queue_address, const tag_claim *claim)
{
    const char *at = strrchr(queue_address, '@');
    g_return_val_if_fail(at != NULL, NULL);
    g_autofree char *token = tag_token(site, domain, queue, claim);
    return g_strdup_printf("%.*s+%c-%s%s", (int)(at - queue_address),
                           queue_address, claim->kind, token, at);
}

bool tag_read_detail(const secret_key *site, const char *domain,
                     const char *queue, int64_t newest, const char *detail,
                     tag_claim *out)
{
    return strlen(detail) == TAG_TOKEN_CHARS + 2 &&
           read_token(site, domain, queue, newest, detail, "onhubparvl", out);
}

bool tag_is_acting(const secret_key *site, const char *domain,
                   const char *const *queues, int64_t newest,
                   const char *letters, tag_claim *out)
{
    uint8_t bytes[TAG_TOKEN_BYTES];
    secret_key key;
    int64_t epoch = 0;
    if (!open_token(site, letters, bytes, &key))
        return false;
    for (const char *kind = TAG_ACTING; *kind && !epoch; kind++)
        for (const char *const *q = queues; *q && !epoch; q++) {
            epoch = epoch_of(&key, domain, *q, newest, (tag_kind)*kind, bytes);
            read_claim((tag_kind)*kind, bytes, epoch, out);
        }
    secret_wipe(&key, sizeof key);
    return epoch != 0;
}

#define SECOND 1000

int64_t tag_list_ms(const tag_claim *claim)
{
    return claim->number * SECOND + claim->entry;
}

tag_claim tag_list_claim(uint16_t who, int64_t ms, int64_t epoch)
{
    return (tag_claim){.kind = TAG_LIST,
                       .who = who,
                       .number = ms / SECOND,
                       .entry = ms % SECOND,
                       .epoch = epoch};
}

bool tag_same(const tag_claim *a, const tag_claim *b)
{
    return a->kind == b->kind && a->who == b->who && a->number == b->number &&
           a->entry == b->entry && a->epoch == b->epoch;
}

static void add_claim(GArray *all, const tag_claim *found)
{
    for (guint i = 0; i < all->len; i++)
        if (tag_same(&g_array_index(all, tag_claim, i), found))
            return;
    g_array_append_val(all, *found);
}

void tag_find_claims(const secret_key *site, const char *domain,
                     const char *const *queues, int64_t newest,
                     const char *text, GArray *all)
{
    for (const char *p = text; (p = strchr(p, '-')); p++) {
        tag_claim found;
        if (all->len >= TAG_SEEN_MAX)
            return;
        for (const char *const *q = queues; p > text && *q; q++)
            if (read_token(site, domain, *q, newest, p - 1, TAG_ACTING,
                           &found)) {
                add_claim(all, &found);
                break;
            }
    }
}

/* The first octet is the key's id: all five bits of the first letter, and three
 * of the second's. */
bool tag_may_be_token(const char *letters)
{
    int first = base32_value(letters[0]);
    int second = first < 0 ? -1 : base32_value(letters[1]);
    return second >= 0 &&
           ((first << 3 | second >> 2) & ~TAG_MASKED) == TAG_KEY_ID;
}

bool tag_has_syntax(const char *text)
{
    for (const char *p = text; (p = strchr(p, '+'));) {
        p++;
        if (!g_ascii_isalpha(p[0]) || p[1] != '-')
            continue;
        int i = 0;
        while (i < TAG_TOKEN_CHARS && base32_value(p[2 + i]) >= 0)
            i++;
        if (i == TAG_TOKEN_CHARS)
            return true;
    }
    return false;
}

/* ---- claims: Message-IDs and a header ---- */

char *tag_header(const secret_key *site, const char *domain, const char *queue,
                 const tag_claim *claim)
{
    g_autofree char *token = tag_token(site, domain, queue, claim);
    return g_strdup_printf("%c-%s", claim->kind, token);
}

char *tag_message_id(const secret_key *site, const char *domain,
                     const char *queue, const tag_claim *claim,
                     const char *unique)
{
    g_autofree char *left = tag_header(site, domain, queue, claim);
    return g_strdup_printf("%s.%s@%s", left, unique, domain);
}

bool tag_read_message_id(const secret_key *site, const char *domain,
                         const char *const *queues, int64_t newest,
                         const char *message_id, tag_claim *out,
                         const char **queue)
{
    const char *p = message_id + strspn(message_id, " \t<");
    const char *blank = strpbrk(p, " \t");
    if (blank && blank[strspn(blank, " \t>")] != '\0')
        p = blank + strspn(blank, " \t"); /* "QUEUE o-TOKEN" */
    if (strlen(p) < TAG_TOKEN_CHARS + 2 ||
        (p[TAG_TOKEN_CHARS + 2] != '\0' &&
         !strchr(".@> \t", p[TAG_TOKEN_CHARS + 2])))
        return false;
    for (; *queues; queues++) {
        if (!read_token(site, domain, *queues, newest, p, "onhubcvl", out))
            continue;
        *queue = *queues;
        return true;
    }
    return false;
}
