/* schema_hands: what helps people in their work: ratings, what became of a mail,
 * languages, and jobs for robots and other systems. */
#include "store/schema.h"

/* Work that a change of a ticket asked for, written with that change (job.h). */
#define JOBS                                              \
    "CREATE TABLE job ("                                  \
    " id BIGINT PRIMARY KEY,"                             \
    " kind TEXT NOT NULL,"                                \
    " name TEXT NOT NULL,"                                \
    " ticket BIGINT NOT NULL,"                            \
    " entry BIGINT NOT NULL,"                             \
    " event TEXT NOT NULL,"                               \
    " state BIGINT NOT NULL,"                             \
    " tries BIGINT NOT NULL,"                             \
    " next_ms BIGINT NOT NULL,"                           \
    " made_ms BIGINT NOT NULL,"                           \
    " ended_ms BIGINT NOT NULL,"                          \
    " result TEXT);"                                      \
    "CREATE INDEX job_due ON job (state, kind, next_ms);" \
    "CREATE INDEX job_ticket ON job (ticket);"            \
    "INSERT INTO counter VALUES ('job', 0);"

/* What became of a mail after it was handed over, or why it was not yet. */
#define SINCE(column) \
    "ALTER TABLE outgoing ADD COLUMN " column " BIGINT NOT NULL DEFAULT 0;"
#define DELIVERY                                            \
    SINCE("deferred_ms")                                    \
    SINCE("relayed_ms")                                     \
    SINCE("delivered_ms")                                   \
    SINCE("read_ms")                                        \
    SINCE("deleted_ms")                                     \
    SINCE("failed_ms")                                      \
    SINCE("warned_ms")                                      \
    "ALTER TABLE outgoing ADD COLUMN report TEXT;"          \
    "UPDATE outgoing SET failed_ms = CASE WHEN sent_ms > 0" \
    " THEN sent_ms ELSE created_ms END WHERE state = 3;"    \
    "UPDATE outgoing SET deferred_ms = date_ms"             \
    " WHERE state = 1 AND tries > 0;"

const char schema_hands[] = JOBS DELIVERY;
