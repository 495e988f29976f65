/* fuzz_model: any octets as a lesson, as the file of the model under a MAC that is
 * right, and as a text that is asked about. */
#include "fuzz/fuzz.h"

#include "rules/learn/model_room.h"

#include <math.h>

static const secret_key key = {.bytes = {5}};

static void read_lesson(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(model_text) t = model_text_from_bytes(bytes);
    if (!t)
        return;
    g_autoptr(GBytes) again = model_text_to_bytes(t);
    if (g_bytes_get_size(again) > size)
        fuzz_fail("a lesson is longer than what it was read from");
    g_autoptr(model_text) same = model_text_from_bytes(again);
    if (!same || same->features->len != t->features->len)
        fuzz_fail("a lesson is another when it was written");
}

static void ask(const model_file *f, const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autoptr(model_text) t = model_read(text, text, &key, true);
    g_autoptr(GArray) guesses = model_guesses(f, t);
    double sum = 0;
    for (guint i = 0; i < guesses->len; i++) {
        const model_guess *g = &g_array_index(guesses, model_guess, i);
        if (g->class >= model_classes(f))
            fuzz_fail("a class that is none");
        sum += g->probability;
        g_autoptr(GArray) why = model_why(f, t, g->class, 3);
    }
    if (sum > 1.0001)
        fuzz_fail("more than certain");
}

/* Nobody else can make a MAC; a mistake of our own could. */
static void read_file(const uint8_t *data, size_t size)
{
    g_autofree uint8_t *copy = g_memdup2(data, size);
    if (size < MODEL_MAC_AT + 32)
        return;
    memset(copy + MODEL_MAC_AT, 0, 32);
    uint8_t mac[32];
    secret_mac(&key, copy, size, mac, sizeof mac);
    memcpy(copy + MODEL_MAC_AT, mac, sizeof mac);
    g_autoptr(GBytes) bytes = g_bytes_new(copy, size);
    g_autoptr(model_file) f = model_from_bytes(bytes, &key, NULL);
    if (f)
        ask(f, data, size);
}

static void read_all(const uint8_t *data, size_t size)
{
    read_lesson(data, size);
    read_file(data, size);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
