/* board_config: [board NAME], people who decide about a change together. */
#include "desk/board_config.h"

#include "base/address.h"
#include "config/section.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

const config_board *config_board_by_id(const config *c, const char *id)
{
    return config_by_id(c->boards, id);
}

/* Its own status, or any in which another than line 1 has the request. */
static bool is_at(const config *c, const config_board *b, const char *status)
{
    return b->at ? strcmp(b->at, status) == 0
                 : status_is(status_model_of(c), status, STATUS_INTERNAL);
}

const config_board *config_board_for(const config *c, const char *type,
                                     const char *status)
{
    const config_type_row *row = type_by_id(c, type);

    for (guint i = 0; type && i < c->boards->len; i++) {
        const config_board *b = c->boards->pdata[i];
        bool is_its = config_listed(b->types, type) ||
                      (row && g_strcmp0(row->board, b->id) == 0);
        if (is_its && is_at(c, b, status))
            return b;
    }
    return NULL;
}

uint16_t config_board_number(const config_board *b, const char *member)
{
    g_autofree char *text = g_strdup_printf("%s %s", b->id, member);

    return config_operator_number(text);
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->boards->len; i++) {
        config_board *b = r->config->boards->pdata[i];

        if (!b->name)
            b->name = g_strdup(b->id);
        if (b->quorum == 0)
            b->quorum = (int)b->members->len / 2 + 1;
    }
}

static void check_member(config_reading *r, const config_board *b,
                         const char *member)
{
    const config *c = r->config;
    g_autofree char *mailbox =
        strchr(member, '@') ? address_normal(member) : NULL;

    if (!strchr(member, '@') && !config_operator_by_id(c, member)) {
        g_autofree char *hint = config_id_hint(c->operators, member);
        config_bad(r, b, "members",
                   "[board %s] members: there is no [operator %s]%s", b->id,
                   member, hint);
    } else if (strchr(member, '@') &&
               (!mailbox || strcmp(mailbox, member) != 0)) {
        config_bad(r, b, "members",
                   "[board %s] members: %s is no address in small letters",
                   b->id, member);
    } else if (mailbox && config_is_own_address(c, mailbox)) {
        config_bad(r, b, "members",
                   "[board %s] members: %s is an address of a queue", b->id,
                   mailbox);
    }
}

static void check_members(config_reading *r, const config_board *b)
{
    for (guint i = 0; i < b->members->len; i++) {
        const char *one = b->members->pdata[i];
        check_member(r, b, one);
        for (guint k = 0; k < i; k++)
            if (config_board_number(b, b->members->pdata[k]) ==
                config_board_number(b, one))
                config_bad(r, b, "members",
                           "[board %s] members: %s and %s are one, or happen "
                           "to get the same number in reply addresses",
                           b->id, (char *)b->members->pdata[k], one);
    }
    if (b->quorum > (int)b->members->len)
        config_bad(r, b, "quorum", "[board %s] quorum: it has only %u members",
                   b->id, b->members->len);
}

static void check_status(config_reading *r, const config_board *b,
                         const char *key, const char *id)
{
    if (id && !status_find(status_model_of(r->config), id))
        config_bad(r, b, key, "[board %s] %s: there is no status %s", b->id,
                   key, id);
}

/* What types name. */
static void check_types(config_reading *r)
{
    const GPtrArray *all = r->config->types;

    for (guint i = 0; all && i < all->len; i++) {
        const config_type_row *t = all->pdata[i];
        if (t->board && !config_board_by_id(r->config, t->board))
            config_bad(r, t, "board", "[type %s] board: there is no [board %s]",
                       t->id, t->board);
    }
}

static void check(config_reading *r)
{
    check_types(r);
    for (guint i = 0; i < r->config->boards->len; i++) {
        const config_board *b = r->config->boards->pdata[i];

        check_members(r, b);
        check_status(r, b, "at", b->at);
        check_status(r, b, "approved", b->approved);
        check_status(r, b, "rejected", b->rejected);
        for (guint n = 0; n < b->types->len; n++) {
            g_autofree char *where = g_strdup_printf("board %s", b->id);
            config_check_type_name(r, b, "for", where, b->types->pdata[n]);
        }
    }
}

static const config_key keys[] = {
    CONFIG_BOARD_KEYS(CONFIG_ROW, config_board){.key = NULL},
};

const config_section config_board_section = {
    .name = "board",
    .argument = "NAME",
    .help = "People who decide about a change together",
    .at = offsetof(config, boards),
    .size = sizeof(config_board),
    .keys = keys,
    .complete = complete,
    .check = check,
};
