/* list_filter: which requests somebody asks for: "type:incident line:2
 * overdue", or words that must stand in them. Pure. */
#ifndef POSTERN_DESK_LIST_FILTER_H
#define POSTERN_DESK_LIST_FILTER_H

#include "config/config.h"
#include "desk/fault.h"
#include "store/ticket.h"

/* What can be said of a request, beside how it stands, number and subject. */
typedef enum {
    LIST_CUSTOMER,
    LIST_COMPANY,
    LIST_STATUS,
    LIST_TYPE,
    LIST_CATEGORY,
    LIST_PRIORITY,
    LIST_COMPLEXITY,
    LIST_QUEUE,
    LIST_LINE,
    LIST_SERVICE,
    LIST_SOURCE,
    LIST_AGE,
    LIST_UPDATED,
    LIST_DUE,
    LIST_HOLDER,
    LIST_COLUMNS
} list_column;

typedef struct list_filter {
    store_ticket_filter f; /* its texts are below */
    GPtrArray *texts;      /* char* */
    GPtrArray *statuses;   /* const char*, NULL ends it: f.in, if any is asked
                              for */
    bool says_openness;    /* open, done, all or a status was written */
    bool says_order;       /* and sort: */
    list_column columns[LIST_COLUMNS];
    unsigned column_count;          /* 0: those that every list has */
    int page;                       /* counts from 1 */
    const struct config_view *view; /* that it is; NULL */
} list_filter;

/* Whose words they are says which keys there are: customers have status,
 * service, type, from, to, text, open, done, closed and all, and name a status
 * by what customers are told; robots, which ask about one request at any time,
 * have no from and to, and company: is theirs (desk/condition.h). Operators
 * alone have sort:, columns:, page: and views, which come first: /list NAME
 * ... . */
typedef enum { LIST_OPERATORS, LIST_CUSTOMERS, LIST_ROBOTS } list_allow;

/* `command` asks, in the words of *wrong, and `me` is who does. */
typedef struct list_ask {
    const config *c;
    const char *command, *me;
    int64_t now_ms;
    list_allow allow;
    const char *language; /* of words in *wrong; NULL: the plain ones */
    GTimeZone *zone;      /* of dates; NULL: that of `me`, or the site's */
} list_ask;
/* A key stands before ":" or "="; what stands in quotes is one word. What has
 * no key, and what text: has, are f.words: "..." in them was in quotes and has
 * blanks. NULL: *wrong says why. Caller frees either. */
list_filter *list_filter_read(const list_ask *ask, const char *text,
                              fault **wrong);
void list_filter_free(list_filter *l);
/* Is this a word of every list ("overdue")? */
bool list_filter_has(const char *word);
/* "sort:due" as it would have to be written for these; static. */
extern const char *const list_columns[]; /* by list_column; NULL ends them */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(list_filter, list_filter_free)

#endif
