/* strings: many short strings searched at once (Aho and Corasick, 1975), in text
 * folded to ASCII lower case. Immutable once built; shared by threads. */
#ifndef POSTERN_RULES_STRINGS_H
#define POSTERN_RULES_STRINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct strings strings;
typedef struct strings_builder strings_builder;

strings_builder *strings_builder_new(void);
/* `owner`: number that is reported when `text` is found; several strings may
 * have one owner. Octets are folded here. */
void strings_add(strings_builder *b, const void *text, size_t size,
                 unsigned owner);
/* Frees the builder. NULL if nothing was added. */
strings *strings_build(strings_builder *b);
void strings_free(strings *s);

/* Call `found` for each owner one of whose strings is in the text; an owner may
 * be told more than once. */
typedef void (*strings_found)(unsigned owner, void *context);
void strings_search(const strings *s, const char *data, size_t size,
                    strings_found found, void *context);

#endif
