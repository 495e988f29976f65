/* cmd_board: the page of open requests, written once. */
#include "cli/desk.h"

#include "config/site.h"
#include "desk/board_page.h"
#include "desk/queue_config.h"
#include "roles/now.h"

#include <sysexits.h>

static int write_page(cli *x, const board_ask *ask, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) columns = NULL;
    int code = EX_OK;
    store *s = desk_open(x, &code);

    if (!s)
        return code;
    columns = board_read(s, x->loaded, ask, &error);
    store_close(s);
    if (columns && board_write(x->loaded, ask, columns, folder, &error))
        return EX_OK;
    return cli_fail(x, g_steal_pointer(&error));
}

int cmd_board(cli *x, int argc, char **argv)
{
    g_autofree char *folder = NULL, *queue = NULL;
    int line = 0;
    const GOptionEntry entries[] = {
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &folder,
         "Folder that index.html is written to", "DIR"},
        {"queue", 0, 0, G_OPTION_ARG_STRING, &queue, "Of this queue alone",
         "NAME"},
        {"line", 0, 0, G_OPTION_ARG_INT, &line, "Of this line alone", "N"},
        {NULL}};
    const config *c;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc != 1 || !folder)
        return cli_usage(x, "say --html DIR");
    c = cli_config_running(x);
    if (!c)
        return EX_CONFIG;
    if (queue && !config_queue_by_id(c, queue)) {
        g_autofree char *hint = config_id_hint(c->queues, queue);
        return cli_usage(x, "there is no queue %s%s", queue, hint);
    }
    return write_page(
        x, &(board_ask){.queue = queue, .line = line, .now_ms = role_now_ms()},
        folder);
}
