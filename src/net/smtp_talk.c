/* smtp_talk.c: one command, one reply. */
#include "base/secret.h"
#include "mail/charset/charset.h"
#include "net/smtp_link.h"

#include <string.h>

#define LINE_MAX_OCTETS  4096 /* of a reply; RFC 5321 says 512 */
#define REPLY_LINES_MAX  100
#define REPLY_OCTETS_MAX (64u << 10)

void smtp_reply_clear(smtp_reply *r)
{
    if (r->text)
        g_string_free(r->text, TRUE);
    *r = (smtp_reply){0, NULL};
}

bool smtp_lost(smtp_client *c, const char *what, GError **error)
{
    err_set(error, ERR_NET, "%s: %s: %s", c->host, what,
            *stream_reason(c->stream) ? stream_reason(c->stream)
                                      : "connection lost");
    return false;
}

static bool read_line(smtp_client *c, smtp_reply *r, bool *last,
                      const char *what, GError **error)
{
    g_autofree char *line = stream_line(c->stream, LINE_MAX_OCTETS);
    g_autofree char *words = NULL; /* they go to the store and into mail */
    if (!line)
        return smtp_lost(c, what, error);
    if (!g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) ||
        !g_ascii_isdigit(line[2]) || (line[3] && !strchr(" -", line[3]))) {
        err_set(error, ERR_PROTOCOL,
                "%s: %s: the answer is not SMTP's: \"%.60s\"; check host, port "
                "and tls",
                c->host, what, line);
        return false;
    }
    *last = line[3] != '-';
    r->code = (int)strtol((char[]){line[0], line[1], line[2], 0}, NULL, 10);
    if (r->text->len)
        g_string_append_c(r->text, '\n');
    words = g_utf8_make_valid(line[3] ? line + 4 : "", -1);
    g_string_append(r->text, words);
    return true;
}

bool smtp_read(smtp_client *c, smtp_reply *r, const char *what, GError **error)
{
    bool last = false;
    smtp_reply_clear(r);
    r->text = g_string_new(NULL);
    stream_reset_cap(c->stream, REPLY_OCTETS_MAX);
    for (unsigned n = 0; !last; n++) {
        if (n == REPLY_LINES_MAX) {
            err_set(error, ERR_PROTOCOL, "%s: %s: endless answer", c->host,
                    what);
            r->code = 0;
            return false;
        }
        if (!read_line(c, r, &last, what, error)) {
            r->code = 0;
            return false;
        }
    }
    g_strdelimit(r->text->str, "\r\t", ' ');
    return true;
}

bool smtp_ask(smtp_client *c, smtp_reply *r, const char *what, char *line,
              GError **error)
{
    g_autofree char *out = g_strconcat(line, "\r\n", NULL);
    bool sent = stream_send(c->stream, out, strlen(out));
    secret_wipe(out, strlen(out));
    secret_free_text(line);
    return sent ? smtp_read(c, r, what, error) : smtp_lost(c, what, error);
}

/* A server's words are shown to people and written into mail. */
char *smtp_reply_line(const smtp_reply *r)
{
    g_autofree char *text =
        g_strdup_printf("%d %s", r->code, r->text ? r->text->str : "");
    char *line = charset_clean_line(text, -1);
    const char *end;

    if (strlen(line) > SMTP_WORDS_MAX) {
        g_utf8_validate_len(line, SMTP_WORDS_MAX, &end);
        line[end - line] = '\0';
    }
    return line;
}

bool smtp_unwelcome(smtp_client *c, const smtp_reply *r, const char *what,
                    err_class for_good, GError **error)
{
    g_autofree char *text = smtp_reply_line(r);
    err_class class = r->code == 421       ? ERR_NET
                      : r->code / 100 == 4 ? ERR_LATER
                      : r->code / 100 == 5 ? for_good
                                           : ERR_PROTOCOL;
    err_set(error, class, "%s: %s: %s", c->host, what, text);
    return false;
}
