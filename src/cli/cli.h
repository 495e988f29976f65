/* cli: what commands of `postern` share.
 *
 * A command is a row in the table of commands.c and a function in cmd_NAME.c.
 * To add one: write `int cmd_name(cli *x, int argc, char **argv)` (argv[0] is
 * the command's name), declare it below, add its row, and name the file in
 * Makefile.am. Results go to standard output, errors to standard error; a command
 * returns an exit code of sysexits.h.
 */
#ifndef POSTERN_CLI_H
#define POSTERN_CLI_H

#include "base/err.h"
#include "config/config.h"

#include <jansson.h>

typedef struct cli_command cli_command;

typedef struct cli {
    const char *config_path;
    bool json;   /* one object a line instead of text for people */
    bool colour; /* standard output is a terminal that takes colours */
    const cli_command *command;
    config *loaded; /* by cli_config; freed by main */
} cli;

struct cli_command {
    const char *name;
    const char *arguments; /* "FILE...", as the usage line shows them */
    const char *help;      /* one line */
    const char *more;      /* further lines for --help, NULL */
    int (*run)(cli *x, int argc, char **argv);
};

/* All, ended by a row whose name is NULL. */
extern const cli_command cli_commands[];
const cli_command *cli_command_by_name(const char *name);

int cmd_board(cli *x, int argc, char **argv);
int cmd_check(cli *x, int argc, char **argv);
int cmd_commands(cli *x, int argc, char **argv);
int cmd_config(cli *x, int argc, char **argv);
int cmd_deliver(cli *x, int argc, char **argv);
int cmd_desk(cli *x, int argc, char **argv);
int cmd_explain(cli *x, int argc, char **argv);
int cmd_held(cli *x, int argc, char **argv);
int cmd_init(cli *x, int argc, char **argv);
int cmd_learn(cli *x, int argc, char **argv);
int cmd_jobs(cli *x, int argc, char **argv);
int cmd_parse(cli *x, int argc, char **argv);
int cmd_company(cli *x, int argc, char **argv);
int cmd_contract(cli *x, int argc, char **argv);
int cmd_coupon(cli *x, int argc, char **argv);
int cmd_service(cli *x, int argc, char **argv);
int cmd_person(cli *x, int argc, char **argv);
int cmd_rate(cli *x, int argc, char **argv);
int cmd_queue(cli *x, int argc, char **argv);
int cmd_reload(cli *x, int argc, char **argv);
int cmd_operator(cli *x, int argc, char **argv);
int cmd_report(cli *x, int argc, char **argv);
int cmd_resume(cli *x, int argc, char **argv);
int cmd_robot(cli *x, int argc, char **argv);
int cmd_role(cli *x, int argc, char **argv);
int cmd_rules(cli *x, int argc, char **argv);
int cmd_run(cli *x, int argc, char **argv);
int cmd_upgrade(cli *x, int argc, char **argv);
int cmd_scan(cli *x, int argc, char **argv);
int cmd_search(cli *x, int argc, char **argv);
int cmd_status(cli *x, int argc, char **argv);
int cmd_ticket(cli *x, int argc, char **argv);
int cmd_statement(cli *x, int argc, char **argv);
int cmd_why(cli *x, int argc, char **argv);

/* Parse this command's options (--json and --help are added) and take them out
 * of argv; `entries` may be NULL, strings are G_OPTION_ARG_FILENAME or
 * FILENAME_ARRAY. False: the usage error has been printed, return EX_USAGE. */
bool cli_options(cli *x, int *argc, char ***argv, const GOptionEntry *entries);
/* Print a usage error and return EX_USAGE. */
int cli_usage(const cli *x, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Print the error, free it, and return the exit code of its class. */
int cli_fail(const cli *x, GError *error);
/* What a reading process tells beside its answer: a line of the log. */
void cli_say(const char *words);

/* The configuration, loaded once. NULL: its problems have been printed, return
 * EX_CONFIG. */
const config *cli_config(cli *x);
/* The same for who looks at a desk that runs: with its configuration, if the file
 * has errors now; that is said on standard error. */
const config *cli_config_running(cli *x);

/* If we are root and the state folder belongs to somebody else, go on as that
 * user; `make_run`: make the run folder first, if it is missing. */
bool cli_become_owner(const config *c, bool make_run, GError **error);

/* One object, one line; takes the reference. */
void cli_json(json_t *object);
/* ISO 8601 in UTC, json_null() for 0 and less. */
json_t *cli_json_time(int64_t ms);
/* json_null() for NULL; what is not UTF-8 is repaired. */
json_t *cli_json_text(const char *text);

/* For people: control characters out (mail must not speak to a terminal), line
 * ends kept only if `lines`. Caller frees. */
char *cli_clean(const char *text, bool lines);
/* Local time "2026-11-23 11:02:14". Caller frees. */
char *cli_time(int64_t ms);
/* Print text cleaned: cut or filled to `fill` columns, cut to -fill if that is
 * negative, whole if it is 0. */
void cli_put(const char *text, int fill);
/* "LABEL  text", wrapped at CLI_WIDTH, further lines indented as the first. */
void cli_field(int indent, const char *label, int label_width,
               const char *text);
#define CLI_WIDTH 80
/* Escape sequences, "" where there are no colours. */
const char *cli_bold(const cli *x);
const char *cli_plain(const cli *x);

#endif
