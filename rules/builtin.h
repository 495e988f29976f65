/* builtin: the shipped rule sets, compiled in: what a program that is not
 * installed reads instead. The table is made by rules/embed. */
#ifndef POSTERN_RULES_BUILTIN_H
#define POSTERN_RULES_BUILTIN_H

typedef struct rule_builtin {
    const char *file; /* "sets/10-spam.cf" */
    const char *text;
} rule_builtin;
extern const rule_builtin rule_builtins[]; /* until file is NULL */

#endif
