/* table: the duties of the clock. At one moment the order is: what a person
 * waits for, clocks and reminders, what is silent; then robots, who see what all
 * of these have made of a request. */
#include "roles/duty/duty.h"

static const duty *const duties[] = {
    &duty_publish,     &duty_contract,   &duty_terms,
    &duty_sla,         &duty_remind,     &duty_waiting,
    &duty_later,       &duty_assign,     &duty_news,
    &duty_digest,      &duty_morning,    &duty_status,
    &duty_board,       &duty_review,     &duty_statement,
    &duty_timer,       &duty_prepaid,    &duty_robot_after,
    &duty_robot_every, &duty_robot,      &duty_robot_over,
    &duty_report,      &duty_learn,      &duty_watch,
    &duty_search,      &duty_board_page, NULL,
};

const duty *const *duty_all(void)
{
    return duties;
}
