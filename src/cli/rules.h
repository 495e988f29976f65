/* rules: what commands that judge messages by rules share. */
#ifndef POSTERN_CLI_RULES_H
#define POSTERN_CLI_RULES_H

#include "cli/cli.h"
#include "scan/client.h"

#define RULES_FILE_MAX ((size_t)256 << 20)

extern const scan_limits rules_limits; /* of commands: generous */

/* The rule files that are meant: `paths` (may be NULL), else the desk's.
 * NULL: the configuration's problems have been printed. Caller frees. */
char **rules_paths(cli *x, char **paths);
/* The set made ready. From `paths` what is wrong is left out, with one line on
 * standard error; the desk's own set must be right. NULL: the problems have been
 * printed, return *code. */
judge *rules_judge(cli *x, char **paths, unsigned match, int *code);

/* Parts of `postern rules`; exit codes. Files may be messages, mboxes, folders or
 * Maildirs (cli/mailfiles.h). */
int rules_test(cli *x, char **paths);
int rules_bench(cli *x, char **paths, char **files);
/* `sets`: the other set's paths; `on`: NULL: stored mail. */
int rules_try(cli *x, char **running, char **sets, const char *since,
              char **on);

/* What the filter that learns says, if it says anything. */
void rules_put_learned(const verdict *v);
/* "\"invoice\" 31 %, \"amount\" 12 %": the words that spoke for it; NULL: none.
 * Caller frees. */
char *rules_spoke(const verdict *v);
/* "  ACC_LOGIN 1.0  Asks about ... ", and what matched. */
void rules_put_hit(const verdict_hit *v, const judge_hit *h);
/* "category  account 3.0, then billing 1.0" */
void rules_put_categories(const verdict *v);

#endif
