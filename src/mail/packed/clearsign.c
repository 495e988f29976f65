/* clearsign: the words of a text that OpenPGP signed in place. */
#include "mail/packed/clearsign.h"

#include <string.h>

#define BEGIN_TEXT      "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIGNATURE "-----BEGIN PGP SIGNATURE-----"
#define END_SIGNATURE   "-----END PGP SIGNATURE-----"

typedef enum { OUTSIDE, ARMOUR_HEADERS, SIGNED, SIGNATURE } place;

static bool is_line(const char *p, const char *eol, const char *line)
{
    while (eol > p && (eol[-1] == ' ' || eol[-1] == '\t'))
        eol--;
    return (size_t)(eol - p) == strlen(line) &&
           memcmp(p, line, strlen(line)) == 0;
}

/* Of an armour (RFC 9580 6.2.2.1). */
static bool is_header(const char *p, const char *eol)
{
    static const char *const names[] = {"Version:", "Comment:", "MessageID:",
                                        "Hash:",    "Charset:", "SaltedHash:"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);

        if ((size_t)(eol - p) >= n && memcmp(p, names[i], n) == 0)
            return true;
    }
    return false;
}

/* Is it base64 or a checksum, and nothing that somebody wrote? */
static bool is_armour(const char *p, const char *eol)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
                                "uvwxyz0123456789+/=";

    return is_line(p, eol, "") || is_header(p, eol) ||
           p + strspn(p, signs) == eol;
}

/* Where the line from p to eol stands, and whether it is to be read. Words end
 * an armour, so that one that is cut off or broken hides none. */
static place step(place at, const char *p, const char *eol, bool *shown)
{
    *shown = false;
    if (at == OUTSIDE && is_line(p, eol, BEGIN_TEXT))
        return ARMOUR_HEADERS;
    if (at == ARMOUR_HEADERS && is_line(p, eol, ""))
        return SIGNED;
    if (at == ARMOUR_HEADERS && is_header(p, eol))
        return ARMOUR_HEADERS;
    if (at == SIGNATURE && is_line(p, eol, END_SIGNATURE))
        return OUTSIDE;
    if (at == SIGNATURE && is_armour(p, eol))
        return SIGNATURE;
    if ((at == SIGNED || at == ARMOUR_HEADERS) &&
        is_line(p, eol, BEGIN_SIGNATURE))
        return SIGNATURE;
    *shown = true;
    return at == SIGNED || at == ARMOUR_HEADERS ? SIGNED : OUTSIDE;
}

bool clearsign_read(char *text)
{
    const char *p = strstr(text, BEGIN_TEXT);
    char *out = text;
    place at = OUTSIDE;

    if (!p || !strstr(p, BEGIN_SIGNATURE))
        return false;
    p = text;
    while (*p) {
        const char *eol = p + strcspn(p, "\n");
        const char *next = *eol ? eol + 1 : eol;
        bool shown;

        at = step(at, p, eol, &shown);
        if (shown) {
            if (at == SIGNED && p[0] == '-' && p[1] == ' ')
                p += 2;
            memmove(out, p, (size_t)(next - p));
            out += next - p;
        }
        p = next;
    }
    *out = '\0';
    return true;
}
