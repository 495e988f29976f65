/* imap_link: what the imap_*.c files share; private to them. */
#ifndef POSTERN_IMAP_LINK_H
#define POSTERN_IMAP_LINK_H

#include "net/imap.h"
#include "net/stream.h"

#define IMAP_LINE_MAX         (64u << 10) /* octets of a line after a literal */
#define IMAP_ANSWER_MAX       ((4u << 20) - 64) /* of a line: SEARCH has only one */
#define IMAP_CAPABILITIES_MAX 500
#define IMAP_UIDS_MAX         (1u << 20) /* UIDs that one search may name */
/* Octets of all answers to one command, the messages asked for not counted */
#define IMAP_COMMAND_MAX (16u << 20)

struct imap_client {
    const char *host; /* borrowed from own_host */
    char *own_host;
    mailstream *stream;
    unsigned tag;       /* of the last command */
    GHashTable *can;    /* capabilities, upper case */
    bool logged_in;     /* PREAUTH counts */
    bool keeps_body;    /* this command asks for BODY[] */
    size_t command_max; /* octets of answers to this command */
    bool throttled;  /* the last command was refused because we ask too much */
    bool leaving;    /* LOGOUT was said: a BYE is right */
    uint32_t exists; /* messages in the folder, as last told */
    uint32_t uidvalidity; /* of the folder; 0: none is open */
    bool news;            /* it told of new messages since the last search */
    bool broken;          /* nonsense was spoken: not usable any more */
    char *bye;            /* words of its BYE; NULL: none came */
    char *wrong;          /* why the open folder is no longer what it was */
};

/* ---- imap_answer.c: one answer, whatever it holds ---- */

/* A line, or several that are joined by literals (RFC 9051 4.3). */
typedef struct imap_answer {
    char *text;        /* no line end; a literal leaves its "{N}" here */
    GBytes *body;      /* the literal after BODY[]; NULL: none, or not kept */
    guint64 body_size; /* octets of it, kept or not */
} imap_answer;

/* Read one; literals that nobody asked for are read and dropped. False: the
 * connection failed, or a limit was passed (stream_reason). */
bool imap_answer_read(imap_client *c, imap_answer *a);
void imap_answer_clear(imap_answer *a);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(imap_answer, imap_answer_clear)
/* "* NUMBER WORD ...": the number, and in *rest what stands after the word; 0 if
 * it is not such an answer. */
uint32_t imap_answer_number(const char *text, const char *word,
                            const char **rest);
/* What stands after "* WORD", NULL if it is not such an answer. */
const char *imap_answer_after(const char *text, const char *word);
/* "[CODE words]" of a status answer: what stands after CODE and a blank, or ""
 * if nothing does; NULL: another code, or none. */
const char *imap_answer_code(const char *text, const char *code);

/* What one FETCH answer says. */
typedef struct imap_found {
    uint32_t number, uid; /* uid 0: it does not say */
    bool sized, dated;
    guint64 size;
    int64_t date_s;
    bool has_body; /* there was a BODY[] item */
    bool whole;    /* it could be read to its end */
    GBytes *body;  /* NULL: NIL, or over IMAP_MESSAGE_MAX */
    guint64 body_size;
} imap_found;

/* False: not a FETCH answer. Items that nobody knows are passed over. */
bool imap_answer_found(const imap_answer *a, imap_found *f);
void imap_found_clear(imap_found *f);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(imap_found, imap_found_clear)

/* ---- imap_talk.c: commands ---- */

/* Every untagged and continuation answer goes to `line` (false: stop waiting;
 * the connection is of no use then). */
typedef bool (*imap_line)(imap_client *c, const imap_answer *a, void *context);
/* Send `text` after a tag. Returns the tagged answer without its tag ("OK ..."),
 * NULL if the connection failed. `line` may be NULL. */
char *imap_command(imap_client *c, const char *text, imap_line line,
                   void *context, GError **error);
/* The same, and judge the answer: NO is ERR_REFUSED or ERR_LATER. */
bool imap_do(imap_client *c, const char *text, const char *what, imap_line line,
             void *context, GError **error);
/* And hand out the tagged answer, which the caller frees, if it was OK. */
bool imap_do_tagged(imap_client *c, const char *text, const char *what,
                    imap_line line, void *context, char **tagged,
                    GError **error);

/* Did the server say that it can do this? Upper case. */
bool imap_can(const imap_client *c, const char *name);
/* Of these UIDs, ascending: those that exist. NULL on error. */
GArray *imap_uids_of(imap_client *c, const uint32_t *uids, unsigned count,
                     GError **error);

/* What may come with any answer: news, BYE, another UIDVALIDITY. */
void imap_hear(imap_client *c, const char *text);

/* Log in with what the server offers. */
bool imap_login(imap_client *c, const config_server *server, GError **error);

/* ---- imap_words.c: words of commands ---- */

/* Modified UTF-7 (RFC 3501 5.1.3) of a folder's name; NULL: not UTF-8, too long
 * or with control characters. */
char *imap_folder_name(const char *utf8);
/* A string as a command takes it: as it is if an atom, else quoted. */
char *imap_string(const char *text);
/* "3:5,9"; uids ascend. */
char *imap_set(const uint32_t *uids, unsigned count);

#endif
