/* keyword_net: networks of relays, in the forms that SpamAssassin takes. */
#include "rules/keyword_room.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "192.0.2" or "192.0.2." as an address of four numbers; *bits is what is given
 * of it. NULL: no IPv4 address. Caller frees. */
static char *whole_ipv4(const char *text, unsigned *bits)
{
    unsigned n[4] = {0}, count = 0;
    while (g_ascii_isdigit(*text)) {
        char *end;
        unsigned long value = strtoul(text, &end, 10);
        if (count == 4 || value > 255)
            return NULL;
        n[count++] = (unsigned)value;
        text = *end == '.' ? end + 1 : end;
        if (*end != '.')
            break;
    }
    if (count == 0 || *text != '\0')
        return NULL;
    *bits = 8 * count;
    return g_strdup_printf("%u.%u.%u.%u", n[0], n[1], n[2], n[3]);
}

/* Bits of "255.255.255.0", or -1. */
static int mask_bits(const char *mask)
{
    unsigned given, n[4];
    g_autofree char *whole = whole_ipv4(mask, &given);
    if (!whole || given != 32 ||
        sscanf(whole, "%u.%u.%u.%u", n, n + 1, n + 2, n + 3) != 4)
        return -1;
    guint32 m = n[0] << 24 | n[1] << 16 | n[2] << 8 | n[3], rest = ~m;
    if ((rest & (rest + 1)) != 0)
        return -1;
    int bits = 0;
    for (; m != 0; m <<= 1)
        bits++;
    return bits;
}

/* A network as "[!]address/bits", bits beyond them 0; NULL: it is not one.
 * Caller frees. */
static char *net_read(const char *word)
{
    const char *no = *word == '!' ? "!" : "";
    g_auto(GStrv) half = g_strsplit(word + strlen(no), "/", 2);
    const char *given = half[0] ? half[1] : NULL;
    g_autofree char *text = g_strdup(half[0] ? half[0] : "");
    size_t n = strlen(text);
    if (n > 1 && text[0] == '[' && text[n - 1] == ']') {
        text[n - 1] = '\0';
        memmove(text, text + 1, n - 1);
    }
    unsigned bits = 128;
    g_autofree char *four = whole_ipv4(text, &bits);
    int max = four ? 32 : 128, wanted = (int)bits;
    if (given) {
        char *end;
        wanted = (int)strtoul(given, &end, 10);
        if (four && *end == '.')
            wanted = mask_bits(given);
        else if (*end != '\0' || !g_ascii_isdigit(*given))
            wanted = -1;
    }
    g_autoptr(GInetAddress) a =
        g_inet_address_new_from_string(four ? four : text);
    if (!a || wanted < 0 || wanted > max)
        return NULL;
    guint8 octets[16];
    gsize size = g_inet_address_get_native_size(a);
    memcpy(octets, g_inet_address_to_bytes(a), size);
    for (int i = wanted; i < (int)size * 8; i++)
        octets[i / 8] &= (guint8) ~(0x80 >> i % 8);
    g_autoptr(GInetAddress) base =
        g_inet_address_new_from_bytes(octets, g_inet_address_get_family(a));
    g_autofree char *address = g_inet_address_to_string(base);
    return g_strdup_printf("%s%s/%d", no, address, wanted);
}

static GPtrArray *list_of(parser *p, const parse_line *l)
{
    return strstr(l->keyword, "internal") ? p->set->internal_networks
                                          : p->set->trusted_networks;
}

void keyword_networks(parser *p, const parse_line *l)
{
    keyword_word w;
    const char *rest = l->value;
    int column = l->column;
    while (keyword_take(rest, column, &w)) {
        char *net = net_read(w.text);
        if (net)
            g_ptr_array_add(list_of(p, l), net);
        else
            parse_problem(p, true, w.column, (int)strlen(w.text),
                          "%s is not a network; write 192.0.2.0/24, 192.0.2, "
                          "2001:db8::/32, or ! before one to leave it out",
                          w.text);
        g_free(w.text);
        rest = w.rest;
        column = w.rest_column;
    }
}

void keyword_networks_clear(parser *p, const parse_line *l)
{
    g_ptr_array_set_size(list_of(p, l), 0);
}
