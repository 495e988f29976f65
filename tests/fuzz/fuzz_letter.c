/* fuzz_letter: what a scanning child that was taken over may send: octets as a
 * letter, a verdict, hits, and as a whole answer that comes over a socket.
 *
 * Octets that are no normal form are refused at once, and chance does not make
 * normal form; so most changes are made to values of a letter that was read, and
 * written again (LLVMFuzzerCustomMutator below). An input that begins with
 * SCAN_MAGIC is a whole answer, any other is one GVariant. */
#include "fuzz/fuzz.h"

#include <jansson.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scan/wire.h"

#define LETTER                                                               \
    "(msxmsa(mss)a(mss)a(mss)a(mss)a(mss)msasassba(sssmsbts)sssymsa(msmsms)" \
    "msasmsmsmsmsas)"
#define VERDICT "(sdba(sud)a(sd)da(sd))"
#define HITS    "a(sssss)"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
                               unsigned seed);

/* ---- what must hold ---- */

static void check_rows(const letter *l)
{
    const GPtrArray *addresses[] = {l->from, l->sender, l->to, l->cc,
                                    l->reply_to};
    const GPtrArray *lines[] = {l->in_reply_to, l->references,
                                l->returned_references, l->defects};

    for (size_t k = 0; k < G_N_ELEMENTS(addresses); k++) {
        for (guint i = 0; i < addresses[k]->len; i++) {
            const letter_address *a = addresses[k]->pdata[i];

            if (!a->address)
                fuzz_fail("a mailbox without address");
            fuzz_line("a name", a->name);
            fuzz_line("an address", a->address);
        }
    }
    for (size_t k = 0; k < G_N_ELEMENTS(lines); k++) {
        for (guint i = 0; i < lines[k]->len; i++)
            fuzz_line("an id or a defect", lines[k]->pdata[i]);
    }
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];

        fuzz_line("a part", a->part);
        fuzz_line("a type", a->type);
        fuzz_line("a file name", a->name);
        fuzz_line("a content id", a->content_id);
        if (!*a->name || strpbrk(a->name, "/\\") || strlen(a->sha256) != 64)
            fuzz_fail("an attachment's name or hash is none");
    }
    for (guint i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];

        if (!b->action)
            fuzz_fail("a bounce without action");
        fuzz_line("a recipient", b->recipient);
        fuzz_line("an action", b->action);
        fuzz_line("a status", b->status);
    }
}

static void check_letter(const letter *l)
{
    const char *lines[] = {l->message_id,     l->date,     l->subject,
                           l->kind_reason,    l->claim,    l->returned_id,
                           l->returned_claim, l->language, l->spam_flag};
    const char *texts[] = {l->text, l->new_text, l->signature, l->quoted};
    g_autofree char *json = letter_to_json(l, "x");
    g_autoptr(GBytes) again = letter_to_bytes(l);
    g_autoptr(letter) back = letter_from_bytes(again, NULL);
    json_t *object = json_loads(json, 0, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        fuzz_line("a line", lines[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (!texts[i] || strlen(texts[i]) > LETTER_TEXT_MAX)
            fuzz_fail("a text is missing or too long");
        fuzz_text("a text", texts[i]);
    }
    check_rows(l);
    if (l->kind > LETTER_CALENDAR)
        fuzz_fail("there is no kind %d", (int)l->kind);
    if (!back)
        fuzz_fail("a letter that was taken is refused");
    if (!object)
        fuzz_fail("a letter's JSON is none");
    json_decref(object);
}

static void check_verdict(const verdict *v)
{
    g_autoptr(GBytes) again = verdict_to_bytes(v);
    g_autoptr(verdict) back = verdict_from_bytes(again, NULL);

    if (!back)
        fuzz_fail("a verdict that was taken is refused");
    for (guint i = 0; i < v->hits->len; i++)
        fuzz_line("a rule", ((verdict_hit *)v->hits->pdata[i])->rule);
}

static void read_hits(GBytes *bytes)
{
    GPtrArray *hits = judge_hits_from_bytes(bytes, NULL);

    for (guint i = 0; hits && i < hits->len; i++) {
        const judge_hit *h = hits->pdata[i];

        if (!h->rule || !h->place || !h->describe || !h->votes || !h->text)
            fuzz_fail("a member of a hit is missing");
        if (!g_utf8_validate(h->text, -1, NULL)) /* of a message: any text */
            fuzz_fail("a hit's text is not UTF-8");
    }
    if (hits)
        g_ptr_array_unref(hits);
}

/* ---- one input ---- */

static void read_value(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(letter) l = letter_from_bytes(bytes, NULL);
    g_autoptr(verdict) v = verdict_from_bytes(bytes, NULL);

    if (l)
        check_letter(l);
    if (v)
        check_verdict(v);
    read_hits(bytes);
}

/* As the scan role sends it. */
static void read_answer(const uint8_t *data, size_t size)
{
    const scan_reply reply = {SCAN_MAGIC, SCAN_DONE, 0, 0};
    g_autoptr(GError) error = NULL;
    g_autoptr(scan_answer) a = NULL;
    int pair[2];
    int memory = memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (memory < 0 || write(memory, data, size) != (ssize_t)size ||
        fcntl(memory, F_ADD_SEALS, SCAN_SEALS) != 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0 ||
        !scan_wire_send(pair[0], &reply, sizeof reply, memory))
        fuzz_fail("no answer can be sent here");
    close(memory);
    a = scan_finish(pair[1], &error);
    close(pair[0]);
    if (!a != (error != NULL))
        fuzz_fail("an answer or an error, but one of them");
    if (a) {
        check_letter(a->letter);
        check_verdict(a->verdict);
    }
}

static bool is_answer(const uint8_t *data, size_t size)
{
    const uint32_t magic = SCAN_MAGIC;

    return size >= sizeof(scan_head) && memcmp(data, &magic, sizeof magic) == 0;
}

void fuzz_one(const uint8_t *data, size_t size)
{
    if (is_answer(data, size)) {
        read_answer(data, size);
    } else {
        read_value(data, size);
        fuzz_linear(read_value, data, size);
    }
}

/* ---- changes that leave it a value ---- */

static unsigned dice(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % sides;
}

static GVariant *changed(GVariant *v, unsigned *seed);

static GVariant *value_of(const GVariantType *type, const void *octets,
                          size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(octets, size);

    return g_variant_ref_sink(g_variant_new_from_bytes(type, bytes, FALSE));
}

/* Any change of its octets, brought back to normal form. */
static GVariant *changed_octets(GVariant *v)
{
    gsize size = g_variant_get_size(v), room = size + 256;
    g_autofree uint8_t *octets = g_malloc0(room);
    g_autoptr(GVariant) any = NULL;

    g_variant_store(v, octets);
    size = LLVMFuzzerMutate(octets, size, room);
    any = value_of(g_variant_get_type(v), octets, size);
    return g_variant_get_normal_form(any);
}

static GVariant *changed_string(GVariant *v)
{
    gsize size;
    const char *s = g_variant_get_string(v, &size);
    g_autofree char *octets = g_malloc0(size + 64);
    char *text;

    memcpy(octets, s, size);
    size = LLVMFuzzerMutate((uint8_t *)octets, size, size + 64);
    text = g_utf8_make_valid(octets, (gssize)size);
    return g_variant_ref_sink(g_variant_new_take_string(text));
}

/* A tuple with one member changed; an array with one element changed, dropped,
 * or there many times. */
static GVariant *changed_children(GVariant *v, unsigned *seed)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
    bool tuple = g_variant_is_of_type(v, G_VARIANT_TYPE_TUPLE);
    gsize n = g_variant_n_children(v), at = dice(seed, (unsigned)n);
    unsigned how = tuple ? 0 : dice(seed, 8);
    GVariant *out;

    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) child = g_variant_get_child_value(v, i);
        unsigned times = i == at && how == 2 ? 1u << dice(seed, 6) : 1;

        if (i == at && how == 1)
            continue;
        if (i == at && how != 2)
            g_ptr_array_add(list, changed(child, seed));
        else
            for (unsigned k = 0; k < times; k++)
                g_ptr_array_add(list, g_variant_ref(child));
    }
    out =
        tuple
            ? g_variant_new_tuple((GVariant **)list->pdata, list->len)
            : g_variant_new_array(g_variant_type_element(g_variant_get_type(v)),
                                  (GVariant **)list->pdata, list->len);
    return g_variant_ref_sink(out);
}

/* An empty array or maybe gets an element of all default values. */
static GVariant *filled(GVariant *v)
{
    const GVariantType *type = g_variant_type_element(g_variant_get_type(v));
    g_autoptr(GVariant) broken = value_of(type, "", 0);
    GVariant *one = g_variant_get_normal_form(broken);
    GVariant *out = g_variant_is_of_type(v, G_VARIANT_TYPE_MAYBE)
                        ? g_variant_new_maybe(type, one)
                        : g_variant_new_array(type, &one, 1);

    g_variant_ref_sink(out);
    g_variant_unref(one);
    return out;
}

static GVariant *changed(GVariant *v, unsigned *seed)
{
    if (g_variant_is_of_type(v, G_VARIANT_TYPE_STRING))
        return changed_string(v);
    if (!g_variant_is_container(v) || dice(seed, 16) == 0)
        return changed_octets(v);
    if (g_variant_n_children(v) == 0)
        return filled(v);
    if (g_variant_is_of_type(v, G_VARIANT_TYPE_MAYBE)) {
        g_autoptr(GVariant) inner = g_variant_get_maybe(v);
        g_autoptr(GVariant) other = changed(inner, seed);

        return g_variant_ref_sink(g_variant_new_maybe(NULL, other));
    }
    return changed_children(v, seed);
}

/* Changes `size` octets of a value of that type in place; 0: no room. */
static size_t change_value(const char *type, uint8_t *data, size_t size,
                           size_t max, unsigned seed)
{
    g_autoptr(GVariant) any = value_of(G_VARIANT_TYPE(type), data, size);
    g_autoptr(GVariant) v = g_variant_get_normal_form(any);
    g_autoptr(GVariant) other = changed(v, &seed);

    if (g_variant_get_size(other) > max)
        return 0;
    g_variant_store(other, data);
    return g_variant_get_size(other);
}

/* Its letter or its verdict changed, the sizes in its head set right. */
static size_t change_answer(uint8_t *data, size_t size, size_t max,
                            unsigned seed)
{
    bool letter = dice(&seed, 3) > 0;
    scan_head head;
    g_autofree uint8_t *value = g_malloc(max), *rest = NULL;
    size_t from = sizeof head, old, now;

    memcpy(&head, data, sizeof head);
    if (head.letter > size - from || head.verdict > size - from - head.letter)
        return 0;
    from += letter ? 0 : head.letter;
    old = letter ? head.letter : head.verdict;
    memcpy(value, data + from, old);
    now = change_value(letter ? LETTER : VERDICT, value, old, max, seed);
    if (now == 0 || size - old + now > max)
        return 0;
    rest = g_memdup2(data + from + old, size - from - old);
    memcpy(data + from, value, now);
    if (rest)
        memcpy(data + from + now, rest, size - from - old);
    *(letter ? &head.letter : &head.verdict) = now;
    memcpy(data, &head, sizeof head);
    return size - old + now;
}

/* The type that these octets are a value of, or any. */
static const char *type_of(const uint8_t *data, size_t size, unsigned *seed)
{
    static const char *const types[] = {LETTER, VERDICT, HITS};

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(GVariant) v = value_of(G_VARIANT_TYPE(types[i]), data, size);

        if (size > 0 && g_variant_is_normal_form(v))
            return types[i];
    }
    return types[dice(seed, G_N_ELEMENTS(types))];
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
                               unsigned seed)
{
    size_t n = 0;

    if (dice(&seed, 8) > 0)
        n = is_answer(data, size) ? change_answer(data, size, max, seed)
                                  : change_value(type_of(data, size, &seed),
                                                 data, size, max, seed);
    return n > 0 ? n : LLVMFuzzerMutate(data, size, max);
}
