/* imap_file.c: put messages away, and wait for new ones. */
#include "base/err.h"
#include "base/steady.h"
#include "net/imap_link.h"

#include <string.h>

#define SET_COUNT   200                /* UIDs in one command */
#define IDLE_MS_MAX (28 * 60 * 1000LL) /* RFC 2177: under 29 minutes */

static char *checked_name(imap_client *c, const char *folder, GError **error)
{
    char *name = imap_folder_name(folder);
    if (!name)
        err_set(error, ERR_CONFIG, "%s: \"%s\" is not a folder's name", c->host,
                folder);
    return name;
}

bool imap_create(imap_client *c, const char *folder, GError **error)
{
    g_autofree char *name = checked_name(c, folder, error);
    g_autofree char *what = g_strdup_printf("CREATE of \"%s\"", folder);
    g_autofree char *word = name ? imap_string(name) : NULL;
    g_autofree char *command = name ? g_strdup_printf("CREATE %s", word) : NULL;
    return name && imap_do(c, command, what, NULL, NULL, error);
}

/* ---- filing ---- */

static bool store_flag(imap_client *c, const uint32_t *uids, unsigned count,
                       const char *flag, const char *what, GError **error)
{
    g_autofree char *set = imap_set(uids, count);
    g_autofree char *command =
        g_strdup_printf("UID STORE %s +FLAGS.SILENT (%s)", set, flag);
    return imap_do(c, command, what, NULL, NULL, error);
}

static bool expunge(imap_client *c, const uint32_t *uids, unsigned count,
                    GError **error)
{
    g_autofree char *set = imap_set(uids, count);
    g_autofree char *command = g_strdup_printf("UID EXPUNGE %s", set);
    return store_flag(c, uids, count, "\\Deleted", "STORE \\Deleted", error) &&
           imap_do(c, command, "UID EXPUNGE", NULL, NULL, error);
}

static bool transfer(imap_client *c, const char *verb, const uint32_t *uids,
                     unsigned count, const char *name, GError **error)
{
    g_autofree char *set = imap_set(uids, count), *box = imap_string(name);
    g_autofree char *command = g_strdup_printf("UID %s %s %s", verb, set, box);
    return imap_do(c, command, verb, NULL, NULL, error);
}

static bool transfer_once(imap_client *c, const uint32_t *uids, unsigned count,
                          const char *name, GError **error)
{
    if (imap_can_move(c))
        return transfer(c, "MOVE", uids, count, name, error);
    return transfer(c, "COPY", uids, count, name, error) &&
           expunge(c, uids, count, error);
}

static bool move_some(imap_client *c, const uint32_t *uids, unsigned count,
                      const char *folder, const char *name, GError **error)
{
    GError *first = NULL;
    if (transfer_once(c, uids, count, name, &first))
        return true;
    /* not every server says TRYCREATE; making a folder that is there already
     * fails and does no harm */
    if (!imap_usable(c) || !imap_create(c, folder, NULL)) {
        g_propagate_error(error, first);
        return false;
    }
    g_error_free(first);
    return transfer_once(c, uids, count, name, error);
}

bool imap_move(imap_client *c, const uint32_t *uids, unsigned count,
               const char *folder, GError **error)
{
    g_autofree char *name = checked_name(c, folder, error);
    if (!name)
        return false;
    if (!imap_can_move(c) && !imap_can_uidplus(c)) {
        err_set(error, ERR_CONFIG,
                "%s: the server has neither MOVE nor UIDPLUS, so messages "
                "cannot be moved safely: set after = keyword",
                c->host);
        return false;
    }
    for (unsigned i = 0; i < count; i += SET_COUNT)
        if (!move_some(c, uids + i, MIN(SET_COUNT, count - i), folder, name,
                       error))
            return false;
    return true;
}

static bool is_atom(const char *word)
{
    return *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789$_-.")];
}

bool imap_keyword(imap_client *c, const uint32_t *uids, unsigned count,
                  const char *keyword, GError **error)
{
    if (!is_atom(keyword)) {
        err_set(
            error, ERR_CONFIG,
            "keyword \"%s\": only letters, digits, $ _ - and . may be in it",
            keyword);
        return false;
    }
    for (unsigned i = 0; i < count; i += SET_COUNT)
        if (!store_flag(c, uids + i, MIN(SET_COUNT, count - i), keyword,
                        "STORE of the keyword", error))
            return false;
    return true;
}

bool imap_delete(imap_client *c, const uint32_t *uids, unsigned count,
                 GError **error)
{
    if (!imap_can_uidplus(c)) {
        err_set(error, ERR_CONFIG,
                "%s: the server has no UIDPLUS, so messages cannot be deleted "
                "without deleting what others marked: set after = keyword%s",
                c->host, imap_can_move(c) ? " or move" : "");
        return false;
    }
    for (unsigned i = 0; i < count; i += SET_COUNT)
        if (!expunge(c, uids + i, MIN(SET_COUNT, count - i), error))
            return false;
    return true;
}

/* ---- waiting ---- */

typedef struct idler {
    int64_t ms;
    int stop_fd;
    bool waited;
} idler;

/* Wait until there is news, or it is time to say DONE. False: something came,
 * but no news yet. */
static bool is_over(imap_client *c, const idler *i, int64_t end)
{
    int64_t left = end - steady_ms();

    return c->news || left <= 0 ||
           stream_wait(c->stream, left, i->stop_fd) != STREAM_WAIT_DATA;
}

/* Servers tell of flags, and "still here", as well: wait on after these. What
 * they tell in all is counted as one command's. */
static bool wait_for_news(imap_client *c, const idler *i)
{
    int64_t end = steady_ms() + i->ms;

    while (!is_over(c, i, end)) {
        g_auto(imap_answer) a = {0};
        if (!imap_answer_read(c, &a))
            return false;
        imap_hear(c, a.text);
        if (c->bye)
            return false; /* the tagged answer will not come */
    }
    return true;
}

static bool idle_line(imap_client *c, const imap_answer *a, void *context)
{
    idler *i = context;

    if (a->text[0] != '+' || i->waited)
        return true;
    i->waited = true;
    if (!wait_for_news(c, i))
        return false;
    stream_reset_cap(c->stream, c->command_max);
    return stream_send(c->stream, "DONE\r\n", 6);
}

bool imap_idle(imap_client *c, int64_t ms, int stop_fd, GError **error)
{
    idler i = {MIN(ms, IDLE_MS_MAX), stop_fd, false};
    g_autofree char *tagged = NULL;

    if (c->news)
        return true;
    tagged = imap_command(c, "IDLE", idle_line, &i, error);
    if (!tagged)
        return false;
    if (g_ascii_strncasecmp(tagged, "OK", 2) == 0)
        return true;
    g_hash_table_remove(c->can, "IDLE"); /* polling will do */
    err_set(error, ERR_REFUSED, "%s: IDLE: %s", c->host, tagged);
    return false;
}
