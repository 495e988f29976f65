/* delivery: did he get it? */
#include "desk/delivery.h"

#include <string.h>

/* The latest of what says that he has it; 0: nothing does. */
static int64_t arrived_ms(const store_outgoing *r)
{
    return MAX(r->delivered_ms, MAX(r->read_ms, r->deleted_ms));
}

static delivery failed(const store_outgoing *r)
{
    return (delivery){.state =
                          r->sent_ms > 0 ? DELIVERY_BOUNCED : DELIVERY_REFUSED,
                      .at_ms = r->failed_ms,
                      .words = r->result};
}

static delivery sent(const store_outgoing *r)
{
    const struct {
        int64_t at_ms;
        delivery_state state;
    } known[] = {
        {r->read_ms, DELIVERY_READ},
        {r->deleted_ms, DELIVERY_DELETED},
        {r->delivered_ms, DELIVERY_DELIVERED},
        {r->deferred_ms > r->relayed_ms ? r->deferred_ms : 0, DELIVERY_DELAYED},
        {r->relayed_ms, DELIVERY_RELAYED},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
        if (known[i].at_ms > 0)
            return (delivery){.state = known[i].state,
                              .at_ms = known[i].at_ms,
                              .words = r->report};
    return (delivery){
        .state = DELIVERY_HANDED, .at_ms = r->sent_ms, .words = r->result};
}

delivery delivery_of(const store_outgoing *r)
{
    switch (r->state) {
    case STORE_OUT_SENT:
        return sent(r);
    case STORE_OUT_FAILED:
        return arrived_ms(r) > r->failed_ms ? sent(r) : failed(r);
    case STORE_OUT_READY:
        if (r->deferred_ms > 0)
            return (delivery){.state = DELIVERY_DEFERRED,
                              .at_ms = r->deferred_ms,
                              .next_ms = r->next_ms,
                              .words = r->result};
        return (delivery){.state = DELIVERY_WAITING};
    case STORE_OUT_WAITING:
        return (delivery){.state = DELIVERY_WAITING};
    default:
        return (delivery){.state = DELIVERY_NONE};
    }
}

const char *delivery_name(delivery_state state)
{
    static const char *const names[DELIVERY_STATES] = {
        "none",      "waiting", "deferred", "handed_over", "delayed", "relayed",
        "delivered", "deleted", "read",     "bounced",     "refused"};

    return names[state];
}

bool delivery_is_trouble(delivery_state state)
{
    return state == DELIVERY_DEFERRED || state == DELIVERY_DELAYED ||
           state == DELIVERY_BOUNCED || state == DELIVERY_REFUSED;
}

delivery_ask delivery_asks(const config_queue *q, const store_outgoing *row)
{
    config_dsn dsn = q ? (config_dsn)q->dsn : CONFIG_DSN_FAILURE;

    if (dsn == CONFIG_DSN_NEVER)
        return DELIVERY_ASK_NOTHING;
    if (row->audience != STORE_TO_CUSTOMER ||
        strcmp(row->template, "reply") != 0)
        return DELIVERY_ASK_FAILURE;
    return dsn == CONFIG_DSN_SUCCESS ? DELIVERY_ASK_ALL : DELIVERY_ASK_TROUBLE;
}
