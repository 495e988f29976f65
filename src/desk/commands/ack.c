/* commands/ack: whether a customer wants acknowledgements. */
#include "desk/decide/room.h"

static void set_ack(decide_job *j, const command_call *call)
{
    const store_person *known = j->in->snapshot->person;
    store_person *p = g_new0(store_person, 1);

    p->address = g_strdup(decide_from(j));
    p->name =
        g_strdup(known && known->name ? known->name : decide_from_name(j));
    p->language = g_strdup(known ? known->language : NULL);
    p->ack_off = g_ascii_strcasecmp(call->argument, "off") == 0;
    plan_person(j->plan, p);
}

const command_row command_ack = {
    .name = "ack",
    .also = {[COMMAND_RU] = "подтверждения", [COMMAND_NB] = "kvittering"},
    .chapter = COMMAND_ASKS,
    .customer = {.help = "acknowledgements of new requests on or off",
                 .type = COMMAND_ON_OFF,
                 .shown = "on|off",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = set_ack},
};
