/* config: /etc/postern/postern.conf, read, checked and printed.
 *
 * What stands in it is said by the rooms that it configures: each registers its
 * sections and keys beside its code (config/section.h, config/key.h), and the
 * list of all sections is handed in. Unknown or duplicate sections and keys,
 * wrong units, values out of range, dangling names are problems with file, line
 * and the nearest valid name; all are found in one run. A config is immutable
 * once loaded and may be read by any thread. All strings are NUL-terminated
 * UTF-8, never NULL unless it is said.
 */
#ifndef POSTERN_CONFIG_H
#define POSTERN_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct config_section config_section;

/* Where the sections hang: a struct of its room for one that stands once, in file
 * order an array of them for one with names. Nothing here knows what is in
 * them. */
typedef struct config {
    char *file; /* path that it was read from */
    const config_section *const *sections;
    struct config_site *site;     /* config/site.h */
    struct config_store *store;   /* store/store_config.h */
    struct config_milter *milter; /* roles/milter_config.h */
    struct config_scan *scan;     /* scan/scan_config.h */
    struct config_learn *learn;   /* desk/learn_config.h */
    struct config_smtp *smtp;     /* roles/send_config.h */
    GPtrArray *queues;            /* config_queue*, desk/queue_config.h */
    GPtrArray *mailboxes;         /* config_mailbox*, desk/mailbox_config.h */
    GPtrArray *operators;         /* config_operator*, desk/operator_config.h */
    GPtrArray *lines;             /* config_line*, the same */
    GPtrArray *partners;          /* config_partner*, desk/partner_config.h */
    GPtrArray *boards;            /* config_board*, desk/board_config.h */
    GPtrArray *categories;        /* config_category*, desk/category_config.h */
    GPtrArray *statuses;          /* status_row*, desk/status_config.h */
    GPtrArray *types;             /* config_type_row*, desk/type_config.h */
    GPtrArray *works;             /* config_work*, desk/work_config.h */
    GPtrArray *fields;            /* config_field*, desk/field_config.h */
    GPtrArray *sources;           /* config_source*, desk/source_config.h */
    GPtrArray *faqs;              /* config_faq*, desk/faq_config.h */
    GPtrArray *asks;              /* config_ask*, desk/ask_config.h */
    GPtrArray *calendars;         /* config_calendar*,
                                     worktime/calendar_config.h */
    GPtrArray *slas;              /* config_sla*, desk/sla_config.h */
    GPtrArray *views;             /* config_view*, desk/list_config.h */
    GPtrArray *robots;            /* config_robot*, desk/robot_config.h */
    GPtrArray *hooks;             /* config_hook*, desk/hook_config.h */
    GPtrArray *lookups;           /* config_lookup*, the same */
    GPtrArray *reports;           /* config_report*, desk/report_config.h */
    /* desk/quality_config.h */
    struct config_quality *quality;
    struct status_model *status_model; /* made of them there; NULL: shipped */
} config;

typedef struct config_problem {
    bool fatal; /* false: a warning (renamed key, ...) */
    int line;   /* 0: not about one line */
    char *text; /* without file and line */
} config_problem;

/* Read and check `path`, which has these sections (NULL ends them). Returns the configuration, or NULL if there is any
 * fatal problem or the file cannot be read. If `problems` is not NULL it gets
 * an array of config_problem* (never NULL, may be empty; caller unrefs).
 * Otherwise *error (ERR_CONFIG) carries them all, one a line, as
 * "FILE:LINE: text". Of other files only those are read that a section names as
 * a part of itself: the holidays of [calendar]. */
config *config_load(const config_section *const *sections, const char *path,
                    GPtrArray **problems, GError **error);
/* The same of `file`, as if it stood at `path`. */
config *config_load_as(const config_section *const *sections, const char *path,
                       const char *file, GPtrArray **problems, GError **error);
/* The same, but what could be read comes back whatever is wrong with the rest;
 * NULL only if the file cannot be read. For `check`, which looks at all there is:
 * values that are required may be NULL where *problems says so. */
config *config_read(const config_section *const *sections, const char *path,
                    GPtrArray **problems);
void config_free(config *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config, config_free)

/* Every key with its value, as a file that could be read again; secrets are
 * paths and commands, so nothing is hidden. `all` false: only what differs from
 * the default. */
void config_print(const config *c, bool all, FILE *out);
/* The key table as mdoc, for postern.conf(5). */
void config_print_manual(const config_section *const *sections, FILE *out);

#endif
