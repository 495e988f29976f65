/* scanput: what a scanning child answers about one message. */
#include "scan/wire.h"

#include "base/file.h"
#include "base/steady.h"
#include "filters/filter.h"
#include "mail/mime.h"
#include <string.h>
#include <unistd.h>

#define JSON_ROOM 2048 /* octets of JSON beside the texts */

static gsize octets_of(GBytes *bytes) /* NULL: none */
{
    return bytes ? g_bytes_get_size(bytes) : 0;
}

static bool write_bytes(int out, GBytes *bytes)
{
    if (octets_of(bytes) == 0)
        return true;
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return file_write_all(out, data, size, NULL);
}

/* Decoded attachments until the octets, or half of the CPU time, are used up;
 * who needs one that is missing says so. */
static uint32_t write_contents(int out, const letter *l,
                               const mime_contents *contents, int64_t cpu_ms)
{
    g_autoptr(GHashTable) done =
        g_hash_table_new(g_str_hash, g_str_equal); /* borrowed sha256 */
    int64_t begin_us = steady_cpu_us();
    uint64_t left = SCAN_CONTENTS_MAX;
    for (guint i = 0; i < l->attachments->len; i++) {
        letter_attachment *a = l->attachments->pdata[i];
        if (a->size > left || g_hash_table_contains(done, a->sha256))
            continue;
        if (steady_cpu_us() - begin_us > cpu_ms * 500)
            break;
        GBytes *octets = g_hash_table_lookup(contents->octets, a->sha256);
        if (!octets || g_bytes_get_size(octets) != a->size)
            continue;
        scan_content c = {.size = a->size};
        memcpy(c.sha256, a->sha256, sizeof c.sha256);
        if (!file_write_all(out, &c, sizeof c, NULL) ||
            !write_bytes(out, octets))
            _exit(71);
        left -= a->size;
        g_hash_table_add(done, a->sha256);
    }
    return g_hash_table_size(done);
}

static void say_slow(const judge_opinion *o, void (*say)(const char *words))
{
    for (guint i = 0; i < o->slow->len; i++) {
        const char *name = o->slow->pdata[i];
        g_autofree char *words = g_strdup_printf(
            "rule %s ran out of its limits on a message, and counts as not hit "
            "there; `postern rules show %s` says where it stands",
            name, name);
        say(words);
    }
    if (!o->over_budget)
        return;
    g_autofree char *words = g_strdup_printf(
        "a message used up its %d ms of rules while rule %s ran; the rest was "
        "left out (`postern rules bench` names the costliest)",
        MATCH_BUDGET_MS, o->last);
    say(words);
}

static GBytes *verdict_without_rules(const letter *l)
{
    g_autoptr(verdict) v = l ? verdict_judge(l) : verdict_new();
    return verdict_to_bytes(v);
}

static judge_opinion *judge_raw(const judge *j, GBytes *raw, unsigned wants,
                                void (*say)(const char *words))
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    judge_opinion *o =
        judge_message(j, data, size, (wants & SCAN_WANT_HITS) != 0);
    if (say)
        say_slow(o, say);
    return o;
}

/* The words as the judge reads them, under the key that the request brought: who
 * asks has it, we keep none. */
static GBytes *words_of(GBytes *raw, const secret_key *key, const judge *j)
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    g_autoptr(view) v =
        view_new(data ? data : "", size, j ? judge_set(j) : NULL);
    g_autoptr(count_words) w = count_read(v, key);
    return g_bytes_new(w->hashes->data, w->hashes->len * sizeof(uint64_t));
}

static GBytes *features_of(const letter *l, const secret_key *key)
{
    g_autoptr(model_text) t = model_read_letter(l, key, false);
    return model_text_to_bytes(t);
}

static GBytes *json_of(const letter *l)
{
    GString *s = g_string_sized_new(2 * strlen(l->text) + JSON_ROOM);
    letter_json_rest(s, l);
    return g_string_free_to_bytes(s);
}

static GBytes *said_of(const void *data, gsize size)
{
    g_autoptr(said_mail) s = said_read(data ? data : "", size);
    return said_to_bytes(s);
}

bool scan_wire_put(int out, GBytes *raw, const scan_request *request,
                   const judge *j, const scan_limits *limits)
{
    int64_t begin_us = steady_us();
    unsigned wants = request->wants;
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    g_autoptr(letter) l = NULL;
    g_autoptr(GBytes) letter_part = NULL, verdict_part = NULL, hits = NULL;
    g_autoptr(GBytes) words = NULL, features = NULL, json = NULL;
    g_autoptr(GBytes) texts = NULL;
    g_autoptr(judge_opinion) opinion = NULL;
    bool judges = j && (wants & (SCAN_WANT_VERDICT | SCAN_WANT_HITS));
    g_autoptr(mime_contents) contents =
        wants & SCAN_WANT_CONTENTS ? mime_contents_new() : NULL;
    /* rules before the letter, so that their memory and that of its contents
     * are not needed at the same time */
    if (judges)
        opinion = judge_raw(j, raw, wants, limits->say);
    if (wants & SCAN_WANT_WORDS)
        words = words_of(raw, &request->key, j);
    if (wants & (SCAN_WANT_LETTER | SCAN_WANT_JSON | SCAN_WANT_WORDS) ||
        (judges && judge_reads_letters(j)))
        l = filters_letter(data, size, request->null_sender, contents);
    if (wants & SCAN_WANT_WORDS)
        features = features_of(l, &request->key);
    if (judges) {
        bool want_hits = (wants & SCAN_WANT_HITS) != 0;
        if (l)
            judge_letter(j, l,
                         (wants & (SCAN_WANT_HITS | SCAN_WANT_SPOKE)) != 0,
                         opinion);
        verdict_part = verdict_to_bytes(opinion->verdict);
        hits = want_hits ? judge_hits_to_bytes(opinion->hits) : NULL;
    } else if (wants & (SCAN_WANT_VERDICT | SCAN_WANT_HITS)) {
        verdict_part = verdict_without_rules(l);
    }
    if (wants & SCAN_WANT_LETTER)
        letter_part = letter_to_bytes(l);
    if (wants & SCAN_WANT_JSON)
        json = json_of(l);
    if (wants & SCAN_WANT_SAID)
        texts = said_of(data, size);

    scan_head head = {.magic = SCAN_MAGIC,
                      .letter = octets_of(letter_part),
                      .verdict = octets_of(verdict_part),
                      .hits = octets_of(hits),
                      .words = octets_of(words),
                      .features = octets_of(features),
                      .json = octets_of(json),
                      .said = octets_of(texts)};
    off_t at = lseek(out, 0, SEEK_CUR);
    if (!file_write_all(out, &head, sizeof head, NULL) ||
        !write_bytes(out, letter_part) || !write_bytes(out, verdict_part) ||
        !write_bytes(out, hits) || !write_bytes(out, words) ||
        !write_bytes(out, features) || !write_bytes(out, json) ||
        !write_bytes(out, texts))
        return false;
    if (wants & SCAN_WANT_CONTENTS)
        head.contents = write_contents(out, l, contents, limits->cpu_ms);
    head.us = (uint64_t)(steady_us() - begin_us);
    return pwrite(out, &head, sizeof head, at) == sizeof head;
}
