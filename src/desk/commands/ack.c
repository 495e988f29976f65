/* commands/ack: whether a customer wants acknowledgements. */
#include "desk/decide/room.h"
#include "desk/speech.h"

static void set_ack(decide_job *j, const command_call *call)
{
    store_person *p = decide_person(j);

    p->ack_off = !speech_is_on(call->argument);
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
