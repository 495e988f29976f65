/* sql_rank: how well a row of a full-text table holds what is searched for. */
#ifndef POSTERN_SQL_RANK_H
#define POSTERN_SQL_RANK_H

#include "base/sql.h"

/* Makes rank_of(TABLE, W, W, ...) known: BM25 of a row with a weight for each column,
 * in which all that is searched for counts as equally rare, as a whole number. SQLite's own bm25() reads
 * all rows with a word before it says the first; this looks at its row alone. ERR_CONFIG:
 * SQLite has no FTS5. */
bool sql_add_rank(sql_conn *c, GError **error);

#endif
