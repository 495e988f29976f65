/* reader: words of messages, read in a process that may die of them and
 * holds nothing but the key of words. */
#ifndef POSTERN_SCAN_READER_H
#define POSTERN_SCAN_READER_H

#include "base/secret.h"

typedef struct scan_reader scan_reader;
scan_reader *scan_reader_new(const secret_key *key);
void scan_reader_free(scan_reader *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_reader, scan_reader_free)

/* uint64_t array, sorted, each once, and the lesson about a category, as
 * scan_finish_words; caller unrefs both. NULL with ERR_CRASH if the process died;
 * the next call starts another. */
GArray *scan_reader_words(scan_reader *r, GBytes *raw, GBytes **features,
                          GError **error);

#endif
