/* trim_lines: a text as classified lines, shared by the files of trim. */
#ifndef POSTERN_TRIM_LINES_H
#define POSTERN_TRIM_LINES_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    TRIM_TEXT, /* written now, until something says otherwise */
    TRIM_BLANK,
    TRIM_QUOTE, /* begins with ">" */
    TRIM_INTRO, /* "On ... wrote:" above a quote */
    TRIM_SIGNATURE,
    TRIM_FORWARD, /* forwarded: kept as it is, to the end of the text */
    TRIM_HISTORY  /* unquoted history, to the end of the text */
} trim_kind;

typedef struct trim_line {
    const char *text; /* borrowed, not terminated */
    gssize size;      /* without blanks at its end */
    trim_kind kind;
    gssize keep; /* octets at the start of an intro that are text; usually 0 */
    bool sure;   /* of an intro: says who, or when */
    bool marked; /* HTML says that history begins here */
    bool signs;  /* HTML says that it is of a signature */
    signed char label; /* bit of the label that it begins with; -1: unknown */
} trim_line;

typedef struct trim_lines {
    trim_line *at;
    size_t n;
    bool answers_in_finnish; /* the subject begins with "VS:" */
    bool first;              /* answers nothing: what is quoted is content,
                                unless somebody is named who wrote it */
    bool forwards;           /* the subject says so: a block is no history */
    unsigned matches;        /* patterns tried; see TRIM_MATCHES_MAX */
} trim_lines;

#define TRIM_LINE_MAX 1000 /* octets of a line that patterns look at */
#define TRIM_MATCHES_MAX \
    200000 /* patterns tried on one text; after them all remains text */

/* Splits, classifies blank and quoted lines. `text` must outlive it. */
void trim_lines_split(trim_lines *t, const char *text);
void trim_lines_clear(trim_lines *t);

/* Next line from i on that is not blank, t->n if there is none. */
size_t trim_lines_next(const trim_lines *t, size_t i);
/* Line before i that is not blank, (size_t)-1 if there is none. */
size_t trim_lines_before(const trim_lines *t, size_t i);

/* What the languages of the world write around quoted text. */
typedef enum {
    TRIM_RE_VERB,         /* "wrote", "schrieb", anywhere */
    TRIM_RE_END,          /* line that may end an introduction */
    TRIM_RE_START,        /* line that may begin one: "On 3 May", "Le 3 mai" */
    TRIM_RE_START_WORD,   /* one that begins with words: "On Monday," */
    TRIM_RE_NAME_ADDRESS, /* "Kari <k@x.no>" at the start of a line */
    TRIM_RE_NAME_DATE,    /* "Kari Nordmann, 3.5.2026:" */
    TRIM_RE_GLUED,        /* one that begins inside a line */
    TRIM_RE_SPOKEN,       /* one with the history after it */
    TRIM_RE_DATE,
    TRIM_RE_DATE_FIRST, /* a date at the start of the line */
    TRIM_RE_ADDRESS,
    TRIM_RE_ADDRESS_END, /* "<a@b>:" at the end */
    TRIM_RE_FROM,        /* labels of a header block */
    TRIM_RE_SENT,
    TRIM_RE_TO,
    TRIM_RE_CC,
    TRIM_RE_SUBJECT,
    TRIM_RE_LABEL,           /* one of those */
    TRIM_RE_LABELS,          /* a second label inside a line, "* *Date:" */
    TRIM_RE_FORWARD,         /* "---- Forwarded message ----" */
    TRIM_RE_FORWARD_TITLE,   /* "Begin forwarded message:" above a block */
    TRIM_RE_FORWARD_SUBJECT, /* "FW: ..." */
    TRIM_RE_ANSWER_SUBJECT,  /* "AW: ..." */
    TRIM_RE_CHEVRONS,        /* ">>> Kari <k@x.no> 3/5/2026 10:18 >>>" */
    TRIM_RE_SEPARATOR,       /* "---- Original Message ----" */
    TRIM_RE_RULE,            /* a rule of dashes or underlines */
    TRIM_RE_DEVICE,          /* "Sent from my iPhone" */
    TRIM_RE_FOOTER,          /* "Virus-free", "before printing this e-mail" */
    TRIM_RE_SECRET,          /* both in a notice of confidentiality */
    TRIM_RE_RECIPIENT,
    TRIM_RE_CLOSING, /* "Regards," */
    TRIM_RE_CONTACT, /* phone, mail, web, office lines */
    TRIM_RES
} trim_re;
/* The patterns, as forms (mail/lang.h). */
extern const char *const trim_forms[TRIM_RES];
/* Longer lines than TRIM_LINE_MAX never match, nor does anything once
 * TRIM_MATCHES_MAX is reached. */
bool trim_match(trim_lines *t, trim_re re, const trim_line *l);
/* Place of the first match in a text, or -1. */
gssize trim_find(trim_lines *t, trim_re re, const char *text, gssize size);

/* How sure an introduction is. */
typedef enum {
    TRIM_INTRO_NONE,
    TRIM_INTRO_WEAK,  /* only if a quote follows */
    TRIM_INTRO_STRONG /* also above unquoted history */
} trim_intro_sure;

/* Does the line end as an introduction does? */
bool trim_intro_ends(trim_lines *t, const trim_line *l);
/* How sure is an introduction whose last line is `last`; *from gets its first. */
trim_intro_sure trim_intro_ending(trim_lines *t, size_t last, size_t *from);
/* Does the introduction from..last take the next line, too: "On 3 May 10:00
 * wrote\nKari <k@x.no>:"? */
bool trim_intro_goes_on(trim_lines *t, size_t from, size_t last);
/* Is the next line that is not blank after line i a quoted one? */
bool trim_quote_follows(const trim_lines *t, size_t i);

/* The first header block ("From: ... Subject: ...") of what is forwarded, that
 * begins before line `limit`: below a line that says so, or any if the subject
 * does (`says`). *from and *end get its first and last line, *above the first line
 * of what belongs to it. */
bool trim_block_find(trim_lines *t, size_t limit, bool says, size_t *from,
                     size_t *end, size_t *above);

/* Classifies introductions and unquoted history. */
void trim_history_find(trim_lines *t);
/* Classifies signatures in what is still text. */
void trim_signature_find(trim_lines *t);

#endif
