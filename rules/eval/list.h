/* eval_list: the lists of a rule set, made ready for being asked. Built with the
 * set, immutable, shared. */
#ifndef POSTERN_RULES_EVAL_LIST_H
#define POSTERN_RULES_EVAL_LIST_H

#include <glib.h>
#include <stdbool.h>

typedef struct eval_lists eval_lists;

/* From the values of list keywords as they were written (rule_set.lists). */
eval_lists *eval_lists_new(GHashTable *lists);
void eval_lists_free(eval_lists *l);

/* Is the address (any case) on the list of that name: of enlist_addrlist (NAME),
 * or of a keyword such as "welcomelist_from"? */
bool eval_lists_has_address(const eval_lists *l, const char *name,
                            const char *address);
/* Is there one of that name? */
bool eval_lists_has_any(const eval_lists *l, const char *name);
/* Is there such a list of hosts? */
bool eval_lists_has_any_host(const eval_lists *l, const char *name);
/* Is a host, or a domain above it, on the list of enlist_uri_host (NAME)? */
bool eval_lists_has_host(const eval_lists *l, const char *name,
                         const char *host);
/* Does the address (lower case) belong to a free mail provider? */
bool eval_lists_is_freemail(const eval_lists *l, const char *address);

#endif
