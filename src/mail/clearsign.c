/* clearsign: the words of a text that OpenPGP signed in place. */
#include "mail/clearsign.h"

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

bool clearsign_read(char *text)
{
    const char *p = text;
    char *out = text;
    place at = OUTSIDE;

    if (!strstr(text, BEGIN_TEXT) || !strstr(text, BEGIN_SIGNATURE))
        return false;
    while (*p) {
        const char *eol = p + strcspn(p, "\n");
        const char *next = *eol ? eol + 1 : eol;
        bool shown = at == OUTSIDE || at == SIGNED;

        if (at == OUTSIDE && is_line(p, eol, BEGIN_TEXT)) {
            at = ARMOUR_HEADERS;
            shown = false;
        } else if (at == ARMOUR_HEADERS && is_line(p, eol, "")) {
            at = SIGNED;
        } else if (at == SIGNED && is_line(p, eol, BEGIN_SIGNATURE)) {
            at = SIGNATURE;
            shown = false;
        } else if (at == SIGNATURE && is_line(p, eol, END_SIGNATURE)) {
            at = OUTSIDE;
        }
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
