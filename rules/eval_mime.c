/* eval_mime: eval tests about MIME structure. */
#include "rules/eval_room.h"

const eval_row eval_mime_rows[] = {
    {NULL, NULL, NULL},
};
