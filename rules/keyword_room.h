/* keyword_room: what the files of the rule language's keywords share. Private to
 * rules. */
#ifndef POSTERN_RULES_KEYWORD_ROOM_H
#define POSTERN_RULES_KEYWORD_ROOM_H

#include "rules/parse.h"

/* A word of a value, with its column. */
typedef struct keyword_word {
    char *text; /* the caller frees it */
    int column;
    const char *rest; /* of the value after it, blanks off */
    int rest_column;
} keyword_word;

/* keyword_take.c */
/* The first word of `from`, which stands at `column`; false: there is none. */
bool keyword_take(const char *from, int column, keyword_word *w);
/* The rule's name at the beginning of the value; false: a problem was reported,
 * and there is nothing to free. */
bool keyword_take_name(parser *p, const parse_line *l, keyword_word *w);
/* The rule of that name, made if it is not there; a rule that nothing defines
 * has type RULE_TYPES and is dropped at the end. */
rule *keyword_rule(parser *p, const char *name);

/* keyword_define.c: what defines a rule. */
void keyword_define(parser *p, const parse_line *l); /* header body uri ... */
void keyword_meta(parser *p, const parse_line *l);
void keyword_network(parser *p, const parse_line *l); /* asks the network */
void keyword_unsupported(parser *p, const parse_line *l);

/* keyword_say.c: what is said about a rule. */
void keyword_score(parser *p, const parse_line *l);
void keyword_describe(parser *p, const parse_line *l);
void keyword_priority(parser *p, const parse_line *l);
void keyword_tflags(parser *p, const parse_line *l);
void keyword_vote(parser *p, const parse_line *l);
void keyword_test(parser *p, const parse_line *l);

/* keyword_setting.c: settings that are about no rule. The row of one of
 * SpamAssassin's that has no effect here; NULL: there is none of that name. */
const parse_keyword *keyword_setting(const char *name);

/* keyword_net.c: trusted_networks and internal_networks. */
void keyword_networks(parser *p, const parse_line *l);
void keyword_networks_clear(parser *p, const parse_line *l);

#endif
