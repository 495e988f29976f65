/* fault: what is wrong with somebody's mail, as a code and what the words name.
 *
 * Decisions are made by the code. Words are made where mail is composed; one
 * table has them. Pure. */
#ifndef POSTERN_FAULT_H
#define POSTERN_FAULT_H

#include <glib.h>
#include <jansson.h>

typedef enum {
    FAULT_NONE,
    /* a command as it is written */
    FAULT_UNKNOWN,      /* name */
    FAULT_NEAR_COMMAND, /* what was meant, without its slash */
    FAULT_ALONE,        /* name */
    FAULT_NEEDS_MORE,   /* name, arguments */
    FAULT_WHICH_TICKET, /* name */
    FAULT_HELD_NUMBERS, /* name */
    FAULT_ON_OFF,       /* name */
    FAULT_LANGUAGE,     /* name */
    FAULT_MANY_COMMANDS,
    /* what it names */
    FAULT_NEAR_NAME, /* command, name */
    FAULT_NO_NAME,   /* kind, name, those that there are */
    FAULT_NO_TICKET, /* number */
    FAULT_NO_LINE,   /* commands of those that there are */
    FAULT_SAME_LINE, /* number */
    FAULT_NO_RETURN,
    FAULT_SAME_QUEUE, /* name */
    FAULT_NO_PARTNERS,
    FAULT_NOT_FORWARDED, /* name */
    FAULT_FORWARD_SPAM,
    FAULT_NO_BOARDS,
    FAULT_NOT_ASKED,
    FAULT_NO_MEMBER, /* name of the board */
    FAULT_NO_TIME,
    FAULT_TIME_LONG,
    FAULT_TIME_FUTURE,
    FAULT_NOT_BOOKED, /* what is booked */
    FAULT_NONE_BOOKED,
    FAULT_NO_TIMER,
    FAULT_TIMER_RUNS, /* since when */
    FAULT_SCORE,      /* the best one */
    FAULT_NO_REVIEW,
    FAULT_NO_BREACH,
    FAULT_NEXT,      /* status, those that may be set from it */
    FAULT_NO_NEXT,   /* status */
    FAULT_NO_DATE,   /* command, words of a date for example */
    FAULT_TWO_DATES, /* both readings */
    FAULT_PAST_DATE, /* date */
    FAULT_FAR_DATE,
    FAULT_NO_SINCE,      /* key of a filter */
    FAULT_NO_PAGE,       /* command */
    FAULT_ABOUT,         /* number, words */
    FAULT_NO_NUMBERS,    /* command */
    FAULT_MANY_REQUESTS, /* how many may be */
    FAULT_LIST_TEXT,
    FAULT_NOBODYS,     /* "company:acme" */
    FAULT_WROTE_SINCE, /* names */
    FAULT_TAKEN_SINCE, /* name */
    FAULT_LIST_OTHERS, /* name of an operator */
    FAULT_NO_WORK,     /* command */
    FAULT_NO_FIELDS,
    FAULT_NO_READY,
    FAULT_NO_REPORT,
    FAULT_FIELD_FORM,    /* command */
    FAULT_FIELD_NOT,     /* field, ticket's type */
    FAULT_FIELD_CHOICE,  /* field, what was written, choices */
    FAULT_FIELD_NUMBER,  /* field, what was written */
    FAULT_FIELD_LINK,    /* field */
    FAULT_FIELD_PATTERN, /* field, pattern */
    FAULT_FIELD_LONG,    /* field, how many characters it may have */
    FAULT_TYPE_STATUS,   /* type, status, those that it has */
    FAULT_NEEDS_FIELDS,  /* status, commands that set what is missing */
    FAULT_NO_WAITING,
    FAULT_ANSWERED,
    FAULT_NO_DEPUTY, /* what stands after the date */
    FAULT_OWN_DEPUTY,
    FAULT_NOT_IN_QUEUE,  /* name */
    FAULT_NO_OPERATOR,   /* name, those that there are */
    FAULT_SEVERAL,       /* commands of those that it may be */
    FAULT_NO_ADDRESS,    /* word */
    FAULT_OWN_ADDRESS,   /* address */
    FAULT_STAFF_ADDRESS, /* address */
    FAULT_NO_STRANGER,
    FAULT_WHICH_STRANGER, /* addresses */
    FAULT_MARKED,         /* address */
    FAULT_MANY_PEOPLE,    /* how many may be */
    FAULT_IS_CUSTOMER,    /* address */
    FAULT_NO_PART,        /* address */
    /* opened for somebody else */
    FAULT_NEW_WHOM,
    FAULT_NEW_FRESH,
    FAULT_PHONE, /* number */
    /* tickets together */
    FAULT_ENDS_TWICE,
    FAULT_MERGE_SELF, /* number */
    FAULT_MERGE_SPAM,
    FAULT_MERGE_CUSTOMERS, /* number, address there, address here */
    FAULT_MERGE_PEOPLE,    /* number, addresses */
    FAULT_SPLIT_WHERE,
    FAULT_SPLIT_FIRST,
    FAULT_LINK_SELF, /* number */
    FAULT_NO_LINK,   /* number */
    /* which ticket, and whether anything can go there */
    FAULT_WHICH_REQUEST,
    FAULT_NO_REQUEST,
    FAULT_NO_RIGHT,
    FAULT_NO_ROLE, /* roles, what she may not, who may */
    FAULT_NO_TEXT,
    FAULT_NO_RECIPIENT,
    FAULT_DOUBT, /* words of the doubt */
    FAULT_NOTE_AND_REPLY,
    FAULT_NOTES_ONLY,
    FAULT_COLLEAGUE,
    FAULT_SPAM_AND_HAM,
    FAULT_REPLY_TO_SPAMMER,
    FAULT_REPLY_IN_SPAM,
    FAULT_UNDO_ADDRESS,
    FAULT_UNDO_LATE,
    /* what is held */
    FAULT_NOT_HELD,
    FAULT_HELD_SENT,
    FAULT_HELD_DROPPED,
    FAULT_SEND_AND_DROP,
    FAULT_HELD_SILENT,
    FAULT_HELD_ALONE,
    FAULT_DROP_TEXT,
    FAULT_HELD_IN_SPAM,
    FAULT_HELD_COMMAND,
    /* messages held as a whole; "17: ..." */
    FAULT_NO_ITEM,      /* number */
    FAULT_ITEM_ROLE,    /* number */
    FAULT_ITEM_DROPPED, /* number */
    FAULT_ITEM_IN_SPAM, /* number */
    FAULT_ITEM_IN,      /* number */
    FAULT_ITEM_BOTH,    /* number */
    FAULT_ITEM_COMMAND,
    FAULT_WHICH_ITEM, /* name */
    FAULT_ITEMS_SILENT,
    FAULT_ITEMS_TEXT,
    FAULT_ITEMS,
    FAULT_NO_LOOKUPS,
    /* what another system asks for */
    FAULT_HOOK_MAY, /* command, those that it may use */
    FAULT_HOOK_FORM,
    /* companies, persons, contracts, services, rates (desk/book.h) */
    FAULT_BOOK_VERB,    /* kind */
    FAULT_BOOK_COLUMN,  /* kind, column, the nearest */
    FAULT_BOOK_COLUMNS, /* kind, column, those that there are */
    FAULT_BOOK_NEAR,    /* kind, name, the nearest */
    FAULT_BOOK_NONE,    /* kind, name, those that there are */
    FAULT_BOOK_SEVERAL, /* kind, name */
    FAULT_BOOK_VALUE,   /* column, what was written, how it is written */
    FAULT_BOOK_NEEDS,   /* kind, column */
    FAULT_BOOK_TAKEN,   /* kind, what is another's */
    FAULT_BOOK_FIRST,   /* handle */
    FAULT_BOOK_OTHER,   /* kind, name, contract */
    FAULT_BOOK_STAFF,   /* address */
    FAULT_BOOK_ORDER,
    FAULT_BOOK_MONEY, /* column */
    FAULT_BOOK_TWICE, /* column */
    FAULT_BOOK_WORD,  /* word */
    FAULT_BOOK_WHICH, /* kind, verb */
    FAULT_BOOK_SET,   /* kind */
    FAULT_BOOK_CELLS, /* how many, how many the header has */
    FAULT_BOOK_EMPTY,
    FAULT_BOOK_AGAIN,
    FAULT_BOOK_UTF8,   /* word */
    FAULT_BOOK_DOMAIN, /* domain, whose it is */
    FAULT_NO_SERVICES,
    FAULT_CONSENT_DONE, /* operator who answered */
    FAULT_CONSENT_OVER,
    FAULT_CONSENT_WHOSE, /* who answers */
    FAULT_CONSENT_NEWER, /* field, value */
    FAULT_CODES
} fault_code;

#define FAULT_WITH_MAX 3

typedef struct fault {
    fault_code code;
    char *with[FAULT_WITH_MAX + 1]; /* what the words name; NULL ends it */
} fault;

/* `...`: what the words name, as the comment of its code says, then NULL. */
fault *fault_new(fault_code code, ...) G_GNUC_NULL_TERMINATED;
void fault_free(fault *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(fault, fault_free)

/* The words, without full stop; in a language (desk/say.h), and in English. Caller
 * frees. */
char *fault_words_in(const fault *f, const char *language);
char *fault_words(const fault *f);
/* A title of a mail about it: what is wrong with `line`. `line` "": with the mail.
 * Caller frees. */
char *fault_title_in(const fault *f, const char *line, const char *language);
char *fault_title(const fault *f, const char *line);

/* {"fault": "near-command", "with": ["assign olga"]}, and back; NULL if it is not
 * one. */
json_t *fault_to_json(const fault *f);
fault *fault_from_json(const json_t *o);

#endif
