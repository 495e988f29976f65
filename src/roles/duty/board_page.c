/* board_page: the page of open requests is written again. */
#include "desk/board_page.h"
#include "config/site.h"
#include "roles/duty/duty.h"

#include "base/log.h"

#define EVERY_MS 60000
#define CAUSE    "board cannot be written"

/* A page that cannot be written is an alarm, and stops nothing. */
static void tell(duty_desk *d, const GError *wrong)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        wrong ? g_strdup_printf("The page of open requests cannot be written: "
                                "%s. Make the folder writable for postern, or "
                                "set another [site] board.",
                                wrong->message)
              : NULL;
    bool fine =
        wrong ? alarm_raise(d->f->alarms, d->config, d->f->store, CAUSE, text,
                            d->now_ms, &error)
              : alarm_clear(d->f->alarms, d->f->store, CAUSE, false, &error);

    if (!fine)
        log_error("alarm \"%s\": %s", CAUSE, error->message);
}

static bool work(duty_desk *d, int64_t *again_ms, GError **error)
{
    const board_ask all = {.now_ms = d->now_ms};
    const char *folder = d->config->site->board;
    g_autoptr(GPtrArray) columns = NULL;
    g_autoptr(GError) wrong = NULL;

    if (!folder)
        return true;
    columns = board_read(d->f->store, d->config, &all, error);
    if (!columns)
        return false;
    board_write(d->config, &all, columns, folder, &wrong);
    tell(d, wrong);
    return true;
}

const duty duty_board_page = {
    .name = "the page of open requests", .every_ms = EVERY_MS, .work = work};
