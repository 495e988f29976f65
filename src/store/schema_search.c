/* schema_search: what is to be read again for search, and indexes by which long
 * lists are made quickly. */
#include "store/schema.h"

/* Documents whose words have changed (search_index.h); page -1: all of the
 * ticket. `mark` is another with each change: a row that was changed while it
 * was worked on stays. Of a person (kind 0) or company (1) that has another
 * name, all tickets, by number, those after `after`. The rows are written by
 * the database itself. */
#define TODO                        \
    "CREATE TABLE search_todo ("    \
    " ticket BIGINT NOT NULL,"      \
    " page BIGINT NOT NULL,"        \
    " mark BIGINT NOT NULL,"        \
    " PRIMARY KEY (ticket, page));" \
    "CREATE TABLE search_group ("   \
    " kind BIGINT NOT NULL,"        \
    " ref TEXT NOT NULL,"           \
    " after BIGINT NOT NULL,"       \
    " mark BIGINT NOT NULL,"        \
    " PRIMARY KEY (kind, ref));"    \
    "INSERT INTO meta VALUES ('search_id', 0), ('search_seq', 0);"

/* Newest change first, of all that have something in common: each condition of
 * a list that few may fulfil (ticket.c says which of them leads). */
#define NEWEST(name, columns) \
    "CREATE INDEX ticket_" name " ON ticket (" columns ", updated_ms);"
/* clang-format off: one index a line */
const char schema_search[] = TODO "DROP INDEX ticket_held;" NEWEST(
    "held", "open, holder") NEWEST("open", "open") NEWEST("holder", "holder")
    NEWEST("state", "status") NEWEST("queue", "queue") NEWEST(
        "line", "line") NEWEST("type", "type") NEWEST("category", "category")
        NEWEST("priority", "priority") NEWEST("source", "source") NEWEST(
            "service",
            "service") "CREATE INDEX ticket_of_company ON ticket (company, "
                       "updated_ms)"
                       " WHERE company <> 0;"
                       "CREATE INDEX outgoing_trouble ON outgoing (ticket)"
                       " WHERE audience = 0 AND template = 'reply'"
                       " AND (state = 3 OR deferred_ms > 0);"
                       "CREATE INDEX ticket_stage ON ticket (status, stage, "
                       "open);"
                       "CREATE INDEX outgoing_failed ON outgoing (id) WHERE "
                       "state = 3;"
                       "CREATE INDEX held_waiting ON held (id) WHERE state = 0;"
                       "CREATE INDEX ledger_from ON ledger (from_address, seq);"
                       "CREATE INDEX ledger_sender ON ledger (sender, seq);";
/* clang-format on */
