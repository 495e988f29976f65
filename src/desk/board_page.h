/* board_page: the desk on one page of HTML, for a screen on a wall or a browser:
 * a column for each stage, a card for each open request. The page has no script
 * and loads nothing.
 *
 * It shows subjects and names: whoever can read the file can read those. */
#ifndef POSTERN_DESK_BOARD_PAGE_H
#define POSTERN_DESK_BOARD_PAGE_H

#include "config/config.h"
#include "store/ticket.h"

/* So many cards a column; what is more is counted. */
#define BOARD_CARDS 100

typedef struct board_column {
    int stage;          /* status_stage */
    GPtrArray *tickets; /* store_ticket*, those that are due first */
    bool more;          /* there are others */
} board_column;
void board_column_free(board_column *k);

/* Whose requests; NULL, 0: of all. */
typedef struct board_ask {
    const char *queue;
    int line;
    int64_t now_ms;
} board_ask;

/* Reads the open requests, and those that wait, of `ask`: board_column*, in the order
 * of the stages; stages that no status has are left out. NULL with *error. */
GPtrArray *board_read(store *s, const config *c, const board_ask *ask,
                      GError **error);
/* The page, in the desk's language and zone. Pure. Caller frees. */
char *board_page(const config *c, const board_ask *ask,
                 const GPtrArray *columns);
/* The same into FOLDER/index.html, at once: who reads it sees the old or the new
 * one. The folder must be there. */
bool board_write(const config *c, const board_ask *ask,
                 const GPtrArray *columns, const char *folder, GError **error);

#endif
