/* schema: the store's tables and views, each version's step in order.
 *
 * Plain SQL: ids are given out by us (table counter), times and flags are
 * integers, no row ids, so that PostgreSQL can hold the same tables.
 */
#include "store/schema.h"

#include "base/err.h"

/* Articles, notes and events have the same columns in tables of their own: what
 * the composer of customers' mail may read is decided by table. `n` counts
 * through all three (ticket.last_entry). */
#define ENTRY_COLUMNS                                \
    "ticket INTEGER NOT NULL REFERENCES ticket(id)," \
    "n INTEGER NOT NULL,"                            \
    "state INTEGER NOT NULL,"                        \
    "author_kind INTEGER NOT NULL,"                  \
    "author TEXT NOT NULL,"                          \
    "author_name TEXT,"                              \
    "text TEXT NOT NULL,"                            \
    "message_id TEXT,"                               \
    "ledger TEXT,"                                   \
    "created_ms INTEGER NOT NULL,"                   \
    "publish_ms INTEGER NOT NULL,"                   \
    "seen INTEGER NOT NULL,"                         \
    "PRIMARY KEY (ticket, n)"

#define ATTACHMENT_COLUMNS           \
    "position INTEGER NOT NULL,"     \
    "part TEXT NOT NULL,"            \
    "name TEXT NOT NULL,"            \
    "type TEXT NOT NULL,"            \
    "content_id TEXT,"               \
    "shown_inline INTEGER NOT NULL," \
    "size INTEGER NOT NULL,"         \
    "sha256 TEXT NOT NULL,"

static const char step_1[] =
    "CREATE TABLE meta ("
    " name TEXT PRIMARY KEY,"
    " value INTEGER NOT NULL);"
    "INSERT INTO meta VALUES ('epoch', 1);"

    "CREATE TABLE counter ("
    " name TEXT PRIMARY KEY,"
    " last INTEGER NOT NULL);"
    "INSERT INTO counter VALUES ('ticket', 1000), ('outgoing', 0),"
    " ('held', 0), ('ledger', 0);"

    "CREATE TABLE ticket ("
    " id INTEGER PRIMARY KEY,"
    " queue TEXT NOT NULL,"
    " epoch INTEGER NOT NULL,"
    " subject TEXT NOT NULL,"
    " status TEXT NOT NULL,"
    " line INTEGER NOT NULL,"
    " holder TEXT,"
    " customer TEXT NOT NULL,"
    " customer_name TEXT,"
    " priority TEXT NOT NULL,"
    " category TEXT,"
    " language TEXT NOT NULL,"
    " staff INTEGER NOT NULL,"
    " authenticated INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " updated_ms INTEGER NOT NULL,"
    " status_ms INTEGER NOT NULL,"
    " last_entry INTEGER NOT NULL,"
    " spent_min INTEGER NOT NULL,"
    " returned_from INTEGER NOT NULL);"
    "CREATE INDEX ticket_customer ON ticket (customer, updated_ms);"
    "CREATE INDEX ticket_status ON ticket (status, status_ms);"
    "CREATE INDEX ticket_updated ON ticket (updated_ms);"
    "CREATE INDEX ticket_created ON ticket (created_ms);"

    "CREATE TABLE participant ("
    " ticket INTEGER NOT NULL REFERENCES ticket(id),"
    " address TEXT NOT NULL,"
    " name TEXT,"
    " part INTEGER NOT NULL,"
    " PRIMARY KEY (ticket, address));"

    "CREATE TABLE watcher ("
    " ticket INTEGER NOT NULL REFERENCES ticket(id),"
    " operator TEXT NOT NULL,"
    " PRIMARY KEY (ticket, operator));"

    "CREATE TABLE article (" ENTRY_COLUMNS ");"
    "CREATE TABLE note (" ENTRY_COLUMNS ");"
    "CREATE TABLE event (" ENTRY_COLUMNS ");"
    "CREATE INDEX article_due ON article (publish_ms) WHERE state = 0;"

    "CREATE TABLE attachment ("
    " ticket INTEGER NOT NULL REFERENCES ticket(id),"
    " n INTEGER NOT NULL," ATTACHMENT_COLUMNS
    " PRIMARY KEY (ticket, n, position));"

    "CREATE TABLE blob ("
    " sha256 TEXT PRIMARY KEY,"
    " data BLOB NOT NULL);"

    "CREATE TABLE raw ("
    " hash TEXT PRIMARY KEY,"
    " size INTEGER NOT NULL,"
    " packed BLOB NOT NULL);"

    "CREATE TABLE msgid ("
    " message_id TEXT PRIMARY KEY,"
    " ticket INTEGER NOT NULL REFERENCES ticket(id));"

    "CREATE TABLE person ("
    " address TEXT PRIMARY KEY,"
    " name TEXT,"
    " language TEXT,"
    " ack_off INTEGER NOT NULL);"

    "CREATE TABLE ledger ("
    " id TEXT PRIMARY KEY,"
    " seq INTEGER NOT NULL UNIQUE,"
    " accepted_ms INTEGER NOT NULL,"
    " decided_ms INTEGER NOT NULL,"
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
    " ticket INTEGER REFERENCES ticket(id),"
    " entry INTEGER NOT NULL,"
    " raw TEXT REFERENCES raw(hash));"
    "CREATE INDEX ledger_identity ON ledger (identity, seq)"
    " WHERE identity <> '';"
    "CREATE INDEX ledger_ticket ON ledger (ticket, seq);"
    "CREATE INDEX ledger_message_id ON ledger (message_id);"

    "CREATE TABLE held ("
    " id INTEGER PRIMARY KEY,"
    " kind INTEGER NOT NULL,"
    " state INTEGER NOT NULL,"
    " queue TEXT NOT NULL,"
    " ticket INTEGER REFERENCES ticket(id),"
    " operator TEXT,"
    " note INTEGER NOT NULL,"
    " text TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " ledger TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " seen INTEGER NOT NULL,"
    " reminded INTEGER NOT NULL,"
    " data TEXT NOT NULL);"
    "CREATE INDEX held_open ON held (ticket, id) WHERE state = 0;"

    "CREATE TABLE held_attachment ("
    " held INTEGER NOT NULL REFERENCES held(id)," ATTACHMENT_COLUMNS
    " PRIMARY KEY (held, position));"

    "CREATE TABLE outgoing ("
    " id INTEGER PRIMARY KEY,"
    " audience INTEGER NOT NULL,"
    " template TEXT NOT NULL,"
    " queue TEXT NOT NULL,"
    " ticket INTEGER REFERENCES ticket(id),"
    " entry INTEGER NOT NULL,"
    " held INTEGER REFERENCES held(id),"
    " recipient TEXT NOT NULL,"
    " operator TEXT,"
    " unique_id TEXT NOT NULL UNIQUE,"
    " message_id TEXT,"
    " date_ms INTEGER NOT NULL,"
    " data TEXT NOT NULL,"
    " in_reply_to TEXT,"
    " state INTEGER NOT NULL,"
    " tries INTEGER NOT NULL,"
    " next_ms INTEGER NOT NULL,"
    " result TEXT,"
    " created_ms INTEGER NOT NULL,"
    " sent_ms INTEGER NOT NULL);"
    "CREATE INDEX outgoing_due ON outgoing (next_ms, id) WHERE state = 1;"
    "CREATE INDEX outgoing_entry ON outgoing (ticket, entry);"
    "CREATE INDEX outgoing_recipient ON outgoing (recipient, created_ms);"
    "CREATE INDEX outgoing_message_id ON outgoing (message_id);"

    "CREATE TABLE alarm ("
    " cause TEXT PRIMARY KEY,"
    " text TEXT NOT NULL,"
    " raised_ms INTEGER NOT NULL);"

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
                             " class INTEGER PRIMARY KEY,"
                             " name TEXT NOT NULL UNIQUE,"
                             " trained INTEGER NOT NULL);"
                             "INSERT INTO word_class VALUES (0, 'spam', 0),"
                             " (1, 'ham', 0);"

                             "CREATE TABLE word ("
                             " hash INTEGER NOT NULL,"
                             " class INTEGER NOT NULL"
                             "  REFERENCES word_class(class),"
                             " count INTEGER NOT NULL,"
                             " seen_day INTEGER NOT NULL,"
                             " PRIMARY KEY (hash, class));"

                             "CREATE TABLE word_trained ("
                             " identity TEXT NOT NULL,"
                             " subject INTEGER NOT NULL,"
                             " class INTEGER NOT NULL"
                             "  REFERENCES word_class(class),"
                             " trained_ms INTEGER NOT NULL,"
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
                             " id INTEGER PRIMARY KEY,"
                             " identity TEXT NOT NULL,"
                             " subject INTEGER NOT NULL,"
                             " ledger TEXT NOT NULL REFERENCES ledger(id),"
                             " class TEXT,"
                             " tries INTEGER NOT NULL,"
                             " next_ms INTEGER NOT NULL,"
                             " UNIQUE (identity, subject));"
                             "INSERT INTO counter VALUES ('teaching', 0);"
                             "INSERT INTO meta VALUES ('words_changed', 0);";

/* Entry i brings version i to i + 1. */
static const char *const steps[SCHEMA_VERSION] = {step_1, step_2, step_3,
                                                  step_4};

bool schema_update(db *d, GError **error)
{
    int64_t version = db_version(d, error);
    if (version < 0)
        return false;
    if (version == SCHEMA_VERSION)
        return true;
    if (version > SCHEMA_VERSION) {
        err_set(error, ERR_DATA,
                "the store has version %" G_GINT64_FORMAT
                ", this program knows up to %d: install the newer postern",
                version, SCHEMA_VERSION);
        return false;
    }
    if (!db_begin(d, error))
        return false;
    version = db_version(d, error); /* another process may have been faster */
    int64_t tables = 0;
    bool fine = version >= 0;
    if (fine && version == 0) {
        fine = db_number(d, error, 0, &tables,
                         "SELECT count(*) FROM sqlite_master", DB_END);
        if (fine && tables != 0) {
            err_set(error, ERR_DATA,
                    "the file is a database, but no store of postern");
            fine = false;
        }
    }
    for (int64_t v = version; fine && v < SCHEMA_VERSION; v++) {
        g_autofree char *mark =
            g_strdup_printf("PRAGMA user_version = %" G_GINT64_FORMAT, v + 1);
        fine = db_script(d, steps[v], error) && db_script(d, mark, error);
    }
    if (fine)
        return db_commit(d, error);
    db_rollback(d);
    return false;
}
