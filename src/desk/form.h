/* form: the form of a queue as a mail has it, one line "Label: [ ]" for each thing
 * that is asked for, and what people send back of it. Pure.
 *
 * What stands in parentheses in a line of its own is the form's, not theirs: hints,
 * and the mark at its end. Answers are found in whatever way a mail program quotes,
 * wraps or turns the form around. */
#ifndef POSTERN_DESK_FORM_H
#define POSTERN_DESK_FORM_H

#include "desk/field_config.h"
#include "desk/queue_config.h"
#include "store/value.h"

/* What stands behind the plus of its address. */
#define FORM_DETAIL "form"
/* Octets of an answer that are looked at; what is longer is no answer. */
#define FORM_READ_MAX (64u << 10)

typedef enum {
    FORM_SHORT, /* what becomes the subject */
    FORM_TYPE,  /* the type of the request */
    FORM_FIELD, /* a [field NAME] */
    FORM_TEXT   /* the message itself, of several lines; last */
} form_kind;

typedef struct form_row {
    form_kind kind;
    const config_field *field; /* of FORM_FIELD; else NULL. Borrowed */
    bool required;
    const char *id; /* "short", "type", "text", or "field:NAME" */
    char *own_id;   /* what of that is ours; NULL */
} form_row;

/* form_row* of a queue, in order; caller unrefs. */
GPtrArray *form_rows(const config *c, const config_queue *q);
/* As people read it. Borrowed. */
const char *form_label(const form_row *r, const char *language);

typedef enum { FORM_PLAIN, FORM_MISSING, FORM_WRONG } form_state;
/* What may be written there, in parentheses; NULL: anything. Caller frees. */
char *form_hint(const config *c, const form_row *r, form_state state,
                const char *language);
/* Its first line, and in parentheses the mark at its end. Caller frees. */
char *form_begin(const config_queue *q, const char *language);
char *form_end(const char *language);
/* Its address: support+form@example.org. Caller frees. */
char *form_address(const config_queue *q);

typedef struct form_answer {
    bool marked;       /* lines of the form are there */
    bool filled;       /* in one of them something is written */
    GPtrArray *values; /* char*, one for each row; NULL: nothing */
    char *loose;       /* what was written beside them; "" */
} form_answer;
/* `text`: all of a message; `new_text`: what of it its author wrote. Caller frees. */
form_answer *form_read(const config *c, const config_queue *q,
                       const GPtrArray *rows, const char *text,
                       const char *new_text);
void form_answer_free(form_answer *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(form_answer, form_answer_free)

#endif
