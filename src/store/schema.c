/* schema: the store's tables and views, each version's step in order.
 *
 * Plain SQL that SQLite and PostgreSQL share: ids are given out by us (table
 * counter), times and flags are integers, no row numbers. There are three types,
 * in capitals, for which a backend may have other names: BIGINT (64 bits), TEXT
 * (UTF-8) and BYTES (octets).
 */
#include "store/schema.h"

#include "store/shingles.h"

/* Articles, notes and events have the same columns in tables of their own: what
 * the composer of customers' mail may read is decided by table. `n` counts
 * through all three (ticket.last_entry). */
#define ENTRY_COLUMNS                               \
    "ticket BIGINT NOT NULL REFERENCES ticket(id)," \
    "n BIGINT NOT NULL,"                            \
    "state BIGINT NOT NULL,"                        \
    "author_kind BIGINT NOT NULL,"                  \
    "author TEXT NOT NULL,"                         \
    "author_name TEXT,"                             \
    "text TEXT NOT NULL,"                           \
    "message_id TEXT,"                              \
    "ledger TEXT,"                                  \
    "created_ms BIGINT NOT NULL,"                   \
    "publish_ms BIGINT NOT NULL,"                   \
    "seen BIGINT NOT NULL,"                         \
    "PRIMARY KEY (ticket, n)"

#define ATTACHMENT_COLUMNS          \
    "position BIGINT NOT NULL,"     \
    "part TEXT NOT NULL,"           \
    "name TEXT NOT NULL,"           \
    "type TEXT NOT NULL,"           \
    "content_id TEXT,"              \
    "shown_inline BIGINT NOT NULL," \
    "size BIGINT NOT NULL,"         \
    "sha256 TEXT NOT NULL,"

static const char step_1[] =
    "CREATE TABLE meta ("
    " name TEXT PRIMARY KEY,"
    " value BIGINT NOT NULL);"
    "INSERT INTO meta VALUES ('epoch', 1);"

    "CREATE TABLE counter ("
    " name TEXT PRIMARY KEY,"
    " last BIGINT NOT NULL);"
    "INSERT INTO counter VALUES ('ticket', 1000), ('outgoing', 0),"
    " ('held', 0), ('ledger', 0);"

    "CREATE TABLE ticket ("
    " id BIGINT PRIMARY KEY,"
    " queue TEXT NOT NULL,"
    " epoch BIGINT NOT NULL,"
    " subject TEXT NOT NULL,"
    " status TEXT NOT NULL,"
    " line BIGINT NOT NULL,"
    " holder TEXT,"
    " customer TEXT NOT NULL,"
    " customer_name TEXT,"
    " priority TEXT NOT NULL,"
    " category TEXT,"
    " language TEXT NOT NULL,"
    " staff BIGINT NOT NULL,"
    " authenticated BIGINT NOT NULL,"
    " created_ms BIGINT NOT NULL,"
    " updated_ms BIGINT NOT NULL,"
    " status_ms BIGINT NOT NULL,"
    " last_entry BIGINT NOT NULL,"
    " spent_min BIGINT NOT NULL,"
    " returned_from BIGINT NOT NULL);"
    "CREATE INDEX ticket_customer ON ticket (customer, updated_ms);"
    "CREATE INDEX ticket_status ON ticket (status, status_ms);"
    "CREATE INDEX ticket_updated ON ticket (updated_ms);"
    "CREATE INDEX ticket_created ON ticket (created_ms);"

    "CREATE TABLE participant ("
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"
    " address TEXT NOT NULL,"
    " name TEXT,"
    " part BIGINT NOT NULL,"
    " PRIMARY KEY (ticket, address));"

    "CREATE TABLE watcher ("
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"
    " operator TEXT NOT NULL,"
    " PRIMARY KEY (ticket, operator));"

    "CREATE TABLE article (" ENTRY_COLUMNS ");"
    "CREATE TABLE note (" ENTRY_COLUMNS ");"
    "CREATE TABLE event (" ENTRY_COLUMNS ");"
    "CREATE INDEX article_due ON article (publish_ms) WHERE state = 0;"

    "CREATE TABLE attachment ("
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"
    " n BIGINT NOT NULL," ATTACHMENT_COLUMNS
    " PRIMARY KEY (ticket, n, position));"

    "CREATE TABLE blob ("
    " sha256 TEXT PRIMARY KEY,"
    " data BYTES NOT NULL);"

    "CREATE TABLE raw ("
    " hash TEXT PRIMARY KEY,"
    " size BIGINT NOT NULL,"
    " packed BYTES NOT NULL);"

    "CREATE TABLE msgid ("
    " message_id TEXT PRIMARY KEY,"
    " ticket BIGINT NOT NULL REFERENCES ticket(id));"

    "CREATE TABLE person ("
    " address TEXT PRIMARY KEY,"
    " name TEXT,"
    " language TEXT,"
    " ack_off BIGINT NOT NULL);"

    "CREATE TABLE ledger ("
    " id TEXT PRIMARY KEY,"
    " seq BIGINT NOT NULL UNIQUE,"
    " accepted_ms BIGINT NOT NULL,"
    " decided_ms BIGINT NOT NULL,"
    " door TEXT NOT NULL,"
    " queue TEXT,"
    " sender TEXT,"
    " recipients TEXT NOT NULL,"
    " message_id TEXT,"
    " from_address TEXT,"
    " subject TEXT,"
    " identity TEXT NOT NULL,"
    " copy_of TEXT,"
    " kind TEXT NOT NULL,"
    " trust TEXT NOT NULL,"
    " spam TEXT,"
    " fate TEXT NOT NULL,"
    " fate_code TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " ticket BIGINT REFERENCES ticket(id),"
    " entry BIGINT NOT NULL,"
    " raw TEXT REFERENCES raw(hash));"
    "CREATE INDEX ledger_identity ON ledger (identity, seq)"
    " WHERE identity <> '';"
    "CREATE INDEX ledger_ticket ON ledger (ticket, seq);"
    "CREATE INDEX ledger_message_id ON ledger (message_id);"

    "CREATE TABLE held ("
    " id BIGINT PRIMARY KEY,"
    " kind BIGINT NOT NULL,"
    " state BIGINT NOT NULL,"
    " queue TEXT NOT NULL,"
    " ticket BIGINT REFERENCES ticket(id),"
    " operator TEXT,"
    " note BIGINT NOT NULL,"
    " text TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " ledger TEXT NOT NULL,"
    " created_ms BIGINT NOT NULL,"
    " seen BIGINT NOT NULL,"
    " reminded BIGINT NOT NULL,"
    " data TEXT NOT NULL);"
    "CREATE INDEX held_open ON held (ticket, id) WHERE state = 0;"

    "CREATE TABLE held_attachment ("
    " held BIGINT NOT NULL REFERENCES held(id)," ATTACHMENT_COLUMNS
    " PRIMARY KEY (held, position));"

    "CREATE TABLE outgoing ("
    " id BIGINT PRIMARY KEY,"
    " audience BIGINT NOT NULL,"
    " template TEXT NOT NULL,"
    " queue TEXT NOT NULL,"
    " ticket BIGINT REFERENCES ticket(id),"
    " entry BIGINT NOT NULL,"
    " held BIGINT REFERENCES held(id),"
    " recipient TEXT NOT NULL,"
    " operator TEXT,"
    " unique_id TEXT NOT NULL UNIQUE,"
    " message_id TEXT,"
    " date_ms BIGINT NOT NULL,"
    " data TEXT NOT NULL,"
    " in_reply_to TEXT,"
    " state BIGINT NOT NULL,"
    " tries BIGINT NOT NULL,"
    " next_ms BIGINT NOT NULL,"
    " result TEXT,"
    " created_ms BIGINT NOT NULL,"
    " sent_ms BIGINT NOT NULL);"
    "CREATE INDEX outgoing_due ON outgoing (next_ms, id) WHERE state = 1;"
    "CREATE INDEX outgoing_entry ON outgoing (ticket, entry);"
    "CREATE INDEX outgoing_recipient ON outgoing (recipient, created_ms);"
    "CREATE INDEX outgoing_message_id ON outgoing (message_id);"

    "CREATE TABLE alarm ("
    " cause TEXT PRIMARY KEY,"
    " text TEXT NOT NULL,"
    " raised_ms BIGINT NOT NULL);"

    /* What customers' mail may be made of. last_entry and updated_ms are those
     * of published articles, so that not even the number or the hour of a note
     * shows. */
    "CREATE VIEW pub_ticket AS SELECT id, queue, epoch, subject, status,"
    " customer, customer_name, language, staff, authenticated, created_ms,"
    " coalesce((SELECT max(a.created_ms) FROM article a"
    "  WHERE a.ticket = ticket.id AND a.state = 1), created_ms) AS updated_ms,"
    " status_ms,"
    " coalesce((SELECT max(a.n) FROM article a"
    "  WHERE a.ticket = ticket.id AND a.state = 1), 0) AS last_entry"
    " FROM ticket;"
    "CREATE VIEW pub_article AS SELECT ticket, n, author_kind, author,"
    " author_name, text, message_id, created_ms"
    " FROM article WHERE state = 1;"
    "CREATE VIEW pub_participant AS SELECT ticket, address, name, part"
    " FROM participant;"
    "CREATE VIEW pub_person AS SELECT address, name, language, ack_off"
    " FROM person;"
    "CREATE VIEW pub_attachment AS SELECT t.ticket, t.n, t.position, t.part,"
    " t.name, t.type, t.content_id, t.shown_inline, t.size, t.sha256, b.data"
    " FROM attachment t"
    " JOIN article a ON a.ticket = t.ticket AND a.n = t.n AND a.state = 1"
    " LEFT JOIN blob b ON b.sha256 = t.sha256;";

/* The filter that learns. */
static const char step_2[] = "CREATE TABLE word_class ("
                             " class BIGINT PRIMARY KEY,"
                             " name TEXT NOT NULL UNIQUE,"
                             " trained BIGINT NOT NULL);"
                             "INSERT INTO word_class VALUES (0, 'spam', 0),"
                             " (1, 'ham', 0);"

                             "CREATE TABLE word ("
                             " hash BIGINT NOT NULL,"
                             " class BIGINT NOT NULL"
                             "  REFERENCES word_class(class),"
                             " count BIGINT NOT NULL,"
                             " seen_day BIGINT NOT NULL,"
                             " PRIMARY KEY (hash, class));"

                             "CREATE TABLE word_trained ("
                             " identity TEXT NOT NULL,"
                             " subject BIGINT NOT NULL,"
                             " class BIGINT NOT NULL"
                             "  REFERENCES word_class(class),"
                             " trained_ms BIGINT NOT NULL,"
                             " PRIMARY KEY (identity, subject));";

/* Held spam may be much, and is looked for often. */
static const char step_3[] =
    "CREATE INDEX held_unanswered ON held (id)"
    " WHERE state = 0 AND kind <> 3 AND reminded < 2;"
    "CREATE INDEX held_undigested ON held (queue, id)"
    " WHERE state = 0 AND kind = 3 AND reminded = 0;"
    "CREATE INDEX held_released ON held (id) WHERE state = 3;"
    "CREATE INDEX held_ledger ON held (ledger);";

/* Lessons that operators gave and nobody has learned yet, the latest of each
 * message; and whether words changed since they were last published. */
static const char step_4[] = "CREATE TABLE teaching ("
                             " id BIGINT PRIMARY KEY,"
                             " identity TEXT NOT NULL,"
                             " subject BIGINT NOT NULL,"
                             " ledger TEXT NOT NULL REFERENCES ledger(id),"
                             " class TEXT,"
                             " tries BIGINT NOT NULL,"
                             " next_ms BIGINT NOT NULL,"
                             " UNIQUE (identity, subject));"
                             "INSERT INTO counter VALUES ('teaching', 0);"
                             "INSERT INTO meta VALUES ('words_changed', 0);";

/* How often a ticket was changed: a plan that was made of one version is not
 * carried out on another. */
static const char step_5[] =
    "ALTER TABLE ticket ADD COLUMN version BIGINT NOT NULL DEFAULT 0;";

/* What a decision asks about a ticket of thousands of entries (head.h). */
static const char step_6[] =
    "CREATE INDEX article_author ON article (ticket, author_kind, n);"
    "CREATE INDEX article_pending ON article (ticket, n) WHERE state = 0;"
    "CREATE INDEX article_message_id ON article (ticket, message_id);"
    "CREATE INDEX note_message_id ON note (ticket, message_id);";

/* What our mails showed (shown.h); what was cut from a message's text as quoted,
 * and whether a note was one without being called so. */
static const char step_7[] =
    "CREATE TABLE shown ("
    " outgoing BIGINT PRIMARY KEY REFERENCES outgoing(id),"
    " ticket BIGINT NOT NULL,"
    " reader TEXT NOT NULL,"
    " size BIGINT NOT NULL,"
    " packed BYTES NOT NULL);"
    "CREATE INDEX shown_reader ON shown (ticket, reader, outgoing);"
    "ALTER TABLE article ADD COLUMN removed TEXT;"
    "ALTER TABLE note ADD COLUMN removed TEXT;"
    "ALTER TABLE event ADD COLUMN removed TEXT;"
    "ALTER TABLE article ADD COLUMN finding BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE note ADD COLUMN finding BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE event ADD COLUMN finding BIGINT NOT NULL DEFAULT 0;";

/* What strangers wrote leaves the articles, unless they take part by now. */
#define STRANGERS                                  \
    " FROM article WHERE author_kind = 2"          \
    " AND NOT EXISTS (SELECT 1 FROM participant p" \
    " WHERE p.ticket = article.ticket AND p.address = article.author)"
#define ENTRY_NAMES                                                         \
    "ticket, n, state, author_kind, author, author_name, text, message_id," \
    " ledger, created_ms, publish_ms, seen, removed, finding"
static const char step_8[] =
    "CREATE TABLE apart ("
    " subject TEXT,"
    " marked BIGINT NOT NULL,"
    " removed TEXT,"
    " finding BIGINT NOT NULL," ENTRY_COLUMNS ");"
    "CREATE INDEX apart_author ON apart (ticket, author, n);"
    "CREATE INDEX apart_message_id ON apart (ticket, message_id);"
    "INSERT INTO apart (" ENTRY_NAMES ", subject, marked)"
    " SELECT " ENTRY_NAMES ", (SELECT l.subject FROM ledger l"
    "  WHERE l.id = article.ledger), 0" STRANGERS ";"
    "DELETE" STRANGERS ";"
    "UPDATE article SET author_kind = 0 WHERE author_kind = 2;";

/* Which tickets a Message-ID names, and for whom: where it came from decides
 * (ticket.h). Until now it named one, for everybody. */
#define HAD(table)                        \
    "EXISTS (SELECT 1 FROM " table " e"   \
    " WHERE e.ticket = msgid.ticket AND " \
    "e.message_id = msgid.message_id)"
static const char step_9[] =
    "CREATE TABLE thread ("
    " message_id TEXT NOT NULL,"
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"
    " origin BIGINT NOT NULL,"
    " PRIMARY KEY (message_id, ticket));"
    "INSERT INTO thread (message_id, ticket, origin)"
    " SELECT message_id, ticket, CASE WHEN " HAD(
        "outgoing") " THEN 2"
                    " WHEN " HAD("article") " OR " HAD(
                        "note") " THEN 1 ELSE 0 END"
                                " FROM msgid WHERE NOT " HAD(
                                    "apart") ";"
                                             "DROP TABLE msgid;";

/* What the last wall looks for in mail (wall.h), and in how many articles a word
 * stands. */
static const char step_10[] =
    "CREATE TABLE shingle ("
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"
    " size BIGINT NOT NULL,"
    " hash BIGINT NOT NULL,"
    " n BIGINT NOT NULL,"
    " PRIMARY KEY (ticket, size, hash, n));"
    "CREATE TABLE public_word ("
    " hash BIGINT PRIMARY KEY,"
    " articles BIGINT NOT NULL);"
    "CREATE VIEW wall_shingle AS SELECT ticket, size, hash, n FROM shingle;"
    "CREATE VIEW wall_note AS SELECT ticket, n, text FROM note"
    " WHERE finding = 0;";

/* How far the store has come (age.h), secret addresses that are dead (revoked.h),
 * and the lines that a ticket was on. */
static const char step_11[] =
    "INSERT INTO meta VALUES ('generation', 0), ('paused_last', 0),"
    " ('paused_ms', 0);"
    "CREATE TABLE revoked ("
    " ticket BIGINT NOT NULL REFERENCES ticket(id),"
    " operator TEXT NOT NULL,"
    " entry BIGINT NOT NULL,"
    " PRIMARY KEY (ticket, operator));"
    "ALTER TABLE ticket ADD COLUMN lines BIGINT NOT NULL DEFAULT 0;";

/* Entry i brings version i to i + 1. */
static const char *const steps[SCHEMA_VERSION] = {
    step_1,  step_2,         step_3,       step_4,         step_5,
    step_6,  step_7,         step_8,       step_9,         step_10,
    step_11, schema_process, schema_hands, schema_account, schema_search};

const char *schema_step(unsigned version)
{
    return version < SCHEMA_VERSION ? steps[version] : NULL;
}

/* A database without a version is new, or somebody else's. */
static bool check_new(db *d, GError **error)
{
    bool empty;
    if (!db_is_empty(d, &empty, error))
        return false;
    if (!empty)
        err_set(error, ERR_DATA,
                "the file is a database, but no store of postern");
    return empty;
}

/* Within a transaction: another process may have been faster. */
static bool take_steps(db *d, GError **error)
{
    int64_t version = db_version(d, error);
    if (version < 0 || (version == 0 && !check_new(d, error)))
        return false;
    for (; version < SCHEMA_VERSION; version++)
        if (!db_script(d, steps[version], error) ||
            (steps[version] == step_10 && !shingles_fill(d, error)) ||
            (steps[version] == schema_search && !db_note_changes(d, error)) ||
            !db_set_version(d, version + 1, error))
            return false;
    return true;
}

static bool is_known(int64_t version, GError **error)
{
    if (version <= SCHEMA_VERSION)
        return version >= 0;
    err_set(error, ERR_DATA,
            "the store has version %" G_GINT64_FORMAT
            ", this program knows up to %d: install the newer postern",
            version, SCHEMA_VERSION);
    return false;
}

bool schema_check(db *d, GError **error)
{
    int64_t version = db_version(d, error);
    if (!is_known(version, error))
        return false;
    if (version == SCHEMA_VERSION)
        return true;
    if (version == 0)
        err_set(error, ERR_DATA,
                "the file is empty, or no store of postern: restore a backup, "
                "or take it away and run `postern init'");
    else
        err_set(error, ERR_CONFIG,
                "the store is of version %" G_GINT64_FORMAT
                ", and this program needs %d: `postern run' or `postern "
                "upgrade' brings it up to date, and keeps a copy",
                version, SCHEMA_VERSION);
    return false;
}

bool schema_update(db *d, GError **error)
{
    int64_t version = db_version(d, error);
    if (!is_known(version, error))
        return false;
    if (version == SCHEMA_VERSION)
        return true;
    if (db_begin_deciding(d, error) && take_steps(d, error))
        return db_commit(d, error);
    db_rollback(d);
    return false;
}
