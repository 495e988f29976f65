/* deliver: takes one message from standard input, for aliases and pipe(8). */
#include "roles/role.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/facts/source.h"
#include "desk/queue_config.h"
#include "desk/source_json.h"
#include "roles/milter_config.h"
#include "spool/spool.h"
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static char *without_brackets(const char *path)
{
    size_t n = strlen(path);
    if (n >= 2 && path[0] == '<' && path[n - 1] == '>')
        return g_strndup(path + 1, n - 2);
    return g_strdup(path);
}

/* local(8) says MAILER-DAEMON for the null sender. */
static char *clean_sender(const char *sender)
{
    if (!sender)
        sender = getenv("SENDER"); /* of local(8) */
    if (!sender)
        return NULL;
    char *clean = without_brackets(sender);
    if (g_ascii_strcasecmp(clean, "MAILER-DAEMON") == 0)
        clean[0] = '\0';
    return clean;
}

/* Of those named on the command line, or by local(8), the ones that are ours. */
static GPtrArray *served(const config *c, const char *const *named,
                         unsigned *given)
{
    const char *by_local[] = {getenv("ORIGINAL_RECIPIENT"), NULL};
    if (!by_local[0])
        by_local[0] = getenv("RECIPIENT");
    if (!named || !named[0])
        named = by_local;
    GPtrArray *ours = g_ptr_array_new_with_free_func(g_free);
    for (*given = 0; *named; named++, ++*given)
        if (config_queue_by_address(c, *named, NULL))
            g_ptr_array_add(ours, without_brackets(*named));
        else
            log_info("%s is not an address that Postern serves", *named);
    g_ptr_array_add(ours, NULL);
    return ours;
}

/* The mailbox separator that local(8) puts before a message for a command. */
static GBytes *without_from_line(GBytes *raw)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);
    const char *lf = size ? memchr(data, '\n', size) : NULL;
    if (!lf || size < 5 || memcmp(data, "From ", 5) != 0)
        return g_bytes_ref(raw);
    gsize skip = (gsize)(lf + 1 - data);
    return g_bytes_new_from_bytes(raw, skip, size - skip);
}

static int fail(const GError *error)
{
    const err_info *info = err_info_of(err_class_of(error));
    log_error("%s", error->message);
    return info->retry ? EX_TEMPFAIL : info->exit;
}

static int put(const config *c, const spool_incoming *in)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = config_spool_folder(c);
    spool *s = spool_open(folder, &error);
    char id[33];
    bool ok = s && spool_accept(s, in, id, &error);
    spool_close(s);
    if (!ok) {
        log_error("%s", error->message);
        return EX_TEMPFAIL; /* whatever ails the spool: the MTA keeps it */
    }
    g_autofree char *bell = config_bell_socket(c, "process");
    bell_ring(bell);
    log_info("accepted %s from=<%s> size=%zu", id, in->sender ? in->sender : "",
             g_bytes_get_size(in->raw));
    return EX_OK;
}

/* ---- what another system hands over ---- */

/* The queue that it names, else the first of those whom the message is for. */
static const config_queue *queue_for(const config *c, const char *queue,
                                     const GPtrArray *ours)
{
    if (queue)
        return config_queue_by_id(c, queue);
    return config_queue_by_address(c, ours->pdata[0], NULL);
}

/* Where it goes if nobody says: NULL: that is not known. */
static const char *queue_of(const config *c, const config_source *source)
{
    const config_queue *only =
        source && c->queues->len == 1 ? c->queues->pdata[0] : NULL;

    return source && source->queue ? source->queue : only ? only->id : NULL;
}

/* The message that JSON says; a message is itself. NULL: *error. */
static GBytes *message_of(const config *c, const config_source *source,
                          const config_queue *q, GBytes *all, bool json,
                          GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(all, &size);
    char unique[33];
    if (!json)
        return without_from_line(all);
    secret_random_id(unique);
    const source_ask ask = {.c = c,
                            .source = source,
                            .to = q->address,
                            .unique = unique,
                            .now_ms = role_now_ms()};
    return source_compose(&ask, data, size, error);
}

static char *door_of(const config_source *source, bool json)
{
    return source ? g_strconcat(SOURCE_DOOR, source->id,
                                json ? SOURCE_DOOR_JSON : "", NULL)
                  : g_strdup("deliver");
}

/* ---- the whole ---- */

static bool names_are_known(const config *c, const deliver_from *from)
{
    if (from->queue && !config_queue_by_id(c, from->queue)) {
        log_error("there is no [queue %s] in %s", from->queue, c->file);
        return false;
    }
    if (from->source && !source_by_id(c, from->source)) {
        log_error("there is no [source %s] in %s", from->source, c->file);
        return false;
    }
    return true;
}

static int take(const config *c, int fd, const deliver_from *from,
                const char *queue, const GPtrArray *ours)
{
    g_autoptr(GError) error = NULL;
    const config_source *source = source_by_id(c, from->source);
    gsize size;

    if (!secret_init(&error))
        return fail(error);
    g_autoptr(GBytes) all =
        file_read_fd(fd, (size_t)c->milter->max_bytes, &error);
    if (!all)
        return fail(error);
    const void *data = g_bytes_get_data(all, &size);
    bool json = source && source_json_is(data, size);
    g_autoptr(GBytes) raw =
        message_of(c, source, queue_for(c, queue, ours), all, json, &error);
    if (!raw)
        return fail(error);
    g_autofree char *sender = json ? NULL : clean_sender(from->sender);
    g_autofree char *door = door_of(source, json);
    spool_incoming in = {.door = door,
                         .queue = queue,
                         .sender = sender,
                         .recipients = (const char *const *)ours->pdata,
                         .accepted_ms = role_now_ms(),
                         .raw = raw};
    return put(c, &in);
}

int deliver_run(const config *c, int fd, const deliver_from *from)
{
    if (!names_are_known(c, from))
        return EX_CONFIG;
    const config_source *source = source_by_id(c, from->source);
    const char *queue = from->queue ? from->queue : queue_of(c, source);
    unsigned given;
    g_autoptr(GPtrArray) ours = served(c, from->recipients, &given);
    if (ours->len == 1 && !queue) {
        log_error(given ? "no recipient is served by Postern; add the address "
                          "to a [queue NAME] in %s, or say -q NAME"
                        : "nobody says whom the message is for; name the "
                          "recipient, or say -q NAME (queues are in %s)",
                  c->file);
        return EX_NOUSER;
    }
    return take(c, fd, from, queue, ours);
}
