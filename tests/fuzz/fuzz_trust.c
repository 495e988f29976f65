/* fuzz_trust: any octets as Authentication-Results and as Received. */
#include "fuzz/fuzz.h"

#include "desk/facts/authres.h"
#include "desk/facts/received.h"
#include "desk/facts/trust.h"

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(authres) a = authres_read(text);
    g_autofree char *ip = received_client(text);

    if (a && a->rows->len > AUTHRES_ROWS_MAX)
        fuzz_fail("too many results");
    if (ip && !received_same_ip(ip, ip))
        fuzz_fail("%s is no address", ip);
}

/* Whatever stands in a field of another host vouches for nobody. */
void fuzz_one(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    g_ptr_array_add(ids, (char *)"\x01 nobody's id");
    if (trust_auth_results(text, ids, "example.org", NULL) != TRUST_NONE &&
        !strchr(text, '\x01'))
        fuzz_fail("another host was believed");
    fuzz_linear(read_all, data, size);
}
