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

/* What categories are learned from: features of messages, as hashes; NULL where
 * newer lessons took their place. Until this version words were counted for
 * categories: what is still there is read again. */
#define LESSONS                                                          \
    "CREATE TABLE lesson ("                                              \
    " identity TEXT PRIMARY KEY,"                                        \
    " class BIGINT NOT NULL REFERENCES word_class(class),"               \
    " features BYTES,"                                                   \
    " taught_ms BIGINT NOT NULL);"                                       \
    "CREATE INDEX lesson_class ON lesson (class, taught_ms);"            \
    "INSERT INTO meta VALUES ('lessons_changed', 0);"                    \
    "INSERT INTO teaching"                                               \
    " (id, identity, subject, ledger, class, tries, next_ms)"            \
    " SELECT (SELECT last FROM counter WHERE name = 'teaching')"         \
    "  + row_number() OVER (ORDER BY t.trained_ms, t.identity),"         \
    "  t.identity, 1, l.id, c.name, 0, 0"                                \
    " FROM word_trained t JOIN word_class c ON c.class = t.class"        \
    " JOIN ledger l ON l.id = (SELECT min(m.id) FROM ledger m"           \
    "  WHERE m.identity = t.identity AND m.raw IS NOT NULL)"             \
    " WHERE t.subject = 1 AND NOT EXISTS (SELECT 1 FROM teaching x"      \
    "  WHERE x.identity = t.identity AND x.subject = 1);"                \
    "UPDATE counter SET last ="                                          \
    " (SELECT coalesce(max(id), 0) FROM teaching)"                       \
    " WHERE name = 'teaching' AND last <"                                \
    " (SELECT coalesce(max(id), 0) FROM teaching);"

const char schema_hands[] = JOBS LESSONS;
