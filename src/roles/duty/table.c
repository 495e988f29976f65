/* table: the duties of the clock. At one moment the order is: what a person
 * waits for, reminders, what is silent. */
#include "roles/duty/duty.h"

static const duty *const duties[] = {
    &duty_publish, &duty_sla,   &duty_remind, &duty_waiting, &duty_later,
    &duty_assign,  &duty_news,  &duty_digest, &duty_status,  &duty_board,
    &duty_learn,   &duty_watch, &duty_review, NULL,
};

const duty *const *duty_all(void)
{
    return duties;
}
