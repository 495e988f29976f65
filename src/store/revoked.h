/* revoked: secret addresses that do not work any more, before their time.
 *
 * A row kills all of one operator's addresses of one ticket that were given out
 * when the ticket had no more than so many entries. Whoever adds a row adds an
 * entry (an event) beside it: what is given out afterwards names that one. */
#ifndef POSTERN_STORE_REVOKED_H
#define POSTERN_STORE_REVOKED_H

#include "store/store.h"

/* Those up to `entry` are dead; what was revoked before stays so. */
bool store_revoke(store *s, int64_t ticket, const char *operator_id,
                  int64_t entry, GError **error);
/* *entry: up to which they are dead; -1: none is. */
bool store_revoked(store *s, int64_t ticket, const char *operator_id,
                   int64_t *entry, GError **error);
/* The addresses of an operator's lists that were made until then are dead. */
bool store_lists_revoke(store *s, const char *operator_id, int64_t at_ms,
                        GError **error);
/* *at_ms: until when; -1: none is. */
bool store_lists_revoked(store *s, const char *operator_id, int64_t *at_ms,
                         GError **error);
/* int64_t: tickets that mail to this operator was about, by number. */
GArray *store_told_tickets(store *s, const char *operator_id, GError **error);

#endif
