/* stream_tls.c: handshake, and the proof that the peer is who it should be. */
#include "base/err.h"
#include "base/steady.h"
#include "net/stream_link.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>

#define NAMES_MAX 10 /* names of a certificate that an error text lists */
#define SAN_SIZE  256

static const char *wanted_name(const config_server *server)
{
    return server->server_name && *server->server_name ? server->server_name
                                                       : server->host;
}

static bool is_ip_address(const char *name)
{
    unsigned char to[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, name, to) == 1 ||
           inet_pton(AF_INET6, name, to) == 1;
}

static bool load_trust(stream_link *l, const config_server *server,
                       GError **error)
{
    int n;
    gnutls_certificate_allocate_credentials(&l->trust);
    if (!server->ca_file) {
        n = gnutls_certificate_set_x509_system_trust(l->trust);
        if (n > 0)
            return true;
        err_set(error, ERR_CONFIG,
                "the system has no CA certificates: apt-get install "
                "ca-certificates, or set ca_file");
        return false;
    }
    n = gnutls_certificate_set_x509_trust_file(l->trust, server->ca_file,
                                               GNUTLS_X509_FMT_PEM);
    if (n > 0)
        return true;
    err_set(error, ERR_CONFIG, "ca_file %s: %s", server->ca_file,
            n == 0 ? "no certificate in it" : gnutls_strerror(n));
    return false;
}

/* The names that the peer's certificate is made out for, for the error text. */
static char *peer_names(gnutls_session_t tls)
{
    unsigned count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls, &count);
    gnutls_x509_crt_t crt;
    GString *names = g_string_new(NULL);
    if (chain && count > 0 && gnutls_x509_crt_init(&crt) == 0) {
        gnutls_x509_crt_import(crt, &chain[0], GNUTLS_X509_FMT_DER);
        for (unsigned i = 0; i < NAMES_MAX; i++) {
            char name[SAN_SIZE];
            size_t size = sizeof name;
            int kind =
                gnutls_x509_crt_get_subject_alt_name(crt, i, name, &size, NULL);
            if (kind < 0)
                break;
            if (kind == GNUTLS_SAN_DNSNAME)
                g_string_append_printf(names, "%s%.*s", names->len ? ", " : "",
                                       (int)size, name);
        }
        gnutls_x509_crt_deinit(crt);
    }
    if (names->len == 0)
        g_string_assign(names, "no host name");
    return g_string_free(names, FALSE);
}

static void explain_certificate(stream_link *l, const config_server *server,
                                GError **error)
{
    unsigned status = gnutls_session_get_verify_cert_status(l->tls);
    gnutls_datum_t words = {NULL, 0};
    g_autofree char *names = peer_names(l->tls);
    const char *name = wanted_name(server);
    if (status == GNUTLS_CERT_UNEXPECTED_OWNER ||
        (status & GNUTLS_CERT_UNEXPECTED_OWNER &&
         !(status & GNUTLS_CERT_SIGNER_NOT_FOUND))) {
        err_set(error, ERR_TLS,
                "%s: wrong name: its certificate is for %s, not for %s; if "
                "that is the right server, set server_name to one of these",
                server->host, names, name);
        return;
    }
    gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509,
                                                 &words, 0);
    err_set(error, ERR_TLS,
            "%s: certificate (for %s) not verified against %s: %s If the "
            "server has a CA of its own, set ca_file",
            server->host, names,
            server->ca_file ? server->ca_file : "the system's CAs",
            words.data ? (char *)words.data : "unknown reason.");
    gnutls_free(words.data);
}

static int shake_hands(stream_link *l)
{
    int64_t deadline = stream_deadline(l);
    for (;;) {
        int r = gnutls_handshake(l->tls);
        if (r == 0 || gnutls_error_is_fatal(r))
            return r;
        if (r == GNUTLS_E_AGAIN &&
            !stream_ready(
                l, gnutls_record_get_direction(l->tls) ? POLLOUT : POLLIN,
                deadline))
            return GNUTLS_E_TIMEDOUT;
        if (steady_us() > deadline)
            return GNUTLS_E_TIMEDOUT;
    }
}

static void explain_handshake(stream_link *l, const config_server *server,
                              int code, GError **error)
{
    if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) {
        explain_certificate(l, server, error);
        stream_fail(l, "certificate not verified");
    } else if (code == GNUTLS_E_TIMEDOUT) {
        stream_fail(l, "no answer");
        err_set(error, ERR_NET, "%s: TLS handshake: %s", server->host,
                l->reason);
    } else if (code == GNUTLS_E_PREMATURE_TERMINATION ||
               code == GNUTLS_E_PULL_ERROR || code == GNUTLS_E_PUSH_ERROR) {
        stream_fail(l, "the server closed the connection");
        err_set(error, ERR_NET, "%s: connection lost in the TLS handshake",
                server->host);
    } else {
        stream_fail(l, "TLS handshake failed");
        err_set(error, ERR_TLS, "%s: TLS handshake failed: %s%s", server->host,
                gnutls_strerror(code),
                code == GNUTLS_E_UNEXPECTED_PACKET_LENGTH ||
                        code == GNUTLS_E_UNEXPECTED_PACKET ||
                        code == GNUTLS_E_UNSUPPORTED_VERSION_PACKET
                    ? " (does this port speak TLS from the start? Else set "
                      "tls = starttls)"
                    : "");
    }
}

bool stream_tls_begin(stream_link *l, const config_server *server,
                      GError **error)
{
    const char *name = wanted_name(server);
    int r;
    if (!load_trust(l, server, error)) {
        stream_fail(l, "no trust store");
        return false;
    }
    gnutls_init(&l->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    gnutls_set_default_priority(l->tls);
    gnutls_credentials_set(l->tls, GNUTLS_CRD_CERTIFICATE, l->trust);
    if (!is_ip_address(name))
        gnutls_server_name_set(l->tls, GNUTLS_NAME_DNS, name, strlen(name));
    gnutls_session_set_verify_cert(l->tls, name, 0);
    gnutls_transport_set_int(l->tls, l->fd);
    r = shake_hands(l);
    if (r == 0)
        return true;
    explain_handshake(l, server, r, error);
    return false;
}

void stream_tls_end(stream_link *l)
{
    if (l->tls) {
        if (!l->reason)
            gnutls_bye(l->tls, GNUTLS_SHUT_WR);
        gnutls_deinit(l->tls);
        l->tls = NULL;
    }
    if (l->trust) {
        gnutls_certificate_free_credentials(l->trust);
        l->trust = NULL;
    }
}
