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

const char schema_hands[] = JOBS;
