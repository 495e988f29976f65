/* config_table: every section and every key, once. */
#include "config/table.h"

#include <string.h>

/* With those of rooms above. */
#define SECTIONS_MAX 40
#define KEYS_MAX     400
#define ROOMS_MAX    8

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define KIB    ((int64_t)1024)
#define MIB    (1024 * KIB)
#define GIB    (1024 * MIB)

static const char *const tls_words[] = {"implicit", "starttls", "none", NULL};
static const char *const after_words[] = {"move", "keyword", "delete", NULL};
static const char *const answer_words[] = {"reply", "note", "by-line", NULL};

const char *const config_priorities[] = {"low", "normal", "high", "urgent",
                                         NULL};

config_section config_sections[SECTIONS_MAX + 1] = {
    {"site", NULL, 0, 0, "What the whole desk shares"},
    {"store", NULL, 0, 0, "The database of tickets"},
    {"milter", NULL, 0, 0,
     "Intake behind an MTA; the role runs if this section is there"},
    {"scan", NULL, 0, 0, "The children that read messages, and their limits"},
    {"learn", NULL, 0, 0, "The filter that learns from operators' commands"},
    {"smtp", NULL, 0, 0, "The smarthost that outgoing mail is given to"},
    {"queue", "NAME", offsetof(config, queues), sizeof(config_queue),
     "An address that is served"},
    {"mailbox", "NAME", offsetof(config, mailboxes), sizeof(config_mailbox),
     "Intake from an IMAP mailbox"},
    {"operator", "NAME", offsetof(config, operators), sizeof(config_operator),
     "A person who answers; NAME is what colleagues write after /assign"},
    {"line", "N", offsetof(config, lines), sizeof(config_line),
     "A support line; those that operators name need no section"},
    {"category", "NAME", offsetof(config, categories), sizeof(config_category),
     "A kind of request"},
    {NULL, NULL, 0, 0, NULL},
};

#define AT(m) offsetof(config, m)
#define Q(m)  offsetof(config_queue, m)
#define M(m)  offsetof(config_mailbox, m)
#define O(m)  offsetof(config_operator, m)
#define K(m)  offsetof(config_category, m)

/* The keys of a server that we log in to. */
#define SERVER(section, at, port_default, user_required)                         \
    {section,     "host",                                                        \
     CONFIG_HOST, (at) + offsetof(config_server, host),                          \
     NULL,        0,                                                             \
     0,           NULL,                                                          \
     true,        "Name of the server",                                          \
     NULL},                                                                      \
        {section, "port",     CONFIG_INT,  (at) + offsetof(config_server, port), \
         NULL,    1,          65535,       NULL,                                 \
         false,   "Its port", port_default},                                     \
        {section,                                                                \
         "tls",                                                                  \
         CONFIG_ENUM,                                                            \
         (at) + offsetof(config_server, tls),                                    \
         "implicit",                                                             \
         0,                                                                      \
         0,                                                                      \
         tls_words,                                                              \
         false,                                                                  \
         "How the connection is protected; without this key ports 25, 143 "      \
         "and 587 mean starttls",                                                \
         NULL},                                                                  \
        {section,                                                                \
         "ca_file",                                                              \
         CONFIG_PATH,                                                            \
         (at) + offsetof(config_server, ca_file),                                \
         NULL,                                                                   \
         0,                                                                      \
         0,                                                                      \
         NULL,                                                                   \
         false,                                                                  \
         "PEM file of the certificate authorities that are trusted",             \
         "the system's"},                                                        \
        {section,     "server_name",                                             \
         CONFIG_HOST, (at) + offsetof(config_server, server_name),               \
         NULL,        0,                                                         \
         0,           NULL,                                                      \
         false,       "Name that must stand in the certificate",                 \
         "host"},                                                                \
        {section,                                                                \
         "user",                                                                 \
         CONFIG_TEXT,                                                            \
         (at) + offsetof(config_server, user),                                   \
         NULL,                                                                   \
         0,                                                                      \
         0,                                                                      \
         NULL,                                                                   \
         (user_required),                                                        \
         "Login name",                                                           \
         NULL},                                                                  \
        {section,                                                                \
         "password_file",                                                        \
         CONFIG_PATH,                                                            \
         (at) + offsetof(config_server, password_file),                          \
         NULL,                                                                   \
         0,                                                                      \
         0,                                                                      \
         NULL,                                                                   \
         false,                                                                  \
         "File whose first line is the password; nobody else may read it",       \
         NULL},                                                                  \
        {section,     "password_command",                                        \
         CONFIG_TEXT, (at) + offsetof(config_server, password_command),          \
         NULL,        0,                                                         \
         0,           NULL,                                                      \
         false,       "Shell command that prints the password",                  \
         NULL},                                                                  \
        {section,                                                                \
         "token_command",                                                        \
         CONFIG_TEXT,                                                            \
         (at) + offsetof(config_server, token_command),                          \
         NULL,                                                                   \
         0,                                                                      \
         0,                                                                      \
         NULL,                                                                   \
         false,                                                                  \
         "Shell command that prints an OAuth2 access token (XOAUTH2)",           \
         NULL},                                                                  \
    {                                                                            \
        section, "timeout", CONFIG_DURATION,                                     \
            (at) + offsetof(config_server, timeout_ms), "60s", SECOND, HOUR,     \
            NULL, false, "Longest wait for one answer of the server", NULL       \
    }

config_key config_keys[KEYS_MAX + 1] = {
    {"site", "name", CONFIG_TEXT, AT(site_name), "Support", 0, 0, NULL, false,
     "Name of the desk, as people read it", NULL},
    {"site", "domain", CONFIG_DOMAIN, AT(domain), NULL, 0, 0, NULL, false,
     "Right side of our Message-IDs", "domain of the first queue"},
    {"site", "key_file", CONFIG_PATH, AT(key_file),
     POSTERN_SYSCONFDIR "/site.key", 0, 0, NULL, false,
     "The site key; keep a copy: without it old tags and addresses stop "
     "working",
     NULL},
    {"site", "state", CONFIG_PATH, AT(state), "/var/lib/postern", 0, 0, NULL,
     false, "Folder of spool and store", NULL},
    {"site", "run", CONFIG_PATH, AT(run), "/run/postern", 0, 0, NULL, false,
     "Folder of sockets and of the process id", NULL},
    {"site", "templates", CONFIG_PATH, AT(templates), NULL, 0, 0, NULL, false,
     "Folder of own message templates; what it lacks comes from the shipped "
     "ones",
     NULL},
    {"site", "language", CONFIG_WORD, AT(language), "en", 0, 0, NULL, false,
     "Language of the desk's own messages", NULL},
    {"site", "admin", CONFIG_ADDRESSES, AT(admins), "", 0, 0, NULL, false,
     "Who gets alarms by mail", NULL},
    {"site", "alarm_command", CONFIG_TEXT, AT(alarm_command), NULL, 0, 0, NULL,
     false, "Shell command run once per alarm, its text on standard input",
     NULL},
    {"site", "authserv_id", CONFIG_WORDS, AT(authserv_ids), "", 0, 0, NULL,
     false,
     "Hosts whose Authentication-Results are trusted (RFC 8601), and which "
     "remove forged ones; only the topmost header counts",
     NULL},
    {"site", "trusted_relays", CONFIG_IPS, AT(trusted_relays), "", 0, 0, NULL,
     false,
     "IP addresses that may hand us Authentication-Results: clients of the "
     "milter, or the topmost Received of a mailbox's mail",
     NULL},
    {"site", "flood_per_minute", CONFIG_INT, AT(flood_per_minute), "20", 1,
     100000, NULL, false,
     "Above so many new tickets a minute, no acknowledgements are sent", NULL},
    {"site", "ack_age", CONFIG_DURATION, AT(ack_age_ms), "1d", MINUTE,
     365 * DAY, NULL, false, "No older message is acknowledged", NULL},

    {"store", "path", CONFIG_PATH, AT(store_path), NULL, 0, 0, NULL, false,
     "The database file", "store.db in the folder state"},

    {"milter", "listen", CONFIG_SOCKET, AT(milter_listen), NULL, 0, 0, NULL,
     false, "Socket that the MTA connects to, as unix:/path",
     "milter.sock in the folder run"},
    {"milter", "mode", CONFIG_MODE, AT(milter_mode), "0660", 0, 0777, NULL,
     false, "Permissions of the socket", NULL},
    {"milter", "group", CONFIG_WORD, AT(milter_group), NULL, 0, 0, NULL, false,
     "Group of the socket, such as the MTA's", "left as it is"},
    {"milter", "max_size", CONFIG_SIZE, AT(milter_max_bytes), "64M", 64 * KIB,
     2 * GIB - 1, NULL, false, "Larger messages are refused with 552", NULL},

    {"scan", "children", CONFIG_INT, AT(scan_children), "2", 1, 256, NULL,
     false, "How many messages are read at once", NULL},
    {"scan", "memory", CONFIG_SIZE, AT(scan_memory), "512M", 64 * MIB, 64 * GIB,
     NULL, false, "Memory of one child", NULL},
    {"scan", "cpu_time", CONFIG_DURATION, AT(scan_cpu_ms), "10s", SECOND, HOUR,
     NULL, false, "Processor time for one message", NULL},
    {"scan", "wall_time", CONFIG_DURATION, AT(scan_wall_ms), "30s", SECOND,
     HOUR, NULL, false, "Time for one message", NULL},
    {"scan", "shipped_rules", CONFIG_BOOL, AT(scan_shipped), "yes", 0, 0, NULL,
     false, "Judge by the rules that come with Postern", NULL},
    {"scan", "rules", CONFIG_PATHS, AT(scan_rules), NULL, 0, 0, NULL, false,
     "Own rule files, and folders of them (*.cf), read after the shipped ones; "
     "see postern-rules(5)",
     "rules in the folder of this file, if there"},

    {"scan", "vote_threshold", CONFIG_NUMBER, AT(scan_votes), "3", 0, 1000000,
     NULL, false,
     "Weight that votes for a priority, a line, a ready answer or a question "
     "must reach",
     NULL},

    {"learn", "publish_every", CONFIG_DURATION, AT(learn_publish_ms), "60s",
     SECOND, DAY, NULL, false,
     "Longest time until mail is judged by what was learned", NULL},
    {"learn", "suggest", CONFIG_SCORE, AT(learn_suggest), "0.6", 0, 0, NULL,
     false,
     "Probability of a learned category from which operators are told of it; "
     "off: never",
     NULL},
    {"learn", "apply", CONFIG_SCORE, AT(learn_apply), "off", 0, 0, NULL, false,
     "Probability from which it becomes that of a new ticket to which rules "
     "give none; off: it is only suggested",
     NULL},

    SERVER("smtp", AT(smtp), "465, or 587 with starttls", false),
    {"smtp", "per_connection", CONFIG_INT, AT(smtp_per_connection), "100", 1,
     100000, NULL, false, "Messages sent over one connection", NULL},
    {"smtp", "give_up", CONFIG_DURATION, AT(smtp_give_up_ms), "5d", HOUR,
     60 * DAY, NULL, false,
     "A message that was put off for so long has failed, and operators are "
     "told",
     NULL},

    {"queue", "address", CONFIG_ADDRESS, Q(address), NULL, 0, 0, NULL, true,
     "The address that customers write to", NULL},
    {"queue", "aliases", CONFIG_ADDRESSES, Q(aliases), "", 0, 0, NULL, false,
     "Other addresses of this queue", NULL},
    {"queue", "name", CONFIG_TEXT, Q(name), NULL, 0, 0, NULL, false,
     "Name beside the address in From", "name of the site"},
    {"queue", "language", CONFIG_WORD, Q(language), NULL, 0, 0, NULL, false,
     "Language of messages, where the customer's is not known",
     "language of the site"},
    {"queue", "signature", CONFIG_TEXT, Q(signature), "", 0, 0, NULL, false,
     "Text under replies; \\n begins a new line", NULL},
    {"queue", "hours", CONFIG_TEXT, Q(hours), "", 0, 0, NULL, false,
     "When it is answered, in words, for the acknowledgement", NULL},
    {"queue", "line", CONFIG_INT, Q(line), "1", 1, 9, NULL, false,
     "Support line of new tickets", NULL},
    {"queue", "keep", CONFIG_BOOL, Q(keep), "no", 0, 0, NULL, false,
     "Let the MTA deliver the message as well", NULL},
    {"queue", "acknowledge", CONFIG_BOOL, Q(acknowledge), "yes", 0, 0, NULL,
     false, "Acknowledge new tickets", NULL},
    {"queue", "undo", CONFIG_DURATION, Q(undo_ms), "60s", 0, DAY, NULL, false,
     "How long a reply waits, so that /undo can stop it", NULL},
    {"queue", "ack_per_hour", CONFIG_INT, Q(ack_per_hour), "3", 0, 1000, NULL,
     false, "Automatic messages to one address in an hour", NULL},
    {"queue", "reopen_within", CONFIG_DURATION, Q(reopen_ms), "14d", 0,
     3650 * DAY, NULL, false,
     "A customer's reply within this time reopens a closed ticket; a later "
     "one opens a new ticket",
     NULL},
    {"queue", "close_after", CONFIG_DURATION, Q(close_ms), "7d", 0, 3650 * DAY,
     NULL, false, "A resolved ticket closes silently after this time", NULL},
    {"queue", "spam_hold", CONFIG_SCORE, Q(spam_hold), "5", 0, 0, NULL, false,
     "Messages with this score or more are put on hold as spam; off: never",
     NULL},
    {"queue", "spam_reject", CONFIG_SCORE, Q(spam_reject), "off", 0, 0, NULL,
     false,
     "The milter refuses mail with this score or more, if all its recipients "
     "are ours and their queues refuse it; not before 200 messages each of "
     "spam and ham are learned",
     NULL},
    {"queue", "refusal", CONFIG_TEXT, Q(refusal),
     "This looks like spam; if it is not, please reach us another way", 0, 0,
     NULL, false,
     "What the sender of refused mail is told: name another way to reach you",
     NULL},
    {"queue", "spam_digest", CONFIG_DURATION, Q(spam_digest_ms), "1h", 0,
     7 * DAY, NULL, false,
     "How often operators get a list of newly held spam; 0: never", NULL},

    SERVER("mailbox", M(server), "993, or 143 with starttls", true),
    {"mailbox", "folder", CONFIG_TEXT, M(folder), "INBOX", 0, 0, NULL, false,
     "Folder that is read", NULL},
    {"mailbox", "queue", CONFIG_WORD, M(queue), NULL, 0, 0, NULL, false,
     "Queue of mail that names no address of ours", "the only queue"},
    {"mailbox", "after", CONFIG_ENUM, M(after), "move", 0, 0, after_words,
     false, "What becomes of a message that is safe in the spool", NULL},
    {"mailbox", "move_to", CONFIG_TEXT, M(move_to), "Postern", 0, 0, NULL,
     false, "Folder that it is moved to, made if missing", NULL},
    {"mailbox", "keyword", CONFIG_ATOM, M(keyword), "$PosternDone", 0, 0, NULL,
     false, "Keyword that it is marked with", NULL},
    {"mailbox", "backlog", CONFIG_BOOL, M(backlog), "no", 0, 0, NULL, false,
     "At first contact take what lies there, not only what arrives later",
     NULL},
    {"mailbox", "idle", CONFIG_BOOL, M(idle), "yes", 0, 0, NULL, false,
     "Use IDLE where the server has it", NULL},
    {"mailbox", "poll", CONFIG_DURATION, M(poll_ms), "60s", SECOND, DAY, NULL,
     false, "Time between two looks", NULL},
    {"mailbox", "authserv_id", CONFIG_WORDS, M(authserv_ids), "", 0, 0, NULL,
     false, "As in [site], for this mailbox", "that of [site]"},

    {"operator", "name", CONFIG_TEXT, O(name), NULL, 0, 0, NULL, false,
     "Her name, as customers read it", "NAME"},
    {"operator", "address", CONFIG_ADDRESSES, O(addresses), NULL, 0, 0, NULL,
     true, "Her addresses; the first gets her mail", NULL},
    {"operator", "sasl_login", CONFIG_WORDS, O(sasl_logins), "", 0, 0, NULL,
     false,
     "Logins at the MTA that prove that it is she; mail with another login is "
     "then never hers",
     NULL},
    {"operator", "lines", CONFIG_INTS, O(lines), "1", 1, 9, NULL, false,
     "Support lines that she is on", NULL},
    {"operator", "queues", CONFIG_WORDS, O(queues), "", 0, 0, NULL, false,
     "Queues that she works in", "all"},
    {"operator", "answer", CONFIG_ENUM, O(answer), "by-line", 0, 0,
     answer_words, false,
     "Whether her replies go to the customer or become notes, where she does "
     "not say",
     NULL},
    {"operator", "lead", CONFIG_BOOL, O(lead), "no", 0, 0, NULL, false,
     "She leads her lines", NULL},
    {"operator", "teach", CONFIG_BOOL, O(teach), "yes", 0, 0, NULL, false,
     "The filter that learns does so from her /spam, /ham, /send, /drop and "
     "/category",
     NULL},
    {"operator", "language", CONFIG_WORD, O(language), NULL, 0, 0, NULL, false,
     "Language of her notifications", "language of the site"},

    {"line", "name", CONFIG_TEXT, offsetof(config_line, name), NULL, 0, 0, NULL,
     false, "Name of the line", "line N"},
    {"line", "answer", CONFIG_ENUM, offsetof(config_line, answer), "by-line", 0,
     0, answer_words, false,
     "Whether replies from this line go to the customer or become notes; "
     "by-line means reply on line 1 and note on the others",
     NULL},

    {"category", "title", CONFIG_TEXT, K(title), NULL, 0, 0, NULL, false,
     "Its name in messages", "NAME"},
    {"category", "threshold", CONFIG_NUMBER, K(threshold), "3", 0, 1000000,
     NULL, false,
     "Weight that the rules' votes must reach to give it to a new ticket",
     NULL},
    {"category", "queue", CONFIG_WORD, K(queue), NULL, 0, 0, NULL, false,
     "Queue of its new tickets", "the one that was written to"},
    {"category", "line", CONFIG_INT, K(line), NULL, 1, 9, NULL, false,
     "Support line of its new tickets", "that of the queue"},
    {"category", "priority", CONFIG_ENUM, K(priority), "normal", 0, 0,
     config_priorities, false, "Priority of its new tickets", NULL},
    {"category", "assign", CONFIG_WORD, K(assign), NULL, 0, 0, NULL, false,
     "Operator who gets its new tickets", NULL},
    {"category", "template", CONFIG_WORD, K(template), NULL, 0, 0, NULL, false,
     "Name of the template that fits it", NULL},
    {"category", "faq", CONFIG_WORD, K(faq), NULL, 0, 0, NULL, false,
     "Name of the FAQ entry that fits it", NULL},

    {.section = NULL},
};

const config_section *config_section_by_name(const char *name)
{
    for (const config_section *s = config_sections; s->name != NULL; s++)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

const config_key *config_key_by_name(const char *section, const char *key)
{
    for (const config_key *k = config_keys; k->section != NULL; k++)
        if (strcmp(k->section, section) == 0 && strcmp(k->key, key) == 0)
            return k;
    return NULL;
}

/* ---- rooms above ---- */

static const config_room *rooms[ROOMS_MAX + 1];

static void add_sections(const config_section *more)
{
    unsigned count = 0;

    while (config_sections[count].name != NULL)
        count++;
    for (; more->name != NULL; more++) {
        g_assert(count < SECTIONS_MAX);
        config_sections[count++] = *more;
    }
}

static void add_keys(const config_key *more)
{
    unsigned count = 0;

    while (config_keys[count].section != NULL)
        count++;
    for (; more->section != NULL; more++) {
        g_assert(count < KEYS_MAX);
        config_keys[count++] = *more;
    }
}

void config_add_room(const config_room *room)
{
    unsigned count = 0;

    for (; rooms[count] != NULL; count++)
        if (rooms[count] == room)
            return;
    g_assert(count < ROOMS_MAX);
    rooms[count] = room;
    add_sections(room->sections);
    add_keys(room->keys);
}

void config_check_rooms(config_reading *r)
{
    for (unsigned i = 0; rooms[i] != NULL; i++)
        rooms[i]->check(r);
}
