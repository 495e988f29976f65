/* schema_account: who is entitled to what, how long it took, what it costs, and
 * what customers may see of that. */
#include "store/schema.h"

#define NUMBER(table, column) \
    "ALTER TABLE " table " ADD COLUMN " column " BIGINT NOT NULL DEFAULT 0;"
#define TEXT(table, column) "ALTER TABLE " table " ADD COLUMN " column " TEXT;"

/* Persons, contracts and services have more of their own (people.h, company.h).
 * A person's id is the first of his handles, which are in `handle`; one that was
 * registered has a number as well. */
#define PEOPLE                                                              \
    TEXT("person", "ext")                                                   \
    TEXT("person", "zone")                                                  \
    NUMBER("person", "contact")                                             \
    NUMBER("person", "number")                                              \
    "INSERT INTO counter VALUES ('person', 0);"                             \
    "CREATE UNIQUE INDEX person_ext ON person (ext) WHERE ext IS NOT NULL;" \
    "CREATE INDEX ticket_proved ON ticket (customer)"                       \
    " WHERE authenticated = 1;"                                             \
    "CREATE INDEX participant_address ON participant (address);"            \
    "CREATE INDEX handle_person ON handle (person);"                        \
    "CREATE INDEX handle_company ON handle (company);"                      \
    "CREATE INDEX domain_company ON domain (company);"                      \
    "CREATE INDEX company_name ON company (name);"                          \
    "CREATE INDEX ticket_company ON ticket (company, id)"                   \
    " WHERE company <> 0;"
#define CONTRACTS                                                           \
    "ALTER TABLE contract ADD COLUMN name TEXT NOT NULL"                    \
    " DEFAULT '';" TEXT("contract", "manager") TEXT("contract", "fallback") \
        NUMBER("contract", "costs") NUMBER("contract", "told") TEXT(        \
            "service", "works") "CREATE INDEX service_contract ON service"  \
                                " (contract);"                              \
                                "CREATE INDEX service_name ON service"      \
                                " (name);"                                  \
                                "CREATE INDEX contract_name ON contract"    \
                                " (name);"                                  \
                                "INSERT INTO due (kind, ref, ticket,"       \
                                " at_ms) SELECT 'contract', '#' || id, 0,"  \
                                " 1 FROM contract;"

/* What an hour costs, from a day on (rate.h). Service 0: all of the contract; work
 * '': all that have none of their own. */
#define RATES                      \
    "CREATE TABLE rate ("          \
    " contract BIGINT NOT NULL,"   \
    " service BIGINT NOT NULL,"    \
    " work TEXT NOT NULL,"         \
    " from_ms BIGINT NOT NULL,"    \
    " mode BIGINT NOT NULL,"       \
    " minor BIGINT NOT NULL,"      \
    " norm_min BIGINT NOT NULL,"   \
    " factor_pct BIGINT NOT NULL," \
    " PRIMARY KEY (contract, service, work, from_ms));"

/* Time that was worked; nobody changes a row, but for the statement that it came
 * to stand in (time.h). A message books what it says once. */
#define TIMES                                                        \
    "CREATE TABLE time ("                                            \
    " id BIGINT PRIMARY KEY,"                                        \
    " ticket BIGINT NOT NULL,"                                       \
    " service BIGINT NOT NULL,"                                      \
    " who TEXT NOT NULL,"                                            \
    " work TEXT NOT NULL,"                                           \
    " at_ms BIGINT NOT NULL,"                                        \
    " booked_ms BIGINT NOT NULL,"                                    \
    " booked_by TEXT NOT NULL,"                                      \
    " min BIGINT NOT NULL,"                                          \
    " bill_min BIGINT NOT NULL,"                                     \
    " cost_minor BIGINT NOT NULL,"                                   \
    " corrects BIGINT NOT NULL,"                                     \
    " what TEXT NOT NULL,"                                           \
    " ledger TEXT,"                                                  \
    " pos BIGINT NOT NULL,"                                          \
    " statement BIGINT NOT NULL,"                                    \
    " over_min BIGINT NOT NULL DEFAULT 0,"                           \
    " UNIQUE (ledger, pos));"                                        \
    "CREATE INDEX time_ticket ON time (ticket);"                     \
    "CREATE INDEX time_service ON time (service, statement, at_ms);" \
    "CREATE INDEX time_at ON time (at_ms);"                          \
    "CREATE TABLE timer ("                                           \
    " operator TEXT PRIMARY KEY,"                                    \
    " ticket BIGINT NOT NULL,"                                       \
    " from_ms BIGINT NOT NULL,"                                      \
    " work TEXT NOT NULL,"                                           \
    " what TEXT NOT NULL,"                                           \
    " asked_ms BIGINT NOT NULL);"                                    \
    "CREATE TABLE warned ("                                          \
    " service BIGINT NOT NULL,"                                      \
    " month BIGINT NOT NULL,"                                        \
    " percent BIGINT NOT NULL,"                                      \
    " PRIMARY KEY (service, month));" TIMES_BEFORE

/* What was booked before there were rows is known from the history, of an even older
 * request by its sum alone. Nobody is charged for it. */
#define TIME_COLUMNS                                                      \
    "INSERT INTO time (id, ticket, service, who, work, at_ms, booked_ms," \
    " booked_by, min, bill_min, cost_minor, corrects, what, pos, statement) "
#define TIMES_BEFORE                                                          \
    TIME_COLUMNS                                                              \
    "SELECT row_number() OVER (ORDER BY at_ms, ticket, n), ticket, 0, actor," \
    " '', at_ms, at_ms, actor, CAST(COALESCE(new, '0') AS BIGINT)"            \
    " - CAST(COALESCE(old, '0') AS BIGINT), 0, 0, 0, reason, 0, 0"            \
    " FROM change WHERE field = 'spent'"                                      \
    " AND COALESCE(new, '0') <> COALESCE(old, '0');" TIME_COLUMNS             \
    "SELECT (SELECT COALESCE(max(m.id), 0) FROM time m)"                      \
    " + row_number() OVER (ORDER BY t.id), t.id, 0, '', '', t.created_ms,"    \
    " t.created_ms, '', t.spent_min - COALESCE((SELECT sum(m.min)"            \
    " FROM time m WHERE m.ticket = t.id), 0), 0, 0, 0, '', 0, 0"              \
    " FROM ticket t WHERE t.spent_min <> COALESCE((SELECT sum(m.min)"         \
    " FROM time m WHERE m.ticket = t.id), 0);"                                \
    "INSERT INTO counter SELECT 'time', COALESCE(max(id), 0) FROM time;"

/* What was billed, and what was paid (statement.h). */
#define STATEMENTS                                            \
    "CREATE TABLE statement ("                                \
    " id BIGINT PRIMARY KEY,"                                 \
    " no TEXT NOT NULL UNIQUE,"                               \
    " contract BIGINT NOT NULL,"                              \
    " from_ms BIGINT NOT NULL,"                               \
    " to_ms BIGINT NOT NULL,"                                 \
    " sent_ms BIGINT NOT NULL,"                               \
    " minor BIGINT NOT NULL,"                                 \
    " currency TEXT NOT NULL,"                                \
    " json TEXT NOT NULL);"                                   \
    "CREATE INDEX statement_contract ON statement (contract," \
    " to_ms);"                                                \
    "CREATE TABLE statement_line ("                           \
    " statement BIGINT NOT NULL REFERENCES statement(id),"    \
    " service BIGINT NOT NULL,"                               \
    " prepaid_min BIGINT NOT NULL,"                           \
    " carried_in_min BIGINT NOT NULL,"                        \
    " used_min BIGINT NOT NULL,"                              \
    " over_min BIGINT NOT NULL,"                              \
    " carried_out_min BIGINT NOT NULL,"                       \
    " minor BIGINT NOT NULL,"                                 \
    " PRIMARY KEY (statement, service));"                     \
    "CREATE TABLE settlement ("                               \
    " id BIGINT PRIMARY KEY,"                                 \
    " contract BIGINT NOT NULL,"                              \
    " kind BIGINT NOT NULL,"                                  \
    " minor BIGINT NOT NULL,"                                 \
    " at_ms BIGINT NOT NULL,"                                 \
    " ref TEXT NOT NULL,"                                     \
    " statement BIGINT NOT NULL,"                             \
    " UNIQUE (contract, ref));"                               \
    "INSERT INTO counter VALUES ('statement', 0),"            \
    " ('settlement', 0);"

/* What a customer asked to have changed about a service, and the word of the
 * contract's manager (consent.h). */
#define CONSENTS                                       \
    "CREATE TABLE consent ("                           \
    " id BIGINT PRIMARY KEY,"                          \
    " ticket BIGINT NOT NULL,"                         \
    " service BIGINT NOT NULL,"                        \
    " what TEXT NOT NULL,"                             \
    " value TEXT NOT NULL,"                            \
    " person TEXT NOT NULL,"                           \
    " entry BIGINT NOT NULL,"                          \
    " asked_ms BIGINT NOT NULL,"                       \
    " state BIGINT NOT NULL,"                          \
    " operator TEXT,"                                  \
    " reason TEXT NOT NULL,"                           \
    " answered_ms BIGINT NOT NULL);"                   \
    "CREATE INDEX consent_ticket ON consent (ticket);" \
    "INSERT INTO counter VALUES ('consent', 0);"

/* Addresses of lists that are dead (revoked.h). */
#define LISTS                     \
    "CREATE TABLE list_revoked (" \
    " operator TEXT PRIMARY KEY," \
    " at_ms BIGINT NOT NULL);"

/* What a customer's mail may say of all that: whose people and contracts there
 * are, and minutes that are billed; not who worked them, what he noted, or what
 * that costs the desk. */
#define VIEWS                                                                \
    "CREATE VIEW pub_handle AS SELECT handle, person, company FROM handle;"  \
    "CREATE VIEW pub_domain AS SELECT domain, company FROM domain;"          \
    "CREATE VIEW pub_contact AS SELECT address, zone, contact FROM person;"  \
    "CREATE VIEW pub_company AS SELECT id, name, zone, language"             \
    " FROM company;"                                                         \
    "CREATE VIEW pub_contract AS SELECT id, company, name, sla, from_ms,"    \
    " until_ms, currency, costs FROM contract;"                              \
    "CREATE VIEW pub_service AS SELECT id, contract, name, prepaid_min,"     \
    " carry FROM service;"                                                   \
    "CREATE VIEW pub_time AS SELECT ticket, service, work, at_ms,"           \
    " bill_min, over_min, statement FROM time;"                              \
    "CREATE VIEW pub_statement AS SELECT id, no, contract, from_ms, to_ms,"  \
    " sent_ms, minor, currency FROM statement WHERE sent_ms > 0;"            \
    "CREATE VIEW pub_statement_line AS SELECT l.statement, l.service,"       \
    " l.prepaid_min, l.carried_in_min, l.used_min, l.over_min,"              \
    " l.carried_out_min, l.minor FROM statement_line l"                      \
    " JOIN statement s ON s.id = l.statement WHERE s.sent_ms > 0;"           \
    "CREATE VIEW pub_settlement AS SELECT contract, kind, minor, at_ms, ref" \
    " FROM settlement;"                                                      \
    "CREATE VIEW pub_price AS SELECT r.contract, r.service, r.work,"         \
    " r.from_ms, r.mode, r.minor, r.norm_min, r.factor_pct FROM rate r"      \
    " JOIN contract c ON c.id = r.contract WHERE c.costs = 1;"               \
    "CREATE VIEW pub_account AS SELECT id, company, service, open, stage,"   \
    " type, source, estimate_min, due_ms FROM ticket;"                       \
    "CREATE VIEW pub_clock AS SELECT ticket, kind, seq, from_ms, due_ms,"    \
    " stopped_ms FROM clock;"

/* What reports read a period at a time (report.h). A clock's row is what is known of
 * it now; what became of it, and when, is a row of `measure`, which nobody changes:
 * of clocks of before all that is known. So is each rating (kind 0) and review (1)
 * a row of `score`, whatever takes its place later, in the ticket that it was
 * given in. */
#define REPORTS                                                               \
    "CREATE TABLE measure ("                                                  \
    " ticket BIGINT NOT NULL,"                                                \
    " kind TEXT NOT NULL,"                                                    \
    " seq BIGINT NOT NULL,"                                                   \
    " what BIGINT NOT NULL,"                                                  \
    " at_ms BIGINT NOT NULL,"                                                 \
    " sla TEXT NOT NULL,"                                                     \
    " target_ms BIGINT NOT NULL,"                                             \
    " used_ms BIGINT NOT NULL,"                                               \
    " PRIMARY KEY (ticket, kind, seq, what, at_ms));"                         \
    "CREATE INDEX measure_at ON measure (at_ms, ticket, kind, seq,"           \
    " what, sla);"                                                            \
    "INSERT INTO measure SELECT ticket, kind, seq, 1, breached_ms, sla,"      \
    " target_ms, target_ms FROM clock WHERE breached_ms > 0;"                 \
    "INSERT INTO measure SELECT ticket, kind, seq, 0, stopped_ms, sla,"       \
    " target_ms, used_ms FROM clock WHERE stopped_ms > 0"                     \
    " AND (breached_ms = 0 OR breached_ms > stopped_ms);"                     \
    "INSERT INTO measure SELECT ticket, kind, seq, 2, breached_ms, sla,"      \
    " target_ms, used_ms FROM clock WHERE excused IS NOT NULL"                \
    " AND breached_ms > 0;"                                                   \
    "CREATE INDEX stay_from ON stay (from_ms, ticket, seq, stage,"            \
    " line, holder, work_ms);"                                                \
    "CREATE INDEX stay_open ON stay (to_ms, from_ms)"                         \
    " WHERE stage NOT IN (5, 6, 7);"                                          \
    "CREATE INDEX article_asked ON article (created_ms, ticket, n)"           \
    " WHERE author_kind = 0;"                                                 \
    "CREATE INDEX article_replied ON article (created_ms, ticket, n, author)" \
    " WHERE author_kind = 1 AND state = 1;"                                   \
    "CREATE INDEX apart_at ON apart (created_ms, ticket, n);"                 \
    "CREATE INDEX ledger_decided ON ledger (decided_ms, queue, fate_code)"    \
    " WHERE copy_of IS NULL;"                                                 \
    "CREATE TABLE score ("                                                    \
    " kind BIGINT NOT NULL,"                                                  \
    " ticket BIGINT NOT NULL,"                                                \
    " n BIGINT NOT NULL,"                                                     \
    " person TEXT NOT NULL,"                                                  \
    " who TEXT NOT NULL,"                                                     \
    " value BIGINT NOT NULL,"                                                 \
    " best BIGINT NOT NULL,"                                                  \
    " at_ms BIGINT NOT NULL,"                                                 \
    " PRIMARY KEY (kind, ticket, n, person, at_ms));"                         \
    "CREATE INDEX score_at ON score (kind, at_ms);"                           \
    "INSERT INTO score SELECT 0, ticket, n, person, operator, value, best,"   \
    " given_ms FROM rating WHERE given_ms > 0 AND value > 0;"                 \
    "INSERT INTO score SELECT 1, ticket, n, lead, why, score, best, given_ms" \
    " FROM review WHERE given_ms > 0 AND score > 0;"                          \
    "CREATE INDEX rating_asked ON rating (asked_ms);"                         \
    "CREATE INDEX time_booked ON time (booked_ms);"

const char schema_account[] =
    PEOPLE CONTRACTS RATES TIMES STATEMENTS CONSENTS LISTS VIEWS REPORTS;
