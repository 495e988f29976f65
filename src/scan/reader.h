/* learn_reader: words of messages, read in a process that may die of them and
 * holds nothing but the key of words. */
#ifndef POSTERN_CLI_LEARN_READER_H
#define POSTERN_CLI_LEARN_READER_H

#include "base/secret.h"

typedef struct learn_reader learn_reader;
learn_reader *learn_reader_new(const secret_key *key);
void learn_reader_free(learn_reader *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(learn_reader, learn_reader_free)

/* uint64_t array, sorted, each once; caller unrefs. NULL with ERR_CRASH if the
 * process died; the next call starts another. */
GArray *learn_reader_words(learn_reader *r, GBytes *raw, GError **error);

#endif
