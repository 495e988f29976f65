/* sql_rank: how well a row of a full-text table holds what is searched for. */
#include "base/sql_rank.h"

#include <sqlite3.h>

/* Hits of one phrase, weighted by their columns. */
static double hits_of(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase,
                      int count, sqlite3_value **weights)
{
    Fts5PhraseIter at;
    int column, offset;
    double hits = 0;

    if (api->xPhraseFirst(fts, phrase, &at, &column, &offset) != SQLITE_OK)
        return 0;
    for (; column >= 0; api->xPhraseNext(fts, &at, &column, &offset))
        hits += column < count ? sqlite3_value_double(weights[column]) : 1;
    return hits;
}

static void rank_of(const Fts5ExtensionApi *api, Fts5Context *fts,
                    sqlite3_context *context, int count,
                    sqlite3_value **weights)
{
    double score = 0;

    for (int i = 0; i < api->xPhraseCount(fts); i++) {
        double hits = hits_of(api, fts, i, count, weights);
        score += hits * (SQL_RANK_K1 + 1) / (hits + SQL_RANK_K1);
    }
    sqlite3_result_int64(context, (sqlite3_int64)(score * SQL_RANK_SCALE));
}

/* As SQLite's manual says that FTS5's functions are found. */
static fts5_api *api_of(struct sqlite3 *handle)
{
    fts5_api *api = NULL;
    sqlite3_stmt *q = NULL;

    if (sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &q, NULL) ==
        SQLITE_OK) {
        sqlite3_bind_pointer(q, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(q);
    }
    sqlite3_finalize(q);
    return api;
}

bool sql_add_rank(sql_conn *c, GError **error)
{
    fts5_api *api = api_of(sql_handle(c));

    if (api &&
        api->xCreateFunction(api, "rank_of", NULL, rank_of, NULL) == SQLITE_OK)
        return true;
    err_set(error, ERR_CONFIG,
            "this SQLite has no FTS5, which search needs: install one that "
            "was built with it");
    return false;
}
