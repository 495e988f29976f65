/* mailbox_config: [mailbox NAME], intake from an IMAP mailbox. */
#include "desk/mailbox_config.h"

#include "desk/queue_config.h"

#include <string.h>

const char *const config_after_words[] = {"move", "keyword", "delete", NULL};

static void complete(config_reading *r)
{
    const GPtrArray *queues = r->config->queues;

    for (guint i = 0; i < r->config->mailboxes->len; i++) {
        config_mailbox *m = r->config->mailboxes->pdata[i];

        config_server_complete(r, &m->server, m);
        if (!m->queue && queues->len == 1)
            m->queue = g_strdup(((const config_queue *)queues->pdata[0])->id);
    }
}

static void check_same_mailbox(config_reading *r, guint at)
{
    const config_mailbox *m = r->config->mailboxes->pdata[at];

    for (guint i = 0; i < at; i++) {
        const config_mailbox *o = r->config->mailboxes->pdata[i];

        if (g_strcmp0(o->server.host, m->server.host) == 0 &&
            g_strcmp0(o->server.user, m->server.user) == 0 &&
            g_strcmp0(o->folder, m->folder) == 0 &&
            o->server.port == m->server.port)
            config_bad(r, m, "",
                       "[mailbox %s] reads the folder that [mailbox %s] reads",
                       m->id, o->id);
    }
}

static void check_queue(config_reading *r, const config_mailbox *m,
                        const char *where)
{
    if (m->queue)
        config_check_queue_name(r, m, "queue", where, m->queue);
    else if (r->config->queues->len > 1)
        config_bad(
            r, m, "queue",
            "[%s] needs queue: there are several, say which gets mail that "
            "names no address of ours",
            where);
}

static void check_after(config_reading *r, const config_mailbox *m,
                        const char *where)
{
    if (m->after == CONFIG_AFTER_MOVE && strcmp(m->move_to, m->folder) == 0)
        config_bad(r, m, "move_to", "[%s] move_to is the folder that is read",
                   where);
    if (m->after != CONFIG_AFTER_MOVE && config_is_written(r, m, "move_to"))
        config_advise(r, m, "move_to",
                      "[%s] move_to has no effect without after = move", where);
    if (m->after != CONFIG_AFTER_KEYWORD && config_is_written(r, m, "keyword"))
        config_advise(r, m, "keyword",
                      "[%s] keyword has no effect without after = keyword",
                      where);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->mailboxes->len; i++) {
        const config_mailbox *m = r->config->mailboxes->pdata[i];
        g_autofree char *where = g_strdup_printf("mailbox %s", m->id);

        config_server_check(r, &m->server, m, where);
        check_queue(r, m, where);
        check_same_mailbox(r, i);
        check_after(r, m, where);
    }
}

static const config_key keys[] = {
    CONFIG_SERVER_KEYS(CONFIG_SERVER_ROW, config_mailbox,
                       "993, or 143 with starttls", true)
        CONFIG_MAILBOX_KEYS(CONFIG_ROW, config_mailbox){.key = NULL},
};

const config_section config_mailbox_section = {
    .name = "mailbox",
    .argument = "NAME",
    .help = "Intake from an IMAP mailbox",
    .at = offsetof(config, mailboxes),
    .size = sizeof(config_mailbox),
    .keys = keys,
    .complete = complete,
    .check = check,
};
