/* schema_hands: what helps people in their work: jobs for robots and other
 * systems, ratings, what became of a mail, lessons of categories, languages. */
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

/* What robots did (robot.h). */
#define ROBOTS                                                           \
    "CREATE TABLE robot_act ("                                           \
    " robot TEXT NOT NULL,"                                              \
    " ticket BIGINT NOT NULL,"                                           \
    " at_ms BIGINT NOT NULL,"                                            \
    " result BIGINT NOT NULL);"                                          \
    "CREATE INDEX robot_act_ticket ON robot_act (robot, ticket, at_ms);" \
    "CREATE INDEX robot_act_at ON robot_act (robot, at_ms);"

/* What other systems answered about a request, and by which keys they acted, each
 * once (lookup.h). */
#define LOOKUPS                        \
    "CREATE TABLE lookup ("            \
    " ticket BIGINT NOT NULL,"         \
    " name TEXT NOT NULL,"             \
    " n BIGINT NOT NULL,"              \
    " title TEXT NOT NULL,"            \
    " text TEXT NOT NULL,"             \
    " at_ms BIGINT NOT NULL,"          \
    " PRIMARY KEY (ticket, name, n));" \
    "CREATE TABLE hook_key ("          \
    " hook TEXT NOT NULL,"             \
    " key TEXT NOT NULL,"              \
    " ticket BIGINT NOT NULL,"         \
    " digest TEXT NOT NULL,"           \
    " result TEXT NOT NULL,"           \
    " at_ms BIGINT NOT NULL,"          \
    " PRIMARY KEY (hook, key));"

/* Ratings by customers and reviews by leads (rating.h). Customers' mail sees that
 * its reader is asked, and nothing else. */
#define RATINGS                                                \
    "CREATE TABLE rating ("                                    \
    " ticket BIGINT NOT NULL,"                                 \
    " n BIGINT NOT NULL,"                                      \
    " person TEXT NOT NULL,"                                   \
    " operator TEXT NOT NULL,"                                 \
    " line BIGINT NOT NULL,"                                   \
    " best BIGINT NOT NULL,"                                   \
    " value BIGINT NOT NULL,"                                  \
    " words TEXT NOT NULL,"                                    \
    " asked_ms BIGINT NOT NULL,"                               \
    " given_ms BIGINT NOT NULL,"                               \
    " PRIMARY KEY (ticket, n, person));"                       \
    "CREATE INDEX rating_person ON rating (person, asked_ms);" \
    "CREATE VIEW pub_rate AS SELECT ticket, n, person, best"   \
    " FROM rating;"                                            \
    "CREATE TABLE review ("                                    \
    " ticket BIGINT NOT NULL,"                                 \
    " n BIGINT NOT NULL,"                                      \
    " lead TEXT NOT NULL,"                                     \
    " why TEXT NOT NULL,"                                      \
    " best BIGINT NOT NULL,"                                   \
    " score BIGINT NOT NULL,"                                  \
    " words TEXT NOT NULL,"                                    \
    " asked_ms BIGINT NOT NULL,"                               \
    " given_ms BIGINT NOT NULL,"                               \
    " PRIMARY KEY (ticket, n, lead));"

/* What became of a mail after it was handed over, or why it was not yet: since
 * when each thing is known (outgoing.h). A store from before has failures and
 * delays alone. */
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

/* What categories are learned from: features of messages, as hashes; NULL where
 * newer lessons took their place. Until this version words were counted for
 * categories: what is still there is read again. */
#define LESSONS                                                     \
    "CREATE TABLE lesson ("                                         \
    " identity TEXT PRIMARY KEY,"                                   \
    " class BIGINT NOT NULL REFERENCES word_class(class),"          \
    " features BYTES,"                                              \
    " taught_ms BIGINT NOT NULL);"                                  \
    "CREATE INDEX lesson_class ON lesson (class, taught_ms);"       \
    "INSERT INTO meta VALUES ('lessons_changed', 0);"               \
    "INSERT INTO teaching"                                          \
    " (id, identity, subject, ledger, class, tries, next_ms)"       \
    " SELECT (SELECT last FROM counter WHERE name = 'teaching')"    \
    "  + row_number() OVER (ORDER BY t.trained_ms, t.identity),"    \
    "  t.identity, 1, l.id, c.name, 0, 0"                           \
    " FROM word_trained t JOIN word_class c ON c.class = t.class"   \
    " JOIN ledger l ON l.id = (SELECT min(m.id) FROM ledger m"      \
    "  WHERE m.identity = t.identity AND m.raw IS NOT NULL)"        \
    " WHERE t.subject = 1 AND NOT EXISTS (SELECT 1 FROM teaching x" \
    "  WHERE x.identity = t.identity AND x.subject = 1);"           \
    "UPDATE counter SET last ="                                     \
    " (SELECT coalesce(max(id), 0) FROM teaching)"                  \
    " WHERE name = 'teaching' AND last <"                           \
    " (SELECT coalesce(max(id), 0) FROM teaching);"

/* Whether a person's language was chosen by him, or told from what he writes. */
#define LANGUAGES \
    "ALTER TABLE person ADD COLUMN chosen BIGINT NOT NULL DEFAULT 0;"

const char schema_hands[] =
    JOBS ROBOTS LOOKUPS RATINGS DELIVERY LESSONS LANGUAGES;
