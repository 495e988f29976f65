/* count_room: what the files that read words share. Private to rules. */
#ifndef POSTERN_RULES_COUNT_ROOM_H
#define POSTERN_RULES_COUNT_ROOM_H

#include "rules/learn/count.h"

#define COUNT_WORD_MAX   32 /* characters; longer ones by their beginning */
#define COUNT_PIECE_MAX  80 /* octets of a header's or a link's piece */
#define COUNT_TEXT_MAX   (256u << 10) /* octets of text of one message */
#define COUNT_LINKS_MAX  500          /* of one message */
#define COUNT_TAGS_MAX   5000         /* of HTML, of one message */
#define COUNT_HASHES_MAX 500000 /* words with repeats: then it is enough */

typedef struct count_sink {
    const secret_key *key;
    count_group group; /* of the words to come */
    GArray *hashes;    /* uint64_t, unsorted, with repeats */
} count_sink;

/* One word of a kind: "s" and "hello" is another word than "b" and "hello". */
void count_add(count_sink *s, const char *kind, const char *data, size_t size);
void count_add_text(count_sink *s, const char *kind, const char *text);
/* Words of running text; `pairs`: neighbours too, as kind and "2". */
void count_text(count_sink *s, const char *kind, const char *data, size_t size,
                bool pairs);
/* example.com, www.example.com and com of a host, lower case. */
void count_host(count_sink *s, const char *kind, const char *host, size_t size);
/* Pieces of a structured text: addresses, hosts, numbers by their shape. */
void count_pieces(count_sink *s, const char *kind, const char *data,
                  size_t size);
void count_fields(count_sink *s, view *v);
void count_links(count_sink *s, view *v);
void count_html(count_sink *s, view *v);

#endif
