/* outsider: partners and members of boards, as far as they have secret addresses. */
#include "desk/outsider.h"

#include "base/address.h"
#include "desk/operator_config.h"

#include <string.h>

static bool partner_of(const config *c, const tag_claim *claim, outsider *out)
{
    for (guint i = 0; i < c->partners->len; i++) {
        const config_partner *p = c->partners->pdata[i];
        if (config_operator_number(p->id) != claim->who)
            continue;
        *out = (outsider){.partner = p, .id = p->id, .name = p->name};
        return true;
    }
    return false;
}

static const char *name_of(const config *c, const char *member)
{
    const config_operator *o = config_operator_by_id(c, member);

    return o ? o->name : member;
}

static bool member_of(const config *c, const tag_claim *claim, outsider *out)
{
    for (guint i = 0; i < c->boards->len; i++) {
        const config_board *b = c->boards->pdata[i];
        for (guint k = 0; k < b->members->len; k++) {
            const char *member = b->members->pdata[k];
            if (config_board_number(b, member) != claim->who)
                continue;
            *out = (outsider){.board = b,
                              .member = member,
                              .id = member,
                              .name = name_of(c, member)};
            return true;
        }
    }
    return false;
}

bool outsider_of(const config *c, const tag_claim *claim, outsider *out)
{
    memset(out, 0, sizeof *out);
    if (claim->kind == TAG_PARTNER)
        return partner_of(c, claim, out);
    return claim->kind == TAG_BOARD && member_of(c, claim, out);
}

tag_claim outsider_claim(const outsider *o, int64_t ticket, int64_t entry,
                         int64_t epoch)
{
    return (tag_claim){.kind = o->partner ? TAG_PARTNER : TAG_BOARD,
                       .who = o->partner
                                  ? config_operator_number(o->partner->id)
                                  : config_board_number(o->board, o->member),
                       .number = ticket,
                       .entry = entry,
                       .epoch = epoch};
}

static const GPtrArray *addresses_of(const config *c, const outsider *o)
{
    const config_operator *op =
        o->partner ? NULL : config_operator_by_id(c, o->member);

    return o->partner ? o->partner->addresses : op ? op->addresses : NULL;
}

bool outsider_has(const config *c, const outsider *o, const char *mailbox)
{
    const GPtrArray *all = addresses_of(c, o);

    if (!mailbox)
        return false;
    for (guint i = 0; all && i < all->len; i++)
        if (address_equal(all->pdata[i], mailbox))
            return true;
    return !all && address_equal(o->member, mailbox);
}

const char *outsider_address(const config *c, const outsider *o)
{
    const GPtrArray *all = addresses_of(c, o);

    if (all)
        return all->len > 0 ? all->pdata[0] : NULL;
    return strchr(o->member, '@') ? o->member : NULL;
}

char *outsider_key(const outsider *o)
{
    return o->partner ? g_strdup_printf("partner %s", o->partner->id)
                      : g_strdup_printf("board %s %s", o->board->id, o->member);
}
