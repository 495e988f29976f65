/* transfer: Content-Transfer-Encodings (RFC 2045 6) and uuencode, also damaged.
 * Pure, thread-safe. */
#ifndef POSTERN_TRANSFER_H
#define POSTERN_TRANSFER_H

#include <glib.h>
#include <stdbool.h>

/* The encoding that a Content-Transfer-Encoding field means, however it is
 * spelt: "base64", "quoted-printable", "x-uuencode", "7bit", "8bit", "binary", or
 * its letters and digits. Caller frees. */
char *transfer_name(const char *value);

/* Decoded octets of `data`. `encoding` from transfer_name() (NULL: identity).
 * *damaged, if not NULL, becomes true where the octets break the encoding; what
 * is readable is kept. *unknown: no such encoding, octets as they are. The
 * caller unrefs; where nothing had to be decoded the result is `data` itself,
 * which must outlive it. */
GBytes *transfer_decode(const char *data, size_t size, const char *encoding,
                        bool *damaged, bool *unknown);

GByteArray *transfer_base64(const char *data, size_t size, bool *damaged);
/* `header`: '_' is a blank and there are no soft line ends (RFC 2047 Q). */
GByteArray *transfer_quoted(const char *data, size_t size, bool header,
                            bool *damaged);

/* The first uuencoded file in a text: place of its "begin" line and after its
 * "end" line, its name, its octets. False if there is none. */
typedef struct transfer_uu {
    size_t start, end;
    char *name;   /* caller frees */
    GBytes *data; /* caller unrefs */
} transfer_uu;
bool transfer_find_uu(const char *text, size_t size, size_t from,
                      transfer_uu *out);

#endif
