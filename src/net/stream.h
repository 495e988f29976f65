/* stream: one TCP connection, with verified TLS, for libetpan.
 *
 * A mailstream_low of our own (GnuTLS): certificate chain and host name are
 * verified, the peer's close reads as -1, every call has a deadline, octets read
 * are capped. DESIGN 5 says why libetpan's own is never used.
 */
#ifndef POSTERN_STREAM_H
#define POSTERN_STREAM_H

#include "base/config.h"
#include <libetpan/libetpan.h>

#define STREAM_READ_MAX (256u << 20) /* octets between two stream_reset_cap */

/* Connect (all addresses in turn), with implicit TLS if the server says so.
 * Errors: ERR_NET, ERR_TLS (words say which certificate, which name, and what to
 * set), ERR_CONFIG (ca_file). The caller closes with mailstream_close. */
mailstream *stream_connect(const config_server *server, GError **error);
/* After STARTTLS was agreed: exchange the plain layer for TLS. Octets buffered
 * before are refused (ERR_PROTOCOL: injection). */
bool stream_starttls(mailstream *s, const config_server *server,
                     GError **error);
void stream_reset_cap(mailstream *s);
void stream_set_timeout(mailstream *s, int64_t ms);
/* Why the last call on it failed ("connection closed by peer", "no answer for
 * 60 s", ...); borrowed, never NULL. */
const char *stream_reason(mailstream *s);
/* Password or token for this server, read anew each time; *token says which.
 * NULL without error if no user is set. Free with secret_free_text. */
char *stream_credential(const config_server *server, bool *token,
                        GError **error);

#endif
