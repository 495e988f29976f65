/* blocks: all blocks of reports, in the order in which they stand. */
#include "desk/report/room.h"

#include <string.h>

static const report_block *const blocks[] = {
    &report_volume,
    &report_backlog,
    &report_times,
    &report_promises,
    &report_stages,
    &report_queue,
    &report_category,
    &report_type,
    &report_line,
    &report_source,
    &report_operator,
    &report_hops,
    &report_ratings,
    &report_quality,
    &report_hours,
    &report_mail,
    &report_busy,
    &report_customers,
    NULL,
};

const report_block *const *report_blocks(void)
{
    return blocks;
}

const report_block *report_block_by_name(const char *name)
{
    for (unsigned i = 0; blocks[i]; i++)
        if (strcmp(blocks[i]->name, name) == 0)
            return blocks[i];
    return NULL;
}

const char **report_block_names(void)
{
    const char **names = g_new0(const char *, G_N_ELEMENTS(blocks));

    for (unsigned i = 0; blocks[i]; i++)
        names[i] = blocks[i]->name;
    return names;
}
