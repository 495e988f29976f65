/* source_json: what another system hands over by `postern deliver --source` as
 * JSON, as a message that is then looked at like any other. Pure.
 *
 *     {"id": "order-17", "from": {"address": "kari@example.com", "name": "Kari"},
 *      "subject": "Where is it?", "text": "...", "html": "...",
 *      "fields": {"order": "A-17"}, "date": "2026-11-30T21:08:40Z",
 *      "attachments": [{"name": "a.png", "type": "image/png", "base64": "..."}]}
 *
 * "from" has one of "address", "phone" and "chat"; without "from" nobody can be
 * answered. One of "text", "html" and "fields" says something; all else may be
 * left out. What is said twice under one "id" is the same message. */
#ifndef POSTERN_DESK_SOURCE_JSON_H
#define POSTERN_DESK_SOURCE_JSON_H

#include "desk/source_config.h"

#define SOURCE_TEXT_MAX    (1u << 20) /* octets of text, and of html */
#define SOURCE_FIELDS_MAX  100
#define SOURCE_NAME_MAX    60          /* characters of a field's name */
#define SOURCE_VALUE_MAX   4000        /* octets of its value */
#define SOURCE_VALUES_MAX  (32u << 10) /* octets of all */
#define SOURCE_FILES_MAX   50
#define SOURCE_ID_MAX      200 /* octets */
#define SOURCE_SUBJECT_MAX 200 /* characters of subject and names */

/* The field of the header in which the message has its values once more, so that
 * nobody's text can be taken for them. Counts only behind the door that makes
 * it. */
#define SOURCE_HEADER "X-Postern-Source"

/* Is it JSON rather than a message? No field of a header begins with a
 * brace, a bracket or a quote. */
bool source_json_is(const void *data, size_t size);

typedef struct source_ask {
    const config *c;
    const config_source *source;
    const char *to;     /* address of the queue that it goes to */
    const char *unique; /* what the Message-ID of one without "id" is made of */
    int64_t now_ms;     /* the Date of one without "date" */
} source_ask;
/* The message. NULL: ERR_DATA or ERR_LIMIT, a line that names the member. Caller
 * unrefs. */
GBytes *source_compose(const source_ask *ask, const void *data, size_t size,
                       GError **error);

/* What that field says. */
typedef struct source_said {
    char *id;          /* NULL */
    char *customer;    /* an address, or a handle (base/handle.h); NULL */
    char *name;        /* NULL */
    GPtrArray *values; /* field_line* (desk/field.h) */
} source_said;
/* NULL: it is damaged. Caller frees. */
source_said *source_said_read(const char *value);
void source_said_free(source_said *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(source_said, source_said_free)

#endif
