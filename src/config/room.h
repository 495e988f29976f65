/* room: what the files of config share; nobody else includes it. */
#ifndef POSTERN_CONFIG_ROOM_H
#define POSTERN_CONFIG_ROOM_H

#include "config/section.h"

extern const span_unit config_size_units[];

/* Text to value; *problem (caller frees) gets words if it is none. The slot's
 * old value is freed. */
bool config_value_read(const config_key *key, const char *text, void *slot,
                       char **problem);
/* One of a CONFIG_LANGS. */
void config_lang_read(const char *language, const char *text,
                      GHashTable **slot);
/* Value to text; NULL if unset, and of a CONFIG_LANGS, which is many. Caller
 * frees. */
char *config_value_write(const config_key *key, const void *slot);
/* The default into a zeroed slot. */
void config_value_default(const config_key *key, void *slot);
void config_value_clear(const config_key *key, void *slot);
/* "duration", "list of addresses", for the manual */
const char *config_type_name(config_type type);

/* One line of the file that means something. */
typedef struct config_line_read {
    int line;
    char *group; /* as written between the brackets, blanks off */
    char *key;   /* NULL: the line opens the section */
} config_line_read;

/* Problems: an array that owns them, by line, is any fatal, and all fatal ones as
 * ERR_CONFIG. */
GPtrArray *config_problems_new(void);
void config_problems_sort(GPtrArray *problems);
bool config_problems_fatal(const GPtrArray *problems);
void config_problems_to_error(const GPtrArray *problems, const char *path,
                              GError **error);

/* Lines of `data`, in order; syntax errors and duplicates are added to
 * `problems`; what remains goes to `clean`, which GKeyFile takes. Never NULL. */
GPtrArray *config_scan(const char *data, GString *clean, GPtrArray *problems);

/* A section of the file. */
typedef struct config_place {
    const config_section *section;
    char *name;  /* NULL for a section that stands once */
    char *group; /* text between the brackets */
    int line;    /* of the bracket */
    void *base;  /* struct whose slots it fills */
} config_place;

/* A config with all defaults. */
config *config_new(const config_section *const *sections, const char *path);
/* The structs of a section: one, or those that were named. */
void *const *config_structs(const config *c, const config_section *s,
                            unsigned *count);
bool config_is_numbered(const config_section *s); /* [line N] */

GPtrArray *config_places_new(void);
config_place *config_place_of_group(const config_reading *r, const char *group);
/* A line that opens a section: its place, or a problem. */
void config_place_open(config_reading *r, const config_line_read *l);

#endif
