/* filters: the table of filters, and what they look at. */
#include <string.h>

#include "filters/autotext.h"
#include "filters/bouncewords.h"
#include "filters/codewords.h"
#include "filters/filter.h"
#include "mail/head.h"
#include "mail/mime.h"
#include "mail/part.h"
#include "mail/tongue.h"
#include "quote/trim.h"

#define FILTERS_DATA_MAX  (1u << 20) /* octets of a part that filters see */
#define FILTERS_PARTS_MAX 200        /* parts that filters see */

/* In the order in which they may claim a letter's kind. */
static const filter *const table[] = {
    &filter_spamflag, &filter_language, &filter_code,
    &filter_feedback, &filter_notice,   &filter_bounce,
    &filter_calendar, &filter_receipt,  &filter_auto,
    &filter_list};

static void filter_part_free(gpointer p)
{
    filter_part *row = p;

    g_free(row->part);
    g_free(row->type);
    g_free(row->params);
    if (row->data)
        g_bytes_unref(row->data);
    g_free(row);
}

static bool is_looked_at(const part *p)
{
    return g_str_has_prefix(p->type, "text/") ||
           g_str_has_prefix(p->type, "message/");
}

static GBytes *part_start(part *p)
{
    GBytes *data = part_data(p, NULL);

    return g_bytes_new_from_bytes(
        data, 0, MIN(g_bytes_get_size(data), FILTERS_DATA_MAX));
}

/* Adds the message's own parts, and not those of an embedded message. */
static void add_parts(part *p, GPtrArray *out)
{
    filter_part *row;
    const char *type = head_get(p->head, "Content-Type", 0);
    const char *params = type ? strchr(type, ';') : NULL;

    if (out->len >= FILTERS_PARTS_MAX)
        return;
    row = g_new0(filter_part, 1);
    row->part = g_strdup(p->number);
    row->type = g_strdup(p->type);
    row->params = g_strdup(params ? params + 1 : "");
    g_ptr_array_add(out, row);
    if (part_is_multipart(p)) {
        for (guint i = 0; i < p->children->len; i++)
            add_parts(p->children->pdata[i], out);
    } else if (is_looked_at(p)) {
        row->data = part_start(p);
    }
}

static bool is_same_field(const part *a, const part *b, const char *name)
{
    const char *value = head_get(a->head, name, 0);

    return value && g_strcmp0(value, head_get(b->head, name, 0)) == 0;
}

/* Gateways that add a disclaimer pack a message into a copy of its own header:
 * then the inner one is the message. A report may take over the id of what it
 * returns, but is from somebody else. */
static part *unwrapped(part *root)
{
    if (part_is_type(root, "multipart/report"))
        return root;
    for (guint i = 0; i < root->children->len; i++) {
        part *child = root->children->pdata[i], *inner;

        if (!part_is_type(child, "message/rfc822") || child->children->len != 1)
            continue;
        inner = child->children->pdata[0];
        if (is_same_field(root, inner, "Message-ID") &&
            is_same_field(root, inner, "From"))
            return inner;
    }
    return root;
}

static void run_table(part *root, bool null_sender, letter *l)
{
    filter_input in = {.head = root->head};
    const char *return_path = head_get(root->head, "Return-Path", 0);
    bool claimed = false;

    in.parts = g_ptr_array_new_with_free_func(filter_part_free);
    in.null_sender =
        null_sender || (return_path && g_str_has_prefix(return_path, "<>"));
    add_parts(unwrapped(root), in.parts);
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        if (!claimed)
            claimed = table[i]->run(&in, l);
    }
    g_ptr_array_unref(in.parts);
}

void filters_ready(void)
{
    trim_ready();
    autotext_ready();
    bouncewords_ready();
    codewords_ready();
    tongue_ready();
}

letter *filters_letter(const void *data, size_t size, bool null_sender,
                       mime_contents *contents)
{
    mime_contents own = {NULL, NULL};
    mime_contents *c = contents ? contents : &own;
    letter *l = mime_parse(data, size, c);

    trim_letter(l); /* filters look at what was written now */
    run_table(c->root, null_sender, l);
    g_clear_pointer(&own.root, part_free);
    return l;
}
