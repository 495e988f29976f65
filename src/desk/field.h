/* field: what people write as a value of a field, checked and made uniform.
 * Pure. */
#ifndef POSTERN_DESK_FIELD_H
#define POSTERN_DESK_FIELD_H

#include "desk/fault.h"
#include "desk/field_config.h"
#include "desk/when.h"
#include "store/value.h"

#define FIELD_TEXT_MAX 500 /* characters of a value */

/* A row for store_value_set of `text`, without its owner; NULL: it is wrong, and
 * *wrong gets why. Dates are read as when_read does, past ones too. Caller frees
 * both. */
store_value *field_read(const config_field *f, const char *text,
                        const when_ask *ask, fault **wrong);

/* A line "Label: value" of a first message. */
typedef struct field_line {
    char *label, *value; /* blanks off */
} field_line;
void field_line_free(void *data); /* a GDestroyNotify */
/* Those of the first FIELD_LINES_MAX lines of a text, in order. field_line*;
 * caller unrefs. */
#define FIELD_LINES_MAX 200
GPtrArray *field_lines(const char *text);

/* What a priority is called, in people's words or as mail headers number it: "High
 * (2)", "urgent", "1", "высокий"; NULL: none. One of config_priorities. */
const char *field_priority(const char *words);

#endif
