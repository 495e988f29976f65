/* schema_process: what a ticket needs to be led through a process: its fields,
 * their history, clocks, and what waits for its time. */
#include "store/schema.h"

/* No statement names a status: what a status is stands beside it (stage, open),
 * and is written again when the configuration changes (store/restage). A text
 * that may be NULL was not set; a moment or a number that is 0 was not, either. */
#define FIELDS                                                              \
    "ALTER TABLE ticket ADD COLUMN type TEXT;"                              \
    "ALTER TABLE ticket ADD COLUMN complexity TEXT;"                        \
    "ALTER TABLE ticket ADD COLUMN stage BIGINT NOT NULL DEFAULT 0;"        \
    "ALTER TABLE ticket ADD COLUMN open BIGINT NOT NULL DEFAULT 1;"         \
    "ALTER TABLE ticket ADD COLUMN service BIGINT NOT NULL DEFAULT 0;"      \
    "ALTER TABLE ticket ADD COLUMN sla TEXT;"                               \
    "ALTER TABLE ticket ADD COLUMN due_ms BIGINT NOT NULL DEFAULT 0;"       \
    "ALTER TABLE ticket ADD COLUMN estimate_min BIGINT NOT NULL DEFAULT 0;" \
    "ALTER TABLE ticket ADD COLUMN source TEXT;"                            \
    "ALTER TABLE ticket ADD COLUMN pinned TEXT;"                            \
    "ALTER TABLE ticket ADD COLUMN merged_into BIGINT NOT NULL DEFAULT 0;"  \
    "ALTER TABLE ticket ADD COLUMN later_ms BIGINT NOT NULL DEFAULT 0;"     \
    "ALTER TABLE ticket ADD COLUMN next_due_ms BIGINT NOT NULL DEFAULT 0;"

/* A ticket that waits for its customer: how often he is reminded, and how often he
 * has let it be since he last wrote. */
#define WAITING                                                          \
    "ALTER TABLE ticket ADD COLUMN wait_days BIGINT NOT NULL DEFAULT 0;" \
    "ALTER TABLE ticket ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;"  \
    "ALTER TABLE ticket ADD COLUMN timeouts BIGINT NOT NULL DEFAULT 0;"

/* What changed, by whom, and why (change.h). */
#define CHANGES                                      \
    "CREATE TABLE change ("                          \
    " ticket BIGINT NOT NULL REFERENCES ticket(id)," \
    " n BIGINT NOT NULL,"                            \
    " field TEXT NOT NULL,"                          \
    " old TEXT,"                                     \
    " new TEXT,"                                     \
    " actor_kind BIGINT NOT NULL,"                   \
    " actor TEXT NOT NULL,"                          \
    " cause TEXT NOT NULL,"                          \
    " reason TEXT NOT NULL,"                         \
    " at_ms BIGINT NOT NULL,"                        \
    " PRIMARY KEY (ticket, n));"                     \
    "CREATE INDEX change_at ON change (field, at_ms);"

/* Where it was, from when to when; to_ms 0: it is there (stay.h). */
#define STAYS                                        \
    "CREATE TABLE stay ("                            \
    " ticket BIGINT NOT NULL REFERENCES ticket(id)," \
    " seq BIGINT NOT NULL,"                          \
    " status TEXT NOT NULL,"                         \
    " stage BIGINT NOT NULL,"                        \
    " line BIGINT NOT NULL,"                         \
    " holder TEXT,"                                  \
    " from_ms BIGINT NOT NULL,"                      \
    " to_ms BIGINT NOT NULL,"                        \
    " work_ms BIGINT NOT NULL,"                      \
    " PRIMARY KEY (ticket, seq));"

/* All that will be due, found by one index (waits.h). */
#define WAITS                                   \
    "CREATE TABLE due ("                        \
    " kind TEXT NOT NULL,"                      \
    " ref TEXT NOT NULL,"                       \
    " ticket BIGINT NOT NULL,"                  \
    " at_ms BIGINT NOT NULL,"                   \
    " PRIMARY KEY (kind, ref));"                \
    "CREATE INDEX due_at ON due (kind, at_ms);" \
    "CREATE INDEX due_ticket ON due (ticket);"

/* Commands beside a reply that waits to be sent, which are carried out when it is
 * (entry.h). They may hold words for the desk alone: not in the article. */
#define BESIDE                 \
    "CREATE TABLE beside ("    \
    " ticket BIGINT NOT NULL," \
    " n BIGINT NOT NULL,"      \
    " operator TEXT NOT NULL," \
    " commands TEXT NOT NULL," \
    " PRIMARY KEY (ticket, n));"

/* Fields of [field NAME]. Customers may see those that are public. */
#define VALUES                                                           \
    "CREATE TABLE field_value ("                                         \
    " owner_kind BIGINT NOT NULL,"                                       \
    " owner BIGINT NOT NULL,"                                            \
    " field TEXT NOT NULL,"                                              \
    " text TEXT NOT NULL,"                                               \
    " num BIGINT NOT NULL,"                                              \
    " public BIGINT NOT NULL DEFAULT 0,"                                 \
    " PRIMARY KEY (owner_kind, owner, field));"                          \
    "CREATE INDEX field_value_text ON field_value (field, text, owner);" \
    "CREATE VIEW pub_value AS"                                           \
    " SELECT owner_kind, owner, field, text, num FROM field_value"       \
    " WHERE public = 1;"

/* Lines: the stack of hand-overs; boards; tickets that belong together. */
#define LINES                                        \
    "CREATE TABLE handover ("                        \
    " ticket BIGINT NOT NULL REFERENCES ticket(id)," \
    " depth BIGINT NOT NULL,"                        \
    " line BIGINT NOT NULL,"                         \
    " holder TEXT,"                                  \
    " at_ms BIGINT NOT NULL,"                        \
    " PRIMARY KEY (ticket, depth));"                 \
    "CREATE TABLE approval ("                        \
    " ticket BIGINT NOT NULL REFERENCES ticket(id)," \
    " round BIGINT NOT NULL,"                        \
    " member TEXT NOT NULL,"                         \
    " answer BIGINT NOT NULL,"                       \
    " reason TEXT NOT NULL,"                         \
    " at_ms BIGINT NOT NULL,"                        \
    " PRIMARY KEY (ticket, round, member));"

/* Whom of the partners it was forwarded to (forwarded.h). */
#define FORWARDS                                     \
    "CREATE TABLE forwarded ("                       \
    " ticket BIGINT NOT NULL REFERENCES ticket(id)," \
    " partner TEXT NOT NULL,"                        \
    " operator TEXT NOT NULL,"                       \
    " at_ms BIGINT NOT NULL,"                        \
    " answered_ms BIGINT NOT NULL,"                  \
    " ended_ms BIGINT NOT NULL,"                     \
    " away BIGINT NOT NULL,"                         \
    " PRIMARY KEY (ticket, partner));"

#define LINKS                                   \
    "CREATE TABLE link ("                       \
    " a BIGINT NOT NULL REFERENCES ticket(id)," \
    " b BIGINT NOT NULL REFERENCES ticket(id)," \
    " kind TEXT NOT NULL,"                      \
    " at_ms BIGINT NOT NULL,"                   \
    " PRIMARY KEY (a, b, kind));"               \
    "CREATE INDEX link_b ON link (b);"

/* Entries that went to another ticket (moved.h), whether an entry's number is of
 * another ticket's order, and under what Message-ID customers know a reply that
 * went. That a ticket became part of another is no secret. */
#define MOVES                                                             \
    "CREATE TABLE moved ("                                                \
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"                      \
    " seq BIGINT NOT NULL,"                                               \
    " first BIGINT NOT NULL,"                                             \
    " last BIGINT NOT NULL,"                                              \
    " to_ticket BIGINT NOT NULL REFERENCES ticket(id),"                   \
    " shift BIGINT NOT NULL,"                                             \
    " PRIMARY KEY (ticket, seq));"                                        \
    "CREATE INDEX moved_to ON moved (to_ticket);"                         \
    "CREATE INDEX ticket_merged ON ticket (merged_into)"                  \
    " WHERE merged_into <> 0;"                                            \
    "ALTER TABLE article ADD COLUMN joined BIGINT NOT NULL DEFAULT 0;"    \
    "ALTER TABLE note ADD COLUMN joined BIGINT NOT NULL DEFAULT 0;"       \
    "ALTER TABLE apart ADD COLUMN joined BIGINT NOT NULL DEFAULT 0;"      \
    "ALTER TABLE article ADD COLUMN sent_id TEXT;"                        \
    "DROP VIEW pub_article;"                                              \
    "CREATE VIEW pub_article AS SELECT ticket, n, author_kind, author,"   \
    " author_name, text, message_id, sent_id, created_ms"                 \
    " FROM article WHERE state = 1;"                                      \
    "DROP VIEW pub_ticket;"                                               \
    "CREATE VIEW pub_ticket AS SELECT id, queue, epoch, subject, status," \
    " customer, customer_name, language, staff, authenticated,"           \
    " created_ms, merged_into,"                                           \
    " coalesce((SELECT max(a.created_ms) FROM article a"                  \
    "  WHERE a.ticket = ticket.id AND a.state = 1), created_ms)"          \
    " AS updated_ms, status_ms,"                                          \
    " coalesce((SELECT max(a.n) FROM article a"                           \
    "  WHERE a.ticket = ticket.id AND a.state = 1), 0) AS last_entry"     \
    " FROM ticket;"

/* People of the desk. */
#define ABSENCES                                         \
    "CREATE TABLE absence ("                             \
    " operator TEXT PRIMARY KEY,"                        \
    " from_ms BIGINT NOT NULL,"                          \
    " until_ms BIGINT NOT NULL,"                         \
    " deputy TEXT);"                                     \
    "CREATE TABLE co_holder ("                           \
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"     \
    " operator TEXT NOT NULL,"                           \
    " PRIMARY KEY (ticket, operator));"                  \
    "CREATE TABLE turn ("                                \
    " place TEXT PRIMARY KEY,"                           \
    " operator TEXT NOT NULL);"                          \
    "CREATE INDEX ticket_held ON ticket (open, holder);" \
    "CREATE TABLE news ("                                \
    " operator TEXT NOT NULL,"                           \
    " n BIGINT NOT NULL,"                                \
    " ticket BIGINT NOT NULL,"                           \
    " entry BIGINT NOT NULL,"                            \
    " why TEXT NOT NULL,"                                \
    " words TEXT,"                                       \
    " at_ms BIGINT NOT NULL,"                            \
    " PRIMARY KEY (operator, n));"

/* Clocks of SLAs, and what customers are entitled to. */
#define ENTITLEMENTS                                              \
    "CREATE TABLE clock ("                                        \
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"              \
    " kind TEXT NOT NULL,"                                        \
    " seq BIGINT NOT NULL,"                                       \
    " sla TEXT NOT NULL,"                                         \
    " target_ms BIGINT NOT NULL,"                                 \
    " from_ms BIGINT NOT NULL,"                                   \
    " used_ms BIGINT NOT NULL,"                                   \
    " since_ms BIGINT NOT NULL,"                                  \
    " due_ms BIGINT NOT NULL,"                                    \
    " stopped_ms BIGINT NOT NULL,"                                \
    " breached_ms BIGINT NOT NULL,"                               \
    " excused TEXT,"                                              \
    " told BIGINT NOT NULL,"                                      \
    " PRIMARY KEY (ticket, kind, seq));"                          \
    "ALTER TABLE ticket ADD COLUMN company BIGINT"                \
    " NOT NULL DEFAULT 0;"                                        \
    "CREATE TABLE company ("                                      \
    " id BIGINT PRIMARY KEY,"                                     \
    " ext TEXT UNIQUE,"                                           \
    " name TEXT NOT NULL,"                                        \
    " zone TEXT,"                                                 \
    " language TEXT,"                                             \
    " manager TEXT);"                                             \
    "CREATE TABLE domain ("                                       \
    " domain TEXT PRIMARY KEY,"                                   \
    " company BIGINT NOT NULL REFERENCES company(id));"           \
    "CREATE TABLE handle ("                                       \
    " handle TEXT PRIMARY KEY,"                                   \
    " person TEXT NOT NULL,"                                      \
    " company BIGINT NOT NULL DEFAULT 0);"                        \
    "CREATE TABLE contract ("                                     \
    " id BIGINT PRIMARY KEY,"                                     \
    " ext TEXT UNIQUE,"                                           \
    " company BIGINT NOT NULL REFERENCES company(id),"            \
    " sla TEXT,"                                                  \
    " from_ms BIGINT NOT NULL,"                                   \
    " until_ms BIGINT NOT NULL,"                                  \
    " currency TEXT);"                                            \
    "CREATE TABLE service ("                                      \
    " id BIGINT PRIMARY KEY,"                                     \
    " ext TEXT UNIQUE,"                                           \
    " contract BIGINT NOT NULL REFERENCES contract(id),"          \
    " name TEXT NOT NULL,"                                        \
    " sla TEXT,"                                                  \
    " calendar TEXT,"                                             \
    " prepaid_min BIGINT NOT NULL DEFAULT 0,"                     \
    " carry BIGINT NOT NULL DEFAULT 0,"                           \
    " round_min BIGINT NOT NULL DEFAULT 0);"                      \
    "CREATE TABLE coupon ("                                       \
    " mac TEXT PRIMARY KEY,"                                      \
    " contract BIGINT NOT NULL,"                                  \
    " sla TEXT NOT NULL,"                                         \
    " expires_ms BIGINT NOT NULL,"                                \
    " used_ms BIGINT NOT NULL,"                                   \
    " ticket BIGINT NOT NULL,"                                    \
    " revoked_ms BIGINT NOT NULL);"                               \
    "CREATE INDEX coupon_ticket ON coupon (ticket);"              \
    "CREATE INDEX coupon_contract ON coupon (contract);"          \
    "CREATE INDEX contract_company ON contract (company);"        \
    "INSERT INTO counter VALUES ('company', 0), ('contract', 0)," \
    " ('service', 0);"

const char schema_process[] = FIELDS WAITING CHANGES STAYS WAITS BESIDE VALUES
    LINES FORWARDS LINKS MOVES ABSENCES ENTITLEMENTS;
