/* letter: one parsed message as plain values; no library type of a parser.
 *
 * A letter is made by mime_parse() in a process that may die, travels as one
 * GVariant, and is hostile when it comes back: letter_from_variant() checks it.
 * It holds texts (LETTER_TEXT_MAX at most) and one row per attachment, never
 * contents.  All strings are valid UTF-8 with `\n` line ends and no NUL.
 * The creator owns a letter and everything in it; letter_free() frees all.
 */
#ifndef POSTERN_LETTER_H
#define POSTERN_LETTER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LETTER_TEXT_MAX       (4u << 20)   /* octets of each text */
#define LETTER_HEADER_MAX     (256u << 10) /* octets of header that are parsed */
#define LETTER_ADDRESSES_MAX  1000         /* mailboxes of one header field */
#define LETTER_REFERENCES_MAX 200
#define LETTER_PARTS_MAX      1000        /* MIME parts */
#define LETTER_DEPTH_MAX      30          /* nesting of parts */
#define LETTER_VARIANT_MAX    (24u << 20) /* octets of a serialized letter */
#define LETTER_ATTACHMENT_MAX (UINT64_C(1) << 40) /* octets it may claim */
#define LETTER_FILE_TEXT_MAX  (256u << 10) /* octets read of an attachment */
#define LETTER_FILE_TEXTS_MAX (1u << 20)   /* of all of them together */

typedef enum {
    LETTER_NORMAL,
    LETTER_BOUNCE,     /* RFC 3464 and the like */
    LETTER_AUTO_REPLY, /* RFC 3834, receipts RFC 8098 */
    LETTER_LIST,       /* RFC 2369, 2919 */
    LETTER_FEEDBACK,   /* RFC 5965 */
    LETTER_CALENDAR    /* RFC 6047 */
} letter_kind;

typedef struct letter_address {
    char *name;    /* display name, decoded; NULL if none */
    char *address; /* addr-spec as written, domain lower case; never NULL */
} letter_address;

typedef struct letter_attachment {
    char *part;        /* "2.1", as IMAP counts parts (RFC 3501 6.4.5) */
    char *name;        /* decoded file name, no path; never NULL */
    char *type;        /* "image/png", lower case */
    char *content_id;  /* without <>; NULL if none */
    bool shown_inline; /* referred to by the HTML text */
    bool trimmed;      /* only by quoted parts of it */
    bool in_place;     /* to be shown in the text, says its header */
    bool packed;       /* a container whose contents are rows, or the text */
    uint64_t size;     /* decoded octets */
    char sha256[65];   /* of the decoded octets, hex */
    char
        *claim; /* of an attached message: its X-Postern-Claim, else Message-ID;
                    NULL */
    char *text; /* what can be read in it; NULL. Not in its JSON. */
} letter_attachment;

typedef struct letter_bounce {
    char *recipient; /* NULL if unknown */
    char *action;    /* "failed", "delayed", ...; never NULL */
    char *status;    /* RFC 3463 "5.1.1"; NULL if unknown */
    char *said;      /* what a server answered, its own words; NULL. Not in its
                        JSON. */
} letter_bounce;

/* What an answer to Disposition-Notification-To says (RFC 8098), or a mail program's
 * own words that a message was read. */
typedef enum {
    LETTER_RECEIPT_NONE,      /* it is none */
    LETTER_RECEIPT_DISPLAYED, /* somebody has seen it */
    LETTER_RECEIPT_DELETED,   /* it was deleted, as far as is known unseen */
    LETTER_RECEIPT_OTHER      /* something that says neither */
} letter_receipt;

typedef struct letter_mark {
    size_t at; /* octets of the text before it */
    enum {
        LETTER_MARK_HISTORY, /* quoted history begins */
        LETTER_MARK_SIGNATURE,
        LETTER_MARK_SIGNATURE_END
    } what;
} letter_mark;

typedef struct letter {
    char *message_id; /* without <>; NULL if absent */
    int64_t date_ms;  /* UTC; -1: absent or unreadable */
    char *date;       /* ISO 8601 with zone as sent; NULL */
    GPtrArray *from;  /* letter_address*; all arrays never NULL */
    GPtrArray *sender;
    GPtrArray *to;
    GPtrArray *cc;
    GPtrArray *reply_to;
    char *subject;          /* decoded, unfolded; NULL if absent */
    GPtrArray *in_reply_to; /* char*, without <> */
    GPtrArray *references;  /* char*, without <>, oldest first */
    char *text;             /* all readable text; "" if none */
    bool html;              /* text was made from HTML */
    GPtrArray *attachments; /* letter_attachment* */
    char *new_text;         /* what the sender wrote now */
    char *signature;
    char *quoted;
    letter_kind kind;
    char *kind_reason;  /* "Auto-Submitted: auto-replied"; NULL if normal */
    GPtrArray *bounces; /* letter_bounce* */
    /* from the message that a bounce or receipt returns, NULL if none */
    char *returned_id;              /* its Message-ID, without <> */
    GPtrArray *returned_references; /* char* */
    char *returned_claim;           /* its X-Postern-Claim */
    char *envelope_id; /* of a bounce: the ENVID that the message was sent with
                          (RFC 3464 2.2.1); NULL */
    letter_receipt receipt;
    char *receipt_for; /* the mailbox that a receipt is about; NULL: unknown */
    char *claim;       /* own X-Postern-Claim header; NULL */
    char *language;    /* NULL: not detected */
    char *sign_up;     /* why it looks like a sign-up, a code or a verification:
                            "your code is"; NULL: it does not */
    bool bare;       /* of a calendar: an answer in which nobody wrote a word */
    char *spam_flag; /* "X-Spam-Flag: YES" etc. of the MTA; NULL */
    GPtrArray *defects; /* char*, one sentence each */
    /* Only beside the parser, never on its way (NULL after from_bytes): what
     * HTML markup says about places of text, letter_mark, rising. */
    GArray *marks;
} letter;

letter *letter_new(void); /* empty strings and arrays, date_ms -1 */
void letter_free(letter *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(letter, letter_free)

letter_address *letter_address_new(const char *name, const char *address);
letter_attachment *letter_attachment_new(void);
letter_bounce *letter_bounce_new(const char *recipient, const char *action,
                                 const char *status);

/* "normal", "bounce", "auto_reply", "list", "feedback", "calendar" */
const char *letter_kind_name(letter_kind kind);
/* "displayed", "deleted", "other"; NULL: it is none. */
const char *letter_receipt_name(letter_receipt receipt);

/* One GVariant (little endian serialization) and back. from_bytes takes hostile
 * octets: size (LETTER_VARIANT_MAX), normal form, counts, UTF-8 and enum values
 * are checked; NULL and ERR_DATA otherwise. */
GBytes *letter_to_bytes(const letter *l);
letter *letter_from_bytes(GBytes *bytes, GError **error);

/* The JSON object of `postern parse --json`, one line, no line end.
 * `file` is its "file" member. Caller frees. */
char *letter_to_json(const letter *l, const char *file);
/* The same in two halves, for two processes: `{"file":...` and `,...}`; appended. */
void letter_json_head(GString *out, const char *file);
void letter_json_rest(GString *out, const letter *l);

#endif
