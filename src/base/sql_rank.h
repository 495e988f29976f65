/* sql_rank: how well a row of a full-text table holds what is searched for. */
#ifndef POSTERN_SQL_RANK_H
#define POSTERN_SQL_RANK_H

#include "base/sql.h"

#define SQL_RANK_K1    1.2 /* BM25's usual: how soon more of a word says no more */
#define SQL_RANK_SCALE 1000000 /* of a score, as a whole number */

/* Makes rank_of(TABLE, W, W, ...) known: BM25 of a row, with a weight for each
 * column, in which all that is searched for counts as equally rare and all rows
 * as equally long. SQLite's own bm25() reads all rows with a word before it
 * says the first, and looks up how long each row is; this looks at the row's
 * hits alone. ERR_CONFIG: SQLite has no FTS5. */
bool sql_add_rank(sql_conn *c, GError **error);

#endif
