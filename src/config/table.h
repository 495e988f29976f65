/* config_table: the one table of keys; for the files of config only. */
#ifndef POSTERN_CONFIG_TABLE_H
#define POSTERN_CONFIG_TABLE_H

#include "config/config.h"

#include <stddef.h>

typedef enum {
    CONFIG_TEXT,      /* char*, not empty; \n and \t as GKeyFile has them */
    CONFIG_WORD,      /* char*, no blanks */
    CONFIG_ATOM,      /* char*, an IMAP atom */
    CONFIG_HOST,      /* char*, name or address of a host, no port */
    CONFIG_DOMAIN,    /* char*, lower case, A-labels */
    CONFIG_ADDRESS,   /* char*, normal form */
    CONFIG_PATH,      /* char*, absolute */
    CONFIG_SOCKET,    /* char*, "unix:/path" */
    CONFIG_BOOL,      /* bool */
    CONFIG_INT,       /* int */
    CONFIG_NUMBER,    /* double; min and max in whole numbers */
    CONFIG_MODE,      /* int, octal */
    CONFIG_DURATION,  /* int64_t, milliseconds */
    CONFIG_SIZE,      /* int64_t, octets */
    CONFIG_SCORE,     /* double; "off" is INFINITY */
    CONFIG_ENUM,      /* int-sized enum; `words` in order of its values */
    CONFIG_WORDS,     /* GPtrArray of char* */
    CONFIG_ADDRESSES, /* GPtrArray of char*, normal form */
    CONFIG_IPS,       /* GPtrArray of char* */
    CONFIG_PATHS,     /* GPtrArray of char*, absolute */
    CONFIG_INTS       /* GArray of int */
} config_type;

typedef struct config_key {
    const char *section, *key;
    config_type type;
    size_t offset;        /* in the section's struct */
    const char *standard; /* default, as it would be written; NULL: none */
    int64_t min, max;     /* numbers, durations (ms), sizes; both 0: any */
    const char *const *words;
    bool required;
    const char *help;  /* one sentence without full stop */
    const char *shown; /* default in words, where `standard` is NULL */
} config_key;

typedef struct config_section {
    const char *name;
    const char *argument; /* "NAME", "N" or NULL: stands once */
    size_t array;         /* offset of its GPtrArray in config */
    size_t size;          /* of its struct */
    const char *help;
} config_section;

extern config_section config_sections[]; /* until name is NULL */
extern config_key config_keys[];         /* until section is NULL */

const config_section *config_section_by_name(const char *name);
const config_key *config_key_by_name(const char *section, const char *key);

typedef struct config_unit {
    const char *name;
    int64_t factor;
} config_unit;
extern const config_unit config_duration_units[], config_size_units[];
/* In the largest unit that divides the value. Caller frees. */
char *config_unit_write(const config_unit *units, int64_t value);

/* Text to value; *problem (caller frees) gets words if it is none. The slot's
 * old value is freed. */
bool config_value_read(const config_key *key, const char *text, void *slot,
                       char **problem);
/* Value to text; NULL if unset. Caller frees. */
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

/* Problems: an array that owns them, one more, by line, is any fatal, and all
 * fatal ones as ERR_CONFIG. */
GPtrArray *config_problems_new(void);
void config_problem_add(GPtrArray *problems, bool fatal, int line,
                        const char *format, ...) G_GNUC_PRINTF(4, 5);

void config_problems_sort(GPtrArray *problems);
bool config_problems_fatal(const GPtrArray *problems);
void config_problems_to_error(const GPtrArray *problems, const char *path,
                              GError **error);

/* Lines of `data`, in order; syntax errors and duplicates are added to
 * `problems`; what remains goes to `clean`, which GKeyFile takes. Never NULL. */
GPtrArray *config_scan(const char *data, GString *clean, GPtrArray *problems);

/* What is known while the cross-checks run. */
typedef struct config_place {
    const config_section *section;
    char *name;  /* NULL for a section that stands once */
    char *group; /* text between the brackets */
    int line;    /* of the bracket */
    void *base;  /* struct whose slots it fills */
} config_place;

typedef struct config_reading {
    config *config;
    GPtrArray *problems; /* config_problem* */
    GPtrArray *places;   /* config_place* */
    GPtrArray *lines;    /* config_line_read* */
} config_reading;

/* A config with all defaults; a struct of a named section, added to it. */
config *config_new(const char *path);
void *config_section_new(config *c, const config_section *s, const char *name);
/* The id is the first member of every named section's struct but a line's. */
bool config_section_has_id(const config_section *s);

GPtrArray *config_places_new(void);
config_place *config_place_of_group(const config_reading *r, const char *group);
/* A line that opens a section: its place, or a problem. */
void config_place_open(config_reading *r, const config_line_read *l);

/* Line of a key, or of its section if the key is not written. */
int config_line_of(const config_reading *r, const void *base, const char *key);
bool config_is_written(const config_reading *r, const void *base,
                       const char *key);
/* Fills in defaults that depend on other keys, then checks keys against each
 * other. */
void config_check(config_reading *r);
/* Its parts in other files: [smtp] and [mailbox NAME]; is there such a queue? */
void config_check_servers(config_reading *r);
void config_check_queue_name(config_reading *r, const void *base,
                             const char *key, const char *where,
                             const char *name);

/* Sections of a room above, told of once before any configuration is read, by
 * the thread that begins; told again they change nothing. Their structs stand in
 * arrays of config; `check` runs after all checks of this room. */
typedef struct config_room {
    const config_section *sections; /* until name is NULL */
    const config_key *keys;         /* until section is NULL */
    void (*check)(config_reading *r);
} config_room;
void config_add_room(const config_room *room);
void config_check_rooms(config_reading *r);

#define config_bad(r, base, key, ...)                                     \
    config_problem_add((r)->problems, true, config_line_of(r, base, key), \
                       __VA_ARGS__)
#define config_advise(r, base, key, ...)                                   \
    config_problem_add((r)->problems, false, config_line_of(r, base, key), \
                       __VA_ARGS__)

#endif
