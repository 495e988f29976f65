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

/* What other systems answered about a request, and by which keys they acted. */
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

/* What robots did (robot.h). */
#define ROBOTS                                                    \
    "CREATE TABLE robot_act ("                                    \
    " robot TEXT NOT NULL,"                                       \
    " ticket BIGINT NOT NULL,"                                    \
    " at_ms BIGINT NOT NULL,"                                     \
    " result BIGINT NOT NULL);"                                   \
    "CREATE INDEX robot_act_ticket ON robot_act (robot, ticket, at_ms);" \
    "CREATE INDEX robot_act_at ON robot_act (robot, at_ms);"

const char schema_hands[] = JOBS ROBOTS LOOKUPS RATINGS;
