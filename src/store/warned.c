/* warned: how far people were told that prepaid time of a service runs out. */
#include "store/warned.h"

#include "store/rows.h"

bool store_warned_get(store *s, int64_t service, int64_t month, int *percent,
                      GError **error)
{
    int64_t is = 0;
    bool fine = db_number(s->db, error, 0, &is,
                          "SELECT percent FROM warned"
                          " WHERE service = ? AND month = ?",
                          DB_I(service), DB_I(month));

    *percent = (int)is;
    return fine;
}

bool store_warned_put(store *s, const store_warned *w, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO warned (service, month, percent)"
                    " VALUES (?,?,?) ON CONFLICT (service, month)"
                    " DO UPDATE SET percent = excluded.percent",
                    DB_I(w->service), DB_I(w->month), DB_I(w->percent));
}
