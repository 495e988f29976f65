/* door: what stood before the desk's own door (door.h). */
#include "desk/facts/door.h"

#include <string.h>

#include "base/address.h"

#define DOOR_FIELDS_MAX    20  /* fields of one name looked at */
#define DOOR_ADDRESSES_MAX 200 /* addresses of one field looked at */

/* ---- lists ---- */

/* Fields that name the address of a list. */
static const char *const posts[] = {"List-Post", "Mailing-List",
                                    "X-Mailing-List", "X-BeenThere", NULL};

/* Of "<mailto:a@b?subject=x>, <https://c>" and "list a@b; contact d@e" the next
 * word with an @; NULL at the end. Caller frees. */
static char *next_mailbox(const char **at)
{
    while (**at) {
        const char *word = *at + strspn(*at, " \t\r\n<>,;()\"");
        size_t size = strcspn(word, " \t\r\n<>,;()\"?");
        *at = word + size;
        *at += **at == '?' ? strcspn(*at, " \t\r\n<>,;") : 0;
        if (g_ascii_strncasecmp(word, "mailto:", 7) == 0) {
            word += 7;
            size -= 7;
        } else if (g_strstr_len(word, (gssize)size, "://")) {
            continue;
        }
        if (memchr(word, '@', size))
            return g_strndup(word, size);
    }
    return NULL;
}

/* Does the field name a mailbox, and *ours: one of ours? */
static bool names_mailbox(const config *c, const char *value, bool *ours)
{
    bool any = false;
    char *mailbox;

    while ((mailbox = next_mailbox(&value))) {
        any = true;
        *ours = *ours || config_is_own_address(c, mailbox);
        g_free(mailbox);
    }
    return any;
}

static bool is_id_of(const char *id, const char *mailbox)
{
    const char *at = strrchr(mailbox, '@');
    size_t local = at ? (size_t)(at - mailbox) : 0;

    return at && strlen(id) == strlen(mailbox) &&
           g_ascii_strncasecmp(id, mailbox, local) == 0 && id[local] == '.' &&
           g_ascii_strcasecmp(id + local + 1, at + 1) == 0;
}

/* A List-Id is made of the list's address, "@" as "." (RFC 2919 2). */
static bool is_own_id(const config *c, const char *value)
{
    const char *open = strrchr(value, '<');
    g_autofree char *id = g_strdup(open ? open + 1 : value);

    g_strstrip(id);
    id[strcspn(id, "> \t")] = '\0';
    for (unsigned i = 0; i < c->queues->len; i++) {
        const config_queue *queue = c->queues->pdata[i];
        if (is_id_of(id, queue->address))
            return true;
        for (unsigned k = 0; queue->aliases && k < queue->aliases->len; k++)
            if (is_id_of(id, queue->aliases->pdata[k]))
                return true;
    }
    return false;
}

door_list door_list_of(const config *c, const head *h)
{
    const char *id = head_get(h, "List-Id", 0);
    bool ours = id && is_own_id(c, id), talks = false;

    for (unsigned i = 0; posts[i]; i++) {
        const char *value = head_get(h, posts[i], 0);
        talks = (value && names_mailbox(c, value, &ours)) || talks;
    }
    if (ours)
        return DOOR_OURS;
    if (talks)
        return DOOR_OTHERS;
    if (id)
        return DOOR_NEWS;
    return head_get(h, "List-Unsubscribe", 0) || head_get(h, "List-Post", 0)
               ? DOOR_MARKED
               : DOOR_PLAIN;
}

/* ---- addresses ---- */

static GPtrArray *addresses(const head *h, const char *field)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (unsigned n = 0; n < DOOR_FIELDS_MAX; n++) {
        const char *value = head_get(h, field, n);
        if (!value)
            break;
        g_autoptr(GPtrArray) some = head_addresses(value, DOOR_ADDRESSES_MAX);
        for (unsigned i = 0; i < some->len; i++)
            g_ptr_array_add(all, g_strdup(some->pdata[i]));
    }
    return all;
}

bool door_addressed(const config *c, const head *h)
{
    static const char *const fields[] = {"To", "Cc", "Resent-To", "Resent-Cc",
                                         NULL};

    for (unsigned i = 0; fields[i]; i++) {
        g_autoptr(GPtrArray) all = addresses(h, fields[i]);
        for (unsigned k = 0; k < all->len; k++)
            if (config_is_own_address(c, all->pdata[k]))
                return true;
    }
    return false;
}

char *door_other(const config *c, const head *h, const char *field)
{
    g_autoptr(GPtrArray) all = addresses(h, field);
    g_autofree char *found = NULL;

    for (unsigned i = 0; i < all->len; i++) {
        g_autofree char *one = address_normal(all->pdata[i]);
        if (!one || config_is_own_address(c, one) || g_strcmp0(one, found) == 0)
            continue;
        if (found)
            return NULL;
        found = g_steal_pointer(&one);
    }
    return g_steal_pointer(&found);
}

/* Where those who write another From leave the first one (Author: RFC 9057). */
static const char *const originals[] = {"X-Original-From", "X-Original-Sender",
                                        "X-Google-Original-From", "Author",
                                        NULL};

static char *original(const config *c, const head *h, const char **field)
{
    char *found = NULL;

    for (unsigned i = 0; originals[i] && !found; i++) {
        *field = originals[i];
        found = door_other(c, h, originals[i]);
    }
    return found;
}

char *door_original(const config *c, const head *h)
{
    const char *field;

    return original(c, h, &field);
}

char *door_author(const config *c, const head *h, const char **field)
{
    char *found = original(c, h, field);

    if (!found) {
        *field = "Reply-To";
        found = door_other(c, h, *field);
    }
    /* Mailman, where answers go to the list, leaves him in Cc. */
    if (!found && door_list_of(c, h) == DOOR_OURS) {
        *field = "Cc";
        found = door_other(c, h, *field);
    }
    return found;
}
