/* fuzz_head: header fields, addresses, ids, identity. */
#include "fuzz/fuzz.h"

#include "mail/head.h"
#include "mail/letter.h"
#include "mail/mailbox.h"
#include "mail/words.h"

#define LIST_MAX 50 /* addresses and ids that are asked for */

static void check_list(const char *what, const GPtrArray *list)
{
    if (list->len > LIST_MAX)
        fuzz_fail("%s are more than were asked for", what);
    for (guint i = 0; i < list->len; i++) {
        if (strpbrk(list->pdata[i], "\r\n"))
            fuzz_fail("one of %s has a line end", what);
    }
}

static void check_field(const head_field *f)
{
    g_autoptr(GPtrArray) addresses = head_addresses(f->value, LIST_MAX);
    g_autoptr(GPtrArray) ids = head_message_ids(f->value, LIST_MAX);
    g_autoptr(letter) l = letter_new();
    g_autofree char *text = words_decode(f->value, NULL);
    g_autoptr(words_params) params = words_params_read(f->value, NULL);
    GHashTableIter each;
    gpointer name, value;

    check_list("the addresses", addresses);
    check_list("the ids", ids);
    mailbox_list(f->value, NULL, l->to);
    fuzz_line("a decoded field", text);
    for (guint i = 0; i < l->to->len; i++) {
        const letter_address *a = l->to->pdata[i];

        fuzz_line("a name", a->name);
        fuzz_line("an address", a->address);
    }
    if (l->to->len > LETTER_ADDRESSES_MAX)
        fuzz_fail("there are more mailboxes than a letter may have");
    if (!params->value)
        fuzz_fail("a field without value");
    g_hash_table_iter_init(&each, params->names);
    while (g_hash_table_iter_next(&each, &name, &value))
        fuzz_text("a parameter", value);
}

static void read_all(const uint8_t *data, size_t size)
{
    static const secret_key key = {{1}};
    g_autoptr(head) h = head_read(data, size);
    g_autofree char *from = head_from(h);
    char identity[65];

    if (h->body > size)
        fuzz_fail("the body begins behind the end");
    if (h->fields->len > HEAD_FIELDS_MAX)
        fuzz_fail("there are more fields than may be");
    for (guint i = 0; i < h->fields->len; i++)
        check_field(h->fields->pdata[i]);
    if (from && !strchr(from, '@'))
        fuzz_fail("From is no mailbox");
    head_identity(&key, h, data, size, identity);
    if (strlen(identity) != 64)
        fuzz_fail("the identity is cut");
}

/* One field of any length. */
static void read_field(const uint8_t *data, size_t size)
{
    g_autofree char *value = g_malloc(size + 1);
    head_field f = {.name = (char *)"To", .value = value};

    for (size_t i = 0; i < size; i++)
        value[i] = strchr("\r\n", data[i]) ? ' ' : (char)data[i];
    value[size] = '\0';
    check_field(&f);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    read_all(data, size);
    fuzz_linear(read_all, data, size);
    fuzz_linear(read_field, data, size);
}
