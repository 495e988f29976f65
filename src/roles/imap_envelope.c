/* imap_envelope.c: the envelope, as the last MTA wrote it into the header. */
#include "roles/imap_envelope.h"
#include "base/address.h"
#include "desk/queue_config.h"
#include "mail/head.h"

#include <string.h>

static head *read_head(GBytes *raw)
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    return head_read(data, size);
}

static void add_served(const config *c, const char *value, GPtrArray *out)
{
    g_autofree char *one = address_normal(value);
    g_autofree char *detail = NULL;
    if (!one || out->len >= IMAP_ENVELOPE_MAX ||
        !config_queue_by_address(c, one, &detail) ||
        g_ptr_array_find_with_equal_func(out, one, g_str_equal, NULL))
        return;
    g_ptr_array_add(out, g_steal_pointer(&one));
}

char **imap_envelope_recipients(const config *c, GBytes *raw)
{
    /* the most exact first: aliases may have changed what stands below */
    static const char *const names[] = {"X-Original-To", "Envelope-To",
                                        "Delivered-To"};
    g_autoptr(head) h = read_head(raw);
    GPtrArray *out = g_ptr_array_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value;
        for (unsigned n = 0; (value = head_get(h, names[i], n)); n++)
            add_served(c, value, out);
    }
    g_ptr_array_add(out, NULL);
    return (char **)g_ptr_array_free(out, FALSE);
}

char *imap_envelope_sender(GBytes *raw)
{
    g_autoptr(head) h = read_head(raw);
    const char *value = head_get(h, "Return-Path", 0);
    const char *begin = value ? strchr(value, '<') : NULL;
    const char *end = begin ? strchr(begin, '>') : NULL;
    g_autoptr(address) a = NULL;
    if (!value)
        return NULL;
    if (begin && end == begin + 1)
        return g_strdup("");
    a = address_parse(value);
    if (!a)
        return NULL;
    return begin && end ? g_strndup(begin + 1, (gsize)(end - begin - 1))
                        : g_strdup(value);
}
