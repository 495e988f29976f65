/* partkind: which part of a message is its text, and which a file. */
#include "mail/partkind.h"

#include <string.h>

static bool is_attached(const part *p)
{
    return strcmp(p->disposition->value, "attachment") == 0;
}

static bool has_name(const part *p)
{
    return words_param(p->disposition, "filename") ||
           words_param(p->content_type, "name");
}

/* HTML that is labelled as plain text. */
static bool is_mislabelled(const part *p)
{
    const char *s = p->raw, *end = s + p->raw_size;

    if (!part_is_type(p, "text/plain"))
        return false;
    while (s < end && g_ascii_isspace(*s))
        s++;
    return (end - s > 14 &&
            g_ascii_strncasecmp(s, "<!doctype html", 14) == 0) ||
           (end - s > 6 && g_ascii_strncasecmp(s, "<html", 5) == 0 &&
            strchr("> \t\r\n", s[5]));
}

bool partkind_is_plain(const part *p)
{
    if (is_mislabelled(p))
        return false;
    return part_is_type(p, "text/plain") || part_is_type(p, "text/enriched") ||
           part_is_type(p, "text/richtext") ||
           part_is_type(p, "text/markdown") ||
           part_is_type(p, "text/x-markdown");
}

bool partkind_is_html(const part *p)
{
    return part_is_type(p, "text/html") ||
           part_is_type(p, "application/xhtml+xml") || is_mislabelled(p);
}

/* Text that people read: no attachment, and no file unless it stands first. */
bool partkind_is_readable(const part *root, const part *p)
{
    if (is_attached(p) || !(partkind_is_plain(p) || partkind_is_html(p)))
        return false;
    return !has_name(p) || p == root ||
           (p->parent && p->parent->children->pdata[0] == p);
}

/* The first leaf below p that can be read as `html` or plain text. */
part *partkind_find_text(const part *root, part *p, bool html)
{
    if (p->children->len == 0)
        return partkind_is_readable(root, p) &&
                       (html ? partkind_is_html(p) : partkind_is_plain(p))
                   ? p
                   : NULL;
    if (!part_is_multipart(p))
        return NULL;
    for (guint i = 0; i < p->children->len; i++) {
        part *found = partkind_find_text(root, p->children->pdata[i], html);

        if (found)
            return found;
    }
    return NULL;
}

/* A part that repeats protected header fields for those who cannot read them:
 * the first of several, marked as the multipart around it is. */
bool partkind_is_legacy(const part *p)
{
    const part *up = p->parent;

    return up && part_is_multipart(up) && up->children->len > 1 &&
           up->children->pdata[0] == p &&
           words_param(up->content_type, "protected-headers") &&
           words_param(p->content_type, "protected-headers");
}

/* By its octets too: some call it a file of any sort. */
bool partkind_is_tnef(part *p)
{
    gsize size;
    const char *octets;

    if (part_is_type(p, "application/ms-tnef") ||
        part_is_type(p, "application/vnd.ms-tnef"))
        return true;
    if (p->children->len > 0 || g_str_has_prefix(p->type, "text/"))
        return false;
    octets = g_bytes_get_data(part_data(p, NULL), &size);
    return size >= 4 && memcmp(octets, "\x78\x9f\x3e\x22", 4) == 0;
}

part *partkind_find_tnef(part *p)
{
    part *found = NULL;

    if (partkind_is_tnef(p))
        return p;
    for (guint i = 0; part_is_multipart(p) && i < p->children->len && !found;
         i++)
        found = partkind_find_tnef(p->children->pdata[i]);
    return found;
}

/* A message that only carries another one is read as that one. */
part *partkind_only_message(part *root)
{
    if (!part_is_multipart(root))
        return root->children->len == 1 ? root->children->pdata[0] : NULL;
    for (guint i = 0; i < root->children->len; i++) {
        part *child = root->children->pdata[i];

        if (child->children->len == 1 && !part_is_multipart(child))
            return child->children->pdata[0];
    }
    return NULL;
}
