/* statement_json: a statement as JSON: what the store keeps of one that was sent,
 * what the customer's mail is made of, and what --json prints. It has nothing that
 * the customer may not read: no notes, no time that was not charged, no cost of the
 * desk's. Pure.
 *
 * {"no", "contract", "contract_name", "company", "currency", "zone", "from", "to"
 * (the last day), "from_ms", "to_ms", "sent_ms", "has_prices", "min", "over_min",
 * "unpriced_min", "minor", "before_minor", "paid_minor", "balance_minor",
 * "services": [{"service", "name", "prepaid", "granted_min", "carried_in_min",
 *     "used_min", "over_min", "carried_out_min", "lost_min", "minor"}],
 * "lines": [{"service", "name", "work", "hour_minor", "min", "minor"}],
 * "works": [{"work", "who", "min", "norm_min"}],
 * "tickets": [{"ticket", "subject", "min", "works": [{"work", "min"}]}],
 * "rows": [{"day", "ticket", "service", "work", "who", "min", "over_min",
 *     "hour_minor", "earlier"}],
 * "paid": [{"day", "ref", "adjusted", "minor"}]}
 *
 * "no" and "sent_ms" are null in a draft. Amounts are smallest units of the
 * currency, which may be null. */
#ifndef POSTERN_DESK_STATEMENT_JSON_H
#define POSTERN_DESK_STATEMENT_JSON_H

#include "config/config.h"
#include "desk/statement.h"

#include <jansson.h>

/* `sent_ms` 0: a draft. A new reference. */
json_t *statement_json(const statement *t, const config *c, GTimeZone *zone,
                       int64_t sent_ms);

/* All bookings of such an object as a table for a spreadsheet (base/csv.h), with heads
 * and numbers as readers of a language write them: `;` and a decimal comma in ru
 * and nb. A byte order mark, where it is needed. Caller frees. */
char *statement_csv(const json_t *paper, const config *c, const char *language);

#endif
