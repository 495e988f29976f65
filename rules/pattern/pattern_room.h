/* pattern_room: what the files of patterns share. */
#ifndef POSTERN_RULES_PATTERN_ROOM_H
#define POSTERN_RULES_PATTERN_ROOM_H

#include "rules/pattern/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
    char *text;
    char *meaning; /* the same in plain form; NULL: text is plain */
    uint32_t options;
    pcre2_code *code;
    bool jit;
};

struct pattern_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

#endif
