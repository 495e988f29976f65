/* fuzz_command: any octets as an operator's and a customer's text. */
#include "fuzz/fuzz.h"

#include "base/span.h"
#include "desk/command.h"

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(command_result) ours = command_read(text, COMMAND_FOR_OPERATOR);
    g_autoptr(command_result) his = command_read(text, COMMAND_FOR_CUSTOMER);

    if (his->errors->len > 0 || his->suspect)
        fuzz_fail("a customer's text has errors");
    if (!g_utf8_validate(ours->text, -1, NULL) ||
        !g_utf8_validate(his->text, -1, NULL))
        fuzz_fail("a text is not UTF-8");
}

void fuzz_one(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);

    read_all(data, size);
    if (span_said_minutes(text) < -1)
        fuzz_fail("a negative time");
    fuzz_linear(read_all, data, size);
}
